/**
 * How ints, floats and strs go into calls that stay in a trace. PyPy looks into the code that takes a value out of its object, whether a
 * gateway's unwrap_spec or a list or dict strategy, and leaves only the function behind it: that gets the machine's int or double, and the
 * object around it stays virtual. A call that may force is different: what it is called with are objects.
 *
 * Source: pypy/interpreter/gateway.py (unwrap_spec), pypy/objspace/std/{listobject,dictmultiobject,setobject}.py (unwrap of strategies).
 */
import { K } from '../../runtime/kinds';
import { kindOf, W_Float, type W } from '../../runtime/values';
import { ConstPtr, isConst, type Concrete, type FieldDescr, type SizeDescr, type Value } from '../ir';
import { layoutClass } from './classes';
import { mi } from './current';
import { A, F, S } from './descrs';

/** Which arguments a callee keeps as objects: by position, or all of them. */
export type Kept = 'all' | readonly number[];

export interface Unwrapped {
  readonly args: readonly Value[];
  /** Positions whose double has to be wrapped again for a callee written on objects. An int is the same either way. */
  readonly doubles: readonly number[];
}

const NONE: readonly number[] = [];

/**
 * `looks`: the callee asks what each argument is (a gateway does), so a guard on its class is due where it is not known yet; else only
 * what the operation has already looked at is unwrapped. `texts`: strs reach the callee as objects.
 */
export function unwrap(args: readonly Value[], kept: Kept, looks: boolean, texts = false): Unwrapped {
  const m = mi();
  const resolved = args.map((a) => m.resolve(a));
  if (kept === 'all') return { args: resolved, doubles: NONE };
  const doubles: number[] = [];
  const out = resolved.map((v, i) => {
    if (v.type !== 'r' || isConst(v) || kept.includes(i)) return v;
    const kind = m.cache.kind(v) ?? (looks ? classOf(v) : 0);
    if (kind === K.INT) return field(v, F.intval);
    if (kind === K.STR && !texts) return field(v, F.utf8);
    if (kind === K.LONG) return field(v, F.longNum);
    if (kind === K.DICT) return field(v, F.dictStorage);
    if (kind === K.SET) return field(v, F.setStorage);
    if (kind !== K.FLOAT) return v;
    doubles.push(i);
    return field(v, F.floatval);
  });
  return { args: out, doubles };
}

/** guard_class for an int or a float; other objects go as they are. */
function classOf(v: Value): number {
  if (v.value === null || v.value === undefined) return 0;
  const kind = kindOf(v.value as W);
  if (kind !== K.INT && kind !== K.FLOAT) return 0;
  guardKind(v, kind);
  return kind;
}

export function guardKind(v: Value, kind: number): void {
  const m = mi();
  if (m.cache.kind(v) === kind) return;
  m.guard('guard_class', [v, new ConstPtr(layoutClass(kind), layoutClass(kind).name)]);
  m.cache.setKind(v, kind);
}

export function field(v: Value, d: FieldDescr): Value {
  const m = mi();
  const known = m.cache.getField(v, d);
  if (known !== undefined) return m.resolve(known);
  const op = m.record(d.type === 'i' ? 'getfield_gc_i' : d.type === 'f' ? 'getfield_gc_f' : 'getfield_gc_r', [v], d.get(v.value), d);
  m.cache.learnField(v, d, op);
  return op;
}

/** The arguments as a callee written on objects wants them. */
export function wrapAgain(values: readonly Concrete[], doubles: readonly number[]): Concrete[] {
  const out = values.slice();
  for (const i of doubles) out[i] = new W_Float(out[i] as number);
  return out;
}

const PLAIN_KINDS: ReadonlySet<number> = new Set([K.INT, K.BOOL, K.FLOAT, K.LONG, K.STR, K.BYTES, K.NONE]);
/** Whether the callee gets numbers, strings and bytes alone: nothing that could run guest code or hold state. */
export function allPlain(args: readonly Value[]): boolean {
  return args.every((v) => v.type !== 'r' || PLAIN_KINDS.has(isConst(v) ? kindOf(v.value as W) : (mi().cache.kind(v) ?? 0)));
}

const BOXES: Readonly<Record<number, readonly [SizeDescr, FieldDescr]>> = {
  [K.INT]: [S.int, F.intval],
  [K.FLOAT]: [S.float, F.floatval],
  [K.STR]: [S.str, F.utf8],
  [K.LONG]: [S.long, F.longNum],
  [K.DICT]: [S.dict, F.dictStorage],
  [K.SET]: [S.set, F.setStorage],
};
/** What a call makes and gives as the storage of an object that the trace makes. */
const CONTAINERS: ReadonlySet<number> = new Set([K.LIST, K.DICT, K.SET]);

/** The number, str or container that a call computed, in an object of its own; anything else as it is. `known`: its class needs no guard. */
export function newValue(r: Value, known = false): Value {
  if (isConst(r) || r.value === null || r.value === undefined) return r;
  const kind = kindOf(r.value as W);
  if (BOXES[kind] === undefined && kind !== K.LIST) return r;
  const m = mi();
  if (known || CONTAINERS.has(kind)) m.cache.setKind(r, kind);
  else guardKind(r, kind);
  if (kind === K.LIST) return newBox(r, kind, S.list, [F.listStrategy, F.listStorage]);
  const [size, f] = BOXES[kind];
  return newBox(r, kind, size, [f], kind === K.INT || kind === K.FLOAT ? field(r, f) : r);
}

/** `held`: what the object is around, where that is what the call gave; else its fields are those of what it gave. */
export function newBox(r: Value, kind: number, size: SizeDescr, fields: readonly FieldDescr[], held?: Value): Value {
  const m = mi();
  const values = fields.map((f) => held ?? field(r, f));
  const box = m.record('new_with_vtable', [], r.value, size);
  m.cache.setFresh(box, kind);
  fields.forEach((f, i) => {
    m.record('setfield_gc', [box, values[i]], null, f);
    m.cache.learnField(box, f, values[i]);
  });
  return box;
}

/** Storage of a length that is not known: made in the trace, and never virtual. */
export function newStorage(): void {
  const m = mi();
  const length = m.record('getfield_gc_i', [m.executionContext], 0, F.someLength);
  m.record('new_array', [length], null, A.copied);
}
