/** str(), repr() and format() of guest values. Source: CPython's behaviour; format mini-language: Python's library reference. */
import { error, typeError } from '../../runtime/errors';
import { dictEntries, dictGetStr, setItems, W_Dict, W_Set } from '../../runtime/dicts';
import { W_Builtin, W_Code, W_Function, W_Generator, W_Module } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { W_DictView } from '../../runtime/iterators';
import { listItems, W_List } from '../../runtime/lists';
import { typeOf, W_Type } from '../../runtime/types';
import {
  newStr,
  strText,
  tupleItems,
  w_None,
  W_Bool,
  W_Bytearray,
  W_Bytes,
  W_Complex,
  W_Ellipsis,
  W_Exception,
  W_Float,
  W_Instance,
  W_Long,
  W_Method,
  W_Native,
  W_None,
  W_NotImplemented,
  W_Range,
  W_Slice,
  W_Super,
  W_WideStr,
  type W,
} from '../../runtime/values';
import { identity } from '../protocols/comparison';
import { formatNumber, formatText } from './format-spec';
import { asBig, floatRepr, digitLimit, tooManyDigits } from '../numbers';
import { toArray } from '../protocols/iterables';

/** str(w) as UTF-16 text. */
export function strOf(w: W): string {
  if (typeof w === 'string') return w;
  if (w instanceof W_WideStr) return strText(w) as string;
  const made = ownText(w, '__str__');
  if (made !== null) return strText(made) as string;
  if (w instanceof W_Exception) return exceptionText(w);
  if (w instanceof W_Instance && w.payload !== null && strText(w.payload) !== null) return strText(w.payload) as string;
  return reprOf(w);
}

/** str(w), which may be of a subclass of str where `__str__` gives one. */
export function strValue(w: W): W {
  if (typeof w === 'string' || w instanceof W_WideStr) return w;
  return ownText(w, '__str__') ?? newStr(strOf(w));
}
/** repr(w), which may be of a subclass of str where `__repr__` gives one. */
export function reprValue(w: W): W {
  return (w instanceof W_Instance ? ownText(w, '__repr__') : null) ?? newStr(reprOf(w));
}

/** What the `__str__` or `__repr__` of a class or metaclass of the program, or of a library type, says; null where the layout decides. */
function ownText(w: W, name: '__str__' | '__repr__'): W | null {
  if (!(w instanceof W_Instance || w instanceof W_Native || w instanceof W_Type)) return null;
  const method = typeOf(w).lookup(name);
  if (method === null || (method instanceof W_Builtin && (method.qualname === `object.${name}` || method.qualname === `type.${name}`)))
    return null;
  const made = hooks.call(method, [w]);
  if (strText(made) === null) throw typeError(`${name} returned non-string (type ${typeOf(made).name})`);
  return made;
}

function textResult(r: W, name: string): string {
  const text = strText(r);
  if (text === null) throw typeError(`${name} returned non-string (type ${typeOf(r).name})`);
  return text;
}

export function exceptionText(e: W_Exception): string {
  if (e.args.length === 0) return '';
  if (e.args.length === 1) return typeOf(e).mro.some((t) => t.name === 'KeyError') ? reprOf(e.args[0]) : strOf(e.args[0]);
  return `(${e.args.map(reprOf).join(', ')})`;
}

const open = new Set<W>();
const MAX_NESTING = 3000;
let depth = 0;

/** repr(w) as UTF-16 text. */
export function reprOf(w: W): string {
  if (typeof w === 'number' || typeof w === 'bigint') return String(w);
  if (typeof w === 'string' || w instanceof W_WideStr) return reprText(strText(w) as string);
  if (w instanceof W_Float) return floatRepr(w.floatval);
  if (w instanceof W_Bool) return w.intval === 1 ? 'True' : 'False';
  if (w instanceof W_None) return 'None';
  if (w instanceof W_Long) return bigText(w.value);
  depth++;
  try {
    if (depth > MAX_NESTING) throw error('RecursionError', 'maximum recursion depth exceeded while getting the repr of an object');
    return reprObject(w);
  } finally {
    depth--;
  }
}

/** Decimal digits of an int; beyond a limit Python refuses. */
export function bigText(v: bigint): string {
  const text = v.toString();
  if (digitLimit.value > 0 && text.length - (v < 0n ? 1 : 0) > digitLimit.value) throw tooManyDigits();
  return text;
}

function guarded(w: W, placeholder: string, make: () => string): string {
  if (open.has(w)) return placeholder;
  open.add(w);
  try {
    return make();
  } finally {
    open.delete(w);
  }
}

