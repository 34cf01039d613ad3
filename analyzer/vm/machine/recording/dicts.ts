/** Dicts: strategies, and what is made or looked up by a call. */
import { helperCall } from '../../jit/recorder/calls';
import { mi } from '../../jit/recorder/current';
import { F } from '../../jit/recorder/descrs';
import { placeHelper } from '../../jit/recorder/places';
import { type DictStrategy, OBJECT_DICT, type W_Dict } from '../../runtime/dicts';
import { K } from '../../runtime/kinds';
import type { W } from '../../runtime/values';
import type { Helper } from '../helpers';
import type { Ref } from '../types';
import { isNull, promoteStrategy, ref } from './constants';
import { getfield } from './heap';
import { R, V } from './values';

export const dictStrategy = (w: Ref): DictStrategy => promoteStrategy<DictStrategy>(getfield(V(w), F.dictStrategy));
export const isObjectDict = (w: Ref): boolean => dictStrategy(w) === OBJECT_DICT;
export const dictLookupStr = (d: W_Dict, name: string): Ref | null => {
  const r = helperCall(placeHelper.lookupName, [V(ref(d)), V(ref(name))]);
  return isNull(R(r)) ? null : R(r);
};
/** `unpacked`: some of the keywords come out of a dict, so that a loop collects them (`_collect_keyword_args` of pypy/interpreter/argument.py). */
export const newKeywordDict = (
  make: (names: readonly string[], values: W[]) => W,
  names: readonly string[],
  items: Ref[],
  unpacked: boolean,
): Ref => {
  const d = helperCall(unpacked ? placeHelper.collectedKeywords(make, names) : placeHelper.keywordDict(make, names), items.map(V));
  mi().cache.setFresh(d, K.DICT);
  if (!unpacked) mi().cache.setKeywordDict(d);
  return R(d);
};
export const buildMap = (h: Helper, pairs: Ref[]): Ref => {
  const d = helperCall(h, pairs.map(V));
  mi().cache.setFresh(d, K.DICT);
  return R(d);
};
