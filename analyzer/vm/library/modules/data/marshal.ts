/**
 * marshal: values as bytes and back, in CPython's format (versions 0 to 5, without references). PyPy has it in RPython (pypy/module/marshal), which its
 * JIT does not look into, so it is opaque here. Code objects are not written: their bytecode is the VM's own. Source: CPython's Python/marshal.c.
 */
import { dictEntries, dictSet, newSet, setItems, W_Dict, W_Set } from '../../../runtime/dicts';
import { error, typeError, valueError, type GuestError } from '../../../runtime/errors';
import { hooks } from '../../../runtime/hooks';
import { listItems, newList, W_List } from '../../../runtime/lists';
import {
  newTuple,
  strText,
  tupleItems,
  intFromBig,
  w_Ellipsis,
  w_False,
  w_None,
  w_True,
  W_Bool,
  W_Bytes,
  W_Complex,
  W_Float,
  W_Instance,
  type W,
} from '../../../runtime/values';
import { vm } from '../../../runtime/vm';
import { defineModule } from '../../define';
import { bytesArgument, intArgument } from '../../native';
import { asBig, floatRepr } from '../../numbers';
import { decode, encode } from '../../text/codec';

const VERSION = 5;
/** Values inside values; deeper is refused, as CPython does. */
const DEEPEST = 2000;

class Writer {
  private data = new Uint8Array(256);
  private view = new DataView(this.data.buffer);
  size = 0;

  constructor(readonly version: number) {}

  private room(n: number): void {
    if (this.size + n <= this.data.length) return;
    const larger = new Uint8Array(Math.max(this.data.length * 2, this.size + n));
    larger.set(this.data);
    this.data = larger;
    this.view = new DataView(larger.buffer);
  }
  byte(n: number): void {
    this.room(1);
    this.data[this.size++] = n;
  }
  code(letter: string): void {
    this.byte(letter.charCodeAt(0));
  }
  short(n: number): void {
    this.byte(n & 255);
    this.byte((n >> 8) & 255);
  }
  long(n: number): void {
    this.room(4);
    this.view.setInt32(this.size, n, true);
    this.size += 4;
  }
  double(x: number): void {
    this.room(8);
    this.view.setFloat64(this.size, x, true);
    this.size += 8;
  }
  bytes(data: Uint8Array): void {
    this.room(data.length);
    this.data.set(data, this.size);
    this.size += data.length;
  }
  float(x: number, binary: string, text: string): void {
    if (this.version > 1) {
      if (binary !== '') this.code(binary);
      this.double(x);
      return;
    }
    if (text !== '') this.code(text);
    const shown = new TextEncoder().encode(floatRepr(x));
    this.byte(shown.length);
    this.bytes(shown);
  }
  items(items: readonly W[], depth: number): void {
    for (const item of items) this.value(item, depth + 1);
  }

  value(w: W, depth = 0): void {
    if (depth > DEEPEST) throw valueError('object too deeply nested to marshal');
    vm.spend(1);
    if (w === w_None) return this.code('N');
    if (w === w_Ellipsis) return this.code('.');
    if (w instanceof W_Bool) return this.code(w === w_True ? 'T' : 'F');
    if (w instanceof W_Instance) throw valueError('unmarshallable object');
    const n = asBig(w);
    if (n !== null) return this.int(n);
    if (w instanceof W_Float) return this.float(w.floatval, 'g', 'f');
    if (w instanceof W_Complex) {
      this.code(this.version > 1 ? 'y' : 'x');
      this.float(w.real, '', '');
      return this.float(w.imag, '', '');
    }
    const text = strText(w);
    if (text !== null) return this.text(w, text);
    const tuple = tupleItems(w);
    if (tuple !== null) {
      if (this.version >= 4 && tuple.length < 256) {
        this.code(')');
        this.byte(tuple.length);
      } else {
        this.code('(');
        this.long(tuple.length);
      }
      return this.items(tuple, depth);
    }
    if (w instanceof W_List) {
      const items = listItems(w);
      this.code('[');
      this.long(items.length);
      return this.items(items, depth);
    }
    if (w instanceof W_Dict) {
      this.code('{');
      for (const pair of dictEntries(w)) this.items(pair, depth);
      return this.code('0');
    }
    if (w instanceof W_Set) {
      const items = setItems(w);
      this.code(w.frozen ? '>' : '<');
      this.long(items.length);
      return this.items(items, depth);
    }
    if (typeof w === 'object' && 'code' in w && 'consts' in w)
      throw valueError('unmarshallable object: the bytecode of a program is of no use elsewhere');
    this.code('s');
    let data: Uint8Array;
    try {
      data = bytesArgument(w);
    } catch {
      throw valueError('unmarshallable object');
    }
    this.long(data.length);
    return this.bytes(data);
  }

  private int(n: bigint): void {
    if (n >= -0x80000000n && n < 0x80000000n) {
      this.code('i');
      return this.long(Number(n));
    }
    this.code('l');
    const digits: number[] = [];
    for (let left = n < 0n ? -n : n; left > 0n; left >>= 15n) digits.push(Number(left & 0x7fffn));
    this.long(n < 0n ? -digits.length : digits.length);
    for (const digit of digits) this.short(digit);
  }

  private text(w: W, text: string): void {
    const ascii = this.version >= 4 && /^[\x00-\x7f]*$/.test(text);
    const data = encode(w, 'utf-8', 'surrogatepass');
    if (ascii && data.length < 256) {
      this.code('z');
      this.byte(data.length);
    } else {
      this.code(ascii ? 'a' : 'u');
      this.long(data.length);
    }
    this.bytes(data);
  }

  done(): Uint8Array {
    return this.data.slice(0, this.size);
  }
}

