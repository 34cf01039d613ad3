/** The bytes of a document as text, piece by piece: by its byte order mark, its declaration, or as UTF-8. Source: XML 1.0, appendix F; pyexpat's `PyUnknownEncodingHandler`. */
import { valueError } from '../../../runtime/errors';

import { decode } from '../../types/str';
import { joinBytes } from '../../text/join-bytes';
import { points } from '../../protocols/comparison';

/** Stands for bytes that are no text: XML allows it nowhere, so that the parser refuses it where it stands. */
const NO_TEXT = '\uffff';

type Decode = (bytes: Uint8Array, final: boolean) => string;

export class DocumentDecoder {
  private waiting: Uint8Array = new Uint8Array(0);
  private decode: Decode | null = null;

  /** `given`: the encoding the program named, which counts more than what the document says. */
  constructor(private readonly given: string | null) {}

  push(bytes: Uint8Array, final: boolean): string {
    if (this.decode !== null) return this.decode(bytes, final);
    const all = joinBytes([this.waiting, bytes]);
    this.waiting = all;
    const name = this.given ?? named(all, final);
    if (name === null) return '';
    this.decode = decoder(name);
    return this.decode(all, final);
  }
}

/** The encoding that a document names by its first bytes; null while they do not say yet. */
function named(bytes: Uint8Array, final: boolean): string | null {
  if (bytes.length < 4 && !final) return null;
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0x3c && b === 0) return 'utf-16le';
  if (a === 0 && b === 0x3c) return 'utf-16be';
  const head = String.fromCharCode(...bytes.slice(0, 1024));
  if (!head.startsWith('<?xml')) return !final && '<?xml'.startsWith(head) ? null : 'utf-8';
  const end = head.indexOf('?>');
  if (end < 0) return final || bytes.length >= 1024 ? 'utf-8' : null;
  return /\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/.exec(head.slice(0, end))?.[1] ?? 'utf-8';
}

function decoder(name: string): Decode {
  const plain = name.toLowerCase();
  if (plain === 'utf-8') return utf8();
  if (plain === 'utf-16' || plain === 'utf-16le' || plain === 'utf-16be') {
    const host = new TextDecoder(plain === 'utf-16be' ? 'utf-16be' : 'utf-16le');
    return (bytes, final) => host.decode(bytes, { stream: !final });
  }
  if (plain === 'iso-8859-1') return table((b) => String.fromCharCode(b));
  if (plain === 'us-ascii') return table((b) => (b < 128 ? String.fromCharCode(b) : NO_TEXT));
  const all = points(
    decode(
      Uint8Array.from({ length: 256 }, (_, i) => i),
      name,
      'replace',
    ),
  );
  if (all.length !== 256) throw valueError('multi-byte encodings are not supported');
  return table((b) => (all[b] === 0xfffd ? NO_TEXT : String.fromCodePoint(all[b])));
}

const table =
  (character: (byte: number) => string): Decode =>
  (bytes) =>
    Array.from(bytes, character).join('');

function utf8(): Decode {
  let rest: Uint8Array = new Uint8Array(0);
  let first = true;
  return (bytes, final) => {
    const all = rest.length === 0 ? bytes : joinBytes([rest, bytes]);
    const { good, partial } = validUtf8(all);
    const broken = good < all.length && (final || !partial);
    rest = broken ? new Uint8Array(0) : all.slice(good);
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(all.subarray(0, good)) + (broken ? NO_TEXT : '');
    const shown = first && text.startsWith('\ufeff') ? text.slice(1) : text;
    if (all.length > 0) first = false;
    return shown;
  };
}

/** How many bytes from the start are whole characters, and whether what follows them is the beginning of one. */
function validUtf8(bytes: Uint8Array): { good: number; partial: boolean } {
  let i = 0;
  while (i < bytes.length) {
    const lead = bytes[i];
    const size = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    if (size === 0) return { good: i, partial: false };
    for (let k = 1; k < size; k++) {
      if (i + k >= bytes.length) return { good: i, partial: true };
      const low = k === 1 ? (lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80) : 0x80;
      const high = k === 1 ? (lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf) : 0xbf;
      if (bytes[i + k] < low || bytes[i + k] > high) return { good: i, partial: false };
    }
    i += size;
  }
  return { good: i, partial: false };
}
