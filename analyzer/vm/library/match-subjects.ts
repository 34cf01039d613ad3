/**
 * Which values a sequence pattern or a mapping pattern is tried on. CPython has flags on types for it, which classes inherit and registering with
 * collections.abc sets (PEP 634; Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING). Here the abstract classes are asked, once they are loaded.
 */
import { dictGet, dictGetStr, W_Dict } from '../runtime/dicts';
import { hooks } from '../runtime/hooks';
import { W_List } from '../runtime/lists';
import { typeOf } from '../runtime/types';
import { strText, tupleItems, W_Bytearray, W_Bytes, W_Float, W_Instance, W_Native, W_Range, type W } from '../runtime/values';
import { host } from './host';
import { isInstance } from './protocols/class-tests';

/** What a builtin class or a subclass of it holds. */
const plain = (w: W): W => (w instanceof W_Instance && w.payload !== null ? w.payload : w);

export function matchesSequence(w: W): boolean {
  const base = plain(w);
  if (base instanceof W_List || base instanceof W_Range || tupleItems(base) !== null) return true;
  if (isScalar(base) || base instanceof W_Dict || base instanceof W_Bytes || base instanceof W_Bytearray) return false;
  if (base instanceof W_Native && SEQUENCES.has(typeOf(base).name)) return true;
  return isOne(w, 'Sequence');
}

export function matchesMapping(w: W): boolean {
  const base = plain(w);
  if (base instanceof W_Dict) return true;
  if (isScalar(base) || base instanceof W_List) return false;
  return typeOf(base).name === 'mappingproxy' || isOne(w, 'Mapping');
}

/** Types of library modules that say of themselves that they are sequences. */
const SEQUENCES = new Set(['deque', 'array', 'memoryview']);
const isScalar = (w: W): boolean => typeof w !== 'object' || strText(w) !== null || w instanceof W_Float;

function isOne(w: W, name: string): boolean {
  const abstract = dictGetStr(host.modules, 'collections.abc') ?? dictGetStr(host.modules, '_collections_abc');
  const cls = abstract === undefined ? null : hooks.findattr(abstract, name);
  return cls !== null && isInstance(w, cls);
}

/** The subject's values for a mapping pattern's keys, null for one that is not there. */
export function valuesOf(subject: W, keys: readonly W[]): (W | null)[] {
  if (subject instanceof W_Dict) return keys.map((k) => dictGet(subject, k) ?? null);
  const missing = new W_Dict();
  const get = hooks.getattr(subject, 'get');
  return keys.map((k) => {
    const value = hooks.call(get, [k, missing]);
    return value === missing ? null : value;
  });
}
