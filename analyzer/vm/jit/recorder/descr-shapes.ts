/** What descrs are made from: the classes that own them, and fields, arrays and structures of a JavaScript object. */
import type { ArrayDescr, Concrete, FieldDescr, FieldOwner, SizeDescr } from '../ir';
import { K } from '../../runtime/kinds';
import { Frame } from '../../runtime/functions';
import { internalClass, layoutClass, type LayoutClass } from './classes';

let ids = 0;
export const nextId = (): number => ++ids;

export interface FieldOptions {
  readonly pure?: boolean;
  readonly range?: readonly [number, number];
  readonly jsGet?: (o: string) => string;
  readonly jsSet?: (o: string, v: string) => string;
  readonly get?: (o: never) => Concrete;
  readonly set?: (o: never, v: never) => void;
}

/** A field that is a JavaScript property of that name. */
export function field(owner: FieldOwner, name: string, type: 'i' | 'r' | 'f', property: string, options: FieldOptions = {}): FieldDescr {
  return {
    kind: 'field',
    id: nextId(),
    name: `${owner.name}.inst_${name}`,
    type,
    pure: options.pure ?? false,
    quasi: false,
    range: options.range ?? null,
    owner,
    get: (options.get as ((o: Concrete) => Concrete) | undefined) ?? ((o) => (o as Record<string, Concrete>)[property]),
    set:
      (options.set as ((o: Concrete, v: Concrete) => void) | undefined) ?? ((o, v) => void ((o as Record<string, Concrete>)[property] = v)),
    jsGet: options.jsGet ?? ((o) => `${o}.${property}`),
    jsSet: options.jsSet ?? ((o, v) => `${o}.${property} = ${v};`),
  };
}

export function array(name: string, item: 'i' | 'r' | 'f', pure = false): ArrayDescr {
  const empty = item === 'r' ? null : 0;
  return {
    kind: 'array',
    id: nextId(),
    name,
    item,
    pure,
    owner: arrayClass,
    create: (length) => new Array<Concrete>(length).fill(empty),
    length: (a) => (a as Concrete[]).length,
    get: (a, i) => (a as Concrete[])[i],
    set: (a, i, v) => void ((a as Concrete[])[i] = v),
    jsGet: (a, i) => `${a}[${i}]`,
    jsSet: (a, i, v) => `${a}[${i}] = ${v};`,
    jsLength: (a) => `${a}.length`,
    jsCreate: (n) => `new Array(${n}).fill(${empty === null ? 'null' : '0'})`,
  } as ArrayDescr;
}
const arrayClass = internalClass('array', Array.isArray, (e) => `Array.isArray(${e})`);

export function size(
  bytes: number,
  pythonName: string,
  vtable: FieldOwner,
  fields: readonly FieldDescr[],
  create: (v: readonly Concrete[]) => Concrete,
  js: (v: readonly string[]) => string,
  immutable = false,
): SizeDescr {
  const d: SizeDescr = {
    kind: 'size',
    id: nextId(),
    name: `SizeDescr ${bytes}`,
    pythonName,
    vtable,
    fields,
    immutable,
    create,
    jsCreate: js,
  };
  if ('kind' in vtable) (vtable as LayoutClass).size = d;
  return d;
}

export const C = {
  int: layoutClass(K.INT),
  bool: layoutClass(K.BOOL),
  long: layoutClass(K.LONG),
  float: layoutClass(K.FLOAT),
  tuple: layoutClass(K.TUPLE),
  tupleII: layoutClass(K.TUPLE_II),
  tupleFF: layoutClass(K.TUPLE_FF),
  tupleOO: layoutClass(K.TUPLE_OO),
  list: layoutClass(K.LIST),
  instance: layoutClass(K.INSTANCE),
  exception: layoutClass(K.EXCEPTION),
  method: layoutClass(K.METHOD),
  cell: layoutClass(K.CELL),
  func: layoutClass(K.FUNCTION),
  rangeIter: layoutClass(K.RANGE_ITER),
  rangeStep: layoutClass(K.RANGE_STEP_ITER),
  seqIter: layoutClass(K.SEQ_ITER),
  tupleIter: layoutClass(K.TUPLE_ITER),
  strIter: layoutClass(K.STR_ITER),
  enumerate: layoutClass(K.ENUMERATE),
  zip: layoutClass(K.ZIP),
  map: layoutClass(K.MAP),
  filter: layoutClass(K.FILTER),
  range: layoutClass(K.RANGE),
  slice: layoutClass(K.SLICE),
  traceback: layoutClass(K.TRACEBACK),
  unroller: layoutClass(K.UNROLLER),
  generator: layoutClass(K.GENERATOR),
  super: layoutClass(K.SUPER),
  native: layoutClass(K.NATIVE),
  dict: layoutClass(K.DICT),
  set: layoutClass(K.SET),
  str: layoutClass(K.STR),
};

export const rlist = internalClass('list', Array.isArray, (e) => `Array.isArray(${e})`);
export const frameClass = internalClass(
  'PyFrame',
  (v) => v instanceof Frame,
  (e) => `${e} instanceof Frame`,
);
export const mutableCell = internalClass(
  'ObjectMutableCell',
  (v) => typeof v === 'object',
  () => 'true',
);
export const intMutableCell = internalClass(
  'IntMutableCell',
  (v) => typeof v === 'object',
  () => 'true',
);
export const executionContext = internalClass(
  'ExecutionContext',
  () => true,
  () => 'true',
);

export const virtualReference = internalClass(
  'JitVirtualRef',
  () => true,
  () => 'true',
);
/** Written and read in traces alone. */
export const UNSEEN: FieldOptions = { get: (() => null) as never, set: (() => undefined) as never, jsGet: () => 'null', jsSet: () => '' };

export const flag = (property: string): FieldOptions => ({
  get: ((o: Record<string, boolean>) => (o[property] ? 1 : 0)) as never,
  set: ((o: Record<string, boolean>, v: number) => void (o[property] = v !== 0)) as never,
  jsGet: (o) => `(${o}.${property} ? 1 : 0)`,
  jsSet: (o, v) => `${o}.${property} = ${v} !== 0;`,
});