class Reader {
  at = 0;
  private readonly references: W[] = [];
  private readonly view: DataView;

  constructor(private readonly data: Uint8Array) {
    this.view = new DataView(data.buffer, data.byteOffset, data.length);
  }
  private take(n: number): number {
    if (n < 0 || this.at + n > this.data.length) throw short();
    this.at += n;
    return this.at - n;
  }
  private byte(): number {
    return this.data[this.take(1)];
  }
  private long(): number {
    return this.view.getInt32(this.take(4), true);
  }
  private size(what: string): number {
    const n = this.long();
    if (n < 0) throw valueError(`bad marshal data (${what} size out of range)`);
    if (n > this.data.length) throw short();
    return n;
  }
  private piece(n: number): Uint8Array {
    const from = this.take(n);
    return this.data.slice(from, from + n);
  }
  private double(): number {
    return this.view.getFloat64(this.take(8), true);
  }
  private textDouble(): number {
    return Number(String.fromCharCode(...this.piece(this.byte())).replace('inf', 'Infinity'));
  }

  value(depth = 0): W {
    const w = this.optional(depth);
    if (w === null) throw typeError('NULL object in marshal data for object');
    return w;
  }
  private optional(depth: number): W | null {
    if (depth > DEEPEST) throw valueError('recursion limit exceeded');
    vm.spend(1);
    const byte = this.data[this.at];
    if (byte === undefined) throw error('EOFError', 'EOF read where object expected');
    this.at++;
    const letter = String.fromCharCode(byte & 0x7f);
    const keep = (byte & 0x80) !== 0;
    const place = this.references.length;
    if (keep) this.references.push(w_None);
    const w = this.read(letter, depth, (made) => {
      if (keep) this.references[place] = made;
    });
    if (keep && w !== null) this.references[place] = w;
    return w;
  }
  private read(letter: string, depth: number, early: (w: W) => void): W | null {
    const items = (n: number): W[] => {
      const out: W[] = [];
      for (let i = 0; i < n; i++) out.push(this.value(depth + 1));
      return out;
    };
    switch (letter) {
      case '0':
        return null;
      case 'N':
        return w_None;
      case '.':
        return w_Ellipsis;
      case 'T':
        return w_True;
      case 'F':
        return w_False;
      case 'S':
        return hooks.getattr(hooks.importModule('builtins', w_None, 0, w_None), 'StopIteration');
      case 'i':
        return this.long();
      case 'I':
        return intFromBig(this.view.getBigInt64(this.take(8), true));
      case 'l': {
        const n = this.long();
        let v = 0n;
        for (let i = 0; i < Math.abs(n); i++) {
          const digit = this.view.getUint16(this.take(2), true);
          if (digit > 0x7fff) throw valueError('bad marshal data (digit out of range in long)');
          if (digit === 0 && i === Math.abs(n) - 1) throw valueError('bad marshal data (unnormalized long data)');
          v |= BigInt(digit) << BigInt(15 * i);
        }
        return intFromBig(n < 0 ? -v : v);
      }
      case 'g':
        return new W_Float(this.double());
      case 'f':
        return new W_Float(this.textDouble());
      case 'y':
        return new W_Complex(this.double(), this.double());
      case 'x':
        return new W_Complex(this.textDouble(), this.textDouble());
      case 's':
        return new W_Bytes(this.piece(this.size('bytes object')));
      case 'u':
      case 't':
        return decode(this.piece(this.size('string')), 'utf-8', 'surrogatepass');
      case 'a':
      case 'A':
        return decode(this.piece(this.size('string')), 'latin-1', 'strict');
      case 'z':
      case 'Z':
        return decode(this.piece(this.byte()), 'latin-1', 'strict');
      case ')':
        return newTuple(items(this.byte()));
      case '(':
        return newTuple(items(this.size('tuple')));
      case '[': {
        const list = newList([]);
        early(list);
        const append = hooks.getattr(list, 'append');
        for (let left = this.size('list'); left > 0; left--) hooks.call(append, [this.value(depth + 1)]);
        return list;
      }
      case '{': {
        const d = new W_Dict();
        early(d);
        for (let key = this.optional(depth + 1); key !== null; key = this.optional(depth + 1)) dictSet(d, key, this.value(depth + 1));
        return d;
      }
      case '<':
        return newSet(items(this.size('set')));
      case '>':
        return newSet(items(this.size('set')), true);
      case 'r': {
        const n = this.long();
        if (n < 0 || n >= this.references.length) throw valueError('bad marshal data (invalid reference)');
        return this.references[n];
      }
      default:
        throw valueError('bad marshal data (unknown type code)');
    }
  }
}
const short = (): GuestError => error('EOFError', 'marshal data too short');

function written(w: W, version: W | undefined): W {
  const writer = new Writer(version === undefined ? VERSION : intArgument(version));
  writer.value(w);
  return new W_Bytes(writer.done());
}

defineModule('marshal', (m) => {
  m.set('version', VERSION);
  m.raw('dumps', (args) => written(args[0], args[1]));
  m.raw('dump', (args) => hooks.call(hooks.getattr(args[1], 'write'), [written(args[0], args[2])]));
  m.raw('loads', (args) => new Reader(bytesArgument(args[0])).value());
  m.raw('load', (args) => {
    const read = hooks.getattr(args[0], 'read');
    const tell = hooks.findattr(args[0], 'tell');
    const from = tell === null ? 0 : intArgument(hooks.call(tell, []));
    const data = hooks.call(read, []);
    if (strText(data) !== null) throw typeError('file.read() returned not bytes but str');
    const reader = new Reader(bytesArgument(data));
    const w = reader.value();
    const seek = hooks.findattr(args[0], 'seek');
    if (seek !== null) hooks.call(seek, [from + reader.at]);
    return w;
  });
});
