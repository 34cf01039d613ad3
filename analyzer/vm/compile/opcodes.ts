/**
 * The one table of opcodes; names, numbers, operand kinds and stack effects everywhere else derive from it.
 *
 * Everything up to `BUILD_LIST_FROM_ARG`/`CALL_METHOD_KW` is PyPy 3.9 v7.3.11's own set (its lib-python/3/opcode.py, stack
 * effects from interpreter/astcompiler/assemble.py). Units are two bytes, `opcode, operand`; an operand above 255 is prefixed
 * by EXTENDED_ARG units, high byte first. Opcodes below `HAVE_ARGUMENT` ignore their operand byte (it is 0).
 *
 * Syntax newer than 3.9 uses numbers PyPy 3.9 leaves free: pattern matching with PyPy 3.10's numbers, the rest ours. Their
 * sentences below are their definition.
 *
 * Value stack notation: `a, b -> c` pops b (the top) and a, pushes c.
 */

/** What an operand means. `jrel` counts bytes from the end of the instruction, `jabs` from the start of the code. */
export type OperandKind = 'none' | 'count' | 'flags' | 'local' | 'const' | 'name' | 'cell' | 'jrel' | 'jabs' | 'compare' | 'invert' | 'depth';

export interface OpcodeInfo {
  readonly name: OpcodeName;
  readonly number: number;
  readonly operand: OperandKind;
  /** Change of the value stack's depth when control falls through. */
  readonly effect: number | ((operand: number) => number);
  /** Further change when the jump is taken (handlers: what the unwinder pushes, as PyPy books it). */
  readonly jumpEffect: number;
  /** One sentence. */
  readonly help: string;
  /** True for instructions that PyPy 3.9 does not have. */
  readonly extension: boolean;
}

/** Opcodes from here on have an operand. */
export const HAVE_ARGUMENT = 90;
export const EXTENDED_ARG = 144;

/** Operand of COMPARE_OP. */
export const COMPARE_OPERATORS = ['<', '<=', '==', '!=', '>', '>='] as const;

/** Operand bits of MAKE_FUNCTION, in the order in which the values were pushed (closure last, below code and qualname). */
export const MAKE_FUNCTION_FLAGS = { DEFAULTS: 0x01, KWDEFAULTS: 0x02, ANNOTATIONS: 0x04, CLOSURE: 0x08, ANNOTATE: 0x10 } as const;

/** Operand of FORMAT_VALUE, and of BUILD_INTERPOLATION: conversion in the low two bits, `HAVE_SPEC` when a format spec is on top. */
export const FORMAT_FLAGS = { CONVERSION_MASK: 0x03, STR: 0x01, REPR: 0x02, ASCII: 0x03, HAVE_SPEC: 0x04 } as const;

/** Operand of MAKE_TYPE_PARAM. */
export const TYPE_PARAM_KINDS = { TYPEVAR: 0, TYPEVAR_WITH_BOUND: 1, TYPEVAR_WITH_CONSTRAINTS: 2, PARAMSPEC: 3, TYPEVARTUPLE: 4 } as const;

type Effect = OpcodeInfo['effect'];
type Row = readonly [number, OperandKind, Effect, string, number?];

const bits = (n: number): number => (n & 1) + ((n >> 1) & 1) + ((n >> 2) & 1) + ((n >> 3) & 1) + ((n >> 4) & 1);
const makes1 = (n: number): number => 1 - n;

