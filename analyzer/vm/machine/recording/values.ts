/** Values of the trace as the brands that semantics/ sees, and back. */
import type { Concrete, Value } from '../../jit/ir';
import { AbortTrace } from '../../jit/recorder/signals';
import type { W } from '../../runtime/values';
import type { Bool, Float, Int, Ref, Store } from '../types';

// The brands are opaque to semantics/; here they are values of the trace.
export const V = (x: unknown): Value => x as Value;
export const R = (v: Value): Ref => v as unknown as Ref;
export const I = (v: Value): Int => v as unknown as Int;
export const D = (v: Value): Float => v as unknown as Float;
export const conc = (x: unknown): Concrete => (x === null ? null : (V(x).value as Concrete));
export const W_ = (x: unknown): W => conc(x) as W;
export const i64 = (x: unknown): number | bigint => conc(x) as number | bigint;
export const dbl = (x: unknown): number => conc(x) as number;
export const raw = (x: Int): Int => conc(x) as Int;
export const bool = (v: Value): Bool => v as unknown as Bool;
export const bit = (b: Bool): number => ((b as unknown as boolean) ? 1 : 0);
export const B = (b: boolean): number => (b ? 1 : 0);

export const S_ = (v: Value): Store => v as unknown as Store;
export const abort = (): never => {
  throw new AbortTrace('compiling');
};
