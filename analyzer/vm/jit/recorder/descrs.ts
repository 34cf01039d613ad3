/**
 * The fields, arrays and structures of guest objects as traces see them, named as PyPy's logs name them. This table and
 * machine/recording are the only places that connect the IR with the object model.
 */
import { isDriver } from '../../library/jitdrivers';
import type { ArrayDescr, Concrete, FieldDescr, FieldOwner, SizeDescr } from '../ir';
import { K } from '../../runtime/kinds';
import { W_Enumerate, W_MapIter, W_RangeIter, W_RangeStepIter, W_SeqIter, W_StrIter, W_TupleIter, W_Zip } from '../../runtime/iterators';
import type { W_Dict } from '../../runtime/dicts';
import { Frame, type Block, type W_Code, type W_Function } from '../../runtime/functions';
import { W_List, type ListStrategy } from '../../runtime/lists';
import type { AttrMap } from '../../runtime/maps';
import type { W_Type } from '../../runtime/types';
import {
  type CellFamily,
  W_Cell,
  W_Exception,
  W_Float,
  W_Instance,
  W_Method,
  W_Range,
  W_Slice,
  W_Super,
  W_Traceback,
  W_Tuple,
  W_TupleFF,
  W_TupleII,
  W_TupleOO,
  W_Unroller,
  type W,
} from '../../runtime/values';
import { internalClass, layoutClass, type LayoutClass } from './classes';

let ids = 0;
const nextId = (): number => ++ids;

interface FieldOptions {
  readonly pure?: boolean;
  readonly range?: readonly [number, number];
  readonly jsGet?: (o: string) => string;
  readonly jsSet?: (o: string, v: string) => string;
  readonly get?: (o: never) => Concrete;
  readonly set?: (o: never, v: never) => void;
}

