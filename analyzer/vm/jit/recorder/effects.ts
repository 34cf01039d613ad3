/**
 * How a builtin that is not traced through behaves, by the target's table of call classes (targets/, measured on PyPy). What
 * the table does not know is opaque: it may run guest code.
 */
import { allocates, concatenates, keepsText, keptArguments, makesContainer, PYPY, returnsStored, type CallRow } from '../../../targets';
import type { W_Builtin } from '../../runtime/functions';
import { isConst, type EffectClass, type Value } from '../ir';
import type { CallClass } from '../tracelog';
import { K } from '../../runtime/kinds';
import { W_List } from '../../runtime/lists';
import { kindOf, type W } from '../../runtime/values';
import { asksGuestCode } from './key-strategies';
import { allPlain, type Kept } from './unwrap';

export interface BuiltinEffect {
  readonly effect: EffectClass;
  readonly callClass: CallClass;
  /** Arguments that reach the callee as objects. */
  readonly keeps: Kept;
  /** It makes a container or builder that PyPy's trace makes itself. */
  readonly allocates: boolean;
  /** Strs do too. */
  readonly keepsText: boolean;
  /** The str that comes back is put together in the trace. */
  readonly concatenates: boolean;
  /** A number or str that comes back is a new object. */
  readonly returnsNew: boolean;
  /** So is a container: the call makes its storage. */
  readonly makesContainer: boolean;
  /** The parts of the heap that it writes when it gets these arguments, null for anything. */
  readonly writes: (args: readonly Value[]) => readonly string[] | null;
}

/** They read the frame that calls them, which has to be real then. */
const LOOK_AT_FRAMES: ReadonlySet<string> = new Set(['locals', 'vars', 'dir', 'eval', 'exec', 'sys._getframe', '_getframe']);

/** Types whose methods only read their arguments, and modules of functions on numbers. */
const READS_ONLY = /^(str|bytes|int|float|complex|bool|math)\./;

/** Methods that change their own container alone, when what they hash or compare is plain. */
const OWN_CONTAINER: Readonly<
  Record<string, { readonly methods: ReadonlySet<string>; readonly writes: readonly string[]; readonly asks: boolean }>
> = {
  list: { methods: new Set(['pop', 'insert', 'append', 'clear', 'reverse', 'copy']), writes: ['list'], asks: false },
  deque: { methods: new Set(['append', 'appendleft', 'pop', 'popleft', 'rotate', 'clear', 'reverse']), writes: ['deque'], asks: false },
  dict: { methods: new Set(['get', 'pop', 'setdefault', 'clear', 'keys', 'values', 'items', 'copy']), writes: ['dict'], asks: true },
  set: { methods: new Set(['add', 'discard', 'remove', 'clear', 'copy']), writes: ['set'], asks: true },
};

export function builtinEffect(b: W_Builtin, args: readonly Value[]): BuiltinEffect {
  const callClass = rowOf(b, args)?.class ?? 'opaque';
  const name = b.qualname.replace(/\.__new__$/, '');
  const opaque: BuiltinEffect = {
    effect: 7,
    callClass,
    keeps: 'all',
    allocates: allocates(name),
    keepsText: true,
    concatenates: concatenates(name),
    returnsNew: false,
    makesContainer: false,
    writes: () => null,
  };
  if (LOOK_AT_FRAMES.has(b.qualname)) return opaque;
  if (searchesObjects(name, args)) return { ...opaque, callClass: 'opaque' };
  if (name === 'list.insert' && holdsUnboxed(args)) return { ...effectOfClass(b, name, callClass, args, opaque), keeps: [] };
  return effectOfClass(b, name, callClass, args, opaque);
}

function effectOfClass(b: W_Builtin, name: string, callClass: CallClass, args: readonly Value[], opaque: BuiltinEffect): BuiltinEffect {
  switch (callClass) {
    case 'inline':
    case 'inline+helper':
    case 'helper':
    case 'pure call':
      return {
        effect: 5,
        callClass,
        keeps: keptArguments(name),
        allocates: allocates(name),
        keepsText: keepsText(name) && !oneCharacter(b, args),
        concatenates: concatenates(name),
        returnsNew: !returnsStored(name),
        makesContainer: makesContainer(name),
        writes: (given) => writesOf(b.qualname, given),
      };
    default:
      // Own loops and C calls are entered through code of their own; either may run guest code.
      return opaque;
  }
}

/** Methods that look a key up in their own table, and those that put it in. */
const SEARCHES = /^(dict|set|frozenset)\.(get|pop|setdefault|add|discard|remove|__contains__|__getitem__|__setitem__|__delitem__)$/;
const STORES = /\.(setdefault|add|__setitem__)$/;
const searchesObjects = (name: string, args: readonly Value[]): boolean =>
  SEARCHES.test(name) &&
  args.length > 1 &&
  args[0].type === 'r' &&
  args[1].type === 'r' &&
  args[0].value !== null &&
  args[1].value !== null &&
  asksGuestCode(args[0].value as W, args[1].value as W, STORES.test(name));

/** The list's strategy stores what the new item is around. */
function holdsUnboxed([list, , item]: readonly Value[]): boolean {
  const strategy = list?.value instanceof W_List ? list.value.strategy.item : 'r';
  const kind = item === undefined || item.value === null ? 0 : kindOf(item.value as W);
  return (strategy === 'i' && kind === K.INT) || (strategy === 'f' && kind === K.FLOAT) || (strategy === 's' && kind === K.STR);
}

