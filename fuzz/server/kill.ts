/**
 * `kill -9` of the profiler's child process while a program runs in it: the request is answered with what was learned and says what happened, and the
 * next run is well.
 *
 * The input is one line: the program, and how many milliseconds after the request the child dies.
 */
import type { ServerProcess } from '../../server/testing/server-process';
import type { Fuzzer } from '../fuzzer';
import { Random } from '../random';
import { ailment, greeted, innerFailure } from './conversation';
import { Folder, NAMES } from './files';
import { canSeeProcesses, childrenOf, gone } from './processes';

interface Blow {
  readonly name: string;
  readonly after: number;
  readonly signal: 'SIGKILL' | 'SIGTERM' | 'SIGSEGV' | 'SIGSTOP';
}

interface Answer {
  readonly outcome: string;
  readonly notes: readonly string[];
  readonly failure: unknown;
}

export function killFuzzer(): Fuzzer {
  return {
    name: 'kill',
    what: 'kill -9 of the profiler in mid-run: a clear answer, and the next run is well',
    timed: true,
    missing: () => (canSeeProcesses ? null : 'the processes of others can be seen on Linux alone'),
    make(seed) {
      const random = new Random(seed);
      // The endless one is running for certain; the others may have ended, or not have begun.
      const name = random.chance(60) ? 'endless.py' : random.pick(NAMES);
      const signal = random.pick(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGSEGV', 'SIGSTOP'] as const);
      return JSON.stringify({ name, after: random.pick([0, 5, 30, 80, 200, 500]), signal } satisfies Blow);
    },
    async complaint(input) {
      const folder = new Folder();
      const server = await greeted([folder.uri]);
      try {
        return await survived(server, folder, JSON.parse(input) as Blow);
      } finally {
        server.process.kill('SIGKILL');
        await server.exited();
        folder.dispose();
      }
    },
  };
}

async function survived(server: ServerProcess, folder: Folder, { name, after, signal }: Blow): Promise<string | null> {
  const profile = (program: string, timeLimit: number): number =>
    server.ask('workspace/executeCommand', {
      command: 'jitlens.profileFile',
      arguments: [folder.uriOf(program), { timeLimit, fresh: true }],
    });
  const id = profile(name, 2);
  await new Promise((resolve) => setTimeout(resolve, after));
  const children = childrenOf(server.process.pid!);
  for (const pid of children) hit(pid, signal);
  const { result, error } = await server.answer(id);
  if (error !== undefined && error.message.trim() === '') return 'the request was refused without a reason';
  if (result !== undefined) {
    const { outcome, notes, failure } = result as Answer;
    // Only who reads the notes learns that it was not the program that failed.
    if (outcome === 'failed' && failure === null && !notes.some((note) => /profiler/.test(note)))
      return `no word of what happened: ${JSON.stringify(notes)}`;
  }
  const next = await server.answer(profile('short.py', 60));
  const { outcome } = (next.result ?? { outcome: next.error?.message }) as { readonly outcome: string };
  if (outcome !== 'finished') return `the next run is ${outcome}`;
  const left = await gone(children, 3000);
  if (signal !== 'SIGTERM' && left.length > 0 && left.some((pid) => childrenOf(server.process.pid!).includes(pid) && signal !== 'SIGSTOP'))
    return `the process that was hit runs on`;
  return innerFailure(server.received) ?? (await ailment(server));
}

function hit(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
