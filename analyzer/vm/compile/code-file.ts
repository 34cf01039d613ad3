/**
 * Code objects as bytes, so that the standard library is compiled once, when JIT Lens is built, and not at each import.
 *
 * The layout is our own (not CPython's marshal: the instructions are others): all strings as one text and their lengths, then the module's code with its
 * constants inside it. Of a function that stands among the constants the head comes first, then its body with its length before it: reading skips
 * the bodies, and each is read when the function is first called. Numbers are of variable length, seven bits a byte; lines are differences to the
 * unit before. Column ranges are left out (-1 when read): they double the size, and nobody underlines the library's text.
 */
import { Code, type CodeBody, type CodeConstant } from './code';

/** Changes whenever the layout does: a file of another version is compiled from its source instead. */
export const CODE_FILE_VERSION = 2;

const TAGS = ['none', 'true', 'false', 'ellipsis', 'int', 'float', 'complex', 'str', 'bytes', 'tuple', 'frozenset', 'code'] as const;

class Writer {
  private bytes = new Uint8Array(256);
  private at = 0;
  /** By text: its number in the table. */
  constructor(private readonly strings = new Map<string, number>()) {}

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
    for (const names of [c.names, c.varnames, c.cellvars, c.freevars]) this.names(names);
    this.unsigned(c.firstText === null ? 0 : 1);
    if (c.firstText !== null) this.string(c.firstText);
    const body = new Writer(this.strings);
    body.body(c);
    this.block(body.bytes.subarray(0, body.at));
  }
  private body(c: Code): void {
    this.block(c.code);
    this.unsigned(c.consts.length);
    for (const constant of c.consts) this.constant(constant);
    this.differences(c.lines);
  }
  /** The strings go first: reading then needs one pass. */
  finish(): Uint8Array {
    const body = this.bytes.slice(0, this.at);
    this.at = 0;
    this.unsigned(CODE_FILE_VERSION);
    const all = [...this.strings.keys()].map((text) => (/\p{Surrogate}/u.test(text) ? { text: inHex(text), kind: 1 } : { text, kind: 0 }));
    this.block(new TextEncoder().encode(all.map(({ text }) => text).join('')));
    this.unsigned(all.length);
    for (const { text, kind } of all) this.unsigned(text.length * 2 + kind);
    this.room(body.length);
    this.bytes.set(body, this.at);
    return this.bytes.slice(0, this.at + body.length);
  }
}

/** Four digits a unit: lone surrogates are legal in a Python str and in no UTF-8. */
function inHex(text: string): string {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, '0')).join('');
}
function fromHex(digits: string): string {
  return digits.replace(/.{4}/g, (unit) => String.fromCharCode(parseInt(unit, 16)));
}

/** The strings of a file, each cut out of the text when it is first wanted. */
class Strings {
  private readonly known: (string | undefined)[];
  private readonly ends: Uint32Array;
  private readonly kinds: Uint8Array;
  constructor(
    private readonly text: string,
    size: number,
    length: () => number,
  ) {
    this.known = new Array<string | undefined>(size).fill(undefined);
    this.ends = new Uint32Array(size);
    this.kinds = new Uint8Array(size);
    for (let i = 0, end = 0; i < size; i++) {
      const n = length();
      this.ends[i] = end += n >> 1;
      this.kinds[i] = n & 1;
    }
  }
  at(i: number): string {
    return (this.known[i] ??= this.cut(i));
  }
  private cut(i: number): string {
    const text = this.text.slice(i === 0 ? 0 : this.ends[i - 1], this.ends[i]);
    return this.kinds[i] === 1 ? fromHex(text) : text;
  }
}

class Reader {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly filename: string,
    private at = 0,
    private strings: Strings | null = null,
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
    return (this.strings as Strings).at(this.unsigned());
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
    const { filename } = this;
    const name = this.string();
    const qualname = this.string();
    const argcount = this.unsigned();
    const posonlyargcount = this.unsigned();
    const kwonlyargcount = this.unsigned();
    const stacksize = this.unsigned();
    const flags = this.unsigned();
    const firstlineno = this.unsigned();
    const names = this.names();
    const varnames = this.names();
    const cellvars = this.names();
    const freevars = this.names();
    const firstText = this.unsigned() === 0 ? null : this.string();
    const size = this.unsigned();
    const inside = new Reader(this.bytes, filename, this.at, this.strings);
    this.at += size;
    return Code.lazy(
      {
        name,
        qualname,
        filename,
        argcount,
        posonlyargcount,
        kwonlyargcount,
        stacksize,
        flags,
        firstlineno,
        names,
        varnames,
        cellvars,
        freevars,
      },
      firstText,
      () => inside.body(),
    );
  }
  private body(): CodeBody {
    const code = this.block();
    const consts = this.list(() => this.constant());
    const units = code.length >> 1;
    const lines = this.differences(units);
    const none = new Int32Array(units).fill(-1);
    return { code, consts, lines, starts: none, ends: none };
  }
  module(): Code | null {
    if (this.unsigned() !== CODE_FILE_VERSION) return null;
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.block());
    const size = this.unsigned();
    this.strings = new Strings(text, size, () => this.unsigned());
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
