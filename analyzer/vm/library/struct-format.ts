/** struct's formats: parsing, layout, reading and writing items. Source: Python's library reference, "struct". */
import { elidable, type Helper } from '../machine/helpers';
import { error, exceptionType, GuestError, newException } from '../runtime/errors';
import { builtinType, typeOf } from '../runtime/types';
import { intFromBig, newStr, newTuple, W_Bytearray, W_Bytes, W_Bool, W_Float, newBool, type W } from '../runtime/values';
import { bigArgument, bytesArgument } from './native';
import { asBig, asDouble } from './numbers';
import { vm } from '../runtime/vm';

export const structErrorType = builtinType('error', [exceptionType('Exception')]);
structErrorType.module = 'struct';
structErrorType.hasDict = true;
export const structError = (message: string): GuestError => new GuestError(newException(structErrorType, [newStr(message)]));

interface ItemKind {
  readonly size: number;
  /** How a trace holds it. */
  readonly type: 'i' | 'f' | 'r';
}

const NATIVE: ReadonlyMap<string, ItemKind> = new Map(
  Object.entries({
    x: 1,
    c: 1,
    b: 1,
    B: 1,
    '?': 1,
    h: 2,
    H: 2,
    i: 4,
    I: 4,
    l: 8,
    L: 8,
    q: 8,
    Q: 8,
    n: 8,
    N: 8,
    e: 2,
    f: 4,
    d: 8,
    s: 1,
    p: 1,
    P: 8,
  }).map(([code, size]) => [code, { size, type: 'efd'.includes(code) ? 'f' : 'bBhHiIlLqn'.includes(code) ? 'i' : 'r' }]),
);

export interface Field {
  readonly code: string;
  readonly offset: number;
  readonly count: number;
  readonly type: 'i' | 'f' | 'r';
  readonly little: boolean;
}
export interface FormatItems {
  readonly size: number;
  readonly fields: readonly Field[];
}

const known = new Map<string, FormatItems>();

/** Parses a format; throws struct.error. */
export function formatItems(format: string): FormatItems {
  let items = known.get(format);
  if (items === undefined) {
    if (known.size > 1000) known.clear();
    known.set(format, (items = parse(format)));
  }
  return items;
}

function parse(format: string): FormatItems {
  const order = '@=<>!'.includes(format[0] ?? ' ') ? format[0] : '@';
  const little = order !== '>' && order !== '!';
  const native = order === '@';
  const fields: Field[] = [];
  let offset = 0;
  for (const found of format.slice('@=<>!'.includes(format[0] ?? ' ') ? 1 : 0).matchAll(/\s+|(\d*)([a-zA-Z?])|(.)/gs)) {
    const [, digits, code, bad] = found;
    if (bad !== undefined) throw structError('bad char in struct format');
    if (code === undefined) continue;
    const kind = NATIVE.get(code);
    if (kind === undefined || (!native && 'nNP'.includes(code))) throw structError('bad char in struct format');
    const size = native ? kind.size : 'lL'.includes(code) ? 4 : kind.size;
    const count = digits === '' ? 1 : Number(digits);
    if (count > 100_000_000) throw structError('total struct size too long');
    if (native && size > 1 && count > 0) offset = Math.ceil(offset / size) * size;
    if (code === 'x') offset += count;
    else if (code === 's' || code === 'p') {
      fields.push({ code, offset, count, type: 'r', little });
      offset += count;
    } else {
      vm.spend(count >> 4);
      for (let i = 0; i < count; i++) {
        fields.push({
          code: !native && code === 'l' ? 'i' : !native && code === 'L' ? 'I' : code,
          offset,
          count: 1,
          type: little ? kind.type : kind.type === 'r' ? 'r' : kind.type,
          little,
        });
        offset += size;
      }
    }
  }
  return { size: offset, fields: little ? fields : fields.map((f) => ({ ...f, type: 'r' as const })) };
}

const view = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength);

/** Reads one item as a plain number (ints beyond 2^53 as bigint). */
export function readRaw(data: Uint8Array, code: string, at: number, little: boolean): number | bigint {
  const v = view(data);
  switch (code) {
    case 'b':
      return v.getInt8(at);
    case 'B':
    case '?':
    case 'c':
      return v.getUint8(at);
    case 'h':
      return v.getInt16(at, little);
    case 'H':
      return v.getUint16(at, little);
    case 'i':
      return v.getInt32(at, little);
    case 'I':
      return v.getUint32(at, little);
    case 'l':
    case 'q':
    case 'n':
      return small(v.getBigInt64(at, little));
    case 'L':
    case 'Q':
    case 'N':
    case 'P':
      return small(v.getBigUint64(at, little));
    case 'f':
      return v.getFloat32(at, little);
    case 'e':
      return half(v.getUint16(at, little));
    default:
      return v.getFloat64(at, little);
  }
}
const small = (n: bigint): number | bigint => (n >= -9007199254740991n && n <= 9007199254740991n ? Number(n) : n);

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const e = (bits >> 10) & 31;
  const m = bits & 1023;
  if (e === 0) return sign * m * 2 ** -24;
  if (e === 31) return m === 0 ? sign * Infinity : NaN;
  return sign * (1 + m / 1024) * 2 ** (e - 15);
}

