/** Functions: code, defaults, closure. */
import { ConstInt, type FieldDescr, isConst, type SizeDescr } from '../../jit/ir';
import { mi } from '../../jit/recorder/current';
import { A, F } from '../../jit/recorder/descrs';
import { functionSize } from '../../jit/recorder/made-descrs';
import type { W_Dict } from '../../runtime/dicts';
import type { W_Code, W_Function } from '../../runtime/functions';
import { K } from '../../runtime/kinds';
import type { W } from '../../runtime/values';
import type { Ref } from '../types';
import { promote, ref } from './constants';
import { create, fixedArray, getfield, getitem } from './heap';
import { fixedRefs } from './tuples';
import { R, V, W_ } from './values';

const knownFunction = (w: Ref): W_Function | null => {
  const v = mi().resolve(V(w));
  return isConst(v) ? (v.value as W_Function) : null;
};
export const functionCode = (w: Ref): W_Code => knownFunction(w)?.code ?? (promote(R(getfield(V(w), F.functionCode))) as unknown as W_Code);
export const functionGlobals = (w: Ref): W_Dict => (W_(w) as W_Function).globals;
export function functionDefaults(w: Ref): readonly Ref[] {
  const known = knownFunction(w);
  if (known !== null) return known.defaults.map(ref);
  return fixedRefs(getfield(V(w), F.functionDefaults));
}
export const functionKwDefault = (w: Ref, name: string): Ref | null => {
  const value = (W_(w) as W_Function).kwdefaults?.get(name);
  return value === undefined ? null : ref(value);
};
export const functionCell = (w: Ref, index: number): Ref => {
  const known = knownFunction(w);
  return known !== null ? ref(known.closure[index]) : R(getitem(getfield(V(w), F.functionClosure), new ConstInt(index), A.fixed));
};
const functionSizes = new WeakMap<W_Code, SizeDescr>();
export function newFunction(code: W_Code, make: (closure: W[], defaults: W[]) => W_Function, closure: Ref[], defaults: Ref[]): Ref {
  let d = functionSizes.get(code);
  if (d === undefined) functionSizes.set(code, (d = functionSize(code.code.name, make)));
  const cells = fixedArray(closure);
  const values = fixedArray(defaults);
  return R(
    create(
      d,
      K.FUNCTION,
      [
        [F.functionCode, ref(code)],
        [F.functionClosure, cells],
        [F.functionDefaults, values],
      ].map(([f, v]) => [f as FieldDescr, V(v)] as const),
      make(cells.value as W[], values.value as W[]),
    ),
  );
}
