/** Descrs that a run makes: frames by their code, instances and exceptions by their attributes, functions by where they are made; and what generated code names. */
import { isDriver } from '../../library/jitdrivers';
import type { FieldDescr, SizeDescr } from '../ir';
import { W_Enumerate, W_MapIter, W_RangeIter, W_RangeStepIter, W_SeqIter, W_StrIter, W_TupleIter, W_Zip } from '../../runtime/iterators';
import type { W_Dict } from '../../runtime/dicts';
import { Frame, type Block, type W_Code, type W_Function } from '../../runtime/functions';
import { W_List } from '../../runtime/lists';
import type { AttrMap } from '../../runtime/maps';
import type { W_Traceback } from '../../runtime/values';
import {
  W_Cell,
  W_Exception,
  W_Float,
  W_Instance,
  W_Method,
  W_Range,
  W_Slice,
  W_Super,
  W_Tuple,
  W_TupleFF,
  W_TupleII,
  W_TupleOO,
  W_Unroller,
  type W,
} from '../../runtime/values';
import { C, field, frameClass, nextId } from './descr-shapes';
import { F, listStorage, makeTraceback } from './descrs';
import { makeTable, setTableValue, shapeTable, tableValue } from './dict-tables';

/** What generated code may name. */
export const SCOPE: readonly (readonly [string, unknown])[] = [
  ['W_Float', W_Float],
  ['W_Tuple', W_Tuple],
  ['W_TupleII', W_TupleII],
  ['W_TupleFF', W_TupleFF],
  ['W_TupleOO', W_TupleOO],
  ['W_List', W_List],
  ['W_Method', W_Method],
  ['W_Cell', W_Cell],
  ['W_Super', W_Super],
  ['W_SeqIter', W_SeqIter],
  ['W_TupleIter', W_TupleIter],
  ['W_StrIter', W_StrIter],
  ['W_RangeIter', W_RangeIter],
  ['W_RangeStepIter', W_RangeStepIter],
  ['W_Unroller', W_Unroller],
  ['W_Slice', W_Slice],
  ['W_Range', W_Range],
  ['W_Enumerate', W_Enumerate],
  ['Frame', Frame],
  ['listStorage', listStorage],
  ['makeInstance', makeInstance],
  ['makeException', makeException],
  ['makeTraceback', makeTraceback],
  ['makeTable', makeTable],
  ['shapeTable', shapeTable],
  ['tableValue', tableValue],
  ['setTableValue', setTableValue],
  ['makeZip', (its: W[], strict: 0 | 1) => new W_Zip(its, strict)],
  ['makeMap', (f: W, its: W[]) => new W_MapIter(f, its)],
  ['functionMakers', null],
  ['frameMakers', null],
];

function makeException(
  map: AttrMap,
  args: W[] | null,
  value: W | null,
  traceback: W_Traceback | null,
  context: W_Exception | null,
  cause: W_Exception | null,
  suppress: unknown,
  values: readonly unknown[],
): W_Exception {
  const e = new W_Exception(map);
  e.args = args ?? [];
  e.value = value;
  e.traceback = traceback;
  e.context = context;
  e.cause = cause;
  e.suppress = suppress === 1 || suppress === true;
  fillSlots(e, values);
  return e;
}

// -- attributes of instances -------------------------------------------------------------------------------------------

const frameSizes = new WeakMap<W_Code, WeakMap<W_Dict, SizeDescr>>();
/** The frame of a call that goes on as compiled code of its own, and where in its code. */
export function frameSize(code: W_Code, globals: W_Dict): SizeDescr {
  let known = frameSizes.get(code);
  if (known === undefined) frameSizes.set(code, (known = new WeakMap<W_Dict, SizeDescr>()));
  let d = known.get(globals);
  if (d === undefined) {
    const make = (next: number, block: Block | null): Frame => {
      const f = new Frame(code, globals);
      f.nextPc = next;
      f.block = block;
      return f;
    };
    const index = frameMakers.push(make) - 1;
    d = {
      kind: 'size',
      id: nextId(),
      name: 'SizeDescr 104',
      pythonName: `frame of ${code.code.name}`,
      vtable: frameClass,
      absentInPyPy: isDriver(code),
      fields: [F.frameNext, F.frameBlock],
      create: ([next, block]) => make(next as number, (block as Block | null) ?? null),
      jsCreate: ([next, block]) => `frameMakers[${index}](${next}, ${block} || null)`,
    };
    known.set(globals, d);
  }
  return d;
}
const frameMakers: ((next: number, block: Block | null) => Frame)[] = [];

