/**
 * A tiny language with a tracing recorder, to check optimized traces against plain execution: four slots of guest values
 * (ints, nodes, arrays, null), instructions that guard what they see, and a counter in slot 0 that ends the program.
 */
import {
  ConstInt,
  ConstPtr,
  EF,
  InputArg,
  Operation,
  type ArrayDescr,
  type CallDescr,
  type Concrete,
  type FieldDescr,
  type FrameInfo,
  type OpName,
  type Snapshot,
  type VTable,
  type Value,
} from '../../ir';
import { addExact, and, floordivPython, mulExact, subExact, subWrap, xor } from '../facts/int64';
import { TestNode, TestRegistry } from '../../text/testing';

export interface Instruction {
  readonly op: (typeof KINDS)[number];
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly k: number;
}

export const KINDS = [
  'const',
  'add',
  'add',
  'sub',
  'mul',
  'and',
  'xor',
  'mod',
  'div',
  'less',
  'less',
  'new',
  'new',
  'value',
  'setvalue',
  'next',
  'setnext',
  'tag',
  'array',
  'item',
  'setitem',
  'itemat',
  'setitemat',
  'length',
  'bump',
  'force',
  'same',
  'move',
] as const;

/** A concrete guest value with the IR value that stands for it while recording. */
export interface Slot {
  value: Concrete;
  ir: Value | null;
}

type Int = number | bigint;
const isInt = (v: Concrete): v is Int => typeof v === 'number' || typeof v === 'bigint';

export const world = new TestRegistry();
const vtable = (name: string): VTable => world.vtable(name)!;
const INT = world.sizeDescr('W_IntObject');
const NODE = world.sizeDescr('Node');
const ARRAYP = world.arrayDescr('ArrayP 8');
const ARRAY: VTable = { name: 'Array', pythonName: 'array', size: null, test: Array.isArray, jsTest: (e) => `Array.isArray(${e})` };
const field = (name: string): FieldDescr => world.fieldDescr(name);
const VALUE = field('Node.inst_value');
const NEXT = field('Node.inst_next');
const TAG = field('Node.inst_tag');

const bumpValue =
  (by: number) =>
  (node: Concrete): void => {
    (node as TestNode).value = addExact((node as TestNode).value as Int, by) ?? 0;
  };
const BUMP = world.define('bump', 'bump', bumpValue(1));
const FORCE = world.define('force', 'force', (node) => {
  bumpValue(2)(node);
  (node as TestNode).next = null;
});
const BUMP_DESCR = world.call('Calln 8 r EF=5', { reads: new Set([VALUE]), writes: new Set([VALUE]) });
const FORCE_DESCR = world.call('Calln 8 r EF=7');
const MOD = world.define('mod', 'mod', (a, b) => subWrap(a as Int, mulExact(floordivPython(a as Int, b as Int)!, b as Int)!));
const DIV = world.define('div', 'div', (a, b) => floordivPython(a as Int, b as Int));
const MOD_DESCR = world.call('Calli 8 ii EF=0 OS=14');
const DIV_DESCR = world.call('Calli 8 iii EF=0 OS=12');

/** Collects operations; `pc` and `slots` are where guards resume. */
export class Recorder {
  readonly ops: Operation[] = [];
  pc = 0;
  private snapshot: Snapshot | null = null;

  constructor(private readonly slots: readonly Slot[]) {}

  start(pc: number): void {
    this.pc = pc;
    this.snapshot = null;
  }

  here(pc = this.pc): Snapshot {
    const info: FrameInfo = { code: null, pc, depth: this.slots.length, blocks: [], continuation: 0, pending: false, extra: null };
    return { frames: [{ info, values: this.slots.map((s) => s.ir) }] };
  }

  emit(name: OpName, args: Value[], descr: Operation['descr'] = null, value: Concrete = null): Operation {
    const op = new Operation(name, args, descr);
    op.value = value;
    this.ops.push(op);
    return op;
  }

  guard(name: OpName, args: Value[], snapshot?: Snapshot): void {
    this.emit(name, args).snapshot = snapshot ?? (this.snapshot ??= this.here());
  }
}

function guardKind(rec: Recorder | null, slot: Slot): void {
  if (!rec) return;
  if (slot.value === null) return rec.guard('guard_isnull', [slot.ir!]);
  const cls = isInt(slot.value) ? vtable('W_IntObject') : slot.value instanceof TestNode ? vtable('Node') : ARRAY;
  rec.guard('guard_nonnull', [slot.ir!]);
  rec.guard('guard_class', [slot.ir!, new ConstPtr(cls, cls.name)]);
}

const unbox = (rec: Recorder | null, slot: Slot): Value | null => rec && rec.emit('getfield_gc_i', [slot.ir!], INT.fields[0]!, slot.value);

