/**
 * The helpers that semantics/ calls for what it does not write out: operations on builtin types by layout, with the effect each
 * has in PyPy (reference/pypy/builtins-table.md, section "op"; the EF= classes in reference/pypy/logs).
 */
import {
  containerHelper,
  keeping,
  keepingText,
  askingText,
  giving,
  makingCharacter,
  makingText,
  allocating,
  elidable,
  elidableRaises,
  helper,
  nativeMethod,
  opaque,
  plainHelper,
  type Helper,
} from '../../machine/helpers';
import { ops } from '../../compile/opcodes';
import { OS } from '../../jit/optimizer/passes/oopspec';
import { findLastText, findText } from '../text/search';
import { hooks } from '../../runtime/hooks';
import { K } from '../../runtime/kinds';
import { exceptionType, newException, typeError, typeName, valueError, type GuestError } from '../../runtime/errors';
import { dictGet, dictSet, newSet, W_Dict, type W_Set } from '../../runtime/dicts';
import { listExtend, listItems, type W_List } from '../../runtime/lists';
import { T, w_type, typeOf, type W_Type } from '../../runtime/types';
import {
  newBool,
  newTuple,
  strText,
  tupleItems,
  w_None,
  w_NotImplemented,
  W_Float,
  W_Slice,
  type W,
  type W_Instance,
} from '../../runtime/values';
import { binaryOp, inplaceOp, isSequence, unaryOp } from './binary';
import { compareOp } from './comparison';
import { containsOp, deleteItem, getItem, setItem } from './containers';
import { isIterator, iterOf, nextOf, toArray, unpackExactly } from './iterables';
import { checkedLength, lengthOf } from './length';
import { truthOf } from './truth';
import { concatText, formatValue } from '../text/text';
import { correctedSum, floorToInt } from '../numbers';
import { dictMerge, dictUpdate, keywordEntries } from './mappings';

export { LEFT_SLOTS as LEFT_METHODS, RIGHT_SLOTS as RIGHT_METHODS } from './slots';
export const INPLACE_METHODS = [
  '__iadd__',
  '__isub__',
  '__imul__',
  '__itruediv__',
  '__ifloordiv__',
  '__imod__',
  '__ipow__',
  '__ilshift__',
  '__irshift__',
  '__iand__',
  '__ior__',
  '__ixor__',
  '__imatmul__',
] as const;
export const BINARY_SYMBOLS = ['+', '-', '*', '/', '//', '%', '**', '<<', '>>', '&', '|', '^', '@'] as const;
export const COMPARE_METHODS = ['__lt__', '__le__', '__eq__', '__ne__', '__gt__', '__ge__'] as const;
export const COMPARE_SYMBOLS = ['<', '<=', '==', '!=', '>', '>='] as const;

export const intType = T.int;
export const tupleType = T.tuple;
export const strType = T.str;
export const dictType = T.dict;
export const setType = T.set;
export const floatType = T.float;
export const listType = T.list;
export const enumerateType = T.enumerate;
export const zipType = T.zip;
export const mapType = T.map;
export const stopIterationType = exceptionType('StopIteration');

/** isinstance(x, C) follows the MRO alone: no metaclass hook. */
export const plainInstanceCheck = (t: W_Type): boolean =>
  t.metaclass === null || t.metaclass === w_type || t.metaclass.lookup('__instancecheck__') === null;

const cache = <A extends number[]>(make: (...key: A) => Helper): ((...key: A) => Helper) => {
  const known = new Map<number, Helper>();
  return (...key) => {
    let id = 0;
    for (const k of key) id = id * 128 + k;
    let h = known.get(id);
    if (h === undefined) known.set(id, (h = make(...key)));
    return h;
  };
};

const isInt = (k: number): boolean => k === K.INT || k === K.BOOL || k === K.LONG;
const isNumber = (k: number): boolean => isInt(k) || k === K.FLOAT || k === K.COMPLEX;
const isText = (k: number): boolean => k === K.STR || k === K.WIDE_STR;
const isTuple = (k: number): boolean => k >= K.TUPLE && k <= K.TUPLE_OO;
const BIGINT_NAMES = ['add', 'sub', 'mul', 'truediv', 'floordiv', 'mod', 'pow', 'lshift', 'rshift', 'and_', 'or_', 'xor', 'matmul'];

