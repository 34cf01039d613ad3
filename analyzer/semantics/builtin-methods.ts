/** Names of methods that builtin types have: what a call on an object of unknown class is most likely about. */

/** They change the object: those of list, set and dict. */
// prettier-ignore
const CHANGING = ['append', 'extend', 'insert', 'remove', 'pop', 'clear', 'sort', 'reverse', 'add',
  'discard', 'update', 'setdefault', 'popitem'];

/** Method names that change the object they are called on. */
export const MUTATORS: ReadonlySet<string> = new Set([...CHANGING, 'appendleft', 'popleft', 'extendleft', 'rotate']);

/** `x.get()` on an unknown `x` does not mean the file's own `get`. */
// prettier-ignore
export const COMMON_METHODS: ReadonlySet<string> = new Set([
  ...CHANGING,
  'index', 'count', 'copy', 'get', 'items', 'keys', 'values', 'union', 'join', 'split', 'strip', 'lstrip', 'rstrip', 'replace',
  'find', 'startswith', 'endswith', 'format', 'encode', 'decode', 'lower', 'upper', 'read', 'write', 'readline', 'readlines', 'close', 'flush',
  'seek', 'tell', 'match', 'search', 'sub', 'group', 'send', 'throw', 'put', 'acquire', 'release', 'wait', 'start', 'run',
  'stop', 'next', 'isdigit', 'splitlines', 'name', 'open', 'reset', 'set', 'is_set', 'connect', 'recv', 'debug', 'info', 'warning',
  'error',
]);
