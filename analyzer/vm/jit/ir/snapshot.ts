/**
 * What a guard remembers. While recording: a `Snapshot`, the inlined frames with a Value per slot. After optimization: a
 * `ResumeData`, the same frames with each slot a constant, a fail argument or a virtual to rebuild.
 *
 * A failed guard resumes at the START of bytecode `pc` of the innermost frame (operations are steps of guards and pure
 * reads with at most one effect last, so nothing runs twice), or, when `continuation` is set, right after a call whose result is known.
 *
 * Source: rpython/jit/metainterp/{resume,opencoder}.py; jit-model.md section 5.
 */
import type { ArrayDescr, Concrete, FieldDescr, SizeDescr } from './descr';
import type { Operation, Value } from './values';

/** The parts of a frame that are constants of the trace; the optimizer carries it through untouched. */
export interface FrameInfo {
  /** The guest code object. */
  readonly code: Concrete;
  /** Bytecode offset to resume at. */
  readonly pc: number;
  /** Number of live slots: locals, cells and value stack. */
  readonly depth: number;
  /** Block stack, innermost last (opaque to the optimizer). */
  readonly blocks: readonly unknown[];
  /** What to do with the value that the frame above returns, or with `pending` on resume (runtime/continuation). */
  readonly continuation: number;
  /** Whether the innermost frame resumes by handing `values[depth]` (the last one) to its continuation instead of running `pc`. */
  readonly pending: boolean;
  /** Everything else a frame needs (globals, class, generator ...): opaque to the optimizer. */
  readonly extra: unknown;
}

export interface FrameSnapshot {
  readonly info: FrameInfo;
  /** A reference per slot; null is an unbound slot. Continuation temporaries follow the slots. */
  readonly values: readonly (Value | null)[];
}

/** Outermost frame first. Recorders share the tails of unchanged outer frames. */
export interface Snapshot {
  readonly frames: readonly FrameSnapshot[];
}

/** Where a slot's value comes from when a guard fails. */
export type ResumeRef =
  | { readonly tag: 'const'; readonly value: Concrete }
  | { readonly tag: 'box'; readonly index: number }
  | { readonly tag: 'virtual'; readonly index: number }
  | { readonly tag: 'unbound' };

export type VirtualInfo =
  | { readonly kind: 'object'; readonly descr: SizeDescr; readonly fields: readonly ResumeRef[] }
  | { readonly kind: 'array'; readonly descr: ArrayDescr; readonly items: readonly ResumeRef[] }
  | { readonly kind: 'concat'; readonly left: ResumeRef; readonly right: ResumeRef }
  /** A string made of characters (ints). */
  | { readonly kind: 'chars'; readonly codes: readonly ResumeRef[] }
  /** `string[start:stop]`, in range. */
  | { readonly kind: 'slice'; readonly string: ResumeRef; readonly start: ResumeRef; readonly stop: ResumeRef }
  /** What this elidable call gives for these arguments. */
  | { readonly kind: 'made'; readonly call: Operation; readonly args: readonly ResumeRef[] };

/** A store the optimizer delayed past the guard: done when the guard fails. */
export type PendingStore =
  | { readonly kind: 'field'; readonly object: ResumeRef; readonly descr: FieldDescr; readonly value: ResumeRef }
  | { readonly kind: 'item'; readonly array: ResumeRef; readonly index: number; readonly descr: ArrayDescr; readonly value: ResumeRef };

export interface ResumeFrame {
  readonly info: FrameInfo;
  readonly values: readonly ResumeRef[];
}

export interface ResumeData {
  readonly frames: readonly ResumeFrame[];
  readonly virtuals: readonly VirtualInfo[];
  readonly pending: readonly PendingStore[];
  /** Facts about fail arguments handed to a bridge (classes known, heap fields cached): bridgeopt.py. */
  readonly knowledge: unknown;
}
