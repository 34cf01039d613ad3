/** Runs a program on the embedded VM and on a real PyPy, and observes both the same way. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { profileFile, profileLog } from '../../analyzer/profile';
import { observe, type Observation } from './observation';

/** Seconds. */
const TIME_LIMIT = 600;

const SECTIONS = 'jit-log-opt,jit-backend-counts,jit-abort-longest-function,jit-disableinlining,jit-invalidate-quasi-immutable,jit-summary';

export async function onVm(file: string): Promise<Observation> {
  const profile = await profileFile(file, { timeLimit: TIME_LIMIT });
  const observation = observe(profile, file);
  const fault = profile.notes.find((note) => profile.outcome === 'failed' && profile.failure === null && note !== '');
  if (observation.outcome !== 'failed') return observation;
  return {
    ...observation,
    outcome: `failed: ${profile.failure === null ? (fault ?? '') : `${profile.failure.type}: ${profile.failure.message}`}`,
  };
}

/** `nursery` as PYPY_GC_NURSERY has it. PyPy sizes it from the processor's cache unless told, and decays its counters by it. */
export async function onPyPy(command: string, file: string, nursery: string): Promise<Observation> {
  const folder = mkdtempSync(path.join(tmpdir(), 'jitlens-fidelity-'));
  try {
    const log = path.join(folder, 'log');
    writeFileSync(log, '');
    const env = {
      ...process.env,
      PYTHONHASHSEED: '0',
      PYTHONDONTWRITEBYTECODE: '1',
      PYPY_GC_NURSERY: nursery,
      PYPYLOG: `${SECTIONS}:${log}`,
    };
    const run = await execute(command, [file], { cwd: path.dirname(file), env });
    const { json } = await profileLog(log, {});
    return { ...observe(json, file, run.stdout), outcome: run.status === 0 ? 'finished' : `failed: exit status ${run.status ?? 'none'}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, or to the time limit, when `status` is null. */
export function execute(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], timeout: TIME_LIMIT * 1000 });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text));
    child.on('error', () => resolve({ status: null, ...output }));
    child.on('close', (status) => resolve({ status, ...output }));
  });
}

/** Such as "7.3.11"; null where that command is no PyPy. */
export function pypyVersion(command: string): string | null {
  const run = spawnSync(command, ['-c', 'import sys; print("%d.%d.%d" % sys.pypy_version_info[:3])'], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : null;
}

export const readProgram = (file: string): string => readFileSync(file, 'utf8');
