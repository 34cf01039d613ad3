/**
 * Code objects as bytes, so that the standard library is compiled once, when JIT Lens is built, and not at each import.
 *
 * The layout is our own (not CPython's marshal: the instructions are others): a table of the strings, then the module's code with its
 * constants inside it. Numbers are of variable length, seven bits a byte; lines are differences to the unit before. Column ranges are
 * left out (-1 when read): they double the size, and nobody underlines the library's text.
 */
import { Code, type CodeConstant } from './code';

/** Changes whenever the layout does: a file of another version is compiled from its source instead. */
export const CODE_FILE_VERSION = 1;

const TAGS = ['none', 'true', 'false', 'ellipsis', 'int', 'float', 'complex', 'str', 'bytes', 'tuple', 'frozenset', 'code'] as const;

class Writer {
  private bytes = new Uint8Array(4096);
  private at = 0;
  private readonly strings = new Map<string, number>();

  private room(size: number): void {
    if (this.at + size <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.at + size));
    grown.set(this.bytes);
    this.bytes = grown;
  }
  unsigned(n: number): void {
    this.room(8);
    while (n > 127) {
      this.bytes[this.at++] = (n & 127) | 128;
      n = Math.floor(n / 128);
    }
    this.bytes[this.at++] = n;
  }
  signed(n: number): void {
    this.unsigned(n < 0 ? -2 * n - 1 : 2 * n);
  }
  block(data: Uint8Array): void {
    this.unsigned(data.length);
    this.room(data.length);
    this.bytes.set(data, this.at);
    this.at += data.length;
  }
  double(x: number): void {
    this.block(new Uint8Array(new Float64Array([x]).buffer));
  }
  string(text: string): void {
    let i = this.strings.get(text);
    if (i === undefined) this.strings.set(text, (i = this.strings.size));
    this.unsigned(i);
  }
  names(all: readonly string[]): void {
    this.unsigned(all.length);
    for (const name of all) this.string(name);
  }
  differences(all: Int32Array): void {
    let before = 0;
    for (const n of all) {
      this.signed(n - before);
      before = n;
    }
  }
  constant(c: CodeConstant): void {
    this.unsigned(TAGS.indexOf(c.type));
    if (c.type === 'int') this.string(c.value.toString(36));
    else if (c.type === 'float') this.double(c.value);
    else if (c.type === 'complex') {
      this.double(c.real);
      this.double(c.imag);
    } else if (c.type === 'str') this.string(c.value);
    else if (c.type === 'bytes') this.block(c.value);
    else if (c.type === 'tuple' || c.type === 'frozenset') {
      this.unsigned(c.items.length);
      for (const item of c.items) this.constant(item);
    } else if (c.type === 'code') this.code(c.code);
  }
  code(c: Code): void {
    this.string(c.name);
    this.string(c.qualname);
    for (const n of [c.argcount, c.posonlyargcount, c.kwonlyargcount, c.stacksize, c.flags, c.firstlineno]) this.unsigned(n);
    this.block(c.code);
    this.unsigned(c.consts.length);
    for (const constant of c.consts) this.constant(constant);
    for (const names of [c.names, c.varnames, c.cellvars, c.freevars]) this.names(names);
    this.differences(c.lines);
  }
  /** The string table goes first: reading then needs one pass. */
  finish(): Uint8Array {
    const body = this.bytes.slice(0, this.at);
    this.at = 0;
    this.unsigned(CODE_FILE_VERSION);
    this.unsigned(this.strings.size);
    for (const text of this.strings.keys()) this.block(encodeText(text));
    this.room(body.length);
    this.bytes.set(body, this.at);
    return this.bytes.slice(0, this.at + body.length);
  }
}

