/**
 * The state at the end of the preamble, in the form the peeled loop begins with.
 *
 * Source: rpython/jit/metainterp/optimizeopt/unroll.py (OptUnroll.export_state, ExportedState), info.py
 * (force_at_the_end_of_preamble), PyPy 7.3.11.
 */
import { isConst, type InputArg, type Operation, type Value } from '../../ir';
import { type Box, infoOf, ptrInfo, replacement } from '../facts/forwarding';
import { ArrayInfo, type Known, ObjectInfo, PreambleOp, PtrInfo } from '../facts/info';
import type { Info } from '../facts/info-base';
import type { Optimizer } from '../optimizer';
import { StrInfo } from '../passes/string-info';
import { type ProducedShortOp, ShortBoxes } from './short-boxes';
import { VirtualState } from './virtual-state';

export interface ExportedState {
  /** What the next iteration's input arguments are, in the preamble's values. */
  readonly nextIterationArgs: readonly Value[];
  readonly virtualState: VirtualState;
  readonly infos: ReadonlyMap<Value, Info>;
  readonly shortBoxes: readonly ProducedShortOp[];
  readonly shortInputargs: readonly InputArg[];
}

export function exportState(optimizer: Optimizer, jumpArgs: readonly Value[], inputargs: readonly InputArg[]): ExportedState {
  const forced = jumpArgs.map((a) => forceAtEndOfPreamble(optimizer, replacement(a)));
  optimizer.flush();
  const virtualState = VirtualState.of(optimizer, forced);
  const nextIterationArgs = forced.map(replacement);
  const infos = new Map<Value, Info>();
  expandInfos(optimizer, nextIterationArgs, infos);
  const { args, virtuals } = virtualState.makeInputargsAndVirtuals(nextIterationArgs, optimizer);
  expandInfos(optimizer, args, infos);
  const boxes = new ShortBoxes([...args, ...virtuals], (b) => {
    for (const pass of optimizer.passes.chain) pass.producePotentialShortPreambleOps(b);
  });
  const shortBoxes = boxes.create();
  expandInfos(
    optimizer,
    shortBoxes.map((s) => s.short.result).filter((r) => !isConst(r)),
    infos,
  );
  forgetInfos([...infos.keys(), ...nextIterationArgs, ...inputargs, ...optimizer.newOperations]);
  return { nextIterationArgs, virtualState, infos, shortBoxes, shortInputargs: boxes.inputargs };
}

/** What is known of each value and of all values in virtuals. */
function expandInfos(optimizer: Optimizer, values: readonly Value[], infos: Map<Value, Info>): void {
  const work = [...values].reverse();
  for (let v = work.pop(); v !== undefined; v = work.pop()) {
    if (infos.has(v)) continue;
    const copied = optimizer.asOperation(v) ?? v;
    const of = 'name' in copied && copied.name.startsWith('same_as') ? copied.args[0]! : v;
    const info = optimizer.infoFor(of);
    if (info === null) continue;
    infos.set(v, info);
    if (info instanceof PtrInfo && info.isVirtual()) {
      const items = partsOf(info);
      for (let i = items.length - 1; i >= 0; i--) if (items[i] !== null) work.push(items[i]!);
    }
  }
}

/** The loop starts from what is exported alone. */
function forgetInfos(values: readonly (Value | Operation)[]): void {
  for (const v of values) if (!isConst(v)) v.forwarded = null;
}

function partsOf(info: PtrInfo): (Value | null)[] {
  const known: (Known | null)[] =
    info instanceof ObjectInfo
      ? [...info.fields.values()]
      : info instanceof ArrayInfo
        ? info.items
        : info instanceof StrInfo
          ? info.contents()
          : [];
  return known.map((k) => (k instanceof PreambleOp ? k.op : k));
}

/** Virtual objects and arrays stay virtual at the label, with all replaced parts put in place; virtual strings are made. */
export function forceAtEndOfPreamble(optimizer: Optimizer, box: Value): Value {
  const string = (v: Value): Value => {
    const info = isConst(v) ? null : infoOf(v as Box);
    return info instanceof StrInfo && info.isVirtual() ? optimizer.forceBox(v, optimizer.passes.earlyforce) : v;
  };
  const seen = new Set<Info>();
  const work: Value[] = [];
  const visit = (v: Value): Value => {
    const made = string(replacement(v));
    const info = ptrInfo(made);
    if (info?.isVirtual() && !seen.has(info)) {
      seen.add(info);
      work.push(made);
    }
    return made;
  };
  const result = visit(box);
  for (let v = work.pop(); v !== undefined; v = work.pop()) {
    const info = ptrInfo(v);
    if (info instanceof ObjectInfo) for (const [field, known] of info.fields) info.fields.set(field, visit(valueOf(known)));
    else if (info instanceof ArrayInfo) info.items.forEach((known, i) => known !== null && info.setItem(i, visit(valueOf(known))));
  }
  return result;
}

const valueOf = (known: Known): Value => (known instanceof PreambleOp ? known.op : known);
