/** Calls out of the trace: helpers, builtins, what the tracer does not look into. */
import { type CallClass, PYPY } from '../../../targets';
import * as direct from '../direct';
import { ConstPtr, isConst, type Value } from '../../jit/ir';
import { builtinCall, helperCall } from '../../jit/recorder/calls';
import { mi } from '../../jit/recorder/current';
import { constantOf as makeConstant, nullConst } from '../../jit/recorder/metainterp';
import { isValue } from '../../jit/recorder/snapshots';
import { placeHelper, type KeywordNames } from '../../jit/recorder/places';
import { newStorage } from '../../jit/recorder/unwrap';
import type { Keywords, W_Builtin } from '../../runtime/functions';
import { W_NativeIter } from '../../runtime/iterators';
import { K } from '../../runtime/kinds';
import type { W_Type } from '../../runtime/types';
import { type W, w_None as none } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import type { Helper } from '../helpers';
import type { Bool, Float, Int, Ref, Store } from '../types';
import { isNull, kind, promote, ref, typeOf } from './constants';
import { branch, refEq } from './decisions';
import { ownKeywords } from './dicts';
import { abort, bool, D, I, R, S_, V, W_ } from './values';

export const values = (args: readonly unknown[]): Value[] =>
  args.map((a) => (a === null ? nullConst : isValue(a) ? a : makeConstant('r', a)));
export const callR = (h: Helper, ...args: unknown[]): Ref => R(helperCall(asTheClassHas(h, args[0]), values(args)));
export const callI = (h: Helper, ...args: unknown[]): Int => I(helperCall(h, values(args)));
export const callF = (h: Helper, ...args: unknown[]): Float => D(helperCall(h, values(args)));
export const callB = (h: Helper, ...args: unknown[]): Bool => bool(helperCall(h, values(args)));
export const callS = (h: Helper, ...args: unknown[]): Store => {
  const array = helperCall(h, values(args));
  mi().cache.setFresh(array, null);
  return S_(array);
};
export const callV = (h: Helper, ...args: unknown[]): void => {
  helperCall(asTheClassHas(h, args[0]), values(args), V(ref(none)));
};
const nativeHelpers = new WeakMap<Helper, Map<W_Type, Helper>>();
/** An operation on an object of the standard library, as the table of calls has it for the object's class. */
function asTheClassHas(h: Helper, w: unknown): Helper {
  if (h.method === undefined) return h;
  const type = typeOf(w as Ref);
  let known = nativeHelpers.get(h);
  if (known === undefined) nativeHelpers.set(h, (known = new Map<W_Type, Helper>()));
  let found = known.get(type);
  if (found === undefined) known.set(type, (found = runsGuestCode(h.method, type) ? h : measured(h, classOf(h.method, type))));
  return found;
}
const classOf = (method: string, type: W_Type): CallClass => PYPY.calls?.lookup('method', `${type.name}.${method}`)[0]?.class ?? 'opaque';
/** Their items stand at positions: an int finds one without a hash, a comparison or a default of the guest's. */
const SEQUENCES: ReadonlySet<string> = new Set(['deque', 'array']);
const runsGuestCode = (method: string, type: W_Type): boolean =>
  method !== '__len__' && method !== '__contains__' && !SEQUENCES.has(type.name);
function measured(h: Helper, callClass: CallClass): Helper {
  // Comparing may run guest code.
  if (h.method === '__contains__' && callClass !== 'own loop') return h;
  switch (callClass) {
    case 'inline':
    case 'inline+helper':
    case 'pure call':
    case 'helper':
      // Only the container itself is written, and no operation of a trace reads that.
      return { ...h, effect: 5, callClass, writes: h.result === 'v' ? ['iterator'] : [], keeps: 'all', fresh: h.method === '__len__' };
    default:
      return { ...h, callClass };
  }
}
export const callBuiltin = (b: W_Builtin, args: Ref[], keywords: Keywords | null): Ref =>
  R(builtinCall(b, args.map(V), keywords === null ? null : [...keywords.keys()]));
export const residual = (
  b: W_Builtin,
  args: Ref[],
  named: { readonly names: readonly string[]; readonly values: readonly Ref[] } | null,
): Ref => {
  if (--vm.fuel <= 0) vm.refuel();
  const r = R(builtinCall(b, [...args.map(V), ...(named?.values ?? []).map(V)], named?.names ?? null));
  if (b.qualname === 'dict.get' && named === null) askIfFound(r, args[2] ?? ref(none));
  return r;
};
/** Whether the key was there is a guard behind the lookup (dictmultiobject.py, descr_get). Both ways go on with the call's result. */
function askIfFound(r: Ref, otherwise: Ref): void {
  if (isConst(mi().resolve(V(r)))) return;
  branch(refEq(r, otherwise));
}
export const nextOpaque = (h: Helper, it: Ref): Ref | null => {
  const concrete = W_(it);
  if (concrete instanceof W_NativeIter && concrete.allocates) newStorage();
  const r = helperCall(h, [V(it)]);
  return isNull(R(r)) ? null : R(r);
};
export const spread = (_h: Helper, _w: Ref): Ref[] => abort();
/** The names are a constant of the trace, the values are looked up one by one. */
export function keywordArguments(h: Helper, mapping: Ref): { names: readonly string[]; values: readonly Ref[]; unpacked: boolean } {
  if (kind(mapping) !== K.DICT) return abort();
  const own = ownKeywords(mapping);
  if (own !== undefined) return { ...own, unpacked: false };
  const unpacked = !mi().cache.isKeywordDict(V(mapping));
  const { names } = promote(R(helperCall(placeHelper.keywordNames, [new ConstPtr(h.fn, h.name), V(mapping)]))) as unknown as KeywordNames;
  return { names, values: names.map((name) => R(helperCall(placeHelper.lookupName, [V(mapping), new ConstPtr(name, 'str')]))), unpacked };
}
export const nestedInit = (_init: W, _instance: Ref, _args: Ref[], _named: unknown): Ref => abort();
export const checkAbstract = (cls: W_Type): void => direct.checkAbstract(cls);
export const abstractCheck = direct.abstractCheck;