/** A field that is a JavaScript property of that name. */
function field(owner: FieldOwner, name: string, type: 'i' | 'r' | 'f', property: string, options: FieldOptions = {}): FieldDescr {
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

function array(name: string, item: 'i' | 'r' | 'f', pure = false): ArrayDescr {
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

function size(
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

const C = {
  int: layoutClass(K.INT),
  bool: layoutClass(K.BOOL),
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
  str: layoutClass(K.STR),
};
export { C as CLASSES };

const rlist = internalClass('list', Array.isArray, (e) => `Array.isArray(${e})`);
const frameClass = internalClass(
  'PyFrame',
  (v) => v instanceof Frame,
  (e) => `${e} instanceof Frame`,
);
const mutableCell = internalClass(
  'MutableCell',
  (v) => typeof v === 'object',
  () => 'true',
);
const executionContext = internalClass(
  'ExecutionContext',
  () => true,
  () => 'true',
);

const virtualReference = internalClass(
  'JitVirtualRef',
  () => true,
  () => 'true',
);
/** Written and read in traces alone. */
const UNSEEN: FieldOptions = { get: (() => null) as never, set: (() => undefined) as never, jsGet: () => 'null', jsSet: () => '' };

const flag = (property: string): FieldOptions => ({
  get: ((o: Record<string, boolean>) => (o[property] ? 1 : 0)) as never,
  set: ((o: Record<string, boolean>, v: number) => void (o[property] = v !== 0)) as never,
  jsGet: (o) => `(${o}.${property} ? 1 : 0)`,
  jsSet: (o, v) => `${o}.${property} = ${v} !== 0;`,
});

export const A = {
  items: array('ArrayP 8', 'r'),
  ints: array('ArrayS 8', 'i'),
  floats: array('ArrayF 8', 'f'),
  /** The storage of unboxed attributes: never read. */
  unboxed: {
    ...array('ArrayS 8', 'i'),
    create: () => null,
    length: () => 0,
    get: () => 0,
    set: () => undefined,
    jsGet: () => '0',
    jsSet: () => '',
    jsLength: () => '0',
    jsCreate: () => 'null',
  },
  /** The storage of a list that a helper makes: counted where PyPy makes it, and made by the helper. */
  copied: {
    ...array('ArrayP 8', 'r'),
    create: () => null,
    length: () => 0,
    get: () => null,
    set: () => undefined,
    jsGet: () => 'null',
    jsSet: () => '',
    jsLength: () => '0',
    jsCreate: () => 'null',
  },
  /** Items of a tuple, a closure, defaults: never written after creation. */
  fixed: array('ArrayP 8', 'r', true),
};

/** PyPy's count-down to the next signal or thread switch: compiled code looks at it at each backward jump. It never runs out here. */
export const signalTicker = { value: 0 };
const signalCell = internalClass(
  'pypysig_long_struct',
  (o) => o === signalTicker,
  () => 'true',
);

export const F = {
  intval: field(C.int, 'intval', 'i', '', {
    pure: true,
    get: ((o: Concrete) => o) as never,
    set: (() => undefined) as never,
    jsGet: (o) => o,
    jsSet: () => '',
  }),
  /** A str and its characters are the same host string. */
  utf8: field(C.str, 'utf8', 'r', '', {
    pure: true,
    get: ((o: Concrete) => o) as never,
    set: (() => undefined) as never,
    jsGet: (o) => o,
    jsSet: () => '',
  }),
  boolval: field(C.bool, 'intval', 'i', 'intval', { pure: true, range: [0, 1] }),
  floatval: field(C.float, 'floatval', 'f', 'floatval', { pure: true }),
  tupleItems: field(C.tuple, 'wrappeditems', 'r', 'items', { pure: true }),
  v0i: field(C.tupleII, 'value0', 'i', 'v0', { pure: true }),
  v1i: field(C.tupleII, 'value1', 'i', 'v1', { pure: true }),
  v0f: field(C.tupleFF, 'value0', 'f', 'v0', { pure: true }),
  v1f: field(C.tupleFF, 'value1', 'f', 'v1', { pure: true }),
  v0r: field(C.tupleOO, 'value0', 'r', 'v0', { pure: true }),
  v1r: field(C.tupleOO, 'value1', 'r', 'v1', { pure: true }),
  listStrategy: field(C.list, 'strategy', 'r', 'strategy'),
  listStorage: field(C.list, 'lstorage', 'r', 'storage'),
  listLength: field(rlist, 'length', 'i', 'length', {
    range: [0, 4294967295],
    set: ((o: Concrete[], v: number) => void (o.length !== v && (o.length = v))) as never,
    jsSet: (o, v) => `if (${o}.length !== ${v}) ${o}.length = ${v};`,
  }),
  /** The storage of a list is its JavaScript array: the structure and its items are the same object. */
  listItems: field(rlist, 'items', 'r', '', {
    get: ((o: Concrete) => o) as never,
    set: (() => undefined) as never,
    jsGet: (o) => o,
    jsSet: () => '',
  }),
  rangeCurrent: field(C.rangeIter, 'current', 'i', 'current'),
  rangeStop: field(C.rangeIter, 'stop', 'i', 'stop', { pure: true }),
  stepCurrent: field(C.rangeStep, 'current', 'i', 'current'),
  stepRemaining: field(C.rangeStep, 'remaining', 'i', 'remaining'),
  stepStep: field(C.rangeStep, 'step', 'i', 'step', { pure: true }),
  seqList: field(C.seqIter, 'w_seq', 'r', 'list'),
  seqIndex: field(C.seqIter, 'index', 'i', 'index', { range: [0, 4294967295] }),
  tupleIterItems: field(C.tupleIter, 'tupleitems', 'r', 'items'),
  tupleIterIndex: field(C.tupleIter, 'index', 'i', 'index', { range: [0, 4294967295] }),
  strText: field(C.strIter, 'w_seq', 'r', 'text'),
  strIndex: field(C.strIter, 'index', 'i', 'index', { range: [0, 4294967295] }),
  enumIterator: field(C.enumerate, 'w_iter_or_list', 'r', 'iterator', { pure: true }),
  enumIndex: field(C.enumerate, 'index', 'i', 'index'),
  zipIterators: field(C.zip, 'iterators_w', 'r', 'iterators', { pure: true }),
  zipStrict: field(C.zip, 'strict', 'i', 'strict', { pure: true, range: [0, 1] }),
  mapFunc: field(C.map, 'w_fun', 'r', 'func', { pure: true }),
  mapIterators: field(C.map, 'iterators_w', 'r', 'iterators', { pure: true }),
  filterFunc: field(C.filter, 'w_predicate', 'r', 'func', { pure: true }),
  filterIterator: field(C.filter, 'w_iterable', 'r', 'iterator', { pure: true }),
  instanceMap: field(C.instance, 'map', 'r', 'map'),
  /** What mapdict keeps unboxed attributes in. Here they stand in the slots: the array is made, and costs nothing. */
  instanceUnboxed: field(C.instance, 'unboxed', 'r', '', UNSEEN),
  methodFunc: field(C.method, 'w_function', 'r', 'func', { pure: true }),
  methodSelf: field(C.method, 'w_instance', 'r', 'self', { pure: true }),
  sliceStart: field(C.slice, 'w_start', 'r', 'lower', { pure: true }),
  sliceStop: field(C.slice, 'w_stop', 'r', 'upper', { pure: true }),
  sliceStep: field(C.slice, 'w_step', 'r', 'step', { pure: true }),
  cellValue: field(C.cell, 'w_value', 'r', 'value'),
  cellFamily: field(C.cell, 'family', 'r', 'family', { pure: true }),
  functionCode: field(C.func, 'code', 'r', 'code', { pure: true }),
  functionClosure: field(C.func, 'closure', 'r', 'closure', { pure: true }),
  functionDefaults: field(C.func, 'defs_w', 'r', 'defaults', { pure: true }),
  mutableCell: field(mutableCell, 'w_value', 'r', 'value'),
  exceptionArgs: field(C.exception, 'args_w', 'r', 'args'),
  exceptionValue: field(C.exception, 'w_value', 'r', 'value'),
  exceptionTraceback: field(C.exception, 'w_traceback', 'r', 'traceback'),
  exceptionContext: field(C.exception, 'w_context', 'r', 'context'),
  exceptionCause: field(C.exception, 'w_cause', 'r', 'cause'),
  exceptionSuppress: field(C.exception, 'suppress_context', 'i', 'suppress', flag('suppress')),
  unrollerException: field(C.unroller, 'operr', 'r', 'exception', { pure: true }),
  tracebackNext: field(C.traceback, 'next', 'r', 'next'),
  handled: field(executionContext, 'sys_exc_operror', 'r', 'handled'),
  ticker: field(signalCell, 'c_value', 'i', 'value'),
  nesting: field(executionContext, 'stack_depth', 'i', 'nesting'),

  generatorFrame: field(C.generator, 'frame', 'r', 'frame', { pure: true }),
  generatorRunning: field(C.generator, 'running', 'i', 'running', flag('running')),
  generatorFinished: field(C.generator, 'finished', 'i', 'finished', flag('finished')),
  generatorStarted: field(C.generator, 'started', 'i', 'started', flag('started')),
  frameSlots: field(frameClass, 'locals_cells_stack_w', 'r', 'slots', { pure: true }),
  frameCode: field(frameClass, 'pycode', 'r', 'code', { pure: true }),
  frameDepth: field(frameClass, 'valuestackdepth', 'i', 'sp'),
  frameNext: field(frameClass, 'last_instr', 'i', 'nextPc'),
  frameBlock: field(frameClass, 'lastblock', 'r', 'block'),
  /** The interpreter links frames itself; in traces the links are made, as PyPy makes them, and lead nowhere. */
  frameBack: { ...field(frameClass, 'f_backref', 'r', '', UNSEEN), link: true } as FieldDescr,
  /** Where the next value is pushed on a frame that waits: seldom known, since frames write it all the time. */
  frameTop: field(frameClass, 'valuestackdepth', 'i', 'sp', { set: (() => undefined) as never, jsSet: () => '' }),
  topFrame: { ...field(executionContext, 'topframeref', 'r', '', UNSEEN), link: true } as FieldDescr,
  /** Some length that no trace knows. */
  someLength: field(executionContext, 'length', 'i', '', {
    get: (() => 0) as never,
    set: (() => undefined) as never,
    jsGet: () => '0',
    jsSet: () => '',
  }),
  referenceToken: field(virtualReference, 'virtual_token', 'r', '', UNSEEN),
  frameSuspended: field(frameClass, 'suspended', 'i', 'suspended'),
  superStart: field(C.super, 'w_starttype', 'r', 'start', { pure: true }),
  superObject: field(C.super, 'w_self', 'r', 'object', { pure: true }),
  superType: field(C.super, 'w_objtype', 'r', 'objectType', { pure: true }),
  nativeClass: field(C.native, 'w_class', 'r', 'cls', { pure: true }),
  structFormat: field(C.native, 'format', 'r', 'format', { pure: true }),
  dictStrategy: field(C.dict, 'dstrategy', 'r', 'strategy'),
};

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
  ['makeZip', (its: W[], strict: 0 | 1) => new W_Zip(its, strict)],
  ['makeMap', (f: W, its: W[]) => new W_MapIter(f, its)],
  ['functionMakers', null],
  ['frameMakers', null],
];

/** The array of a list may have room for more than the list holds: a JavaScript array has none, and is cut. */
function listStorage(length: number, items: Concrete[]): Concrete[] {
  items.length = length;
  return items;
}

const at = (index: number, after: Partial<SeqLike>, made: SeqLike): SeqLike => Object.assign(made, after, { index });
interface SeqLike {
  index: number;
}

export const S = {
  int: size(
    16,
    'int',
    C.int,
    [F.intval],
    ([v]) => v,
    ([v]) => v,
  ),
  float: size(
    16,
    'float',
    C.float,
    [F.floatval],
    ([v]) => new W_Float(v as number),
    ([v]) => `new W_Float(${v})`,
  ),
  str: size(
    32,
    'str',
    C.str,
    [F.utf8],
    ([v]) => v,
    ([v]) => v,
  ),
  slice: size(
    32,
    'slice',
    C.slice,
    [F.sliceStart, F.sliceStop, F.sliceStep],
    ([a, b, c]) => new W_Slice(a as W, b as W, c as W),
    ([a, b, c]) => `new W_Slice(${a}, ${b}, ${c})`,
  ),
  tuple: size(
    16,
    'tuple',
    C.tuple,
    [F.tupleItems],
    ([v]) => new W_Tuple(v as W[]),
    ([v]) => `new W_Tuple(${v})`,
  ),
  tupleII: size(
    24,
    'tuple',
    C.tupleII,
    [F.v0i, F.v1i],
    ([a, b]) => new W_TupleII(a as number, b as number),
    ([a, b]) => `new W_TupleII(${a}, ${b})`,
  ),
  tupleFF: size(
    24,
    'tuple',
    C.tupleFF,
    [F.v0f, F.v1f],
    ([a, b]) => new W_TupleFF(a as number, b as number),
    ([a, b]) => `new W_TupleFF(${a}, ${b})`,
  ),
  tupleOO: size(
    24,
    'tuple',
    C.tupleOO,
    [F.v0r, F.v1r],
    ([a, b]) => new W_TupleOO(a as W, b as W),
    ([a, b]) => `new W_TupleOO(${a}, ${b})`,
  ),
  list: size(
    24,
    'list',
    C.list,
    [F.listStrategy, F.listStorage],
    ([s, v]) => new W_List(s as ListStrategy, v as unknown[]),
    ([s, v]) => `new W_List(${s}, ${v})`,
  ),
  storage: size(
    24,
    'list storage',
    rlist,
    [F.listLength, F.listItems],
    ([length, items]) => listStorage(length as number, items as Concrete[]),
    ([length, items]) => `listStorage(${length}, ${items})`,
  ),
  method: size(
    32,
    'method',
    C.method,
    [F.methodFunc, F.methodSelf],
    ([f, s]) => new W_Method(f as W, s as W),
    ([f, s]) => `new W_Method(${f}, ${s})`,
  ),
  cell: size(
    32,
    'cell',
    C.cell,
    [F.cellValue, F.cellFamily],
    ([v, family]) => new W_Cell(v as W | null, family as CellFamily),
    ([v, family]) => `new W_Cell(${v}, ${family})`,
  ),
  seqIter: size(
    24,
    'list iterator',
    C.seqIter,
    [F.seqIndex, F.seqList],
    ([i, l]) => at(i as number, {}, new W_SeqIter(l as W_List)),
    ([i, l]) => `Object.assign(new W_SeqIter(${l}), { index: ${i} })`,
  ),
  tupleIter: size(
    24,
    'tuple iterator',
    C.tupleIter,
    [F.tupleIterIndex, F.tupleIterItems],
    ([i, l]) => at(i as number, {}, new W_TupleIter(l as W[])),
    ([i, l]) => `Object.assign(new W_TupleIter(${l}), { index: ${i} })`,
  ),
  strIter: size(
    24,
    'str iterator',
    C.strIter,
    [F.strIndex, F.strText],
    ([i, l]) => at(i as number, {}, new W_StrIter(l as W)),
    ([i, l]) => `Object.assign(new W_StrIter(${l}), { index: ${i} })`,
  ),
  rangeIter: size(
    32,
    'range iterator',
    C.rangeIter,
    [F.rangeCurrent, F.rangeStop],
    ([a, b]) => new W_RangeIter(a as number, b as number),
    ([a, b]) => `new W_RangeIter(${a}, ${b})`,
  ),
  rangeStep: size(
    40,
    'range iterator',
    C.rangeStep,
    [F.stepCurrent, F.stepRemaining, F.stepStep],
    ([a, b, c]) => new W_RangeStepIter(a as number, b as number, c as number),
    ([a, b, c]) => `new W_RangeStepIter(${a}, ${b}, ${c})`,
  ),
  enumerate: size(
    32,
    'enumerate',
    C.enumerate,
    [F.enumIterator, F.enumIndex],
    ([a, b]) => new W_Enumerate(a as W, b as number),
    ([a, b]) => `new W_Enumerate(${a}, ${b})`,
  ),
  zip: size(
    24,
    'zip',
    C.zip,
    [F.zipIterators, F.zipStrict],
    ([a, strict]) => new W_Zip(a as W[], strict as 0 | 1),
    ([a, strict]) => `makeZip(${a}, ${strict})`,
  ),
  map: size(
    24,
    'map',
    C.map,
    [F.mapFunc, F.mapIterators],
    ([a, b]) => new W_MapIter(a as W, b as W[]),
    ([a, b]) => `makeMap(${a}, ${b})`,
  ),
  super: size(
    32,
    'super',
    C.super,
    [F.superStart, F.superObject, F.superType],
    ([a, b, c]) => new W_Super(a as W_Type, b as W, c as W_Type),
    ([a, b, c]) => `new W_Super(${a}, ${b}, ${c})`,
  ),
  reference: size(
    24,
    'frame reference',
    virtualReference,
    [F.referenceToken],
    () => null,
    () => 'null',
  ),
  // Ints, floats and tuples are immutable field by field only: one made of constants is still an allocation. The block stack's
  // records of why it is unrolled are immutable (pyopcode.py, SuspendedUnroller).
  unroller: size(
    16,
    'exception',
    C.unroller,
    [F.unrollerException],
    ([e]) => new W_Unroller(e as W_Exception),
    ([e]) => `new W_Unroller(${e})`,
    true,
  ),
};

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
function makeTraceback(
  next: W_Traceback | null,
  place: { code: W_Traceback['code']; unit: number; globals: W_Traceback['globals'] },
): W_Traceback {
  return new W_Traceback(next, place.code, place.unit, place.globals);
}

/** The place of a traceback entry is a constant of the trace: a field of its own, so that the entry can be virtual. */
export const tracebackPlace = field(C.traceback, 'place', 'r', 'place', {
  pure: true,
  get: ((o: W_Traceback) => ({ code: o.code, unit: o.unit, globals: o.globals })) as never,
  set: (() => undefined) as never,
});
export const tracebackSize = size(
  40,
  'traceback',
  C.traceback,
  [F.tracebackNext, tracebackPlace],
  ([n, p]) => makeTraceback(n as W_Traceback | null, p as never),
  ([n, p]) => `makeTraceback(${n}, ${p})`,
);

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
