/** The Python implementations that are compared, and how one runs a file. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { builtBundles } from '../../analyzer/profile/child-process';

export interface Peer {
  readonly name: string;
  /** Command line that runs a file. */
  readonly command: readonly string[];
  /** The embedded VM has no clock that counts while it runs in a benchmark: its calls are timed from outside. */
  readonly embedded: boolean;
  readonly jitOff: boolean;
}

/** The CPython all ratios are to, or null: JITLENS_CPYTHON, python3.13, or a python3 of that version. */
export function cpython313(): string | null {
  const candidates = [process.env['JITLENS_CPYTHON'], 'python3.13', 'python3'].filter((c) => c !== undefined);
  return candidates.find((command) => versionOf(command) === 'cpython 3.13') ?? pyenvs();
}

export function pypy(): string | null {
  const command = process.env['JITLENS_PYPY'] ?? 'pypy3';
  return versionOf(command)?.startsWith('pypy') === true ? command : null;
}

/** `jitlens run`, with or without its JIT. */
export function ourselves(jitOff: boolean): Peer {
  const cli = path.join(path.dirname(builtBundles().guest), 'cli.js');
  return {
    name: jitOff ? 'JIT Lens, JIT off' : 'JIT Lens',
    command: [process.execPath, cli, 'run', ...(jitOff ? ['--jit', 'off'] : [])],
    embedded: true,
    jitOff,
  };
}

function versionOf(command: string): string | null {
  const text = 'import sys; print(sys.implementation.name, "%d.%d" % sys.version_info[:2])';
  const run = spawnSync(command, ['-c', text], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : null;
}

/** pyenv keeps versions that are not on the PATH. */
function pyenvs(): string | null {
  const run = spawnSync('pyenv', ['prefix', '3.13.0'], { encoding: 'utf8' });
  if (run.status !== 0) return null;
  const command = path.join(run.stdout.trim(), 'bin', 'python3.13');
  return versionOf(command) === 'cpython 3.13' ? command : null;
}
