/**
 * What can be wrong with a request before anything runs: one sentence each, for the user as it stands.
 */
import { readFile, stat } from 'node:fs/promises';
import type { JitSetting, Limits } from '../vm/api';
import { parseLimits } from '../vm/sandbox/limits';
import { DEFAULT_TARGET, PYPY_PARAMETERS, TARGETS, targetNamed, type Target } from '../targets';

/** The request cannot be carried out; the message says why, in words for the user. */
export class RequestError extends Error {}

/** Targets that an engine models: the VM and a real PyPy both speak for PyPy. */
export const MODELLED_TARGETS: readonly string[] = ['pypy'];

/** Larger sources are taken for something else. */
const LARGEST_SOURCE = 64 * 2 ** 20;

/** Reads a Python source file. Throws a RequestError for what is no such file. A byte order mark is kept: offsets count it. */
export async function readSource(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    const about = await stat(path);
    if (about.isDirectory()) throw new RequestError(`${path} is a directory; give a Python file`);
    if (!about.isFile()) throw new RequestError(`${path} is not a regular file`);
    if (about.size > LARGEST_SOURCE)
      throw new RequestError(`${path} is too large for a source file (${Math.round(about.size / 2 ** 20)} MB)`);
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError(`${path}: ${whyUnreadable(error)}`);
  }
  const text = decodeSource(bytes);
  if (text === null) throw new RequestError(`${path} is not a text file in UTF-8 or in the encoding its first lines declare`);
  return text;
}

/** The text of a source file; null when it is none. PEP 263: an encoding may be declared in the first two lines. */
export function decodeSource(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 400)).split('\n').slice(0, 2);
  const declared = head.map((line) => /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(line)?.[1]).find((name) => name !== undefined);
  for (const encoding of declared === undefined ? ['utf-8'] : [declared.replaceAll('_', '-'), 'utf-8']) {
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      // Not in that encoding, or an encoding this machine does not know.
    }
  }
  return null;
}

/** What the file system said, in words. */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}

/** A target by its name. Throws a RequestError that names the known ones. */
export function knownTarget(name: string = DEFAULT_TARGET): Target {
  const target = targetNamed(name);
  const known = TARGETS.map((entry) => entry.name).join(', ');
  if (target === null) throw new RequestError(`unknown target '${name}'; known are ${known}`);
  return target;
}

/** The target of that name, for an engine to run. Throws a RequestError for one unknown or not modelled. */
export function modelledTarget(name: string = DEFAULT_TARGET): Target {
  const target = knownTarget(name);
  if (!MODELLED_TARGETS.includes(name))
    throw new RequestError(`no engine models ${name} yet; 'jitlens check --target ${name}' still says what the analyzer suspects`);
  return target;
}

/** `off`, `default` or `name=value,...`, as PyPy's own `--jit`. Throws a RequestError. */
export function parseJit(text: string): JitSetting {
  if (text === 'off') return 'off';
  const setting: [string, number | string][] = [];
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '' || part === 'default') continue;
    const [, name, value] = /^(\w+)=(.*)$/.exec(part) ?? [];
    if (name === undefined || value === undefined) throw new RequestError(`--jit takes 'off' or NAME=VALUE,...; not '${part}'`);
    if (name === 'enable_opts') setting.push([name, value]);
    else if (!PYPY_PARAMETERS.some((parameter) => parameter.name === name))
      throw new RequestError(
        `--jit: no parameter '${name}'; there are ${PYPY_PARAMETERS.map((parameter) => parameter.name).join(', ')}, enable_opts`,
      );
    else if (!/^\d+$/.test(value)) throw new RequestError(`--jit: ${name} takes a whole number, not '${value}'`);
    else setting.push([name, Number(value)]);
  }
  return Object.fromEntries(setting);
}

/** All parameters as they are in force. */
export function effectiveParameters(jit: JitSetting): Readonly<Record<string, number | string>> {
  if (jit === 'off') return { jit: 'off' };
  const defaults = PYPY_PARAMETERS.map((parameter) => [parameter.name, jit[parameter.name] ?? parameter.default] as const);
  return Object.fromEntries([...defaults, ['enable_opts', jit['enable_opts'] ?? 'all']]);
}

/** `memory=64MB,...`. Throws a RequestError. */
export function parseLimitOption(text: string): Partial<Limits> {
  const limits = parseLimits(text);
  if (typeof limits === 'string') throw new RequestError(`--limit: ${limits}`);
  return limits;
}

/** Seconds, above zero. Throws a RequestError. */
export function parseTimeLimit(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds <= 0)
    throw new RequestError(`--time-limit takes a number of seconds above 0, not '${text}'`);
  return seconds;
}