const PYPY = {
  POP_TOP: [1, 'none', -1, 'a -> '],
  ROT_TWO: [2, 'none', 0, 'a, b -> b, a'],
  ROT_THREE: [3, 'none', 0, 'a, b, c -> c, a, b'],
  DUP_TOP: [4, 'none', 1, 'a -> a, a'],
  DUP_TOP_TWO: [5, 'none', 2, 'a, b -> a, b, a, b'],
  ROT_FOUR: [6, 'none', 0, 'a, b, c, d -> d, a, b, c'],
  NOP: [9, 'none', 0, 'Nothing; marks the hidden finally of `except E as name`.'],
  UNARY_POSITIVE: [10, 'none', 0, 'a -> +a'],
  UNARY_NEGATIVE: [11, 'none', 0, 'a -> -a'],
  UNARY_NOT: [12, 'none', 0, 'a -> not a'],
  UNARY_INVERT: [15, 'none', 0, 'a -> ~a'],
  BINARY_MATRIX_MULTIPLY: [16, 'none', -1, 'a, b -> a @ b'],
  INPLACE_MATRIX_MULTIPLY: [17, 'none', -1, 'a, b -> a @= b'],
  BINARY_POWER: [19, 'none', -1, 'a, b -> a ** b'],
  BINARY_MULTIPLY: [20, 'none', -1, 'a, b -> a * b'],
  BINARY_MODULO: [22, 'none', -1, 'a, b -> a % b'],
  BINARY_ADD: [23, 'none', -1, 'a, b -> a + b'],
  BINARY_SUBTRACT: [24, 'none', -1, 'a, b -> a - b'],
  BINARY_SUBSCR: [25, 'none', -1, 'a, i -> a[i]'],
  BINARY_FLOOR_DIVIDE: [26, 'none', -1, 'a, b -> a // b'],
  BINARY_TRUE_DIVIDE: [27, 'none', -1, 'a, b -> a / b'],
  INPLACE_FLOOR_DIVIDE: [28, 'none', -1, 'a, b -> a //= b'],
  INPLACE_TRUE_DIVIDE: [29, 'none', -1, 'a, b -> a /= b'],
  RERAISE: [48, 'none', -1, 'unroller -> ; goes on raising the exception the unroller holds.'],
  WITH_EXCEPT_START: [49, 'none', 0, 'exit, unroller -> unroller, exit(type, value, traceback)'],
  GET_AITER: [50, 'none', 0, 'a -> type(a).__aiter__(a)'],
  GET_ANEXT: [51, 'none', 1, 'it -> it, awaitable of it.__anext__()'],
  BEFORE_ASYNC_WITH: [52, 'none', 1, 'm -> bound m.__aexit__, m.__aenter__()'],
  END_ASYNC_FOR: [54, 'none', -5, 'it, unroller, value, type -> ; ends the loop on StopAsyncIteration, else raises on.'],
  INPLACE_ADD: [55, 'none', -1, 'a, b -> a += b'],
  INPLACE_SUBTRACT: [56, 'none', -1, 'a, b -> a -= b'],
  INPLACE_MULTIPLY: [57, 'none', -1, 'a, b -> a *= b'],
  INPLACE_MODULO: [59, 'none', -1, 'a, b -> a %= b'],
  STORE_SUBSCR: [60, 'none', -3, 'v, a, i -> ; a[i] = v'],
  DELETE_SUBSCR: [61, 'none', -2, 'a, i -> ; del a[i]'],
  BINARY_LSHIFT: [62, 'none', -1, 'a, b -> a << b'],
  BINARY_RSHIFT: [63, 'none', -1, 'a, b -> a >> b'],
  BINARY_AND: [64, 'none', -1, 'a, b -> a & b'],
  BINARY_XOR: [65, 'none', -1, 'a, b -> a ^ b'],
  BINARY_OR: [66, 'none', -1, 'a, b -> a | b'],
  INPLACE_POWER: [67, 'none', -1, 'a, b -> a **= b'],
  GET_ITER: [68, 'none', 0, 'a -> iter(a)'],
  GET_YIELD_FROM_ITER: [69, 'none', 0, 'a -> what `yield from a` iterates over.'],
  PRINT_EXPR: [70, 'none', -1, 'a -> ; sys.displayhook(a)'],
  LOAD_BUILD_CLASS: [71, 'none', 1, ' -> builtins.__build_class__'],
  YIELD_FROM: [72, 'none', -1, 'it, value -> result; delegates to it until it is exhausted.'],
  GET_AWAITABLE: [73, 'none', 0, 'a -> the iterator `await a` runs.'],
  LOAD_ASSERTION_ERROR: [74, 'none', 1, ' -> AssertionError'],
  INPLACE_LSHIFT: [75, 'none', -1, 'a, b -> a <<= b'],
  INPLACE_RSHIFT: [76, 'none', -1, 'a, b -> a >>= b'],
  INPLACE_AND: [77, 'none', -1, 'a, b -> a &= b'],
  INPLACE_XOR: [78, 'none', -1, 'a, b -> a ^= b'],
  INPLACE_OR: [79, 'none', -1, 'a, b -> a |= b'],
  LIST_TO_TUPLE: [82, 'none', 0, 'list -> tuple(list)'],
  RETURN_VALUE: [83, 'none', -1, 'a -> ; returns a (the code has popped its blocks itself).'],
  IMPORT_STAR: [84, 'none', -1, 'module -> ; binds its public names here.'],
  SETUP_ANNOTATIONS: [85, 'none', 0, 'Makes __annotations__ in the local names unless it is there.'],
  YIELD_VALUE: [86, 'none', 0, 'a -> what is sent in; yields a.'],
  POP_BLOCK: [87, 'none', 0, 'Drops the innermost block; the value stack stays.'],
  POP_EXCEPT: [89, 'none', -1, 'Drops the block that keeps the outer sys.exc_info() and restores it; pops no value.'],
  STORE_NAME: [90, 'name', -1, 'a -> ; locals()[name] = a'],
  DELETE_NAME: [91, 'name', 0, 'del locals()[name]'],
  UNPACK_SEQUENCE: [92, 'count', (n) => n - 1, 'seq -> its n items, the first on top.'],
  FOR_ITER: [93, 'jrel', 1, 'it -> it, next(it); when exhausted pops it and jumps.', -2],
  UNPACK_EX: [94, 'count', (n) => (n & 0xff) + (n >> 8), 'seq -> items; the low byte counts those before the star, the rest those after.'],
  STORE_ATTR: [95, 'name', -2, 'v, a -> ; a.name = v'],
  DELETE_ATTR: [96, 'name', -1, 'a -> ; del a.name'],
  STORE_GLOBAL: [97, 'name', -1, 'a -> ; globals()[name] = a'],
  DELETE_GLOBAL: [98, 'name', 0, 'del globals()[name]'],
  LOAD_CONST: [100, 'const', 1, ' -> constant'],
  LOAD_NAME: [101, 'name', 1, ' -> name from locals, globals, builtins.'],
  BUILD_TUPLE: [102, 'count', makes1, 'n values -> tuple'],
  BUILD_LIST: [103, 'count', makes1, 'n values -> list'],
  BUILD_SET: [104, 'count', makes1, 'n values -> set'],
  BUILD_MAP: [105, 'count', (n) => 1 - 2 * n, 'n pairs key, value -> dict'],
  LOAD_ATTR: [106, 'name', 0, 'a -> a.name'],
  COMPARE_OP: [107, 'compare', -1, 'a, b -> a OP b'],
  IMPORT_NAME: [108, 'name', -1, 'level, fromlist -> module'],
  IMPORT_FROM: [109, 'name', 1, 'module -> module, module.name'],
  JUMP_FORWARD: [110, 'jrel', 0, 'Jumps ahead.'],
  JUMP_IF_FALSE_OR_POP: [111, 'jabs', 0, 'a -> ; if a is false keeps it and jumps.'],
  JUMP_IF_TRUE_OR_POP: [112, 'jabs', 0, 'a -> ; if a is true keeps it and jumps.'],
  JUMP_ABSOLUTE: [113, 'jabs', 0, 'Jumps; backward ones close loops.'],
  POP_JUMP_IF_FALSE: [114, 'jabs', -1, 'a -> ; jumps if a is false.'],
  POP_JUMP_IF_TRUE: [115, 'jabs', -1, 'a -> ; jumps if a is true.'],
  LOAD_GLOBAL: [116, 'name', 1, ' -> name from globals, builtins.'],
  IS_OP: [117, 'invert', -1, 'a, b -> a is b, or a is not b when the operand is 1.'],
  CONTAINS_OP: [118, 'invert', -1, 'a, b -> a in b, or a not in b when the operand is 1.'],
  SETUP_EXCEPT: [120, 'jrel', 0, 'Pushes an except block; its handler finds unroller, value, type.', 4],
  JUMP_IF_NOT_EXC_MATCH: [121, 'jabs', -2, 'type, wanted -> ; jumps unless the exception type matches.'],
  SETUP_FINALLY: [122, 'jrel', 0, 'Pushes a finally block; its handler finds the unroller.', 2],
  LOAD_FAST: [124, 'local', 1, ' -> local'],
  STORE_FAST: [125, 'local', -1, 'a -> ; local = a'],
  DELETE_FAST: [126, 'local', 0, 'Unbinds a local.'],
  RAISE_VARARGS: [130, 'count', (n) => -n, '[exception [, cause]] -> ; raises; 0 operands: raises the handled exception again.'],
  CALL_FUNCTION: [131, 'count', (n) => -n, 'f, n values -> f(...)'],
  MAKE_FUNCTION: [132, 'flags', (n) => -1 - bits(n), '[defaults], [kwdefaults], [annotations or annotate function], [closure], code, qualname -> function'],
  BUILD_SLICE: [133, 'count', (n) => 1 - n, 'start, stop [, step] -> slice'],
  LOAD_CLOSURE: [135, 'cell', 1, ' -> the cell itself'],
  LOAD_DEREF: [136, 'cell', 1, ' -> contents of a cell'],
  STORE_DEREF: [137, 'cell', -1, 'a -> ; puts a in a cell'],
  DELETE_DEREF: [138, 'cell', 0, 'Empties a cell.'],
  CALL_FUNCTION_KW: [141, 'count', (n) => -n - 1, 'f, n values, names -> f(...); the last len(names) values are keywords.'],
  CALL_FUNCTION_EX: [142, 'flags', (n) => -n - 1, 'f, args [, kwargs if the operand is 1] -> f(*args, **kwargs)'],
  SETUP_WITH: [143, 'jrel', 1, 'm -> exit, m.__enter__(); pushes a finally block below the result.', 1],
  EXTENDED_ARG: [144, 'count', 0, 'Gives the next instruction a higher operand byte.'],
  LIST_APPEND: [145, 'depth', -1, 'a -> ; appends to the list n deep.'],
  SET_ADD: [146, 'depth', -1, 'a -> ; adds to the set n deep.'],
  MAP_ADD: [147, 'depth', -2, 'key, value -> ; puts in the dict n deep.'],
  LOAD_CLASSDEREF: [148, 'cell', 1, ' -> name from the class namespace, else from the cell.'],
  SETUP_ASYNC_WITH: [154, 'jrel', 0, 'Pushes a finally block below the top value.', 1],
  FORMAT_VALUE: [155, 'flags', (n) => ((n & 4) === 4 ? -1 : 0), 'value [, spec] -> str'],
  BUILD_CONST_KEY_MAP: [156, 'count', (n) => -n, 'n values, tuple of keys -> dict'],
  BUILD_STRING: [157, 'count', makes1, 'n strs -> their concatenation'],
  LOAD_METHOD: [160, 'name', 1, 'a -> function, a; or bound a.name, nothing.'],
  CALL_METHOD: [161, 'count', (n) => -n - 1, 'function, self or nothing, n values -> result'],
  LIST_EXTEND: [164, 'depth', -1, 'iterable -> ; extends the list n deep.'],
  SET_UPDATE: [165, 'depth', -1, 'iterable -> ; updates the set n deep.'],
  DICT_MERGE: [166, 'count', -1, 'dict, mapping -> dict; a key twice is a TypeError of the call. The operand is 0 and unused.'],
  DICT_UPDATE: [167, 'count', -1, 'dict, mapping -> dict updated. The operand is 0 and unused.'],
  BUILD_LIST_FROM_ARG: [203, 'count', 1, 'it -> new list sized by the length hint of it, it. The operand is 0 and unused.'],
  CALL_METHOD_KW: [204, 'count', (n) => -n - 2, 'function, self or nothing, n values, names -> result'],
} as const satisfies Record<string, Row>;

