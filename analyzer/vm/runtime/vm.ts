/**
 * The state of one run: the current frame, the handled exception, budgets. One run at a time in a process (the profiler child
 * runs one program), so it is a module-level object that `reset` makes new.
 */
import { error, exceptionType, GuestError, newException, StopRun } from './errors';
import type { Frame, W_Code } from './functions';
import type { W, W_Exception } from './values';

/** What the interpreter asks of the JIT; null when it is off. */
export interface JitHooks {
  /** A jump back to `target` in `f`. True when frames changed. */
  loopHeader(f: Frame, target: number): boolean;
  /** `f` (at `nextPc`) is about to run. True when frames changed. */
  functionEntry(f: Frame): boolean;
  /**
   * A native went `passes` times (in `entries` runs, 1 unless told) through a loop that PyPy has a jitdriver for, whose step is the function of that code. True: it is hot, and the
   * step is to run instead; then nothing has been counted.
   */
  driverDue(code: W_Code, passes: number, entries?: number): boolean;
  /** The same for a function in Python that PyPy calls where a native stands here. */
  entriesDue(code: W_Code, entries: number): boolean;
  /** Failures of a guard before a bridge is traced. */
  readonly failuresToBridge: number;
  /** pypyjit.set_param: from now on. */
  setParameter(name: string, value: number): void;
  /** Guest code looks at frames: those of compiled code that is running become real. `seen`: the one it looks at. */
  force(seen: Frame | null): void;
}

/** From here on compiled code enters no other compiled code: what it would call is interpreted, on frames of its own. */
export const DEEPEST_ASSEMBLER_CALL = 160;

const FUEL_SLICE = 20_000;
/** Back-edges and inlined calls of compiled code between two polls: some 0.5 ms. */
const COMPILED_SLICE = 10_000;

export const vm = {
  frame: null as Frame | null,
  handled: null as W_Exception | null,
  jit: null as JitHooks | null,
  depth: 0,
  recursionLimit: 1000,
  /** The highest limit a program may set. */
  frameLimit: 200_000,
  /** Host runs inside host runs. */
  nestingLimit: 220,
  /** Back-edges and calls left before the next poll. */
  fuel: FUEL_SLICE,
  /** The same for compiled code, which counts it down itself. One cell. */
  compiledFuel: new Int32Array([COMPILED_SLICE]),
  /** Polls' worth of operations used so far. */
  used: 0,
  operationLimit: Infinity,
  /** Asked at polls whether the program is to have a KeyboardInterrupt. */
  interrupted: (): boolean => false,
  /** PyPy's count-down to the next signal or thread switch: compiled code looks at it at each backward jump. Below 0: there is an interrupt. */
  signals: { value: 0 },
  poll: (() => null) as (operations?: number, ahead?: number) => 'time-limit' | 'cancelled' | 'memory-limit' | null,
  /** Value of the base frame that compiled code finished. */
  ended: null as W | null,

  /** Before a bytecode of a frame with an `entryTick`: true when compiled code ran. */
  tick(f: Frame): boolean {
    const ahead = f.entryTick;
    f.entryTick -= Math.sign(ahead);
    if (f.entryTick !== 0) return false;
    return ahead > 0 && vm.jit !== null && vm.jit.functionEntry(f);
  },

  /** The current frame, for a native that looks at it: see JitHooks.force. */
  visibleFrame(): Frame | null {
    vm.jit?.force(null);
    return vm.frame;
  },

  takeEnded(): W {
    const value = vm.ended as W;
    vm.ended = null;
    return value;
  },

  /** print has run: in PyPy it is Python code, whose first call changes what traces rely on. */
  printed: false,

  /** Runs that natives have begun and wait for, the program's own included: what they hold in the meantime is in no frame. */
  hostRuns: 0,

  /** Nested host runs (native code that calls guest code, compiled code that enters other compiled code). */
  nesting: 0,

  /** The slice is used up: checks the limits. Throws StopRun. */
  refuel(): void {
    vm.used += FUEL_SLICE;
    vm.fuel = FUEL_SLICE;
    vm.look();
  },

  /** Compiled code has used up its slice. Throws StopRun. */
  refuelCompiled(): void {
    vm.used += COMPILED_SLICE;
    vm.compiledFuel[0] += COMPILED_SLICE;
    vm.look();
  },

  /** As `refuel`, at a back-edge of the interpreter: a KeyboardInterrupt is raised there. */
  refuelAtBackEdge(): void {
    vm.refuel();
    vm.raiseInterrupt();
  },

  raiseInterrupt(): void {
    if (vm.signals.value === 0) return;
    vm.signals.value = 0;
    throw new GuestError(newException(exceptionType('KeyboardInterrupt'), []));
  },

  /** Looks at the limits, and whether somebody has interrupted the program: compiled code leaves at its next back-edge then, and the interpreter raises it. */
  look(): void {
    if (vm.used >= vm.operationLimit) throw new StopRun('operation-limit');
    const stop = vm.poll(vm.operations);
    if (stop !== null) throw new StopRun(stop);
    if (vm.interrupted()) {
      vm.signals.value = -1;
      vm.fuel = 1;
    }
  },

  /** Work done inside a native: `n` steps. */
  spend(n: number): void {
    vm.fuel -= n;
    if (vm.fuel <= 0) vm.refuel();
  },

  /** Guest operations so far: deterministic. */
  get operations(): number {
    return vm.used + (FUEL_SLICE - vm.fuel) + (COMPILED_SLICE - vm.compiledFuel[0]!);
  },

  tooDeep(): never {
    vm.depth--;
    throw error('RecursionError', 'maximum recursion depth exceeded');
  },

  reset(): void {
    vm.frame = null;
    vm.handled = null;
    vm.jit = null;
    vm.depth = 0;
    vm.recursionLimit = 1000;
    vm.fuel = FUEL_SLICE;
    vm.compiledFuel[0] = COMPILED_SLICE;
    vm.used = 0;
    vm.operationLimit = Infinity;
    vm.poll = () => null;
    vm.interrupted = () => false;
    vm.signals.value = 0;
    vm.nesting = 0;
    vm.hostRuns = 0;
    vm.printed = false;
    vm.ended = null;
  },
};
