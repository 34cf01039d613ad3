/** The processes that a process has started, from /proc (Linux). */
import { readFileSync, readdirSync } from 'node:fs';

export const canSeeProcesses = process.platform === 'linux';

/** Processes started by this one that still run. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => parentOf(child) === pid);
}

function parentOf(pid: number): number | null {
  try {
    const [, state, parent] = /^.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return state === 'Z' ? null : Number(parent);
  } catch {
    return null;
  }
}

/** Waits until none of the processes runs; gives those that still do after so many milliseconds. */
export async function gone(pids: readonly number[], milliseconds: number): Promise<readonly number[]> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const left = pids.filter((pid) => parentOf(pid) !== null);
    if (left.length === 0 || Date.now() > end) return left;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