const EXTENSIONS = {
  // Pattern matching (PEP 634), as in PyPy 3.10 and CPython 3.10.
  GET_LEN: [30, 'none', 1, 'a -> a, len(a)'],
  MATCH_MAPPING: [31, 'none', 1, 'a -> a, whether a is a mapping'],
  MATCH_SEQUENCE: [32, 'none', 1, 'a -> a, whether a is a sequence other than str, bytes, bytearray'],
  MATCH_KEYS: [33, 'none', 2, 'a, keys -> a, keys, tuple of values or None, whether all keys were found'],
  COPY_DICT_WITHOUT_KEYS: [34, 'none', 0, 'a, keys -> a, dict of a without keys'],
  ROT_N: [99, 'count', 0, 'Moves the top value down to be n-th from the top (ROT_N 2 is ROT_TWO).'],
  MATCH_CLASS: [152, 'count', -1, 'a, cls, names -> attributes tuple or None, whether it matched; n positional patterns.'],
  // except* (PEP 654).
  BEGIN_EXCEPT_STAR: [35, 'none', 0, 'unroller, value, type -> unroller, [], value; the list collects what the handlers raise.'],
  CHECK_EG_MATCH: [36, 'none', 0, 'rest, type -> rest without the matching part or None, matching group or None; a match becomes sys.exc_info().'],
  END_EXCEPT_STAR_HANDLER: [37, 'none', -1, 'list, rest, unroller -> list, rest; appends the exception raised by the handler to list, and pops the block that keeps sys.exc_info() as POP_EXCEPT does.'],
  PREP_RERAISE_STAR: [88, 'none', -2, 'unroller, list, rest -> unroller of the group to raise on, or None if nothing is left.'],
  // Class scopes of PEP 695 and PEP 649.
  LOAD_LOCALS: [38, 'none', 1, ' -> the dict of local names'],
  LOAD_FROM_DICT_OR_GLOBALS: [176, 'name', 0, 'dict -> name from dict, else from globals, builtins.'],
  LOAD_FROM_DICT_OR_DEREF: [177, 'cell', 0, 'dict -> name from dict, else from the cell.'],
  LOAD_NOT_IMPLEMENTED_ERROR: [44, 'none', 1, ' -> NotImplementedError'],
  // Template strings (PEP 750).
  BUILD_INTERPOLATION: [178, 'flags', (n) => ((n & 4) === 4 ? -2 : -1), 'value, source text [, spec] -> Interpolation; operand as FORMAT_VALUE.'],
  BUILD_TEMPLATE: [39, 'none', -1, 'tuple of strs, tuple of Interpolations -> Template'],
  // Type parameters (PEP 695, PEP 696).
  MAKE_TYPE_PARAM: [179, 'flags', (n) => (n === 1 || n === 2 ? -1 : 0), 'name [, function giving bound or constraints] -> TypeVar, ParamSpec or TypeVarTuple, by TYPE_PARAM_KINDS.'],
  SET_TYPE_PARAM_DEFAULT: [40, 'none', -1, 'parameter, function giving the default -> parameter'],
  SET_FUNCTION_TYPE_PARAMS: [41, 'none', -1, 'function, tuple -> function, its __type_params__ set'],
  SUBSCRIPT_GENERIC: [42, 'none', 0, 'tuple of type parameters -> typing.Generic[*tuple]'],
  MAKE_TYPE_ALIAS: [43, 'none', -2, 'name, tuple of type parameters or None, function giving the value -> TypeAliasType'],
} as const satisfies Record<string, Row>;