const readers = new Map<string, Helper>();
/** Reads of single items that the tracer leaves as raw loads: they cannot raise, bounds were checked. */
export const readItemHelper = {
  length: elidable('i', 'len', 'strlen', (w: W_Bytes): number => w.data.length),
  of(code: string): Helper {
    let h = readers.get(code);
    if (h === undefined) {
      const type = 'efd'.includes(code) ? 'f' : 'i';
      h = elidable(type, `struct '${code}'`, `gc_load_indexed_${code}`, (w: W_Bytes, at: number) => readRaw(w.data, code, at, true));
      readers.set(code, h);
    }
    return h;
  },
};

export const bufferOf = (w: W): Uint8Array => bytesArgument(w);

/** struct.unpack at an offset: bounds are the caller's. */
export function unpackItems(format: string, data: Uint8Array, offset: number): W {
  return newTuple(
    formatItems(format).fields.map((f): W => {
      const at = offset + f.offset;
      if (f.code === 's') return new W_Bytes(data.slice(at, at + f.count));
      if (f.code === 'p') return new W_Bytes(data.slice(at + 1, at + 1 + Math.min(data[at] ?? 0, f.count - 1)));
      if (f.code === 'c') return new W_Bytes(data.slice(at, at + 1));
      const raw = readRaw(data, f.code, at, f.little);
      if (f.code === '?') return newBool(raw !== 0);
      return 'efd'.includes(f.code) ? new W_Float(raw as number) : typeof raw === 'bigint' ? intFromBig(raw) : raw;
    }),
  );
}

const RANGES: ReadonlyMap<string, readonly [bigint, bigint]> = new Map(
  [
    ['b', 8, true],
    ['B', 8, false],
    ['h', 16, true],
    ['H', 16, false],
    ['i', 32, true],
    ['I', 32, false],
    ['l', 64, true],
    ['q', 64, true],
    ['n', 64, true],
    ['L', 64, false],
    ['Q', 64, false],
    ['N', 64, false],
    ['P', 64, false],
  ].map(([code, bits, signed]) => {
    const n = BigInt(bits as number);
    return [code as string, signed === true ? [-(1n << (n - 1n)), (1n << (n - 1n)) - 1n] : [0n, (1n << n) - 1n]] as const;
  }),
);

/** struct.pack into a buffer. */
export function packItems(format: string, values: readonly W[], data: Uint8Array, offset: number): void {
  const { fields } = formatItems(format);
  if (values.length !== fields.length) throw structError(`pack expected ${fields.length} items for packing (got ${values.length})`);
  const v = view(data);
  fields.forEach((f, i) => {
    const at = offset + f.offset;
    const w = values[i];
    if (f.code === 's' || f.code === 'c' || f.code === 'p') {
      if (!(w instanceof W_Bytes || w instanceof W_Bytearray)) throw structError(`argument for '${f.code}' must be a bytes object`);
      if (f.code === 'c' && w.data.length !== 1) throw structError('char format requires a bytes object of length 1');
      if (f.code === 'p') {
        data[at] = Math.min(w.data.length, f.count - 1, 255);
        data.set(w.data.subarray(0, data[at]), at + 1);
      } else data.set(w.data.subarray(0, f.count), at);
      return;
    }
    if (f.code === '?') {
      data[at] = w instanceof W_Bool ? w.intval : Number(asBig(w) !== 0n);
      return;
    }
    if ('efd'.includes(f.code)) {
      const x = asDouble(w);
      if (x === null) throw structError('required argument is not a float');
      if (f.code === 'd') v.setFloat64(at, x, f.little);
      else if (f.code === 'f') {
        if (Number.isFinite(x) && !Number.isFinite(Math.fround(x))) throw error('OverflowError', 'float too large to pack with f format');
        v.setFloat32(at, x, f.little);
      } else v.setUint16(at, toHalf(x), f.little);
      return;
    }
    packInt(v, f, at, w);
  });
}

/** What `__index__` says; null where there is none. */
function indexed(w: W): bigint | null {
  return typeof w === 'object' && typeOf(w).lookup('__index__') !== null ? bigArgument(w) : null;
}
function packInt(v: DataView, f: Field, at: number, w: W): void {
  const n = asBig(w) ?? indexed(w);
  if (n === null) throw structError('required argument is not an integer');
  const [low, high] = RANGES.get(f.code) ?? [0n, 0n];
  if (n < low || n > high)
    throw structError(
      f.code === 'b' || f.code === 'B'
        ? `${f.code === 'b' ? 'byte' : 'ubyte'} format requires ${low} <= number <= ${high}`
        : `'${f.code}' format requires ${low} <= number <= ${high}`,
    );
  switch (f.code) {
    case 'b':
    case 'B':
      v.setUint8(at, Number(BigInt.asUintN(8, n)));
      return;
    case 'h':
    case 'H':
      v.setUint16(at, Number(BigInt.asUintN(16, n)), f.little);
      return;
    case 'i':
    case 'I':
      v.setUint32(at, Number(BigInt.asUintN(32, n)), f.little);
      return;
    default:
      v.setBigUint64(at, BigInt.asUintN(64, n), f.little);
  }
}

function toHalf(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const a = Math.abs(x);
  if (!Number.isFinite(a)) return sign | 0x7c00;
  if (a < 2 ** -14) return sign | roundEven(a * 2 ** 24);
  const e = Math.floor(Math.log2(a));
  const m = roundEven((a / 2 ** e - 1) * 1024);
  const bits = ((e + 15) << 10) + m;
  if (bits >= 0x7c00) throw error('OverflowError', 'float too large to pack with e format');
  return sign | bits;
}
const roundEven = (x: number): number => {
  const f = Math.floor(x);
  const d = x - f;
  return d > 0.5 || (d === 0.5 && f % 2 === 1) ? f + 1 : f;
};