function box(rec: Recorder | null, value: Int, ir: Value | null): Slot {
  if (!rec) return { value, ir: null };
  const made = rec.emit('new_with_vtable', [], INT, value);
  rec.emit('setfield_gc', [made, ir!], INT.fields[0]!);
  return { value, ir: made };
}

const constant = (rec: Recorder | null, value: Int): Slot => ({ value, ir: rec && new ConstPtr(value, String(value)) });

const EXACT = { add: addExact, sub: subExact, mul: mulExact } as const;

function arithmetic(rec: Recorder | null, op: 'add' | 'sub' | 'mul', a: Slot, b: Slot): Slot {
  const [x, y] = [unbox(rec, a), unbox(rec, b)];
  const value = EXACT[op](a.value as Int, b.value as Int);
  const result = rec && rec.emit(`int_${op}_ovf`, [x!, y!], null, value ?? 0);
  rec?.guard(value === null ? 'guard_overflow' : 'guard_no_overflow', []);
  return value === null ? constant(rec, 0) : box(rec, value, result);
}

/** The counter: false when the program is over. */
export function tick(slots: Slot[], limit: number, rec: Recorder | null): boolean {
  const slot = slots[0]!;
  rec?.start(0);
  guardKind(rec, slot);
  const i = unbox(rec, slot);
  const more = (slot.value as number) < limit;
  if (rec) rec.guard(more ? 'guard_true' : 'guard_false', [rec.emit('int_lt', [i!, new ConstInt(limit)], null, more ? 1 : 0)]);
  if (!more) return false;
  const next = rec && rec.emit('int_add_ovf', [i!, new ConstInt(1)], null, (slot.value as number) + 1);
  rec?.guard('guard_no_overflow', []);
  slots[0] = box(rec, (slot.value as number) + 1, next);
  return true;
}

/** Runs one instruction; returns the next pc. Instructions start at pc 1. */
export function step(program: readonly Instruction[], pc: number, slots: Slot[], rec: Recorder | null): number {
  const { op, a, b, c, k } = program[pc - 1]!;
  const [x, y] = [slots[a]!, slots[b]!];
  rec?.start(pc);
  const put = (slot: Slot): number => {
    slots[c] = slot;
    return pc + 1;
  };
  if (op === 'const') return put(constant(rec, k));
  if (op === 'move') return put(x);
  guardKind(rec, x);
  switch (op) {
    case 'add':
    case 'sub':
    case 'mul':
      guardKind(rec, y);
      return put(isInt(x.value) && isInt(y.value) ? arithmetic(rec, op, x, y) : x);
    case 'and':
    case 'xor':
      if (!isInt(x.value)) return pc + 1;
      return put(
        box(rec, (op === 'and' ? and : xor)(x.value, k), rec && rec.emit(`int_${op}`, [unbox(rec, x)!, new ConstInt(k)], null, 0)),
      );
    case 'mod':
    case 'div': {
      if (!isInt(x.value)) return pc + 1;
      const [fn, descr] = op === 'mod' ? [MOD, MOD_DESCR] : [DIV, DIV_DESCR];
      const divisor = Math.abs(k) + 1;
      const value = fn.invoke(x.value, divisor) as Int;
      return put(
        box(rec, value, rec && rec.emit('call_pure_i', [new ConstPtr(fn, fn.name), unbox(rec, x)!, new ConstInt(divisor)], descr, value)),
      );
    }
    case 'less': {
      guardKind(rec, y);
      if (!isInt(x.value) || !isInt(y.value)) return pc + 1;
      const less = x.value < y.value;
      if (rec) rec.guard(less ? 'guard_true' : 'guard_false', [rec.emit('int_lt', [unbox(rec, x)!, unbox(rec, y)!], null, less ? 1 : 0)]);
      return less ? Math.min(pc + 2, program.length + 1) : pc + 1;
    }
    case 'same': {
      if (isInt(x.value)) return pc + 1;
      guardKind(rec, y);
      if (isInt(y.value)) return pc + 1;
      const same = x.value === y.value;
      if (rec) rec.guard(same ? 'guard_true' : 'guard_false', [rec.emit('ptr_eq', [x.ir!, y.ir!], null, same ? 1 : 0)]);
      return put(constant(rec, same ? 1 : 0));
    }
    case 'new': {
      const node = world.node({ value: isInt(x.value) ? x.value : 1, next: y.value, tag: k });
      const made = rec && rec.emit('new_with_vtable', [], NODE, node);
      if (rec) {
        rec.emit('setfield_gc', [made!, isInt(x.value) ? unbox(rec, x)! : new ConstInt(1)], VALUE);
        rec.emit('setfield_gc', [made!, y.ir!], NEXT);
        rec.emit('setfield_gc', [made!, new ConstInt(k)], TAG);
      }
      return put({ value: node, ir: made });
    }
    case 'array': {
      const array = [x.value, y.value];
      const made = rec && rec.emit('new_array_clear', [new ConstInt(2)], ARRAYP, array);
      rec?.emit('setarrayitem_gc', [made!, new ConstInt(0), x.ir!], ARRAYP);
      rec?.emit('setarrayitem_gc', [made!, new ConstInt(1), y.ir!], ARRAYP);
      return put({ value: array, ir: made });
    }
    default:
      return Array.isArray(x.value)
        ? arrayStep(op, x, y, k, rec, put, pc)
        : x.value instanceof TestNode
          ? nodeStep(op, x, y, rec, put, pc, slots)
          : pc + 1;
  }
}

