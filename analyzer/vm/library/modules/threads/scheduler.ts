/**
 * Threads without parallelism: a thread runs until it waits (for a lock, for another thread, for a time), then the next one that can go
 * on does. Deterministic, and enough for what programs do with threads; time passes only when nobody can run.
 *
 * A waiting thread's frames are kept as they are: operands stay on the stack until an instruction's effect is done (semantics/dispatch.ts),
 * so it goes on by doing the instruction that waited again. A thread that waits inside a native's callback cannot be left there: then the
 * others run on top of it. The JIT rests while more than one thread lives.
 */
import { error, GuestError } from '../../../runtime/errors';
import type { Frame } from '../../../runtime/functions';
import { entry } from '../../../runtime/interpreter-entry';
import type { W_Exception } from '../../../runtime/values';
import { vm, type JitHooks } from '../../../runtime/vm';
import { clock } from '../../clock';

/** What a thread waits for. */
export interface Wait {
  ready(): boolean;
  /** By the run's clock; Infinity without a limit. */
  readonly deadline: number;
}

export class GuestThread {
  done = false;
  wait: Wait | null = null;
  /** Where it goes on; null before it started. */
  top: Frame | null = null;
  handled: W_Exception | null = null;
  depth = 0;
  /** The wait is over: what the instruction, done again, finds. */
  outcome: 'ready' | 'late' | null = null;
  constructor(
    readonly id: number,
    readonly start: (() => void) | null,
  ) {}
}

/** Unwinds a thread's host stack when it waits. */
class Suspended {}

const state = {
  main: new GuestThread(1, null),
  current: null as unknown as GuestThread,
  threads: [] as GuestThread[],
  nextId: 2,
  /** vm.nesting of the thread that runs, at its bottom. */
  bottom: 0,
  jit: null as JitHooks | null,
};
state.current = state.main;

export function resetThreads(): void {
  state.main = new GuestThread(1, null);
  state.current = state.main;
  state.threads = [];
  state.nextId = 2;
  state.jit = null;
}
export const currentThread = (): GuestThread => state.current;
export const liveThreads = (): number => state.threads.length;

export function startThread(start: () => void): GuestThread {
  const thread = new GuestThread(state.nextId++, start);
  if (state.threads.length === 0) {
    state.jit = vm.jit;
    vm.visibleFrame();
    vm.jit = null;
  }
  state.threads.push(thread);
  return thread;
}

/** Waits in the current thread. True when what it waited for came, false at the deadline. */
export function waitFor(wait: Wait): boolean {
  const me = state.current;
  if (me.outcome !== null) {
    const { outcome } = me;
    me.outcome = null;
    if (outcome === 'late' || wait.ready()) return outcome === 'ready';
  }
  if (wait.ready()) return true;
  if (wait.deadline <= clock.elapsed()) return false;
  if (me !== state.main && vm.nesting === state.bottom) {
    me.wait = wait;
    me.top = vm.frame;
    me.handled = vm.handled;
    me.depth = vm.depth;
    throw new Suspended();
  }
  while (!wait.ready()) {
    if (runOne(wait.deadline)) continue;
    if (wait.deadline === Infinity) throw error('RuntimeError', 'deadlock: every thread waits for another');
    clock.advance(wait.deadline);
    return wait.ready();
  }
  return true;
}

/** Runs a thread that can go on; lets time pass to the next deadline before `until` when none can. False when there is none. */
function runOne(until: number): boolean {
  const waiting = state.threads.filter((t) => t !== state.current && !isRunning(t));
  const able = waiting.find((t) => t.wait === null || t.wait.ready()) ?? sleeper(waiting, until);
  if (able === undefined) return false;
  run(able);
  return true;
}
function sleeper(waiting: readonly GuestThread[], until: number): GuestThread | undefined {
  let first: GuestThread | undefined;
  for (const t of waiting)
    if (t.wait !== null && t.wait.deadline <= until && t.wait.deadline < (first?.wait?.deadline ?? Infinity)) first = t;
  if (first?.wait != null) clock.advance(first.wait.deadline);
  return first;
}

const running = new Set<GuestThread>();
const isRunning = (t: GuestThread): boolean => running.has(t);

function run(thread: GuestThread): void {
  const { frame, handled, depth, nesting } = vm;
  const { current, bottom } = state;
  state.current = thread;
  running.add(thread);
  if (thread.wait !== null) thread.outcome = thread.wait.ready() ? 'ready' : 'late';
  thread.wait = null;
  try {
    // The native that started it and its callback's run are one level each.
    state.bottom = nesting + 1;
    if (thread.top === null) {
      vm.handled = null;
      thread.start?.();
    } else {
      vm.handled = thread.handled;
      vm.depth = thread.depth;
      entry.resume(thread.top);
    }
    finish(thread);
  } catch (e) {
    if (!(e instanceof Suspended)) {
      finish(thread);
      if (!(e instanceof GuestError)) throw e;
    }
  } finally {
    running.delete(thread);
    state.current = current;
    state.bottom = bottom;
    vm.frame = frame;
    vm.handled = handled;
    vm.depth = depth;
    vm.nesting = nesting;
  }
}

function finish(thread: GuestThread): void {
  thread.done = true;
  thread.top = null;
  state.threads = state.threads.filter((t) => t !== thread);
  if (state.threads.length === 0) vm.jit = state.jit;
}

/** Lets the others run, as a sleep of nothing does. */
export function yieldThread(): void {
  if (state.current === state.main) for (const t of [...state.threads]) if (!isRunning(t) && (t.wait === null || t.wait.ready())) run(t);
}
