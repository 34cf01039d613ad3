/**
 * The fields, arrays and structures of guest objects as traces see them, named as PyPy's logs name them. This table and
 * machine/recording are the only places that connect the IR with the object model.
 */
import { vm } from '../../runtime/vm';
import type { Concrete, FieldDescr } from '../ir';
import { W_Enumerate, W_MapIter, W_RangeIter, W_RangeStepIter, W_SeqIter, W_StrIter, W_TupleIter, W_Zip } from '../../runtime/iterators';
import { W_List, type ListStrategy } from '../../runtime/lists';
import { W_Deque } from '../../library/deque';
import type { W_Type } from '../../runtime/types';
import type { W_Exception } from '../../runtime/values';
import {
  type CellFamily,
  W_Cell,
  W_Float,
  W_Method,
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
import { internalClass } from './classes';
import {
  array,
  C,
  executionContext,
  field,
  flag,
  frameClass,
  intMutableCell,
  mutableCell,
  rlist,
  size,
  UNSEEN,
  virtualReference,
} from './descr-shapes';

export { C as CLASSES } from './descr-shapes';

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

export const signalTicker = vm.signals;
const signalCell = internalClass(
  'pypysig_long_struct',
  (o) => o === signalTicker,
  () => 'true',
);

const dequeClass = internalClass(
  'W_Deque',
  (o) => o instanceof W_Deque,
  (o) => `${o} instanceof W_Deque`,
);

export const F = {
  /** The block at an end of a deque; the items themselves are in an array of the host's. */
  dequeBlock: field(dequeClass, 'rightblock', 'r', 'block'),
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
  /** A large int and its digits are the same host object. */
  longNum: field(C.long, 'num', 'r', '', {
    pure: true,
    get: ((o: Concrete) => o) as never,
    set: (() => undefined) as never,
    jsGet: (o) => o,
    jsSet: () => '',
  }),
  /** The object and the table it is around are the same host object: a dict, a set. */
  dictStorage: field(C.dict, 'dstorage', 'r', '', {
    pure: true,
    get: ((o: Concrete) => o) as never,
    set: (() => undefined) as never,
    jsGet: (o) => o,
    jsSet: () => '',
  }),
  setStorage: field(C.set, 'sstorage', 'r', '', {
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
  intMutableCell: field(intMutableCell, 'intvalue', 'i', 'value'),
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
  /** Nothing traces here. Traces ask all the same, as PyPy's do. */
  traceFunction: field(executionContext, 'w_tracefunc', 'r', '', { ...UNSEEN, pure: true }),
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

/** The array of a list may have room for more than the list holds: a JavaScript array has none, and is cut. */
export function listStorage(length: number, items: Concrete[]): Concrete[] {
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
  long: size(
    16,
    'int',
    C.long,
    [F.longNum],
    ([v]) => v,
    ([v]) => v,
  ),
  dict: size(
    24,
    'dict',
    C.dict,
    [F.dictStorage],
    ([v]) => v,
    ([v]) => v,
  ),
  set: size(
    32,
    'set',
    C.set,
    [F.setStorage],
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

export function makeTraceback(
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
