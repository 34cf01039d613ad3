/** Constants, classes, promotion: to the interpreter every value is known. */
import type { Version } from '../../runtime/quasi';
import { typeOf as guestTypeOf, type W_Type } from '../../runtime/types';
import { kindOf, type W } from '../../runtime/values';
import type { Float, Int, Ref } from '../types';
import { type I, R, W_ } from './values';

export type { Bool, Float, Int, Ref, Store } from '../types';

/** Which machine this is: for the few places where the recorder must act differently. */
export const RECORDING: boolean = false;

export const ref = (w: W): Ref => R(w);
export const int = (n: I): Int => n as unknown as Int;
export const float = (n: number): Float => n as unknown as Float;
export const nullRef: Ref = R(null);
export const isNull = (w: Ref): boolean => (w as unknown) === null;
/** The layout of a non-null value: guard_class. */
export const kind = (w: Ref): number => kindOf(W_(w));
/** The value itself, as a constant of the trace: guard_value. */
export const promote = (w: Ref): W => W_(w);
export const promoteInt = (i: Int): I => i as unknown as I;
/** The value if it is already a constant of the trace, else null: never records anything. */
export const constantOf = (w: Ref): W | null => W_(w);
/** The concrete value, for messages and opaque work only: the trace does not depend on it. */
export const concrete = (w: Ref): W => W_(w);
/** The trace relies on a version: quasiimmut_field + guard_not_invalidated. */
export const dependOn = (_v: Version): void => undefined;
/** The type, as a constant of the trace. */
export const typeOf = (w: Ref): W_Type => guestTypeOf(W_(w));

export { w_None } from '../../runtime/values';

export const kindIfKnown = (w: Ref): number => kindOf(W_(w));