const slotFields = new Map<string, FieldDescr>();
/** Slot `index` of an instance, held as a reference, an int or a double. */
export function slotField(index: number, type: 'i' | 'r' | 'f'): FieldDescr {
  const key = type + String(index);
  let f = slotFields.get(key);
  if (f === undefined) {
    f = field(C.instance, `_value${index}`, type, '', {
      get: ((o: W_Instance) => o.slots[index] ?? (type === 'r' ? null : 0)) as never,
      set: ((o: W_Instance, v: unknown) => void (o.slots[index] = v)) as never,
      jsGet: (o) => `${o}.slots[${index}]`,
      jsSet: (o, v) => `${o}.slots[${index}] = ${v};`,
    });
    slotFields.set(key, f);
  }
  return f;
}

const instanceSizes = new Map<string, SizeDescr>();
/** An instance with up to `count` attributes of each representation. */
export function instanceSize(name: string, count: number): SizeDescr {
  const key = `${count} ${name}`;
  let d = instanceSizes.get(key);
  if (d === undefined) {
    const fields = [F.instanceMap, ...attributeFields(count), F.instanceUnboxed];
    d = {
      kind: 'size',
      id: nextId(),
      name: `SizeDescr ${24 + 8 * count}`,
      pythonName: name,
      vtable: C.instance,
      fields,
      create: (v) => makeInstance(v[0] as AttrMap, v.slice(1)),
      jsCreate: (v) => `makeInstance(${v[0]}, [${v.slice(1, -1).join(', ')}])`,
    };
    instanceSizes.set(key, d);
    C.instance.size ??= d;
  }
  return d;
}

/** `values` holds three candidates a slot (reference, int, double); the map says which one counts. */
function makeInstance(map: AttrMap, values: readonly unknown[]): W_Instance {
  const o = new W_Instance(map);
  fillSlots(o, values);
  return o;
}
function fillSlots(o: W_Instance, values: readonly unknown[]): void {
  const { sources } = o.map;
  const { slots } = o;
  for (let i = 0; i < sources.length; i++) slots[i] = values[sources[i]];
}

const exceptionSizes = new Map<string, SizeDescr>();
const exceptionFields = [
  F.instanceMap,
  F.exceptionArgs,
  F.exceptionValue,
  F.exceptionTraceback,
  F.exceptionContext,
  F.exceptionCause,
  F.exceptionSuppress,
];
/** An exception with up to `count` attributes of its own. */
export function exceptionSize(name: string, count: number): SizeDescr {
  const key = `${count} ${name}`;
  let d = exceptionSizes.get(key);
  if (d === undefined) {
    const fields = [...exceptionFields, ...attributeFields(count)];
    d = {
      kind: 'size',
      id: nextId(),
      name: `SizeDescr ${64 + 8 * count}`,
      pythonName: name,
      vtable: C.exception,
      fields,
      create: (v) =>
        makeException(
          v[0] as AttrMap,
          v[1] as W[],
          v[2] as W,
          v[3] as W_Traceback,
          v[4] as W_Exception,
          v[5] as W_Exception,
          v[6],
          v.slice(7),
        ),
      jsCreate: (v) => `makeException(${v.slice(0, 7).join(', ')}, [${v.slice(7).join(', ')}])`,
    };
    exceptionSizes.set(key, d);
    C.exception.size ??= d;
  }
  return d;
}
function attributeFields(count: number): FieldDescr[] {
  const fields: FieldDescr[] = [];
  for (let i = 0; i < count; i++) fields.push(slotField(i, 'r'), slotField(i, 'i'), slotField(i, 'f'));
  return fields;
}

// -- functions made in a trace -----------------------------------------------------------------------------------------

const makers: ((closure: W[], defaults: W[]) => W_Function)[] = [];
/** A function object of one MAKE_FUNCTION site. */
export function functionSize(pythonName: string, make: (closure: W[], defaults: W[]) => W_Function): SizeDescr {
  const index = makers.push(make) - 1;
  return {
    kind: 'size',
    id: nextId(),
    name: 'SizeDescr 120',
    pythonName: `function ${pythonName}`,
    vtable: C.func,
    fields: [F.functionCode, F.functionClosure, F.functionDefaults],
    create: ([, closure, defaults]) => make((closure as W[] | null) ?? [], (defaults as W[] | null) ?? []),
    jsCreate: ([, closure, defaults]) => `functionMakers[${index}](${closure} || [], ${defaults} || [])`,
  };
}
/** SCOPE with the makers known so far (the array itself is shared). */
export const scope = (): readonly (readonly [string, unknown])[] =>
  SCOPE.map(([name, value]) =>
    name === 'functionMakers'
      ? ([name, makers] as const)
      : name === 'frameMakers'
        ? ([name, frameMakers] as const)
        : ([name, value] as const),
  );