export type OpcodeName = keyof typeof PYPY | keyof typeof EXTENSIONS;

const TABLE: Record<OpcodeName, Row> = { ...PYPY, ...EXTENSIONS };

/** Name to number: `ops.LOAD_FAST` is 124, with literal types so that a `switch` can be checked. */
export const ops = Object.fromEntries(Object.entries(TABLE).map(([name, row]) => [name, row[0]])) as {
  readonly [N in keyof typeof PYPY]: (typeof PYPY)[N][0];
} & { readonly [N in keyof typeof EXTENSIONS]: (typeof EXTENSIONS)[N][0] };

/** All opcodes in table order. */
export const OPCODES: readonly OpcodeInfo[] = (Object.keys(TABLE) as OpcodeName[]).map((name) => {
  const [number, operand, effect, help, jumpEffect] = TABLE[name];
  return { name, number, operand, effect, help, jumpEffect: jumpEffect ?? 0, extension: name in EXTENSIONS };
});

/** Number to description; undefined for numbers nobody uses. */
export const opcodeInfo: readonly (OpcodeInfo | undefined)[] = (() => {
  const byNumber = new Array<OpcodeInfo | undefined>(256).fill(undefined);
  for (const info of OPCODES) byNumber[info.number] = info;
  return byNumber;
})();

/** Fall-through stack effect of one instruction. */
export function stackEffect(opcode: number, operand: number): number {
  const effect = opcodeInfo[opcode]?.effect ?? 0;
  return typeof effect === 'number' ? effect : effect(operand);
}
