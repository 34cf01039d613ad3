/** Warm and cold times of one program on one implementation, in milliseconds. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Peer } from './peers';

/** Processor seconds of repeated calls, and the least and the most calls. On a busy machine V8 needs the third to have optimized what the first has made. */
const BUDGET = { seconds: 2, least: 3, most: 20 } as const;
const TIME_LIMIT = 90_000;

/** Processor times of repeated calls of `run()` in one process: the best of them. A message where it fails. */
export function warm(peer: Peer, file: string): number | string {
  if (peer.embedded) {
    const inside = fileURLToPath(import.meta.url);
    return best(spawn([process.execPath, ...process.execArgv, inside, '--inside', file, peer.jitOff ? 'off' : 'on']));
  }
  return withFile(`${readFileSync(file, 'utf8').replace('"__main__"', '"__elsewhere__"')}${LOOP}`, (made) =>
    best(spawn([...peer.command, made])),
  );
}

const LOOP = `
import time as _time
_start = _time.process_time()
_times = []
while len(_times) < ${BUDGET.least} or (len(_times) < ${BUDGET.most} and _time.process_time() - _start < ${BUDGET.seconds}):
    _call = _time.process_time()
    run()
    _times.append((_time.process_time() - _call) * 1000)
print(" ".join("%.4f" % t for t in _times))
`;

/** A whole process: by the wall clock, and the processor's time in it and in the processes it has started, all threads together. */
export interface Whole {
  readonly wall: number;
  readonly processor: number;
}

/** Runs its arguments and prints what they took: Node.js does not tell the times of a child process. */
const RUNNER = `
import resource, subprocess, sys, time
start = time.perf_counter()
run = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(wall * 1000, (used.ru_utime + used.ru_stime) * 1000)
sys.exit(run.returncode)
`;

/** Whole process, best of some in each way; `file` null for an empty program. `python` runs the clock. */
export function whole(peer: Peer, file: string | null, rounds: number, python: string): Whole | string {
  const time = (program: string): Whole | string => {
    let best: Whole = { wall: Infinity, processor: Infinity };
    for (let i = 0; i < rounds; i++) {
      const { stdout, failure } = spawn([python, '-c', RUNNER, ...peer.command, program]);
      if (failure !== null) return failure;
      const [wall = NaN, processor = NaN] = stdout.trim().split(' ').map(Number);
      best = { wall: Math.min(best.wall, wall), processor: Math.min(best.processor, processor) };
    }
    return best;
  };
  return file === null ? withFile('', time) : time(file);
}

interface Run {
  readonly stdout: string;
  readonly failure: string | null;
}

function spawn([command, ...args]: readonly string[]): Run {
  const run = spawnSync(command!, args, { encoding: 'utf8', timeout: TIME_LIMIT, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
  if (run.error !== undefined) return { stdout: '', failure: 'too slow' };
  const last = run.stderr.trimEnd().split('\n').at(-1) ?? '';
  return { stdout: run.stdout, failure: run.status === 0 ? null : last.slice(0, 80) };
}

function best({ stdout, failure }: Run): number | string {
  return failure ?? Math.min(...stdout.trim().split(/\s+/).map(Number));
}

function withFile<T>(text: string, use: (file: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'jitlens-bench-'));
  try {
    const file = path.join(folder, 'program.py');
    writeFileSync(file, text);
    return use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Calls before which a poll does not stop the run, and the time after which it does. */
export const REPEATED = BUDGET;
