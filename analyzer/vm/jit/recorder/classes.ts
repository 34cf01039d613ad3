/**
 * The classes that guard_class tells apart, one per layout of guest values, and the internal structures that traces see
 * (list storage, frames). `jsTest` gets a non-null expression.
 */
import type { FieldOwner, SizeDescr, VTable } from '../ir';
import { K, KIND_NAMES } from '../../runtime/kinds';
import { kindOf, type W } from '../../runtime/values';

const pythonNames: Readonly<Record<number, string>> = {
  [K.INT]: 'int', [K.BOOL]: 'bool', [K.FLOAT]: 'float', [K.LONG]: 'int', [K.STR]: 'str', [K.NONE]: 'None', [K.TUPLE]: 'tuple', [K.TUPLE_II]: 'tuple',
  [K.TUPLE_FF]: 'tuple', [K.TUPLE_OO]: 'tuple', [K.LIST]: 'list', [K.DICT]: 'dict', [K.SET]: 'set', [K.FUNCTION]: 'function', [K.METHOD]: 'method', [K.INSTANCE]: 'object',
  [K.EXCEPTION]: 'exception', [K.GENERATOR]: 'generator', [K.RANGE_ITER]: 'range iterator', [K.SEQ_ITER]: 'list iterator', [K.CELL]: 'cell', [K.SLICE]: 'slice',
};

export class LayoutClass implements FieldOwner {
  readonly object = true;
  size: SizeDescr | null = null;
  readonly name: string;
  readonly pythonName: string;
  constructor(readonly kind: number) {
    this.name = KIND_NAMES[kind] ?? `W_Kind${kind}`;
    this.pythonName = pythonNames[kind] ?? this.name;
  }
  test(value: unknown): boolean {
    return value !== null && value !== undefined && kindOf(value as W) === this.kind;
  }
  jsTest(expr: string): string {
    if (this.kind === K.INT) return `(typeof ${expr} === 'number' || typeof ${expr} === 'bigint')`;
    if (this.kind === K.STR) return `typeof ${expr} === 'string'`;
    return `${expr}.kind === ${this.kind}`;
  }
}

const byKind = new Map<number, LayoutClass>();
export function layoutClass(kind: number): LayoutClass {
  let c = byKind.get(kind);
  if (c === undefined) byKind.set(kind, (c = new LayoutClass(kind)));
  return c;
}

/** An internal structure, not a guest value. */
export function internalClass(name: string, test: (value: unknown) => boolean, jsTest: (expr: string) => string): FieldOwner {
  return { name, pythonName: name, object: false, size: null, test: (v) => v !== null && v !== undefined && test(v), jsTest };
}
export type { VTable };
