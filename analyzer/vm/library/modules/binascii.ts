/** binascii. Sources: ISO 3309 (CRC-32), RFC 4648 (base64). */
import { exceptionType, GuestError, newException } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { builtinType } from '../../runtime/types';
import { strText, W_Bytes, type W } from '../../runtime/values';
import { defineModule } from '../define';
import { bytesOfText } from '../text/latin';
import { bytesArgument, intArgument } from '../native';
import { crc32 } from '../checksums';

const hex = (data: Uint8Array): string => Array.from(data, (b) => b.toString(16).padStart(2, '0')).join('');
const binasciiError = builtinType('Error', [exceptionType('ValueError')]);
binasciiError.module = 'binascii';
binasciiError.hasDict = true;
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
const latin = (w: W): string => strText(w) ?? Array.from(bytesArgument(w), (b) => String.fromCharCode(b)).join('');
function fromBase64(text: string): Uint8Array {
  const kept = text.replace(/[^A-Za-z0-9+/=]/g, '');
  const body = kept.replace(/=.*$/s, '');
  if (body.length % 4 === 1)
    throw new GuestError(
      newException(binasciiError, [
        `Invalid base64-encoded string: number of data characters (${body.length}) cannot be 1 more than a multiple of 4`,
      ]),
    );
  if (kept.length % 4 !== 0) throw new GuestError(newException(binasciiError, ['Incorrect padding']));
  const out: number[] = [];
  let bits = 0;
  let n = 0;
  for (const c of body) {
    n = (n << 6) | ALPHABET.indexOf(c);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push((n >> bits) & 255);
      n &= (1 << bits) - 1;
    }
  }
  return Uint8Array.from(out);
}

defineModule('binascii', (m) => {
  m.set('Error', binasciiError);
  for (const name of ['hexlify', 'b2a_hex']) m.raw(name, (args) => new W_Bytes(bytesOfText(hex(bytesArgument(args[0])))));
  for (const name of ['unhexlify', 'a2b_hex']) {
    m.def(name, 1, 1, (w) => {
      const text = latin(w);
      if (text.length % 2 !== 0) throw new GuestError(newException(binasciiError, ['Odd-length string']));
      if (/[^0-9a-fA-F]/.test(text)) throw new GuestError(newException(binasciiError, ['Non-hexadecimal digit found']));
      return new W_Bytes(Uint8Array.from(text.match(/../g) ?? [], (d) => parseInt(d, 16)));
    });
  }
  m.raw(
    'b2a_base64',
    (args, keywords) =>
      new W_Bytes(
        bytesOfText(
          base64(bytesArgument(args[0])) + (keywords?.has('newline') === true && !hooks.truth(keywords.get('newline') as W) ? '' : '\n'),
        ),
      ),
  );
  m.raw('a2b_base64', (args) => new W_Bytes(fromBase64(latin(args[0]))));
  m.def('crc32', 1, 2, (data, start) => crc32(bytesArgument(data), start === undefined ? 0 : intArgument(start)));
});