/**
 * What an operator gives; raises where neither side has an answer. That is decided here, where it is computed: with other values a trace would get a
 * NotImplemented that it has not seen.
 */
const answered =
  (operation: Binary, unanswered: (a: W, b: W) => GuestError): Binary =>
  (a, b) => {
    const r = operation(a, b);
    if (r === w_NotImplemented) throw unanswered(a, b);
    return r;
  };

type Binary = (a: W, b: W) => W;

/** Operands that an operator is not for. */
export function unsupported(op: number, a: W, b: W, inplace: boolean): GuestError {
  if (op === 2) {
    const other = isSequence(a) ? b : isSequence(b) ? a : null;
    if (other !== null) return typeError(`can't multiply sequence by non-int of type '${typeName(other)}'`);
  }
  const symbol = op === 6 && !inplace ? '** or pow()' : BINARY_SYMBOLS[op] + (inplace ? '=' : '');
  return typeError(`unsupported operand type(s) for ${symbol}: '${typeName(a)}' and '${typeName(b)}'`);
}

export const binaryHelper = cache((op, ka, kb) =>
  binaryRow(
    op,
    ka,
    kb,
    answered(
      (a, b) => binaryOp(op, a, b),
      (a, b) => unsupported(op, a, b, false),
    ),
  ),
);

function binaryRow(op: number, ka: number, kb: number, fn: Binary): Helper {
  const name = BINARY_SYMBOLS[op];
  if (op === 6 && isNumber(ka) && isNumber(kb))
    return ka === K.INT && kb === K.INT ? helper('r', 'int **', '_pow_nomod', fn) : plainHelper('r', 'float **', 'ccall_pow', fn);
  if (isInt(ka) && isInt(kb)) return giving(elidableRaises('r', `int ${name}`, `rbigint.${BIGINT_NAMES[op]}`, fn));
  if (isNumber(ka) && isNumber(kb)) return elidableRaises('r', `float ${name}`, `float_${BIGINT_NAMES[op]}`, fn);
  if (isText(ka) && op === 5) return allocating(giving(helper('r', 'str %', 'mod_format', fn)));
  if (isText(ka) && isText(kb) && op === 0)
    return ka === K.STR && kb === K.STR
      ? makingText(elidable('r', 'str +', 'll_strconcat', fn))
      : giving(elidable('r', 'str +', 'll_strconcat', fn));
  if ((isText(ka) && isInt(kb)) || (isInt(ka) && isText(kb))) return giving(elidableRaises('r', 'str *', 'll_str_mul', fn));
  if (isTuple(ka) || isTuple(kb) || ka === K.LIST || kb === K.LIST)
    return op === 0 ? allocating(giving(containerHelper('r', 'list +', 'll_arraycopy', fn))) : giving(helper('r', 'list *', 'll_mul', fn));
  if (ka === K.SET && kb === K.SET) return giving(helper('r', `set ${name}`, 'set_operator', fn, null));
  return helper('r', name, 'descr_binop', fn, null);
}

/** Tuples as long as this are unrolled where they are constants of the trace (listobject.py, UNROLL_CUTOFF). */
const UNROLL_CUTOFF = 5;

/** The kind that extending by these items is like: a short constant tuple is stored item by item, as a list is copied. */
export function extendedFrom(kind: number, constant: W | null): number {
  const items = isTuple(kind) && constant !== null ? tupleItems(constant) : null;
  return items !== null && items.length <= UNROLL_CUTOFF ? K.LIST : kind;
}