function reprObject(w: W): string {
  if (w instanceof W_Instance) return reprInstance(w);
  const items = tupleItems(w);
  if (items !== null)
    return guarded(w, '(...)', () => (items.length === 1 ? `(${reprOf(items[0])},)` : `(${items.map(reprOf).join(', ')})`));
  if (w instanceof W_List) return guarded(w, '[...]', () => `[${listItems(w).map(reprOf).join(', ')}]`);
  if (w instanceof W_Dict)
    return guarded(
      w,
      '{...}',
      () =>
        `{${dictEntries(w)
          .map(([k, v]) => `${reprOf(k)}: ${reprOf(v)}`)
          .join(', ')}}`,
    );
  if (w instanceof W_Set) return guarded(w, w.frozen ? 'frozenset(...)' : 'set(...)', () => reprSet(w));
  if (w instanceof W_DictView) return `dict_${w.flavour}([${toArray(w).map(reprOf).join(', ')}])`;
  if (w instanceof W_Complex) return reprComplex(w);
  if (w instanceof W_Bytes) return reprBytes(w.data);
  if (w instanceof W_Bytearray) return `bytearray(${reprBytes(w.data)})`;
  if (w instanceof W_Range)
    return `range(${reprOf(w.startValue)}, ${reprOf(w.stopValue)}${w.stepValue === 1 ? '' : `, ${reprOf(w.stepValue)}`})`;
  if (w instanceof W_Slice) return `slice(${reprOf(w.lower)}, ${reprOf(w.upper)}, ${reprOf(w.step)})`;
  if (w instanceof W_Type) return strText(ownText(w, '__repr__')) ?? reprType(w);
  if (w instanceof W_Function) return `<function ${w.qualname} at ${address(w)}>`;
  if (w instanceof W_Builtin)
    return w.isMethod ? `<method '${w.name}' of '${w.qualname.split('.')[0]}' objects>` : `<built-in function ${w.name}>`;
  if (w instanceof W_Method)
    return w.func instanceof W_Function
      ? `<bound method ${w.func.qualname} of ${reprOf(w.self)}>`
      : `<${typeOf(w).name === 'method-wrapper' ? `method-wrapper '${(w.func as W_Builtin).name}'` : `built-in method ${(w.func as W_Builtin).name}`} of ${typeOf(w.self).name} object at ${address(w.self)}>`;
  if (w instanceof W_Module) return moduleRepr(w);
  if (w instanceof W_Super) return `<super: <class '${w.start.name}'>, ${w.object === w_None ? 'NULL' : `<${w.objectType.name} object>`}>`;
  if (w instanceof W_Ellipsis) return 'Ellipsis';
  if (w instanceof W_NotImplemented) return 'NotImplemented';
  if (w instanceof W_Generator)
    return `<${w.flavour === 'async_generator' ? 'async_generator' : w.flavour} object ${w.qualname} at ${address(w)}>`;
  if (w instanceof W_Code) return `<code object ${w.code.name} at ${address(w)}, file "${w.code.filename}", line ${w.code.firstlineno}>`;
  const method = typeOf(w).lookup('__repr__');
  if (method instanceof W_Builtin && method.qualname !== 'object.__repr__') return textResult(hooks.call(method, [w]), '__repr__');
  return `<${typeOf(w).name} object at ${address(w)}>`;
}

export const address = (w: W): string => `0x${identity(w).toString(16).padStart(12, '0')}`;

function reprInstance(w: W_Instance): string {
  const made = ownText(w, '__repr__');
  return made !== null ? (strText(made) as string) : plainRepr(w);
}

/** object.__repr__, type.__repr__ and those of builtin layouts: without asking the class of the program. */
export function plainRepr(w: W): string {
  if (w instanceof W_Type) return reprType(w);
  if (!(w instanceof W_Instance)) return reprOf(w);
  if (w instanceof W_Exception) return `${typeOf(w).name}(${w.args.map(reprOf).join(', ')})`;
  const type = typeOf(w);
  if (w.payload instanceof W_Set) return guarded(w, `${type.name}(...)`, () => reprSet(w.payload as W_Set, type.name));
  if (w.payload instanceof W_Bytearray) return `${type.name}(${reprBytes(w.payload.data)})`;
  if (w.payload !== null) return reprOf(w.payload);
  return `<${type.module === null || type.module === 'builtins' ? '' : `${type.module}.`}${type.qualname} object at ${address(w)}>`;
}

function reprType(t: W_Type): string {
  return `<class '${t.module === null || t.module === 'builtins' ? '' : `${t.module}.`}${t.qualname}'>`;
}

/** A set itself is shown in braces alone, anything else with the name of its class. */
function reprSet(s: W_Set, name = s.frozen ? 'frozenset' : 'set'): string {
  if (s.table.size === 0) return `${name}()`;
  const inner = `{${setItems(s).map(reprOf).join(', ')}}`;
  return name === 'set' && !s.frozen ? inner : `${name}(${inner})`;
}

function reprComplex(c: W_Complex): string {
  const part = (x: number): string => (Number.isInteger(x) && Math.abs(x) < 1e16 ? (Object.is(x, -0) ? '-0' : String(x)) : floatRepr(x));
  if (c.real === 0 && !Object.is(c.real, -0)) return `${part(c.imag)}j`;
  const im = part(c.imag);
  return `(${part(c.real)}${im.startsWith('-') ? '' : '+'}${im}j)`;
}

