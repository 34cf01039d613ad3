/** zlib. Source: CPython's Modules/zlibmodule.c (behaviour); the work is the host's (sandbox/compression.ts). */
import { joinBytes } from '../../text/join-bytes';
import { exceptionType, GuestError, newException, valueError } from '../../../runtime/errors';
import { K } from '../../../runtime/kinds';
import { builtinType } from '../../../runtime/types';
import { layout, newBool, newStr, w_None, W_Bytes, W_Native, type W } from '../../../runtime/values';
import { vm } from '../../../runtime/vm';
import { deflate, inflate } from '../../../sandbox/compression';
import { crc32 } from '../../digests/checksums';
import { defineModule, getset, method } from '../../define';
import { argument, bytesArgument, intArgument, moduleType } from '../../native';

const errorType = builtinType('error', [exceptionType('Exception')]);
errorType.module = 'zlib';
errorType.hasDict = true;
const zlibError = (message: string): GuestError => new GuestError(newException(errorType, [newStr(message)]));

function adler32(data: Uint8Array, start: number): number {
  let a = start & 0xffff;
  let b = start >>> 16;
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  vm.spend(data.length >> 4);
  return ((b << 16) | a) >>> 0;
}

const checkLevel = (level: number): number => {
  if (level < -1 || level > 9) throw zlibError('Bad compression level');
  return level;
};
/** What zlib itself says, from the host's message. */
function failure(message: string, what: string): GuestError {
  const text = /incorrect header/.test(message) ? 'incorrect header check' : message;
  return zlibError(`Error -3 while ${what}: ${text}`);
}

// -- streams -----------------------------------------------------------------------------------------------------------

const compressType = moduleType('zlib', 'Compress');
const decompressType = moduleType('zlib', 'Decompress');

class W_Compress extends W_Native {
  parts: Uint8Array[] = [];
  finished = false;
  constructor(
    readonly level: number,
    readonly windowBits: number,
    readonly strategy: number,
    readonly dictionary: Uint8Array | undefined,
  ) {
    super(compressType);
  }
}
/** What has come in is unpacked as far as it goes at each call; `given` of its output was handed out before. */
class W_Decompress extends W_Native {
  input: Uint8Array = new Uint8Array(0);
  given = 0;
  eof = false;
  unused: Uint8Array = new Uint8Array(0);
  unconsumed: Uint8Array = new Uint8Array(0);
  constructor(
    readonly windowBits: number,
    readonly dictionary: Uint8Array | undefined,
  ) {
    super(decompressType);
  }
}
layout(W_Compress, K.NATIVE);
layout(W_Decompress, K.NATIVE);
const C = (w: W): W_Compress => w as W_Compress;
const D = (w: W): W_Decompress => w as W_Decompress;

method(compressType, 'compress', 2, 2, (w, data) => {
  if (C(w).finished) throw zlibError('Error -2 while compressing data: inconsistent stream state');
  C(w).parts.push(bytesArgument(data).slice());
  return new W_Bytes(new Uint8Array(0));
});
method(compressType, 'flush', 1, 2, (w, mode) => {
  // Nothing is given out before the end: a flush in the middle changes where the pieces are cut, never what they unpack to.
  if (mode !== undefined && intArgument(mode) !== 4) return new W_Bytes(new Uint8Array(0));
  const c = C(w);
  if (c.finished) throw zlibError('Error -2 while finishing compression: inconsistent stream state');
  c.finished = true;
  const all = joinBytes(c.parts);
  vm.spend(all.length >> 3);
  return new W_Bytes(deflate(all, c.level, c.windowBits, c.strategy, c.dictionary));
});
for (const name of ['copy', '__copy__']) {
  method(compressType, name, 1, 1, (w) => {
    const copy = new W_Compress(C(w).level, C(w).windowBits, C(w).strategy, C(w).dictionary);
    copy.parts = C(w).parts.slice();
    copy.finished = C(w).finished;
    return copy;
  });
  method(decompressType, name, 1, 1, (w) => Object.assign(new W_Decompress(D(w).windowBits, D(w).dictionary), { input: D(w).input, given: D(w).given, eof: D(w).eof, unused: D(w).unused, unconsumed: D(w).unconsumed }));
}
function advance(d: W_Decompress, data: Uint8Array, limit: number): W {
  if (d.eof) {
    d.unused = joinBytes([d.unused, data]);
    return new W_Bytes(new Uint8Array(0));
  }
  d.input = joinBytes([d.input, data]);
  if (d.input.length === 0) return new W_Bytes(new Uint8Array(0));
  vm.spend(d.input.length >> 3);
  const result = inflate(d.input, d.windowBits, d.dictionary);
  if (typeof result === 'string') throw failure(result, 'decompressing data');
  const piece = result.data.slice(d.given, limit > 0 ? d.given + limit : undefined);
  d.given += piece.length;
  const all = d.given === result.data.length;
  d.eof = result.finished && all;
  if (d.eof) d.unused = d.input.slice(result.used);
  // A caller that limits the output hands the tail in again: it is taken as nothing new.
  d.unconsumed = all ? new Uint8Array(0) : d.input.slice(-1);
  if (!all) d.input = d.input.slice(0, -1);
  return new W_Bytes(piece);
}
method(decompressType, 'decompress', 2, 3, (w, data, limit) => {
  const max = limit === undefined ? 0 : intArgument(limit);
  if (max < 0) throw valueError('max_length must be non-negative');
  return advance(D(w), bytesArgument(data), max);
});
method(decompressType, 'flush', 1, 2, (w) => {
  const d = D(w);
  const tail = d.unconsumed;
  d.unconsumed = new Uint8Array(0);
  return d.eof ? new W_Bytes(new Uint8Array(0)) : advance(d, tail, 0);
});
getset(decompressType, 'eof', (w) => newBool(D(w).eof));
getset(decompressType, 'unused_data', (w) => new W_Bytes(D(w).unused));
getset(decompressType, 'unconsumed_tail', (w) => new W_Bytes(D(w).unconsumed));