function nodeStep(
  op: Instruction['op'],
  x: Slot,
  y: Slot,
  rec: Recorder | null,
  put: (s: Slot) => number,
  pc: number,
  slots: readonly Slot[],
): number {
  const node = x.value as TestNode;
  const read = (descr: FieldDescr, value: Concrete): Operation | null =>
    rec && rec.emit(`getfield_gc_${descr.type}`, [x.ir!], descr, value);
  const call = (descr: CallDescr, name: OpName, fn: typeof BUMP): number => {
    fn.invoke(node);
    rec?.emit(name, [new ConstPtr(fn, fn.name), x.ir!], descr);
    if (rec && descr.effect === EF.RANDOM_EFFECTS) rec.guard('guard_not_forced', [], rec.here(pc + 1));
    rec?.guard('guard_no_exception', [], rec.here(pc + 1));
    return pc + 1;
  };
  switch (op) {
    case 'value':
      return put(box(rec, node.value as Int, read(VALUE, node.value)));
    case 'tag':
      return put(box(rec, node.tag as Int, read(TAG, node.tag)));
    case 'next':
      return put({ value: node.next, ir: read(NEXT, node.next) });
    case 'setvalue':
      guardKind(rec, y);
      if (!isInt(y.value)) return pc + 1;
      node.value = y.value;
      rec?.emit('setfield_gc', [x.ir!, unbox(rec, y)!], VALUE);
      return pc + 1;
    case 'setnext':
      node.next = y.value;
      rec?.emit('setfield_gc', [x.ir!, y.ir!], NEXT);
      return pc + 1;
    case 'bump':
      return call(BUMP_DESCR, 'call_n', BUMP);
    case 'force':
      void slots;
      return call(FORCE_DESCR, 'call_may_force_n', FORCE);
    default:
      return pc + 1;
  }
}

function arrayStep(op: Instruction['op'], x: Slot, y: Slot, k: number, rec: Recorder | null, put: (s: Slot) => number, pc: number): number {
  const array = x.value as Concrete[];
  const descr: ArrayDescr = ARRAYP;
  const fixed = Math.abs(k) & 1;
  const at = (): [number, Value | null] => {
    const i = Number(and(y.value as Int, 1));
    return [i, rec && rec.emit('int_and', [unbox(rec, y)!, new ConstInt(1)], null, i)];
  };
  switch (op) {
    case 'length':
      return put(box(rec, array.length, rec && rec.emit('arraylen_gc', [x.ir!], descr, array.length)));
    case 'item':
      return put({ value: array[fixed], ir: rec && rec.emit('getarrayitem_gc_r', [x.ir!, new ConstInt(fixed)], descr, array[fixed]) });
    case 'setitem':
      array[fixed] = y.value;
      rec?.emit('setarrayitem_gc', [x.ir!, new ConstInt(fixed), y.ir!], descr);
      return pc + 1;
    case 'itemat':
    case 'setitemat': {
      guardKind(rec, y);
      if (!isInt(y.value)) return pc + 1;
      const [i, index] = at();
      if (op === 'itemat') return put({ value: array[i], ir: rec && rec.emit('getarrayitem_gc_r', [x.ir!, index!], descr, array[i]) });
      array[i] = y.value;
      rec?.emit('setarrayitem_gc', [x.ir!, index!, y.ir!], descr);
      return pc + 1;
    }
    default:
      return pc + 1;
  }
}

/** The graph of guest values reachable from the slots, as text. */
export function describe(values: readonly Concrete[]): string {
  const ids = new Map<Concrete, number>();
  const out: string[] = [];
  const name = (v: Concrete): string => {
    if (isInt(v) || v === null) return String(v);
    let id = ids.get(v);
    if (id === undefined) {
      ids.set(v, (id = ids.size));
      queue.push(v);
    }
    return `#${id}`;
  };
  const queue: Concrete[] = [];
  out.push(values.map(name).join(' '));
  for (let v = queue.shift(); v !== undefined; v = queue.shift()) {
    out.push(v instanceof TestNode ? `node ${name(v.value)} ${name(v.next)} ${name(v.tag)}` : `[${(v as Concrete[]).map(name).join(' ')}]`);
  }
  return out.join('\n');
}

export const inputSlots = (values: readonly Concrete[]): Slot[] => values.map((value, i) => ({ value, ir: new InputArg('r', i, value) }));
