/**
 * How natives reach guest code: filled in by the interpreter (semantics, Direct build) when it is loaded. A native that calls
 * one of these runs guest frames in a nested, counted run; yields never cross it.
 */
import type { Keywords } from './functions';
import type { W } from './values';

const missing = (): never => {
  throw new Error('the interpreter is not loaded');
};

export const hooks = {
  /** Calls any callable. */
  call: missing as (callable: W, args: W[], keywords?: Keywords | null) => W,
  getattr: missing as (w: W, name: string) => W,
  /** Null instead of AttributeError. */
  findattr: missing as (w: W, name: string) => W | null,
  setattr: missing as (w: W, name: string, value: W) => void,
  delattr: missing as (w: W, name: string) => void,
  iter: missing as (w: W) => W,
  /** Null at the end. */
  next: missing as (iterator: W) => W | null,
  truth: missing as (w: W) => boolean,
  binary: missing as (op: number, a: W, b: W) => W,
  inplace: missing as (op: number, a: W, b: W) => W,
  /** op: index into COMPARE_OPERATORS. */
  compare: missing as (op: number, a: W, b: W) => W,
  contains: missing as (container: W, item: W) => boolean,
  getitem: missing as (w: W, index: W) => W,
  setitem: missing as (w: W, index: W, value: W) => void,
  delitem: missing as (w: W, index: W) => void,
  str: missing as (w: W) => W,
  repr: missing as (w: W) => W,
  len: missing as (w: W) => number,
  format: missing as (w: W, spec: W) => W,
  /** import machinery: the module of a dotted name. */
  importModule: missing as (name: string, fromlist: W, level: number, globals: W) => W,
};
