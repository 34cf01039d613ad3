/** Tuples and fixed arrays. */
import { newTuple as makeTuple, tupleItems, type W, W_Tuple, W_TupleFF, W_TupleII, W_TupleOO } from '../../runtime/values';
import type { Float, Int, Ref, Store } from '../types';
import { F, type I, n, R, W_ } from './values';

export const tupleStore = (w: Ref): Store => (w as unknown as W_Tuple).items as unknown as Store;
export const tupleV0I = (w: Ref): Int => (w as unknown as W_TupleII).v0 as unknown as Int;
export const tupleV1I = (w: Ref): Int => (w as unknown as W_TupleII).v1 as unknown as Int;
export const tupleV0F = (w: Ref): Float => F((w as unknown as W_TupleFF).v0);
export const tupleV1F = (w: Ref): Float => F((w as unknown as W_TupleFF).v1);
export const tupleV0R = (w: Ref): Ref => R((w as unknown as W_TupleOO).v0);
export const tupleV1R = (w: Ref): Ref => R((w as unknown as W_TupleOO).v1);
export const newTupleII = (a: Int, b: Int): Ref => R(new W_TupleII(a as unknown as I, b as unknown as I));
export const newTupleFF = (a: Float, b: Float): Ref => R(new W_TupleFF(n(a), n(b)));
export const newTupleOO = (a: Ref, b: Ref): Ref => R(new W_TupleOO(W_(a), W_(b)));
export const newTupleN = (items: Ref[]): Ref => R(new W_Tuple(items as unknown as W[]));
/** Length of a fixed array. */
export const arrayLen = (s: Store): Int => (s as unknown as unknown[]).length as unknown as Int;
export const arrayGet = (s: Store, i: Int): Ref => R((s as unknown as unknown[])[i as unknown as number]);
/** Items of a tuple that is a constant of the trace. */
export const constantTuple = (w: W): readonly W[] => tupleItems(w) ?? [w];
export const newTuple = (items: Ref[]): Ref => R(makeTuple(items as unknown as W[]));
export const tupleRefs = (w: Ref): Ref[] => (tupleItems(W_(w)) ?? []) as unknown as Ref[];
