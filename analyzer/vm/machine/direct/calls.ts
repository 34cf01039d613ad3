/** Calls of helpers and builtins. */
import type { Keywords, W_Builtin } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import type { W_Type } from '../../runtime/types';
import type { W } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import type { Helper } from '../helpers';
import type { Bool, Float, Int, Ref, Store } from '../types';
import { R, W_ } from './values';

export const callR = (h: Helper, ...args: unknown[]): Ref => h.fn(...args) as Ref;
export const callI = (h: Helper, ...args: unknown[]): Int => h.fn(...args) as Int;
export const callF = (h: Helper, ...args: unknown[]): Float => h.fn(...args) as Float;
export const callB = (h: Helper, ...args: unknown[]): Bool => h.fn(...args) as Bool;
export const callV = (h: Helper, ...args: unknown[]): void => void h.fn(...args);
/** An opaque builtin: residual call with the class that the target's table gives it. */
export const callBuiltin = (b: W_Builtin, args: Ref[], keywords: Keywords | null): Ref => R(b.impl(args as unknown as W[], keywords));

export const residual = (
  b: W_Builtin,
  args: Ref[],
  named: { readonly names: readonly string[]; readonly values: readonly Ref[] } | null,
): Ref => {
  if (--vm.fuel <= 0) vm.refuel();
  return R(
    b.impl(args as unknown as W[], named === null ? null : new Map(named.names.map((name, i) => [name, W_(named.values[i])] as const))),
  );
};
export const callS = (h: Helper, ...args: unknown[]): Store => h.fn(...args) as Store;
export const nextOpaque = (h: Helper, it: Ref): Ref | null => h.fn(it) as W | null as unknown as Ref | null;
/** A fresh array of the values of any iterable, for f(*w). */
export const spread = (h: Helper, w: Ref): Ref[] => h.fn(w) as Ref[];
export const keywordArguments = (h: Helper, mapping: Ref): { names: readonly string[]; values: readonly Ref[] } => {
  const map = h.fn(mapping) as Map<string, Ref>;
  return { names: [...map.keys()], values: [...map.values()] };
};
/** `__init__` where the calling operation has a continuation of its own: a nested run. */
export const nestedInit = (
  init: W,
  instance: Ref,
  args: Ref[],
  named: { readonly names: readonly string[]; readonly values: readonly Ref[] } | null,
): Ref => {
  hooks.call(
    init,
    [W_(instance), ...(args as unknown as W[])],
    named === null ? null : new Map(named.names.map((name, i) => [name, W_(named.values[i])] as const)),
  );
  return instance;
};
export const checkAbstract = (cls: W_Type): void => abstractCheck.hook(cls);
export const abstractCheck: { hook: (cls: W_Type) => void } = { hook: () => undefined };
