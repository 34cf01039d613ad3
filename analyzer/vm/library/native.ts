/** Small things every library module written in TypeScript needs: arguments, instances of native types and of their subclasses. */
import { error, typeError } from '../runtime/errors';
import type { Keywords } from '../runtime/functions';
import { hooks } from '../runtime/hooks';
import { nearest } from '../runtime/tracebacks/suggestions';
import { begins } from '../runtime/finalizers';
import { builtinType, typeOf, W_Type, w_object } from '../runtime/types';
import { intFromBig, strText, w_None, W_Bool, W_Bytearray, W_Bytes, W_Float, W_Instance, type W } from '../runtime/values';
import { asBig, asDouble } from './numbers';

/** The native value of an instance of a builtin type or of a subclass of it. */
export function payload<T>(w: W, cls: abstract new (...args: never[]) => T): T {
  const base = w instanceof W_Instance && w.payload !== null ? w.payload : w;
  if (base instanceof cls) return base;
  throw typeError(`descriptor requires another type of object than '${typeOf(w).name}'`);
}

/** What `__new__` gives: the value itself, or an instance of the subclass that carries it. */
export function instanceOf(cls: W, type: W_Type, value: W): W {
  if (cls === type || !(cls instanceof W_Type)) return value;
  const w = begins(new W_Instance(cls.maps.empty));
  w.payload = value;
  return w;
}

/** A type of a library module. Its name may be one that a builtin type has too. */
export function moduleType(module: string, name: string, bases: readonly W_Type[] = [w_object]): W_Type {
  const t = builtinType(name, bases);
  t.module = module;
  return t;
}

/** Argument number `i` or the keyword `name`. */
export const argument = (args: readonly W[], i: number, keywords: Keywords | null, name: string): W | undefined =>
  args[i] ?? keywords?.get(name);

/** An int argument as a JS number (clipped to what a double holds exactly is enough for sizes and counts). */
export function intArgument(w: W): number {
  return Number(bigArgument(w));
}
/** A size or position: an int that fits a machine word. */
export function sizeArgument(w: W): number {
  const n = bigArgument(w);
  if (BigInt.asIntN(64, n) !== n) throw error('OverflowError', 'Python int too large to convert to C ssize_t');
  return Number(n);
}
/** An int that fits C's. */
export function smallArgument(w: W): number {
  const n = bigArgument(w);
  if (BigInt.asIntN(32, n) !== n) throw error('OverflowError', `Python int too ${n < 0n ? 'small' : 'large'} to convert to C int`);
  return Number(n);
}
export function bigArgument(w: W): bigint {
  const n = asBig(w);
  if (n !== null) return n;
  const method = typeof w === 'object' ? typeOf(w).lookup('__index__') : null;
  if (method === null) throw typeError(`'${typeOf(w).name}' object cannot be interpreted as an integer`);
  const result = hooks.call(method, [w]);
  const made = asBig(result);
  if (made === null) throw typeError(`__index__ returned non-int (type ${typeOf(result).name})`);
  return made;
}
export function floatArgument(w: W): number {
  const x = asDouble(w);
  if (x !== null) return x;
  const method = typeof w === 'object' ? (typeOf(w).lookup('__float__') ?? typeOf(w).lookup('__index__')) : null;
  const made = method === null ? null : asDouble(hooks.call(method, [w]));
  if (made === null) throw typeError(`must be real number, not ${typeOf(w).name}`);
  return made;
}
export function textArgument(w: W, what = 'argument'): string {
  const text = strText(w);
  if (text === null) throw typeError(`${what} must be str, not ${typeOf(w).name}`);
  return text;
}
/** Refuses keyword arguments of other names. */
export function onlyKeywords(name: string, keywords: Keywords | null, known: readonly string[]): void {
  for (const key of keywords?.keys() ?? []) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    throw typeError(`${name}() got an unexpected keyword argument '${key}'${meant === null ? '' : `. Did you mean '${meant}'?`}`);
  }
}
/** Whether `bytesArgument` has something to give. */
export function isBytesLike(w: W): boolean {
  const base = w instanceof W_Instance && w.payload !== null ? w.payload : w;
  return (
    base instanceof W_Bytes ||
    base instanceof W_Bytearray ||
    (typeof base === 'object' && 'bytes' in base && typeof base.bytes === 'function')
  );
}
/** The bytes of a bytes-like object: not a copy. */
export function bytesArgument(w: W): Uint8Array {
  const base = w instanceof W_Instance && w.payload !== null ? w.payload : w;
  if (base instanceof W_Bytes || base instanceof W_Bytearray) return base.data;
  const buffer = typeof base === 'object' && 'bytes' in base && typeof base.bytes === 'function' ? (base.bytes as () => unknown)() : null;
  if (buffer instanceof Uint8Array) return buffer;
  throw typeError(`a bytes-like object is required, not '${typeOf(w).name}'`);
}
export const isTrue = (w: W | undefined, missing: boolean): boolean =>
  w === undefined ? missing : w instanceof W_Bool ? w.intval === 1 : hooks.truth(w);
export const orNone = (w: W | null | undefined): W => w ?? w_None;
/** A guest int of a JS number that is a whole one. */
export const intOf = (n: number): W => (Number.isSafeInteger(n) ? n + 0 : intFromBig(BigInt(n)));
export const floatOf = (x: number): W => new W_Float(x);
export { checkSize } from '../runtime/blocks';
