/**
 * Which results of the preamble the peeled loop could have again without computing them: pure operations, cached fields and items,
 * loop-invariant calls, as far as they can be recomputed from the label's arguments.
 *
 * Iterative: chains of pure operations are as long as traces.
 * Source: rpython/jit/metainterp/optimizeopt/shortpreamble.py (ShortBoxes and the ShortOps), PyPy 7.3.11.
 */
import { ConstInt, InputArg, Operation, isConst, operationInfo, type ArrayDescr, type FieldDescr, type OpName, type Value } from '../../ir';
import { ptrInfo } from '../facts/forwarding';
import { copyAndChange } from '../trace-copy';

/** A way to have `result` again. */
export interface ShortOp {
  readonly kind: 'input' | 'pure' | 'heap' | 'loopinvariant';
  /** The value it stands for; an invented copy when there is a second way. */
  result: Value;
  /** The operation, in terms of the preamble's values. */
  readonly op: Operation | null;
  /** Pure: `op` when a name was invented for the result. */
  inventedFor: Operation | null;
}

/** A short op with its operation in terms of the short preamble's values. */
export interface ProducedShortOp {
  readonly short: ShortOp;
  readonly preambleOp: Operation | InputArg;
  inventedName: boolean;
}

const GETFIELD = { i: 'getfield_gc_i', r: 'getfield_gc_r', f: 'getfield_gc_f' } as const;
const GETITEM = { i: 'getarrayitem_gc_i', r: 'getarrayitem_gc_r', f: 'getarrayitem_gc_f' } as const;
const SAME_AS = { i: 'same_as_i', r: 'same_as_r', f: 'same_as_f' } as const;
const CALL_PURE = { call_i: 'call_pure_i', call_r: 'call_pure_r', call_f: 'call_pure_f' } as const;

interface Frame {
  readonly result: Value;
  readonly ways: readonly ShortOp[];
  /** The arguments still to be looked at. */
  readonly needs: Value[];
  /** Failed because of a value that is being looked at right now: it may succeed another time. */
  cyclic: boolean;
}

export class ShortBoxes {
  readonly inputargs: InputArg[] = [];
  private readonly potential = new Map<Value, ShortOp[]>();
  private readonly produced = new Map<Value, ProducedShortOp>();
  private readonly inProduction = new Set<Value>();
  private readonly failed = new Set<Value>();
  private readonly constants: ShortOp[] = [];

  /** `collect` asks all passes what they have to offer. */
  constructor(labelArgs: readonly Value[], collect: (boxes: ShortBoxes) => void) {
    labelArgs.forEach((box, i) => {
      const input = new InputArg(box.type as 'i' | 'r' | 'f', i);
      this.inputargs.push(input);
      if (isConst(box)) return;
      this.potential.set(box, [{ kind: 'input', result: box, op: null, inventedFor: null }]);
      this.inputOf.set(box, input);
    });
    collect(this);
  }

  private readonly inputOf = new Map<Value, InputArg>();

  // -- what passes offer --

  addPureOp(op: Operation): void {
    if (op.name !== 'arraylen_gc' || this.canBeChecked(op.args[0]!, (op.descr as ArrayDescr).owner !== undefined)) this.add('pure', op, op);
  }

  addLoopInvariantOp(op: Operation): void {
    this.add('loopinvariant', op, op);
  }

  addFieldOp(value: Value, struct: Value, descr: FieldDescr): void {
    if (this.canBeChecked(struct, descr.owner !== undefined)) this.add('heap', value, new Operation(GETFIELD[descr.type], [struct], descr));
  }

  addItemOp(value: Value, array: Value, descr: ArrayDescr, index: number): void {
    if (!this.canBeChecked(array, descr.owner !== undefined)) return;
    this.add('heap', value, new Operation(GETITEM[descr.item], [array, new ConstInt(index)], descr));
  }

