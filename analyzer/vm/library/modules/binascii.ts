/** binascii. Sources: ISO 3309 (CRC-32), RFC 4648 (base64), CPython's Modules/binascii.c (what is refused, and its words). */
import { exceptionType, GuestError, newException, typeError, valueError } from '../../runtime/errors';
import { builtinType } from '../../runtime/types';
import { strText, w_None, W_Bytes, type W } from '../../runtime/values';
import { defineModule } from '../define';
import { bytesOfText } from '../text/latin';
import { argument, bytesArgument, checkSize, intArgument, isTrue } from '../native';
import { crc32, crcCcitt } from '../digests/checksums';
import { fromQuoted, fromUu, toQuoted, toUu } from '../text/mail-encodings';

const hex = (data: Uint8Array): string => Array.from(data, (b) => b.toString(16).padStart(2, '0')).join('');
const failure = (text: string): GuestError => new GuestError(newException(binasciiError, [text]));
const binasciiError = builtinType('Error', [exceptionType('ValueError')]);
binasciiError.module = 'binascii';
binasciiError.hasDict = true;
const incomplete = builtinType('Incomplete', [exceptionType('Exception')]);
incomplete.module = 'binascii';
incomplete.hasDict = true;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
function base64(data: Uint8Array): string {
  let out = '';
  for (let i = 0; i < data.length; i += 3) {
    const n = (data[i] << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
    out +=
      ALPHABET[n >> 18] +
      ALPHABET[(n >> 12) & 63] +
      (i + 1 < data.length ? ALPHABET[(n >> 6) & 63] : '=') +
      (i + 2 < data.length ? ALPHABET[n & 63] : '=');
  }
  return out;
}
/** A bytes-like object, or a str of ASCII. */
function ascii(w: W): Uint8Array {
  const text = strText(w);
  if (text === null) return bytesArgument(w);
  if (/[^\0-\x7f]/.test(text)) throw valueError('string argument should contain only ASCII characters');
  return bytesOfText(text);
}

function fromBase64(data: Uint8Array, strict: boolean): Uint8Array {
  const out: number[] = [];
  let place = 0;
  let left = 0;
  let pads = 0;
  let padding = false;
  for (let i = 0; i < data.length; i++) {
    const c = data[i];
    if (c === 61) {
      padding = true;
      if (strict && place === 0) throw failure(i === 0 ? 'Leading padding not allowed' : 'Excess padding not allowed');
      if (place >= 2 && place + ++pads >= 4) {
        if (strict && i + 1 < data.length) throw failure('Excess data after padding');
        return Uint8Array.from(out);
      }
      continue;
    }
    const six = ALPHABET.indexOf(String.fromCharCode(c));
    if (six < 0) {
      if (strict) throw failure('Only base64 data is allowed');
      continue;
    }
    if (strict && padding) throw failure('Discontinuous padding not allowed');
    pads = 0;
    if (place > 0) out.push(((left << (2 * place)) | (six >> (6 - 2 * place))) & 255);
    left = six;
    place = (place + 1) & 3;
  }
  if (place === 1)
    throw failure(
      `Invalid base64-encoded string: number of data characters (${Math.floor(out.length / 3) * 4 + 1}) cannot be 1 more than a multiple of 4`,
    );
  if (place !== 0) throw failure('Incorrect padding');
  return Uint8Array.from(out);
}

/** Hexadecimal digits with `sep` after each `group` bytes, counted from the right, or from the left if `group` is negative. */
export function hexWithSeparator(data: Uint8Array, sep: W | undefined, group: number): Uint8Array {
  checkSize(3 * data.length);
  const digits = hex(data);
  if (sep === undefined) return bytesOfText(digits);
  const text = strText(sep) ?? String.fromCharCode(...bytesArgument(sep).subarray(0, 2));
  if (text.length !== 1) throw valueError('sep must be length 1.');
  if (text > '\xff') throw valueError('sep must be ASCII.');
  const step = 2 * Math.abs(group);
  if (step === 0 || step >= digits.length) return bytesOfText(digits);
  const first = group > 0 ? digits.length % step : 0;
  const parts = first > 0 ? [digits.slice(0, first)] : [];
  for (let i = first; i < digits.length; i += step) parts.push(digits.slice(i, i + step));
  return bytesOfText(parts.join(text));
}

defineModule('binascii', (m) => {
  m.set('Error', binasciiError);
  m.set('Incomplete', incomplete);
  for (const name of ['hexlify', 'b2a_hex'])
    m.raw(name, (args, keywords) => {
      const group = argument(args, 2, keywords, 'bytes_per_sep');
      const data = argument(args, 0, keywords, 'data');
      if (data === undefined) throw typeError(`${name}() missing required argument 'data' (pos 1)`);
      return new W_Bytes(
        hexWithSeparator(bytesArgument(data), argument(args, 1, keywords, 'sep'), group === undefined ? 1 : intArgument(group)),
      );
    });
  for (const name of ['unhexlify', 'a2b_hex']) {
    m.def(name, 1, 1, (w) => {
      const text = Array.from(ascii(w), (b) => String.fromCharCode(b)).join('');
      if (text.length % 2 !== 0) throw failure('Odd-length string');
      if (/[^0-9a-fA-F]/.test(text)) throw failure('Non-hexadecimal digit found');
      return new W_Bytes(Uint8Array.from(text.match(/../g) ?? [], (d) => parseInt(d, 16)));
    });
  }
  m.raw('b2a_base64', (args, keywords) => {
    const data = bytesArgument(args[0]);
    checkSize(2 * data.length);
    return new W_Bytes(bytesOfText(base64(data) + (isTrue(keywords?.get('newline'), true) ? '\n' : '')));
  });
  m.raw('a2b_base64', (args, keywords) => new W_Bytes(fromBase64(ascii(args[0]), isTrue(keywords?.get('strict_mode'), false))));
  m.def('crc32', 1, 2, (data, start) => crc32(bytesArgument(data), start === undefined ? 0 : intArgument(start)));
  m.def('crc_hqx', 2, 2, (data, start) => crcCcitt(bytesArgument(data), intArgument(start)));
  m.def('a2b_uu', 1, 1, (data) => new W_Bytes(fromUu(ascii(data), failure)));
  m.raw('b2a_uu', (args, keywords) => new W_Bytes(toUu(bytesArgument(args[0]), isTrue(keywords?.get('backtick'), false), failure)));
  m.raw('a2b_qp', (args, keywords) => {
    const header = isTrue(argument(args, 1, keywords, 'header'), false);
    return new W_Bytes(fromQuoted(ascii(argument(args, 0, keywords, 'data') ?? w_None), header));
  });
  m.raw('b2a_qp', (args, keywords) => {
    const data = bytesArgument(argument(args, 0, keywords, 'data') ?? w_None);
    checkSize(4 * data.length);
    return new W_Bytes(
      toQuoted(data, {
        quoteTabs: isTrue(argument(args, 1, keywords, 'quotetabs'), false),
        isText: isTrue(argument(args, 2, keywords, 'istext'), true),
        header: isTrue(argument(args, 3, keywords, 'header'), false),
      }),
    );
  });
});
