/**
 * What becomes of the objects that go into calls and come out of them. A call that PyPy looks into takes ints and floats out of
 * their objects and leaves these virtual, unless the callee keeps the object itself; a number that it computes is a new object, while
 * what a container held comes out as it went in.
 *
 * Source: PyPy 7.3.11, pypy/objspace/std/{dictmultiobject,listobject,setobject}.py, pypy/module/_collections/interp_deque.py,
 * pypy/module/itertools/interp_itertools.py; checked with the micro-programs of this folder (column "allocations left").
 */

/** Arguments (self is 0) that are stored as objects. Calls that may force get objects throughout and are not listed. */
const KEEPS: ReadonlyMap<string, readonly number[] | 'all'> = new Map<string, readonly number[] | 'all'>([
  ['deque.append', [1]],
  ['deque.appendleft', [1]],
  ['deque.insert', [2]],
  ['deque.__setitem__', [2]],
  ['dict.setdefault', [2]],
  ['dict.__setitem__', [2]],
  ['dict.fromkeys', 'all'],
  ['list.__setitem__', [2]],
  ['list.insert', [2]],
  ['itertools.repeat', [0]],
  ['repeat', [1]],
  ['slice', 'all'],
  ['object.__setattr__', [2]],
  ['setattr', [2]],
]);

/** Callees that get strs as objects: dicts keep them so, and loops over characters are functions of the object. */
const KEEPS_TEXT =
  /^(dict\.|sys\.intern$|str\.(l|r)?strip$|str\.(expandtabs|is(alpha|digit|decimal|numeric|alnum|space|printable|lower|upper|title))$)/;

/** Callees that are looked into up to a copy or a builder's calls: what these fill is made in the trace, of a size that is not known. */
const ALLOCATES: ReadonlySet<string> = new Set([
  'list', 'list.copy', 'bytearray.copy', 'set.clear', 'hex', 'bin', 'oct', 'format', 'str.format', 'str.format_map', 'str.zfill', 'bytes.zfill',
  'io.StringIO', 'struct.pack', 'Struct.pack', 'str.__mod__', 'bytes.__mod__', 'str.encode',
  // The container around what a call copies, and what is handed to a call that may force: the list that is sorted, the context that is matched.
  'sorted',
  'Pattern.match', 'Pattern.fullmatch', 'Pattern.search', 'Pattern.sub', 'Pattern.subn', 'Pattern.split',
]); // prettier-ignore

/** Callees that copy or fill a storage; the list, dict or set around it is made in the trace, and virtual until it escapes. */
const MAKES_CONTAINER: ReadonlySet<string> = new Set([
  'str.split', 'str.rsplit', 'str.splitlines', 'list.copy', 'dict', 'dict.copy', 'set', 'frozenset', 'set.copy', 'set.union', 'set.intersection',
  'set.difference', 'set.symmetric_difference', 'frozenset.copy', 'frozenset.union', 'frozenset.intersection', 'frozenset.difference',
]); // prettier-ignore

/** Callees that put a str together in the trace, from what their calls gave: it is virtual until it is wanted as a whole (unicodeobject.py). */
const CONCATENATES: ReadonlySet<string> = new Set([
  'str.center', 'str.ljust', 'str.rjust', 'Match.group', 'Match.__getitem__',
]); // prettier-ignore

/** Callees whose result may be an object that existed before. */
const RETURNS_STORED: ReadonlySet<string> = new Set([
  'dict.get', 'dict.pop', 'dict.popitem', 'dict.setdefault', 'dict.__getitem__',
  'list.pop', 'list.__getitem__', 'tuple.__getitem__', 'set.pop',
  'deque.pop', 'deque.popleft', 'deque.__getitem__',
  'str.title', 'getattr', 'min', 'max', 'next', 'vars', 'object.__getattribute__',
]); // prettier-ignore

export const keptArguments = (name: string): readonly number[] | 'all' => KEEPS.get(name) ?? [];
export const returnsStored = (name: string): boolean => RETURNS_STORED.has(name) || name.endsWith('.__next__');
export const keepsText = (name: string): boolean => KEEPS_TEXT.test(name);
export const concatenates = (name: string): boolean => CONCATENATES.has(name);
/** Callees whose errors tell what they were given (objspace/std/util.py, wrap_parsestringerror). */
export const formatsErrors = (name: string): boolean => name === 'int' || name === 'float';
export const makesContainer = (name: string): boolean => MAKES_CONTAINER.has(name);
export const allocates = (name: string): boolean => ALLOCATES.has(name);