/** One byte a unit where that is enough, else two: lone surrogates are legal in a Python str and in no UTF-8. */
function encodeText(text: string): Uint8Array {
  const wide = /[^\0-\xff]/.test(text);
  const data = new Uint8Array(1 + text.length * (wide ? 2 : 1));
  data[0] = wide ? 2 : 1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (wide) {
      data[1 + 2 * i] = unit & 255;
      data[2 + 2 * i] = unit >> 8;
    } else data[1 + i] = unit;
  }
  return data;
}
function decodeText(data: Uint8Array): string {
  const wide = data[0] === 2;
  const units = wide ? Uint16Array.from({ length: (data.length - 1) / 2 }, (_, i) => data[1 + 2 * i] | (data[2 + 2 * i] << 8)) : data.subarray(1);
  let text = '';
  for (let i = 0; i < units.length; i += 8192) text += String.fromCharCode(...units.subarray(i, i + 8192));
  return text;
}

class Reader {
  private at = 0;
  private readonly strings: string[] = [];
  constructor(
    private readonly bytes: Uint8Array,
    private readonly filename: string,
  ) {}

  unsigned(): number {
    let n = 0;
    for (let scale = 1; ; scale *= 128) {
      const b = this.bytes[this.at++];
      n += (b & 127) * scale;
      if (b < 128) return n;
    }
  }
  signed(): number {
    const n = this.unsigned();
    return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
  }
  block(): Uint8Array {
    const size = this.unsigned();
    this.at += size;
    return this.bytes.slice(this.at - size, this.at);
  }
  double(): number {
    const data = this.block();
    return new DataView(data.buffer, data.byteOffset, 8).getFloat64(0, true);
  }
  string(): string {
    return this.strings[this.unsigned()];
  }
  list<T>(read: () => T): T[] {
    const items: T[] = [];
    for (let n = this.unsigned(); n > 0; n--) items.push(read());
    return items;
  }
  names(): string[] {
    return this.list(() => this.string());
  }
  differences(length: number): Int32Array {
    const all = new Int32Array(length);
    let before = 0;
    for (let i = 0; i < length; i++) all[i] = before += this.signed();
    return all;
  }
  constant(): CodeConstant {
    const type = TAGS[this.unsigned()];
    switch (type) {
      case 'int':
        return { type, value: fromBase36(this.string()) };
      case 'float':
        return { type, value: this.double() };
      case 'complex':
        return { type, real: this.double(), imag: this.double() };
      case 'str':
        return { type, value: this.string() };
      case 'bytes':
        return { type, value: this.block() };
      case 'tuple':
      case 'frozenset':
        return { type, items: this.list(() => this.constant()) };
      case 'code':
        return { type, code: this.code() };
      default:
        return { type };
    }
  }
  code(): Code {
    const name = this.string();
    const qualname = this.string();
    const [argcount, posonlyargcount, kwonlyargcount, stacksize, flags, firstlineno] = Array.from({ length: 6 }, () => this.unsigned());
    const code = this.block();
    const consts = this.list(() => this.constant());
    const [names, varnames, cellvars, freevars] = Array.from({ length: 4 }, () => this.names());
    const units = code.length >> 1;
    const lines = this.differences(units);
    const none = new Int32Array(units).fill(-1);
    return new Code({ name, qualname, filename: this.filename, argcount, posonlyargcount, kwonlyargcount, stacksize, flags, code, consts, names, varnames, cellvars, freevars, firstlineno, lines, starts: none, ends: none });
  }
  module(): Code | null {
    if (this.unsigned() !== CODE_FILE_VERSION) return null;
    for (let n = this.unsigned(); n > 0; n--) this.strings.push(decodeText(this.block()));
    return this.code();
  }
}

function fromBase36(text: string): bigint {
  let value = 0n;
  for (const digit of text.replace('-', '')) value = value * 36n + BigInt(parseInt(digit, 36));
  return text.startsWith('-') ? -value : value;
}

/** A module's code as bytes, all it contains with it. */
export function writeCode(code: Code): Uint8Array {
  const w = new Writer();
  w.code(code);
  return w.finish();
}

/** The code again; null when the bytes are of another version. `filename` is what its parts say they come from. */
export function readCode(bytes: Uint8Array, filename: string): Code | null {
  return new Reader(bytes, filename).module();
}
