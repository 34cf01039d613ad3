/**
 * The targets of a file that nobody has named: what `[tool.jitlens] targets` says, else PyPy, and beside it the CPython that the project
 * pins, where that has a JIT. It is pinned by `.python-version` (pyenv, uv) or, as the oldest one allowed, by `requires-python`.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_TARGET, targetNamed } from '../targets';
import { DEFAULT_CONFIGURATION } from './configuration';
import type { Project } from './project';
import { timeStamp } from './project';

export function declaredTargets(file: string, project: Project): readonly string[] {
  const { targets } = project.configuration;
  if (targets !== DEFAULT_CONFIGURATION.targets) return targets;
  const pinned = pinnedVersion(path.dirname(file));
  const cpython = pinned === null ? null : targetNamed(`cpython${pinned}`);
  return cpython === null ? [DEFAULT_TARGET] : [DEFAULT_TARGET, cpython.name];
}

/** "3.14", from the nearest file that pins a version. */
function pinnedVersion(folder: string): string | null {
  for (let at = folder; ; at = path.dirname(at)) {
    const exact = versionIn(path.join(at, '.python-version'), /^\s*(?:cpython-?)?(3\.\d+)/m);
    const oldest = exact ?? versionIn(path.join(at, 'pyproject.toml'), /^\s*requires-python\s*=\s*["'][^"']*?(?:>=|==|~=)\s*(3\.\d+)/m);
    if (oldest !== null) return oldest;
    if (at === path.dirname(at)) return null;
  }
}

interface Read {
  readonly stamp: number;
  readonly version: string | null;
}

/** By path: files are read anew when their time stamp changes. */
const known = new Map<string, Read>();
const NO_FILE: Read = { stamp: 0, version: null };

function versionIn(file: string, pattern: RegExp): string | null {
  try {
    const stamp = timeStamp(file);
    if (stamp === null) return null;
    const before = known.get(file) ?? NO_FILE;
    if (before.stamp === stamp) return before.version;
    const version = pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? null;
    known.set(file, { stamp, version });
    return version;
  } catch {
    return null;
  }
}
