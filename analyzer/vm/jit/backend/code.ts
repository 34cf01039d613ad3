/**
 * Compiled traces and the places where they are left. Both engines make and count on the same objects, so a trace may change
 * engines, or call one from the other, at any time.
 *
 * A piece of code is a function from an entry number (0: the start, k + 1: label k) to the ExitPoint it left by. Arguments and
 * results travel in the transfer slots of the machine (machine.ts).
 */
import type { Concrete, GuardDescr, IRType, InputArg, LoopToken, Operation, TargetToken, Value } from '../ir';

export type Code = (entry: number) => ExitPoint;

/** Where code is left. One class for all kinds, so that the trampoline stays monomorphic. */
export class ExitPoint {
  /** Code that goes on: another trace's label, a guard's bridge. Null leaves the backend. */
  target: CompiledTrace | null = null;
  entry = 0;
  /** The fuel has run out at this jump. */
  polls = false;
  /** Guards: times left for the interpreter. */
  failures = 0;

  constructor(
    readonly kind: 'guard' | 'jump' | 'return' | 'raise',
    readonly trace: CompiledTrace,
    readonly op: Operation,
    /** What is handed over, slot by slot. */
    readonly values: readonly Value[],
    readonly guard: GuardDescr | null,
  ) {}

  /** Guards: the bridge that has grown from it. */
  get bridge(): CompiledTrace | null {
    return this.kind === 'guard' ? this.target : null;
  }

  /** Guards: times its bridge was taken. */
  get throughBridge(): number {
    return this.bridge?.entries ?? 0;
  }
}

export class Label {
  constructor(
    readonly trace: CompiledTrace,
    readonly index: number,
    readonly token: TargetToken,
    readonly args: readonly Value[],
  ) {}
}

/** Read by guard_not_invalidated; all code compiled for a loop before an invalidation shares one. */
export interface Validity {
  invalidated: boolean;
}

/**
 * Passes of a label after which generated code is left and entered again. V8 replaces a running loop by on-stack replacement, and
 * in such code doubles that live across passes are boxed (20 ns a pass instead of 4); a new entry takes the code made for entries.
 */
export const REENTER = 1024;
/** The first time comes early: V8 then knows that way before it first optimizes. */
const FIRST_REENTER = 16;

/** Crossings that are left until a function is made again; counts down. Shared by the bridges with code of their own that the function leads to. */
export interface CrossingMeter {
  left: number;
}

export class CompiledTrace {
  readonly labels: Label[] = [];
  /** Passes of each label are `counted` plus what `left` has gone down from REENTER: see javascript/emit.ts. */
  readonly counted: Float64Array;
  readonly left: Int32Array;
  readonly exits = new Map<Operation, ExitPoint>();
  /** Times entered from outside, or for a bridge through its guard. */
  entries = 0;
  tier: 'interpreter' | 'javascript' = 'interpreter';
  /** Generating its code failed once. */
  interpretedOnly = false;
  /** The trace whose function holds this bridge's code too; null when it has its own only. */
  host: CompiledTrace | null = null;
  /** Crossings into bridges that grow from its function; when there are none left, its code is made again with the busy ones inside. */
  readonly crossings: CrossingMeter = { left: 0 };
  /** Bridges with code of their own: the crossings of the trace whose function holds the guard. */
  meter: CrossingMeter = this.crossings;
  /** Operations in its function, bridges included. */
  size: number;
  code: Code = notCompiled;

  constructor(
    /** Number among all loops and bridges, from 1, in the order they were attached. */
    readonly id: number,
    /** Null for bridges. */
    readonly token: LoopToken | null,
    /** For bridges: where it grows from. */
    readonly parent: ExitPoint | null,
    readonly inputargs: readonly InputArg[],
    readonly ops: readonly Operation[],
    readonly validity: Validity,
  ) {
    this.size = ops.length;
    for (const op of ops) {
      if (op.name === 'label' && op.descr?.kind === 'target') this.labels.push(new Label(this, this.labels.length, op.descr, op.args));
    }
    this.counted = new Float64Array(this.labels.length).fill(FIRST_REENTER - REENTER);
    this.left = new Int32Array(this.labels.length).fill(FIRST_REENTER);
  }

  /** Times label `k` was passed. */
  passes(k: number): number {
    return this.counted[k] + REENTER - this.left[k];
  }

  /** `left[k]` has come to 0: the pass that is about to be taken is counted when the code is entered again. */
  reenter(k: number): void {
    this.counted[k] += REENTER - 1;
    this.left[k] = REENTER;
  }

  /** What entry number `entry` takes. */
  parameters(entry: number): readonly Value[] {
    return entry === 0 ? this.inputargs : this.labels[entry - 1].args;
  }

  get guards(): ExitPoint[] {
    return [...this.exits.values()].filter((x) => x.kind === 'guard');
  }
}

function notCompiled(): never {
  throw new Error('the trace has no code');
}

/** Why a run of compiled code ended. */
export type Exit =
  | {
      readonly kind: 'guard';
      readonly guard: GuardDescr;
      readonly state: ExitPoint;
      /** Aligned with the guard's fail arguments; holes are null. */
      readonly values: Concrete[];
      /** The guest error that was pending, or null. */
      readonly exception: unknown;
      /** guard_not_forced: the record of the call during which the frame was forced, else null. */
      readonly activation: Activation | null;
    }
  | { readonly kind: 'finish'; readonly value: Concrete }
  /** `error` is the guest exception object that `finish` was given. */
  | { readonly kind: 'exception'; readonly error: Concrete };

/** A call that may force is running: what the frames of its trace can be rebuilt from. */
export class Activation {
  /** Set by whoever forces the frames; guard_not_forced fails then. */
  forced = false;
  /** Left here by whoever forces, for the one who handles the guard's failure. */
  data: unknown = null;

  constructor(
    /** The guard_not_forced after the call; its resume data describes the frames. */
    readonly state: ExitPoint,
    /** Aligned with the guard's fail arguments; null for holes and the call's own result. */
    readonly values: readonly Concrete[],
  ) {}
}

export type SlotType = Exclude<IRType, 'v'>;
