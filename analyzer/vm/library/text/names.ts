/** Sets of names that modules show. */
import { newSet, type W_Set } from '../../runtime/dicts';
import { newStr } from '../../runtime/values';

export const setOfNames = (names: Iterable<string>): W_Set => newSet([...names].map((n) => newStr(n)), true);