/** Python's repr of text: single quotes unless that needs escapes and double ones do not. */
/** Source: _module_repr_from_spec in Lib/importlib/_bootstrap.py. */
function moduleRepr(w: W_Module): string {
  const own = (name: string): W | undefined => dictGetStr(w.dict, name);
  const name = strText(own('__name__') ?? null) ?? '?';
  const file = own('__file__');
  if (file !== undefined) return `<module ${reprText(name)} from ${reprOf(file)}>`;
  const spec = own('__spec__');
  const origin = spec === undefined || spec === w_None ? null : strText(hooks.findattr(spec, 'origin'));
  if (origin === null)
    return spec === undefined || spec === w_None ? `<module ${reprText(name)}>` : `<module ${reprText(name)} (namespace)>`;
  return `<module ${reprText(name)} (${origin})>`;
}

/** ASCII that stands for itself between single quotes. */
const PLAIN = /^[ -&(-[\]-~]*$/;

export function reprText(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = quote;
  for (const c of text) {
    const p = c.codePointAt(0) as number;
    if (c === quote || c === '\\') out += `\\${c}`;
    else if (c === '\n') out += '\\n';
    else if (c === '\r') out += '\\r';
    else if (c === '\t') out += '\\t';
    else if (p < 32 || (p >= 127 && p < 161) || p === 173) out += `\\x${p.toString(16).padStart(2, '0')}`;
    else if (p >= 0xd800 && p <= 0xdfff) out += `\\u${p.toString(16)}`;
    else if (p > 160 && /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/u.test(c))
      out +=
        p > 0xffff ? `\\U${p.toString(16).padStart(8, '0')}` : p > 0xff ? `\\u${p.toString(16).padStart(4, '0')}` : `\\x${p.toString(16)}`;
    else out += c;
  }
  return out + quote;
}

export function reprBytes(data: Uint8Array): string {
  const chars = Array.from(data, (b) => String.fromCharCode(b)).join('');
  const quote = chars.includes("'") && !chars.includes('"') ? '"' : "'";
  let out = `b${quote}`;
  for (const b of data) {
    const c = String.fromCharCode(b);
    if (c === quote || c === '\\') out += `\\${c}`;
    else if (b === 10) out += '\\n';
    else if (b === 13) out += '\\r';
    else if (b === 9) out += '\\t';
    else if (b < 32 || b >= 127) out += `\\x${b.toString(16).padStart(2, '0')}`;
    else out += c;
  }
  return out + quote;
}

/** ascii(w) */
export function asciiOf(w: W): string {
  return asciiText(reprOf(w));
}
/** ascii(w): the text of repr(w) itself where it has only ASCII. */
export function asciiValue(w: W): W {
  const shown = reprValue(w);
  const text = strText(shown) as string;
  const escaped = asciiText(text);
  return escaped === text ? shown : newStr(escaped);
}
function asciiText(text: string): string {
  return Array.from(text, (c) => {
    const p = c.codePointAt(0) as number;
    if (p < 127) return c;
    return p > 0xffff
      ? `\\U${p.toString(16).padStart(8, '0')}`
      : p > 0xff
        ? `\\u${p.toString(16).padStart(4, '0')}`
        : `\\x${p.toString(16).padStart(2, '0')}`;
  }).join('');
}

/** FORMAT_VALUE: conversion 1 str, 2 repr, 3 ascii. */
export function formatValue(w: W, conversion: number, spec: W): W {
  const converted = conversion === 0 ? w : newStr(conversion === 1 ? strOf(w) : conversion === 2 ? reprOf(w) : asciiOf(w));
  return formatOf(converted, spec);
}

/** format(w, spec) */
export function formatOf(w: W, spec: W): W {
  const text = strText(spec);
  if (text === null) throw typeError(`format() argument 2 must be str, not ${typeOf(spec).name}`);
  if (typeof w === 'string' || w instanceof W_WideStr) return text === '' ? w : newStr(formatText(strText(w) as string, text));
  const method = w instanceof W_Instance || w instanceof W_Native ? typeOf(w).lookup('__format__') : null;
  if (method !== null && !(method instanceof W_Builtin && (method.qualname === 'object.__format__' || w instanceof W_Instance))) {
    const r = hooks.call(method, [w, spec]);
    if (strText(r) === null) throw typeError(`__format__ must return a str, not ${typeOf(r).name}`);
    return r;
  }
  const plain = w instanceof W_Instance && w.payload !== null ? w.payload : w;
  if (text === '') return newStr(strOf(w));
  if (strText(plain) !== null) return newStr(formatText(strText(plain) as string, text));
  if (asBig(plain) !== null || plain instanceof W_Float || plain instanceof W_Complex) return newStr(formatNumber(plain, text));
  throw typeError(`unsupported format string passed to ${typeOf(w).name}.__format__`);
}

export function concatText(parts: W[]): W {
  let out = '';
  let wide = false;
  for (const p of parts) {
    if (typeof p !== 'string') wide = true;
    out += strText(p) as string;
  }
  return wide ? newStr(out) : out;
}