  /** A read may be repeated elsewhere only where the type can be checked there. */
  private canBeChecked(struct: Value, hasOwner: boolean): boolean {
    return hasOwner || isConst(struct) || (ptrInfo(struct)?.knownClass() ?? null) !== null;
  }

  private add(kind: ShortOp['kind'], result: Value, op: Operation): void {
    const short: ShortOp = { kind, result, op, inventedFor: null };
    if (isConst(result)) {
      if (kind === 'heap') this.constants.push(short);
      return;
    }
    const ways = this.potential.get(result);
    if (ways) ways.unshift(short);
    else this.potential.set(result, [short]);
  }

  // -- what can be had --

  create(): ProducedShortOp[] {
    for (const result of [...this.potential.keys()]) this.produce(result);
    const all = [...this.produced.values()];
    for (const short of this.constants) {
      const preambleOp = this.inPreambleTerms(short.op!, short.op!.name);
      if (preambleOp) all.push({ short, preambleOp, inventedName: false });
    }
    return all;
  }

  private produce(first: Value): void {
    const stack: Frame[] = [];
    this.enter(first, stack);
    while (stack.length > 0) {
      const frame = stack[stack.length - 1]!;
      const need = frame.needs.pop();
      if (need !== undefined) {
        if (this.inProduction.has(need)) frame.cyclic = true;
        else this.enter(need, stack);
        continue;
      }
      stack.pop();
      this.inProduction.delete(frame.result);
      if (this.build(frame)) continue;
      const outer = stack[stack.length - 1];
      if (!frame.cyclic) this.failed.add(frame.result);
      else if (outer) outer.cyclic = true;
    }
  }

  private enter(result: Value, stack: Frame[]): void {
    if (isConst(result) || this.produced.has(result) || this.failed.has(result)) return;
    const ways = this.potential.get(result);
    if (!ways) return;
    this.inProduction.add(result);
    const needs = ways.flatMap((w) => w.op?.args ?? []).filter((a) => !isConst(a));
    stack.push({ result, ways, needs: needs.reverse(), cyclic: false });
  }

  private build(frame: Frame): boolean {
    const made: ProducedShortOp[] = [];
    for (const short of frame.ways) {
      const preambleOp = short.kind === 'input' ? this.inputOf.get(short.result)! : this.inPreambleTerms(short.op!, shortName(short));
      if (preambleOp) made.push({ short, preambleOp, inventedName: false });
    }
    if (made.length === 0) return false;
    const chosen = pickWay(made);
    this.produced.set(frame.result, chosen);
    for (const other of made) {
      if (other === chosen) continue;
      // A second way to the same value: the loop may find it changed, so it gets a name of its own.
      const copy = new Operation(SAME_AS[frame.result.type as 'i' | 'r' | 'f'], [frame.result]);
      other.short.inventedFor = other.short.op;
      other.short.result = copy;
      other.inventedName = true;
      this.produced.set(copy, other);
    }
    return true;
  }

  /** The operation on the short preamble's values, null when an argument cannot be had. */
  private inPreambleTerms(op: Operation, name: OpName): Operation | null {
    const args: Value[] = [];
    for (const a of op.args) {
      const arg = isConst(a) ? a : this.produced.get(a)?.preambleOp;
      if (arg === undefined) return null;
      args.push(arg);
    }
    return copyAndChange(op, name, args);
  }
}

function shortName(short: ShortOp): OpName {
  const { name } = short.op!;
  return short.kind === 'pure' && operationInfo(name).call ? CALL_PURE[name as keyof typeof CALL_PURE] : name;
}

/** Prefers what needs no memory read; among several, the label's own argument. */
function pickWay(made: readonly ProducedShortOp[]): ProducedShortOp {
  const computed = made.filter((m) => m.short.kind !== 'heap');
  if (computed.length <= 1) return computed[0] ?? made[0]!;
  return computed.find((m) => m.short.kind === 'input') ?? made[0]!;
}
