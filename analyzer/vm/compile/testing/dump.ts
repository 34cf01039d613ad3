/** Code objects in the JSON shape of dump_code.py, so that ours and a real Python's can be compared field by field. */
import type { Code, CodeConstant } from '../code';

export type ConstantDump = string | readonly [string, ...unknown[]];

export interface CodeDump {
  readonly name: string;
  /** Bytes in hexadecimal. */
  readonly code: string;
  readonly consts: readonly ConstantDump[];
  readonly names: readonly string[];
  readonly varnames: readonly string[];
  readonly cellvars: readonly string[];
  readonly freevars: readonly string[];
  readonly lnotab: string;
  readonly stacksize: number;
  readonly flags: number;
  readonly firstlineno: number;
  readonly argcount: number;
  readonly posonlyargcount: number;
  readonly kwonlyargcount: number;
}

export function dumpCode(code: Code): CodeDump {
  return {
    name: code.name, code: hex(code.code), consts: code.consts.map(dumpConstant), names: code.names, varnames: code.varnames,
    cellvars: code.cellvars, freevars: code.freevars, lnotab: hex(lnotabOf(code)), stacksize: code.stacksize, flags: code.flags,
    firstlineno: code.firstlineno, argcount: code.argcount, posonlyargcount: code.posonlyargcount, kwonlyargcount: code.kwonlyargcount,
  };
}

function dumpConstant(constant: CodeConstant): ConstantDump {
  switch (constant.type) {
    case 'int': {
      const { value } = constant;
      return ['int', value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`];
    }
    case 'float':
      return ['float', bits(constant.value)];
    case 'complex':
      return ['complex', bits(constant.real), bits(constant.imag)];
    case 'str':
      return ['str', constant.value];
    case 'bytes':
      return ['bytes', hex(constant.value)];
    case 'tuple':
      return ['tuple', constant.items.map(dumpConstant)];
    case 'frozenset': {
      const unique = new Map(constant.items.map(dumpConstant).map((item) => [JSON.stringify(item), item]));
      return ['frozenset', [...unique.keys()].sort().map((key) => unique.get(key)!)];
    }
    case 'code':
      return ['code', dumpCode(constant.code)];
    default:
      return constant.type;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function bits(value: number): string {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(value);
  return buffer.toString('hex');
}

/** Line table in the form of co_lnotab, as PyPy's `_build_lnotab` writes it: pairs of byte step and signed line step. */
export function lnotabOf(code: Code): Uint8Array {
  const table: number[] = [];
  let line = code.firstlineno;
  let at = 0;
  for (const { offset } of code.instructions()) {
    const here = code.lines[offset >> 1]!;
    if (here === 0 || here === line) continue;
    let bytes = offset - at;
    let step = here - line;
    for (; bytes > 255; bytes -= 255) table.push(255, 0);
    for (; step < -128; step += 128, bytes = 0) table.push(bytes, 128);
    for (; step > 127; step -= 127, bytes = 0) table.push(bytes, 127);
    table.push(bytes, step & 0xff);
    line = here;
    at = offset;
  }
  return Uint8Array.from(table);
}

/** The first difference between two dumps as a path and two values, or null. `ignored` fields are not compared. */
export function firstDifference(ours: CodeDump, theirs: CodeDump, ignored: ReadonlySet<string> = new Set()): string | null {
  const pairs: [string, CodeDump, CodeDump][] = [[ours.name, ours, theirs]];
  while (pairs.length > 0) {
    const [path, a, b] = pairs.shift()!;
    for (const field of ['code', 'names', 'varnames', 'cellvars', 'freevars', 'stacksize', 'flags', 'firstlineno', 'argcount', 'posonlyargcount', 'kwonlyargcount', 'name', 'lnotab'] as const) {
      if (!ignored.has(field) && JSON.stringify(a[field]) !== JSON.stringify(b[field])) {
        return `${path} (line ${b.firstlineno}): ${field} is ${excerpt(a[field], b[field])}, not ${excerpt(b[field], a[field])}`;
      }
    }
    if (a.consts.length !== b.consts.length) return `${path} (line ${b.firstlineno}): ${a.consts.length} constants, not ${b.consts.length}`;
    for (const [index, constant] of a.consts.entries()) {
      const other = b.consts[index]!;
      if (Array.isArray(constant) && constant[0] === 'code' && Array.isArray(other) && other[0] === 'code') {
        pairs.push([`${path} > ${(constant[1] as CodeDump).name}`, constant[1] as CodeDump, other[1] as CodeDump]);
      } else if (JSON.stringify(constant) !== JSON.stringify(other)) {
        return `${path} (line ${b.firstlineno}): constant ${index} is ${JSON.stringify(constant)}, not ${JSON.stringify(other)}`;
      }
    }
  }
  return null;
}

/** A value from a little before the place where it differs from another. */
function excerpt(value: unknown, other: unknown): string {
  const text = JSON.stringify(value);
  const against = JSON.stringify(other);
  let same = 0;
  while (same < text.length && text[same] === against[same]) same++;
  const from = text.length < 60 ? 0 : Math.max(0, same - 16);
  return `${from > 0 ? `...[${from}]` : ''}${text.slice(from, from + 60)}`;
}