/** What list.extend and += leave: a copy from a list, a call from a tuple, a loop of its own from anything else (listobject.py, _do_extend). */
function extendHelperOf(kind: number, result: Helper['result'], fn: Helper['fn']): Helper {
  if (kind === K.LIST) return containerHelper(result, 'list.extend', 'll_arraycopy', fn, ['list']);
  const extend = opaque(result, 'list.extend', '_extend_from_tuple', fn);
  return isTuple(kind) ? extend : { ...extend, callClass: 'own loop' };
}

/** str.join of a list of strs: it gets what the list holds, and the list stays virtual (unicodeobject.py, descr_join; listview_utf8). */
export const joinHelper = giving(
  helper('r', 'str.join', 'll_join', (separator: string, parts: readonly string[]): W => parts.join(separator)),
);

export const varyingFormatHelper = allocating(giving(opaque('r', 'str %', 'format', (a: W, b: W): W => binaryOp(5, a, b))));

export const inplaceHelper = cache((op, ka, kb) => {
  const fn = answered(
    (a, b) => inplaceOp(op, a, b),
    (a, b) => unsupported(op, a, b, true),
  );
  if (ka !== K.LIST && ka !== K.SET && ka !== K.BYTEARRAY && ka !== K.DICT && ka !== K.NATIVE) return binaryRow(op, ka, kb, fn);
  if (ka === K.LIST && op === 0) return extendHelperOf(kb, 'r', fn);
  if (ka === K.LIST && op === 2) return helper('r', 'list *', 'll_inplace_mul', fn, ['list']);
  if (ka === K.SET && kb === K.SET) return helper('r', `set ${BINARY_SYMBOLS[op]}`, 'll_dict_update', fn, ['set']);
  if (ka === K.BYTEARRAY && (kb === K.BYTES || kb === K.BYTEARRAY))
    return helper('r', 'bytearray +', 'll_extend_with_str_slice_startonly', fn, ['bytearray']);
  return opaque('r', BINARY_SYMBOLS[op] + '=', 'inplace_op', fn);
});

const UNARY_SYMBOLS: Readonly<Record<number, string>> = { [ops.UNARY_NEGATIVE]: '-', [ops.UNARY_POSITIVE]: '+', [ops.UNARY_INVERT]: '~' };

export const unaryHelper = cache((opcode, k) => {
  const fn = (w: W): W => {
    const r = unaryOp(opcode, w);
    if (r === w_NotImplemented) throw typeError(`bad operand type for unary ${UNARY_SYMBOLS[opcode]}: '${typeName(w)}'`);
    return r;
  };
  return isInt(k) ? giving(elidableRaises('r', 'unary', 'rbigint.neg', fn)) : elidableRaises('r', 'unary', 'descr_unary', fn);
});