const CONSTANTS = { DEFLATED: 8, DEF_BUF_SIZE: 16384, DEF_MEM_LEVEL: 8, MAX_WBITS: 15, Z_BEST_COMPRESSION: 9, Z_BEST_SPEED: 1, Z_BLOCK: 5, Z_DEFAULT_COMPRESSION: -1, Z_DEFAULT_STRATEGY: 0, Z_FILTERED: 1, Z_FINISH: 4, Z_FIXED: 4, Z_FULL_FLUSH: 3, Z_HUFFMAN_ONLY: 2, Z_NO_COMPRESSION: 0, Z_NO_FLUSH: 0, Z_PARTIAL_FLUSH: 1, Z_RLE: 3, Z_SYNC_FLUSH: 2, Z_TREES: 6 };

defineModule('zlib', (m) => {
  m.set('error', errorType);
  m.set('ZLIB_VERSION', '1.3.1');
  m.set('ZLIB_RUNTIME_VERSION', '1.3.1');
  for (const [name, value] of Object.entries(CONSTANTS)) m.set(name, value);
  const data = (args: readonly W[]): Uint8Array => bytesArgument(args[0] ?? w_None);
  const number = (args: readonly W[], i: number, keywords: ReadonlyMap<string, W> | null, name: string, missing: number): number => intArgument(argument(args, i, keywords, name) ?? missing);
  m.raw('compress', (args, keywords) => {
    vm.spend(data(args).length >> 3);
    return new W_Bytes(deflate(data(args), checkLevel(number(args, 1, keywords, 'level', -1)), number(args, 2, keywords, 'wbits', 15), 0));
  });
  m.raw('decompress', (args, keywords) => {
    vm.spend(data(args).length >> 3);
    const result = inflate(data(args), number(args, 1, keywords, 'wbits', 15));
    if (typeof result === 'string') throw failure(result, 'decompressing data');
    if (!result.finished) throw zlibError('Error -5 while decompressing data: incomplete or truncated stream');
    return new W_Bytes(result.data);
  });
  m.raw('compressobj', (args, keywords) => {
    const dictionary = argument(args, 5, keywords, 'zdict');
    return new W_Compress(checkLevel(number(args, 0, keywords, 'level', -1)), number(args, 2, keywords, 'wbits', 15), number(args, 4, keywords, 'strategy', 0), dictionary === undefined ? undefined : bytesArgument(dictionary));
  });
  m.raw('decompressobj', (args, keywords) => {
    const dictionary = argument(args, 1, keywords, 'zdict');
    return new W_Decompress(number(args, 0, keywords, 'wbits', 15), dictionary === undefined ? undefined : bytesArgument(dictionary));
  });
  m.def('crc32', 1, 2, (w, start) => crc32(bytesArgument(w), start === undefined ? 0 : Number(BigInt.asUintN(32, BigInt(intArgument(start))))));
  m.def('adler32', 1, 2, (w, start) => adler32(bytesArgument(w), start === undefined ? 1 : Number(BigInt.asUintN(32, BigInt(intArgument(start))))));
});
