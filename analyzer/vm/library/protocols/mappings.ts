/** dict.update, ** in calls and displays. */
import { typeError, valueError } from '../../runtime/errors';
import { dictEntries, dictGet, dictSet, W_Dict } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { typeOf } from '../../runtime/types';
import { strText, W_Instance, type W } from '../../runtime/values';
import { toArray } from './iterables';
import { reprOf } from '../text/text';

/** Key-value pairs of a mapping (a dict, or anything with keys()); null for something else. */
export function mappingEntries(w: W): [W, W][] | null {
  if (w instanceof W_Dict) return dictEntries(w);
  if (w instanceof W_Instance && w.payload instanceof W_Dict && typeOf(w).lookupWhere('keys')?.isHeap !== true && typeOf(w).lookupWhere('__getitem__')?.isHeap !== true) return dictEntries(w.payload);
  const keys = hooks.findattr(w, 'keys');
  if (keys === null) return null;
  return toArray(hooks.call(keys, [])).map((k) => [k, hooks.getitem(w, k)]);
}

/** dict.update(d, w): a mapping or an iterable of pairs. */
export function dictUpdate(d: W_Dict, w: W): void {
  const entries = mappingEntries(w);
  if (entries !== null) {
    for (const [k, v] of entries) dictSet(d, k, v);
    return;
  }
  let i = 0;
  for (const pair of toArray(w)) {
    const items = pairItems(pair, i);
    if (items.length !== 2) throw valueError(`dictionary update sequence element #${i} has length ${items.length}; 2 is required`);
    dictSet(d, items[0], items[1]);
    i++;
  }
}

function pairItems(pair: W, i: number): W[] {
  if (typeof pair !== 'object' && typeof pair !== 'string') throw typeError(`cannot convert dictionary update sequence element #${i} to a sequence`);
  return toArray(pair);
}

/** f(**a, **b): a key twice is an error. */
export function dictMerge(d: W_Dict, w: W): void {
  const entries = mappingEntries(w);
  if (entries === null) throw typeError(`argument after ** must be a mapping, not ${typeOf(w).name}`);
  for (const [k, v] of entries) {
    if (dictGet(d, k) !== undefined) throw typeError(`got multiple values for keyword argument ${reprOf(k)}`);
    dictSet(d, k, v);
  }
}

/** Keyword arguments from a mapping. */
export function keywordEntries(w: W): Map<string, W> {
  const entries = mappingEntries(w);
  if (entries === null) throw typeError(`argument after ** must be a mapping, not ${typeOf(w).name}`);
  const out = new Map<string, W>();
  for (const [k, v] of entries) {
    const name = strText(k);
    if (name === null) throw typeError('keywords must be strings');
    out.set(name, v);
  }
  return out;
}