/** Ordering values that have no order. */
export const incomparable = (op: number, a: W, b: W): GuestError =>
  typeError(`'${COMPARE_SYMBOLS[op]}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);

/** Decides also where neither side has an answer: a trace that saw one looks at the result alone, whether it is w_True. */
function compared(op: number, a: W, b: W): W {
  const r = compareOp(op, a, b);
  if (r !== w_NotImplemented) return r;
  if (op !== 2 && op !== 3) throw incomparable(op, a, b);
  return newBool((a === b) === (op === 2));
}

export const compareHelper = cache((op, ka, kb) => {
  const fn = (a: W, b: W): W => compared(op, a, b);
  if (isText(ka) && isText(kb))
    return op === 2 || op === 3
      ? askingText(elidable('r', `str ${COMPARE_SYMBOLS[op]}`, '_ll_2_str_eq_nonnull', fn))
      : elidable('r', `str ${COMPARE_SYMBOLS[op]}`, 'll_strcmp', fn);
  if (isNumber(ka) && isNumber(kb)) return elidable('r', `int ${COMPARE_SYMBOLS[op]}`, 'rbigint.cmp', fn);
  if (ka === K.NONE || kb === K.NONE) return elidable('r', COMPARE_SYMBOLS[op], 'compare_none', fn);
  // A subset is asked for element by element, of the strategies' own (setobject.py, _issubset_unwrapped).
  if (ka === K.SET && kb === K.SET && op !== 2 && op !== 3) return helper('r', COMPARE_SYMBOLS[op], '_issubset_unwrapped', fn);
  if ((isTuple(ka) && isTuple(kb)) || (ka === kb && (ka === K.LIST || ka === K.DICT || ka === K.SET)))
    return opaque('r', COMPARE_SYMBOLS[op], '_descr_eq', fn);
  return helper('r', COMPARE_SYMBOLS[op], 'descr_compare', fn, null);
});

export const containsHelper = cache((kc, ki) => {
  const fn = (c: W, item: W): W => newBool(containsOp(c, item));
  if (isText(kc)) return { ...elidable('r', 'in str', '_search_elidable', fn), oopspec: OS.ASKS_CHARACTER };
  if (kc === K.DICT || kc === K.SET || kc === K.DICT_VIEW) {
    if (ki === K.INSTANCE || isTuple(ki)) return opaque('r', 'dict lookup with a user-defined or tuple key', 'dict_lookup', fn);
    const lookup = containerHelper('r', 'in dict', 'll_call_lookup_function', fn, [], 4);
    return kc === K.DICT ? keepingText(lookup) : lookup;
  }
  if (kc === K.LIST) return helper('r', 'in list', '_safe_find_or_count', fn);
  if (kc === K.NATIVE) return nativeMethod('__contains__', 'r', 'in', 'contains', fn);
  if (kc === K.INSTANCE || kc === K.GENERATOR) return opaque('r', 'in', 'contains', fn);
  return helper('r', 'in', 'contains', fn);
});

/** What may change between two tests is asked anew: deques and the like, whose length PyPy reads from a field. */
export const truthHelper = cache((k) => {
  if (k === K.INSTANCE) return opaque('r', 'bool', 'is_true', (w: W) => newBool(hooks.truth(w)));
  const changes = k === K.NATIVE || k === K.BYTEARRAY || k === K.MEMORYVIEW;
  return changes
    ? helper('r', 'bool', 'is_true', (w: W) => newBool(truthOf(w)))
    : elidable('r', 'bool', 'is_true', (w: W) => newBool(truthOf(w)));
});

export const getItemHelper = cache((k, ki) => {
  const fn = (w: W, i: W): W => getItem(w, i);
  if (k === K.DICT) {
    if (ki === K.INSTANCE || isTuple(ki)) return opaque('r', 'dict lookup with a user-defined or tuple key', 'll_dict_lookup', fn);
    return containerHelper('r', 'dict lookup', 'll_call_lookup_function', fn, [], 4);
  }
  if (isText(k)) return giving(elidableRaises('r', ki === K.SLICE ? 'str slice' : 'str index', 'll_stritem', fn));
  if (k === K.LIST || isTuple(k)) return containerHelper('r', 'slice', 'getslice', fn);
  if (k === K.NATIVE)
    return ki === K.INT ? nativeMethod('__getitem__', 'r', 'subscript', 'getitem', fn) : opaque('r', 'subscript', 'getitem', fn);
  return helper('r', 'subscript', 'getitem', fn);
});

/** The value of a key that cannot run guest code, null where there is none. */
export const dictLookupHelper = cache((_ki) =>
  keepingText(
    containerHelper('r', 'dict lookup', 'll_call_lookup_function', (d: W_Dict, key: W): W | null => dictGet(d, key) ?? null, [], 4),
  ),
);
/** The same, of a dict that is the base of an instance: a subclass of dict. */
export const payloadLookupHelper = cache((_ki) =>
  keepingText(
    containerHelper(
      'r',
      'dict lookup',
      'll_call_lookup_function',
      (w: W_Instance, key: W): W | null => dictGet(w.payload as W_Dict, key) ?? null,
      [],
      4,
    ),
  ),
);
export const keyErrorType = exceptionType('KeyError');

/** w[a:b:c] from the parts of the slice. */
export const getSliceHelper = cache((k) => {
  const fn = (w: W, a: W, b: W, c: W): W => getItem(w, new W_Slice(a, b, c));
  if (isText(k)) return giving(elidableRaises('r', 'str slice', 'll_strslice', fn));
  if (k === K.NATIVE || k === K.INSTANCE) return opaque('r', 'slice', 'getslice', fn);
  return giving(containerHelper('r', 'slice', 'getslice', fn));
});

export const setItemHelper = cache((k, ki) => {
  const fn = (w: W, i: W, v: W): void => setItem(w, i, v);
  if (k === K.DICT) {
    if (ki === K.INSTANCE || isTuple(ki)) return opaque('v', 'dict store with a user-defined or tuple key', 'll_dict_setitem', fn);
    return keepingText(keeping(containerHelper('v', 'dict store', '_ll_dict_setitem_lookup_done', fn, ['dict']), [2]));
  }
  if (k === K.LIST)
    return ki === K.SLICE
      ? opaque('v', 'list slice assignment', 'IntegerListStrategy.setslice', fn)
      : keeping(helper('v', 'list store', 'setitem', fn, ['list']), [2]);
  if (k === K.NATIVE)
    return ki === K.INT
      ? nativeMethod('__setitem__', 'v', 'item assignment', 'setitem', fn)
      : opaque('v', 'item assignment', 'setitem', fn);
  const assign = helper('v', 'item assignment', 'setitem', fn, ['list']);
  return k === K.BYTEARRAY ? assign : keeping(assign, [2]);
});

/** w[a:b:c] = v from the parts of the slice. */
export const setSliceHelper = cache((k): Helper => ({
  ...opaque(
    'v',
    k === K.LIST ? 'list slice assignment' : 'item assignment',
    'IntegerListStrategy.setslice',
    (w: W, a: W, b: W, c: W, v: W) => setItem(w, new W_Slice(a, b, c), v),
  ),
  ...(k === K.LIST ? {} : { effect: 5, callClass: 'helper', writes: ['list'] }),
  takesApart: true,
}));

export const deleteItemHelper = cache((k, ki) =>
  k === K.LIST && ki === K.INT
    ? helper('v', 'del list item', 'll_pop_nonneg', (w: W, i: W) => deleteItem(w, i), ['list'])
    : k === K.DICT && !isTuple(ki)
      ? keepingText(containerHelper('v', 'del dict item', '_ll_dict_del', (w: W, i: W) => deleteItem(w, i), ['dict']))
      : opaque('v', 'del item', 'delitem', (w: W, i: W) => deleteItem(w, i)),
);

/** The iterators of dicts and sets are made in the trace, and handed to the calls that step them (dictmultiobject.py, rordereddict.py ll_newdictiter). */
export const iterHelper = cache((k) =>
  (k === K.DICT || k === K.DICT_VIEW || k === K.SET ? allocating : (h: Helper) => h)(
    (k === K.INSTANCE ? opaque : (helper as typeof opaque))('r', 'iter', 'iter', (w: W): W => iterOf(w)),
  ),
);
/** One of the classes of the module itertools that are in Python here: not what a program derives from them. */
export const isItertools = (type: W_Type): boolean => type.isHeap && type.module === 'itertools';
export const nextHelper = cache((k) => {
  const fn = (it: W): W | null => nextOf(it);
  // What stands behind these gives numbers and characters: each is a new object (W_ReversedIterator takes items of a strategy, or of a str).
  if (k === K.PLAIN_ITER) return giving(containerHelper('r', 'next', 'descr_next', fn, ['iterator']));
  return k === K.DICT_ITER || k === K.SET_ITER
    ? containerHelper('r', 'next', 'll_dictnext', fn, ['iterator'])
    : opaque('r', 'next', 'next', fn);
});
/** A step of iterators of builtin containers alone: any of them may be read elsewhere, and none runs guest code (functional.py, W_Zip). */
export const quietNext = helper('r', 'next', 'descr_next', (it: W): W | null => nextOf(it), null);
export const sendHelper = opaque('r', 'send', 'send', (it: W, value: W): W => hooks.call(hooks.getattr(it, 'send'), [value]));
/** `text[start:stop]`, in range. */
export const strSliceHelper = makingText(
  elidable('r', 'str slice', '_ll_stroruni_slice', (text: string, start: number, stop: number): W => text.slice(start, stop)),
);
export const strFindHelper = elidable('i', 'str.find', 'll_find', (text: string, wanted: string): number => text.indexOf(wanted));
export const chrHelper = makingCharacter(elidable('r', 'chr', 'unichr_as_utf8', (code: number): W => String.fromCharCode(code)));
export const ordHelper: Helper = {
  ...askingText(elidable('i', 'ord', 'codepoint_at_pos', (text: string): number => text.charCodeAt(0))),
  callClass: 'inline',
};
export const strItemHelper = makingCharacter(elidable('r', 'str index', 'll_stritem', (text: string, i: number): W => text[i]));
export const lenHelper = cache((k) =>
  k === K.NATIVE
    ? nativeMethod('__len__', 'r', 'len', 'len', (w: W): W => lengthOf(w))
    : (k === K.INSTANCE || k === K.MEMORYVIEW ? opaque : (elidableRaises as unknown as typeof opaque))('r', 'len', 'len', (w: W): W =>
        lengthOf(w),
      ),
);
/** Length of a container that PyPy reads as a field. */
export const lengthHelper: Helper = { ...plainHelper('i', 'len', 'length', (w: W): number => lengthOf(w) as number), callClass: 'inline' };
/** What `__len__` returned and is no plain int, as a length. */
export const checkedLengthHelper = opaque('r', 'len', 'check_len_result', (w: W): W => checkedLength(w));
export const unpackHelper = helper('r', 'unpack', 'unpackiterable', (w: W, n: number): W[] => unpackExactly(w, n));
export const listOfIterable = opaque('r', 'unpack', 'unpackiterable', (w: W): W[] => {
  if (iterable(w)) return toArray(w);
  throw typeError(`Value after * must be an iterable, not ${typeOf(w).name}`);
});
/** What is taken apart by `a, *b = w`. */
export const unpackedItems = opaque('r', 'unpack', 'unpackiterable', (w: W): W[] => {
  if (iterable(w)) return toArray(w);
  throw typeError(`cannot unpack non-iterable ${typeOf(w).name} object`);
});
const iterable = (w: W): boolean => typeOf(w).lookup('__iter__') !== null || typeOf(w).lookup('__getitem__') !== null || isIterator(w);

export const listExtendHelper = cache((k) =>
  extendHelperOf(k, 'v', (list: W_List, w: W): void => listExtend(list, listOfIterable.fn(w) as W[])),
);
export const setAddHelper = containerHelper('v', 'set.add', 'll_dict_setitem', (set: W_Set, item: W): void => set.table.set(item, item), [
  'set',
]);
export const setUpdateHelper = opaque('v', 'set.update', 'set_update', (set: W_Set, w: W): void => {
  for (const item of toArray(w)) set.table.set(item, item);
});
export const dictUpdateHelper = opaque('v', 'dict.update', 'dict_update', (d: W_Dict, w: W): void => dictUpdate(d, w));
/** A dict that was empty gets a copy of another's table (dictmultiobject.py, update1_dict_dict). */
export const dictCopyHelper = giving(
  containerHelper('r', 'dict display', 'll_dict_copy', (w: W_Dict): W => {
    const d = new W_Dict();
    dictUpdate(d, w);
    return d;
  }),
);
export const dictMergeHelper = opaque('v', 'dict.update', 'dict_merge', (d: W_Dict, w: W): void => dictMerge(d, w));
export const listToTupleHelper = helper('r', 'tuple(list)', 'list_to_tuple', (list: W_List): W => newTuple(listItems(list)));
export const buildSetHelper = cache((n) =>
  allocating(giving(containerHelper('r', 'set display', `build_set_${n}`, (...items: W[]): W => newSet(items)))),
);
export const buildMapHelper = cache((n) =>
  allocating(
    giving(
      keepingText(
        keeping(
          containerHelper('r', 'dict display', `build_map_${n}`, (...pairs: W[]): W => {
            const d = new W_Dict();
            for (let i = 0; i < pairs.length; i += 2) dictSet(d, pairs[i], pairs[i + 1]);
            return d;
          }),
          Array.from({ length: n }, (_, i) => 2 * i + 1),
        ),
      ),
    ),
  ),
);
export const buildStringHelper = cache((n) =>
  (n <= 2 ? (h: Helper) => h : allocating)(
    giving(
      (n <= 2 ? elidable : (helper as unknown as typeof elidable))('r', 'f-string', 'll_join_strs', (...parts: W[]): W =>
        concatText(parts),
      ),
    ),
  ),
);
export const formatValueHelper = cache((conversion, k, spec) =>
  (spec === 0 ? (h: Helper) => h : allocating)(
    giving(
      (k === K.INSTANCE || k === K.NATIVE ? opaque : (helper as typeof opaque))('r', 'format', 'format', (w: W, spec: W): W =>
        formatValue(w, conversion, spec),
      ),
    ),
  ),
);

export const correctedSumHelper: Helper = { ...elidable('f', 'sum', 'cs_to_double', correctedSum), callClass: 'inline' };
export const sqrtHelper = elidable('f', 'math.sqrt', 'ccall_sqrt', Math.sqrt);
const plainMath: readonly (readonly [string, (x: number) => number])[] = [
  ['sin', Math.sin],
  ['cos', Math.cos],
  ['tan', Math.tan],
  ['atan', Math.atan],
  ['sinh', Math.sinh],
  ['tanh', Math.tanh],
  ['asinh', Math.asinh],
];
export const mathHelpers: readonly (readonly [string, Helper])[] = [
  ...plainMath.map(([name, fn]) => [name, elidableRaises('f', `math.${name}`, `ccall_${name}`, (x: number) => finite(fn(x), x))] as const),
  ['fabs', plainHelper('f', 'math.fabs', 'ccall_fabs', Math.abs)] as const,
];
function finite(result: number, x: number): number {
  if (Number.isNaN(result) && !Number.isNaN(x)) throw valueError('math domain error');
  return result;
}
/** Where a str stands in another one, -1 where it does not; `last`: from the end. PyPy branches on the sign (unicodeobject.py, descr_find). */
export const searchHelper = (last: boolean): Helper => (last ? lastSearch : firstSearch);
const firstSearch = elidable('i', 'str.find', 'll_find', (text: string, part: string): number => findText(text, part, 0, text.length));
const lastSearch = elidable('i', 'str.rfind', 'll_rfind', (text: string, part: string): number => findLastText(text, part, 0, text.length));
/** How a generator that is the outermost frame of a trace ends: PyPy's says so in its frame, and makes no exception (generator.py, send_ex). */
export const endHelper = cache((asynchronous): Helper => ({
  ...keeping(
    plainHelper('r', 'StopIteration', 'frame_finished_execution', (value: W): W =>
      newException(exceptionType(asynchronous === 1 ? 'StopAsyncIteration' : 'StopIteration'), value === w_None ? [] : [value]),
    ),
    'all',
  ),
  callClass: 'inline',
}));
export const floorHelper = elidableRaises('r', 'math.floor', 'math_floor', (x: number): W => floorToInt(x));
export function mathDomain(name: string, w: W): GuestError {
  void name;
  const x = w instanceof W_Float ? w.floatval : Number(w);
  return valueError(`expected a nonnegative input, got ${strText(hooks.repr(new W_Float(x))) ?? ''}`);
}

/** For **kwargs parameters: a dict display whose keys are known. */
export function makeKeywordDict(names: readonly string[], values: W[]): W {
  const d = new W_Dict();
  names.forEach((name, i) => dictSet(d, name, values[i]));
  return d;
}
export const keywordsOf = opaque('r', 'f(**dict)', 'unpack_kwargs', (mapping: W): Map<string, W> => keywordEntries(mapping));
export function keywordMap(w: W): Map<string, W> {
  return keywordEntries(w);
}
