/**
 * State shared by all compiled code of one VM, and the trampoline.
 *
 * Arguments that cross from one trace to another travel in slots: doubles and ints in a Float64Array (no allocation), references in
 * an array; a bigint leaves NaN, which no int is, in the first and itself in the second. Code reads its slots before it does
 * anything else, so nested runs cannot disturb them.
 *
 * A crossing returns an ExitPoint to the loop in `run`, which goes on with its target: chains of any length use no host stack.
 * Source of the idea: RPython patches machine jumps (rpython/jit/backend/x86/assembler.py: patch_jump_for_descr); JavaScript has none.
 */
import type { Concrete, FunctionConstant, LoopToken } from '../ir';
import { Activation, type CompiledTrace, type Exit, type ExitPoint, type SlotType } from './code';
import { plainStrings, type BackendHooks, type StringContents } from './hooks';

export const FLOAT_SLOTS = 4096;

/** Places a call takes on the stack of those that may force. */
export const spillSize = (exit: ExitPoint): number => (exit.op.failArgs?.length ?? 0) + 2;

export class Machine {
  readonly F = new Float64Array(FLOAT_SLOTS);
  readonly R: unknown[] = new Array<unknown>(FLOAT_SLOTS).fill(null);
  /** One cell: what is left until the next poll. Shared with the interpreter. */
  readonly fuel: Int32Array;
  /** The guest error of the last call, until a guard has looked at it. */
  pending: unknown = null;
  /**
   * The stack of calls that may force. A record, from below: what the guard behind the call hands over, its ExitPoint, and null or
   * the Activation that somebody asked for. Plain stores around a call: forcing is rare.
   */
  readonly S: unknown[] = new Array<unknown>(FLOAT_SLOTS).fill(null);
  /** Top of `S`. */
  sp = 0;
  /** The activation that made guard_not_forced fail. */
  forcedActivation: Activation | null = null;
  readonly strings: StringContents;
  /** Told when the crossings out of a function into its bridges are used up: the bridge of the last one. */
  onCrossings: (bridge: CompiledTrace) => void = () => {};

  constructor(
    readonly hooks: BackendHooks,
    fuel?: Int32Array,
  ) {
    this.fuel = fuel ?? new Int32Array([2 ** 30]);
    this.strings = hooks.strings ?? plainStrings;
  }

  // -- slots --

  /** For generated code: an int that may be a bigint. Bound, since it is called bare. */
  readonly writeInt = (slot: number, value: Concrete): void => {
    if (typeof value === 'number') this.F[slot] = value;
    else {
      this.F[slot] = NaN;
      this.R[slot] = value;
    }
  };

  write(type: SlotType, slot: number, value: Concrete): void {
    if (type === 'r' || slot >= FLOAT_SLOTS) this.R[slot] = value;
    else if (typeof value === 'number') this.F[slot] = value;
    else {
      this.F[slot] = NaN;
      this.R[slot] = value;
    }
  }

  read(type: SlotType, slot: number): Concrete {
    if (type === 'r' || slot >= FLOAT_SLOTS) return this.R[slot];
    const x = this.F[slot];
    return type === 'i' && x !== x ? this.R[slot] : x;
  }

  // -- running --

  /** Enters `trace` with its arguments in the slots. Throws what is not a guest error (the end of the run). */
  run(trace: CompiledTrace, entry: number): ExitPoint {
    const depth = this.sp;
    try {
      let exit = trace.code(entry);
      for (;;) {
        const next = exit.target;
        if (next === null) break;
        if (exit.kind === 'guard') {
          next.entries++;
          if (--next.meter.left === 0) this.onCrossings(next);
        } else if (exit.polls) this.hooks.poll();
        exit = next.code(exit.entry);
      }
      if (exit.kind === 'guard') exit.failures++;
      return exit;
    } catch (error) {
      this.sp = depth;
      this.pending = null;
      throw error;
    }
  }

  /** Takes an exit's values out of the slots. */
  describe(exit: ExitPoint): Exit {
    if (exit.kind === 'guard') {
      const values = this.handedOver(exit);
      const exception = this.pending;
      const activation = exit.op.name === 'guard_not_forced' ? this.forcedActivation : null;
      this.pending = null;
      this.forcedActivation = null;
      return { kind: 'guard', guard: exit.guard!, state: exit, values, exception, activation };
    }
    const result = this.result(exit);
    return exit.kind === 'raise' ? { kind: 'exception', error: result } : { kind: 'finish', value: result };
  }

  /** The value of a `finish`. */
  result(exit: ExitPoint): Concrete {
    return exit.values.length === 0 ? null : this.read(exit.values[0].type as SlotType, 0);
  }

  private handedOver(exit: ExitPoint): Concrete[] {
    const values: Concrete[] = [];
    let slot = 0;
    for (const v of exit.op.failArgs ?? []) values.push(v === null ? null : this.read(v.type as SlotType, slot++));
    return values;
  }

  // -- calls --

  /** Keeps a guest error for the guard that follows the call; anything else ends the run. */
  caught(error: unknown): void {
    if (!this.hooks.isGuestError(error)) throw error;
    this.pending = error;
  }

  /** Ends the life of a pending exception and gives its object. */
  takeException(): Concrete {
    const exception = this.hooks.exceptionOf(this.pending);
    this.pending = null;
    return exception;
  }

  pendingException(): Concrete {
    return this.hooks.exceptionOf(this.pending);
  }

  /** call_assembler with its arguments in the slots. A guest error of the callee is pending afterwards. */
  assemble(token: LoopToken, count: number, after: ExitPoint | null): Concrete {
    return this.hooks.callAssembler(token, count, after);
  }

  /** A guest error that no guard looks at. */
  raise(): never {
    const error = this.pending;
    this.pending = null;
    throw error;
  }

  /** Before a call that may force. Generated code does the same with stores of its own. */
  pushActivation(exit: ExitPoint, values: readonly unknown[]): void {
    const { S } = this;
    for (const v of values) S[this.sp++] = v;
    S[this.sp++] = exit;
    S[this.sp++] = null;
  }

  /** After a call that may force; true when the guard fails. */
  popActivation(exit: ExitPoint): boolean {
    this.sp -= spillSize(exit);
    const activation = this.S[this.sp + spillSize(exit) - 1] as Activation | null;
    return activation !== null && this.wasForced(activation);
  }

  wasForced(activation: Activation): boolean {
    if (activation.forced) this.forcedActivation = activation;
    return activation.forced;
  }

  /** Calls that may force and are running, innermost last. */
  activations(): Activation[] {
    const { S } = this;
    const found: Activation[] = [];
    for (let top = this.sp; top > 0;) {
      const exit = S[top - 2] as ExitPoint;
      const below = top - spillSize(exit);
      found.push((S[top - 1] ??= new Activation(exit, S.slice(below, top - 2) as Concrete[])) as Activation);
      top = below;
    }
    return found.reverse();
  }

  invoke(f: Concrete, args: Concrete[]): Concrete {
    return (f as FunctionConstant).invoke(...args);
  }
}
