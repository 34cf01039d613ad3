/** Iterators other than those of ranges. */
import {
  type W_Enumerate,
  W_Enumerate as Enumerate,
  type W_FilterIter,
  type W_MapIter,
  W_MapIter as MapIter,
  type W_SeqIter,
  W_SeqIter as SeqIter,
  type W_StrIter,
  W_StrIter as StrIter,
  type W_TupleIter,
  W_TupleIter as TupleIter,
  type W_Zip,
  W_Zip as Zip,
} from '../../runtime/iterators';
import type { W_List } from '../../runtime/lists';
import type { W, W_Tuple } from '../../runtime/values';
import type { Int, Ref, Store } from '../types';
import { type I, R, W_ } from './values';

export const seqIterList = (w: Ref): Ref => R((w as unknown as W_SeqIter).list);
export const seqIterIndex = (w: Ref): Int => (w as unknown as W_SeqIter).index as unknown as Int;
export const setSeqIterIndex = (w: Ref, i: Int): void => void ((w as unknown as W_SeqIter).index = i as unknown as number);
export const endSeqIter = (w: Ref): void => void ((w as unknown as W_SeqIter).list = null);
export const tupleIterItems = (w: Ref): Ref => R((w as unknown as W_TupleIter).items);
export const tupleIterIndex = (w: Ref): Int => (w as unknown as W_TupleIter).index as unknown as Int;
export const setTupleIterIndex = (w: Ref, i: Int): void => void ((w as unknown as W_TupleIter).index = i as unknown as number);
export const endTupleIter = (w: Ref): void => void ((w as unknown as W_TupleIter).items = null);
export const strIterText = (w: Ref): Ref => R((w as unknown as W_StrIter).text);
export const strIterIndex = (w: Ref): Int => (w as unknown as W_StrIter).index as unknown as Int;
export const setStrIterIndex = (w: Ref, i: Int): void => void ((w as unknown as W_StrIter).index = i as unknown as number);
export const enumerateIterator = (w: Ref): Ref => R((w as unknown as W_Enumerate).iterator);
export const enumerateIndex = (w: Ref): Int => (w as unknown as W_Enumerate).index as unknown as Int;
export const setEnumerateIndex = (w: Ref, i: Int): void => void ((w as unknown as W_Enumerate).index = i as unknown as I);
/** Their number is a constant of the trace. */
export const zipIterators = (w: Ref): readonly Ref[] => (w as unknown as W_Zip).iterators as unknown as Ref[];
export const zipStrict = (w: Ref): Int => (w as unknown as W_Zip).strict as unknown as Int;
export const mapFunction = (w: Ref): Ref => R((w as unknown as W_MapIter).func);
export const mapIterators = (w: Ref): readonly Ref[] => (w as unknown as W_MapIter).iterators as unknown as Ref[];
export const filterFunction = (w: Ref): Ref => R((w as unknown as W_FilterIter).func);
export const filterIterator = (w: Ref): Ref => R((w as unknown as W_FilterIter).iterator);
export const newSeqIter = (list: Ref): Ref => R(new SeqIter(list as unknown as W_List));
export const newTupleIter = (tuple: Ref): Ref => R(new TupleIter((tuple as unknown as W_Tuple).items));
export const newStrIter = (text: Ref): Ref => R(new StrIter(W_(text)));
export const tupleIterStore = (items: Ref): Store => items as unknown as Store;
export const strval = (w: Ref): Ref => w;
export const newStr = (w: Ref): Ref => w;
export const strLen = (w: Ref): Int => (w as unknown as string).length as unknown as Int;
export const newEnumerate = (it: Ref, start: Int): Ref => R(new Enumerate(W_(it), start as unknown as I));
export const newZip = (its: Ref[]): Ref => R(new Zip(its as unknown as W[], 0));
export const newMap = (func: Ref, its: Ref[]): Ref => R(new MapIter(W_(func), its as unknown as W[]));