function writesOf(name: string, args: readonly Value[]): readonly string[] | null {
  if (READS_ONLY.test(name)) return allPlain(args) || (name === 'str.join' && args.length === 2 && isSequence(args[1])) ? [] : null;
  const dot = name.indexOf('.');
  const container = Object.hasOwn(OWN_CONTAINER, name.slice(0, dot)) ? OWN_CONTAINER[name.slice(0, dot)] : undefined;
  if (container === undefined || !container.methods.has(name.slice(dot + 1))) return null;
  return !container.asks || allPlain(args.slice(1, 2)) ? container.writes : null;
}

/** A list or tuple: str.join reads it and asks nothing of its items but whether they are strs. */
const isSequence = (v: Value): boolean => {
  const kind = v.type === 'r' && v.value !== null ? kindOf(v.value as W) : 0;
  return kind === K.LIST || (kind >= K.TUPLE && kind <= K.TUPLE_OO);
};

/**
 * The table's row: builtins by name, methods by `type.method`, library functions by dotted name; the number or type of arguments may
 * decide between several.
 */
function rowOf(b: W_Builtin, args: readonly Value[]): CallRow | null {
  const name = b.qualname.replace(/\.__new__$/, '');
  const dotted = name.includes('.');
  const kinds = dotted ? (['method', 'library'] as const) : (['builtin', 'library'] as const);
  const table = PYPY.calls;
  if (table === null) return null;
  for (const kind of kinds) {
    const rows = table.lookup(kind, name);
    if (rows.length === 0) continue;
    // struct is looked into only while the format is a constant of the trace (jit-model.md, "the struct rule").
    if (rows.some((row) => row.when === 'constant format'))
      return table.find(kind, name, args.length > 0 && isConst(args[0]) ? 'constant format' : 'varying format');
    for (const when of conditions(b, args)) {
      const row = rows.find((one) => one.when === when);
      if (row !== undefined) return row;
    }
    return table.find(kind, name, '') ?? rows[0];
  }
  return null;
}

/** What the rows call a first argument of a class. */
const ARGUMENT_NAMES: Readonly<Record<number, readonly string[]>> = {
  [K.INT]: ['int'],
  [K.BOOL]: ['bool'],
  [K.FLOAT]: ['float'],
  [K.STR]: ['str'],
  [K.TUPLE]: ['tuple', 'list'],
  [K.TUPLE_II]: ['pair', 'tuple', 'list'],
  [K.TUPLE_FF]: ['pair', 'tuple', 'list'],
  [K.TUPLE_OO]: ['pair', 'tuple', 'list'],
  [K.LIST]: ['list'],
  [K.DICT]: ['dict'],
  [K.SET]: ['set', 'list'],
  [K.GENERATOR]: ['genexpr', 'list'],
  [K.RANGE]: ['range(5)', 'list'],
  [K.MAP]: ['map(f, l)', 'list'],
  [K.FILTER]: ['filter(f, l)', 'list'],
  [K.ZIP]: ['zip(a,b)', 'zip', 'list'],
  [K.DICT_VIEW]: ['keys', 'list'],
  [K.BYTES]: ['bytes', 'str'],
  [K.BYTEARRAY]: ['bytearray'],
};
const NUMBERS = ['no', 'one', 'two', 'three'];

/** Some of the questions about characters have a short way for a str of one (unicodeobject.py, _is_generic); the others get the str itself. */
const GENERIC_QUESTION = /^str\.is(alnum|alpha|decimal|digit|numeric|space)$/;
const oneCharacter = (b: W_Builtin, args: readonly Value[]): boolean =>
  GENERIC_QUESTION.test(b.qualname) && typeof args[0]?.value === 'string' && args[0].value.length === 1;

/** The conditions that rows may name and that hold for this call, the most telling first. */
function conditions(b: W_Builtin, args: readonly Value[]): string[] {
  const given = b.qualname.endsWith('.__new__') || b.isMethod ? args.slice(1) : args;
  const out: string[] = oneCharacter(b, args) ? ['one character'] : [];
  if (b.qualname === 'pow' && given.length === 3 && isConst(given[1]) && isConst(given[2]))
    out.push('three arguments, exponent and modulus constant');
  const first = given[0];
  if (first === undefined) out.push('empty');
  const kind = first === undefined || first.type !== 'r' || first.value === null ? 0 : kindOf(first.value as W);
  const names = ARGUMENT_NAMES[kind] ?? [];
  if (given.length > 1) out.push(...names.map((name) => `${name}, ${given.length}`));
  out.push(`${NUMBERS[given.length] ?? 'many'} arguments`);
  if (b.isMethod) {
    // What the methods of containers and strings call their arguments.
    if (given.length >= 2) out.push('limit');
    if (given.length >= 1) out.push(...(kind === K.STR ? ['separator', 'characters'] : kind === K.INT ? ['index', 'size', 'int key'] : []));
    if (kind >= K.TUPLE && kind <= K.TUPLE_OO) out.push('pair');
  }
  // min and max of one argument walk it; of several they compare.
  if (given.length === 1 || b.isMethod || !(b.qualname === 'min' || b.qualname === 'max')) out.push(...names);
  return out;
}
