/** Dicts: strategies, and what is made or looked up by a call. */
import { dictGetStr, type DictStrategy, OBJECT_DICT, type W_Dict } from '../../runtime/dicts';
import type { W } from '../../runtime/values';
import type { Helper } from '../helpers';
import type { Ref } from '../types';
import { kind } from './constants';
import { R } from './values';

/** The strategy: guard_class on it. */
export const dictStrategy = (w: Ref): DictStrategy => (w as unknown as W_Dict).strategy;
export const isObjectDict = (w: Ref): boolean => (w as unknown as W_Dict).strategy === OBJECT_DICT;
export const newKeywordDict = (
  make: (names: readonly string[], values: W[]) => W,
  names: readonly string[],
  values: Ref[],
  _unpacked: boolean,
): Ref => R(make(names, values as unknown as W[]));
export const buildMap = (h: Helper, pairs: Ref[]): Ref => R(h.fn(...(pairs as unknown as W[])));

export const dictLookupStr = (d: W_Dict, name: string): Ref | null => (dictGetStr(d, name) as unknown as Ref | undefined) ?? null;

// The Direct machine makes no difference between these dicts and others.
export const ownDictItem = (_w: Ref, _key: Ref): Ref | null | undefined => undefined;
export const storeInOwnDict = (_w: Ref, _key: Ref, _v: Ref): boolean => false;
export const keyKind = (_w: Ref, key: Ref, _stores: boolean): number => kind(key);
/** As `_d` is empty, and seen by nobody: the dict that it is from now on; null where that is not known. */
export const copiedInto = (_d: Ref, _source: Ref): Ref | null => null;
export const ownDictLength = (_w: Ref): number | undefined => undefined;
