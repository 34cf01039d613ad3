/**
 * What a guard's optimizer knew about its fail arguments, kept in the resume data and given to the bridge's optimizer:
 * exact classes, cached fields and items, results of loop-invariant calls.
 *
 * Source: rpython/jit/metainterp/optimizeopt/bridgeopt.py; heap.py (serialize_optheap), rewrite.py (serialize_optrewrite), PyPy 7.3.11.
 */
import { isConst, type ArrayDescr, type Concrete, type FieldDescr, type InputArg, type Value, type VTable } from '../ir';
import { type Box, type Const, infoOf, ptrInfo } from './facts/forwarding';
import type { Optimizer } from './optimizer';

/** A fail argument's index, or a constant. */
export type KnownBox = number | Const;

/** `ResumeData.knowledge`. */
export interface OptimizerKnowledge {
  /** Per fail argument: its exact class, if known. */
  readonly classes: readonly (VTable | null)[];
  readonly fields: readonly { readonly object: KnownBox; readonly descr: FieldDescr; readonly value: KnownBox }[];
  readonly items: readonly { readonly array: KnownBox; readonly index: number; readonly descr: ArrayDescr; readonly value: KnownBox }[];
  readonly loopInvariants: readonly { readonly fn: Concrete; readonly value: KnownBox }[];
}

/** Finds how a value is available to the bridge; undefined when it is not. */
export type Availability = (v: Value) => KnownBox | undefined;

export function serializeKnowledge(
  optimizer: Optimizer,
  failArgs: readonly (Box | null)[],
  fromFrames: ReadonlyMap<Box, unknown>,
): OptimizerKnowledge {
  const indices = new Map<Value, number>();
  failArgs.forEach((box, i) => {
    if (box !== null && fromFrames.has(box)) indices.set(box, i);
  });
  const available: Availability = (v) => (isConst(v) ? v : indices.get(v));
  return {
    classes: failArgs.map((box) => (box === null || box.type !== 'r' ? null : (ptrInfo(box)?.knownClass() ?? null))),
    ...optimizer.passes.heap.serialize(indices.keys(), available),
    loopInvariants: optimizer.passes.rewrite.serialize(available),
  };
}

/**
 * Tells the optimizer of a bridge. `inputargs` (the copies) stand for the fail arguments that are not holes, in order;
 * `failArgs` says which those are.
 */
export function deserializeKnowledge(
  optimizer: Optimizer,
  knowledge: OptimizerKnowledge,
  failArgs: readonly unknown[],
  inputargs: readonly InputArg[],
): void {
  const byIndex: (InputArg | null)[] = [];
  let next = 0;
  for (const box of failArgs) byIndex.push(box === null ? null : (inputargs[next++] ?? null));
  const decode = (known: KnownBox): Value | null => (typeof known === 'number' ? (byIndex[known] ?? null) : known);

  knowledge.classes.forEach((cls, i) => {
    const box = byIndex[i];
    if (cls && box && infoOf(box) === null) optimizer.passes.heap.makeConstantClass(box, cls, false);
  });
  const { heap, rewrite } = optimizer.passes;
  for (const { object, descr, value } of knowledge.fields) {
    const o = decode(object);
    const v = decode(value);
    if (o && v) heap.learnField(o, descr, v);
  }
  for (const { array, index, descr, value } of knowledge.items) {
    const a = decode(array);
    const v = decode(value);
    if (a && v) heap.learnItem(a, index, descr, v);
  }
  for (const { fn, value } of knowledge.loopInvariants) {
    const v = decode(value);
    if (v) rewrite.learnLoopInvariant(fn, v);
  }
}
