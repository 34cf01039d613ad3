/** Guest values as the brands that semantics/ sees, and back: casts, no work. */
import type { W } from '../../runtime/values';
import type { Bool, Float, Ref } from '../types';

export type I = number | bigint;
export const R = (w: unknown): Ref => w as Ref;
export const W_ = (r: unknown): W => r as W;
export const B = (b: boolean): Bool => b as unknown as Bool;

export const F = (n: number): Float => n as unknown as Float;
export const n = (f: Float): number => f as unknown as number;
