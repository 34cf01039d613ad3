/** MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4) of byte arrays; SHA-3 is in sha3.ts, BLAKE2 in blake2.ts. */
import { sponge } from './sha3';

export interface Digest {
  readonly size: number;
  readonly block: number;
  sum(data: Uint8Array): Uint8Array;
}

/** The message with its 1 bit, zeros and length. */
function padded(data: Uint8Array, block: number, little: boolean): DataView {
  const tail = block === 128 ? 17 : 9;
  const out = new Uint8Array(Math.ceil((data.length + tail) / block) * block);
  out.set(data);
  out[data.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setBigUint64(out.length - 8, BigInt(data.length) * 8n, little);
  return view;
}
const left = (x: number, n: number): number => (x << n) | (x >>> (32 - n));
const right = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const MD5_SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 4294967296) | 0);
function md5(data: Uint8Array): Uint8Array {
  const view = padded(data, 64, true);
  let [a0, b0, c0, d0] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let at = 0; at < view.byteLength; at += 64) {
    let [a, b, c, d] = [a0, b0, c0, d0];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const f = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const g = round === 0 ? i : round === 1 ? (5 * i + 1) & 15 : round === 2 ? (3 * i + 5) & 15 : (7 * i) & 15;
      const sum = (a + f + MD5_SINES[i] + view.getInt32(at + g * 4, true)) | 0;
      [a, d, c, b] = [d, c, b, (b + left(sum, MD5_SHIFTS[round * 4 + (i & 3)])) | 0];
    }
    a0 = (a0 + a) | 0;
    b0 = (b0 + b) | 0;
    c0 = (c0 + c) | 0;
    d0 = (d0 + d) | 0;
  }
  return words([a0, b0, c0, d0], true);
}

function words(list: readonly number[], little = false): Uint8Array {
  const view = new DataView(new ArrayBuffer(list.length * 4));
  list.forEach((w, i) => view.setInt32(i * 4, w, little));
  return new Uint8Array(view.buffer);
}

function sha1(data: Uint8Array): Uint8Array {
  const view = padded(data, 64, false);
  const h = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  const w = new Int32Array(80);
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 80; i++) w[i] = i < 16 ? view.getInt32(at + i * 4) : left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    let [a, b, c, d, e] = h;
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const t = (left(a, 5) + f + e + k + w[i]) | 0;
      [e, d, c, b, a] = [d, c, left(b, 30), a, t];
    }
    [a, b, c, d, e].forEach((x, i) => (h[i] = (h[i] + x) | 0));
  }
  return words(h);
}

/** The first primes, whose roots' fractions are SHA-2's constants. */
function primes(): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < 80; n++) if (!found.some((p) => n % p === 0)) found.push(n);
  return found;
}
/** The first 64 bits of the fraction of the n-th root (2 or 3) of a prime, by integer root. */
function rootFraction(prime: number, n: 2 | 3): bigint {
  const scaled = BigInt(prime) << BigInt(64 * n);
  let [low, high] = [0n, 1n << 72n];
  while (low < high) {
    const mid = (low + high + 1n) >> 1n;
    if ((n === 2 ? mid * mid : mid * mid * mid) <= scaled) low = mid;
    else high = mid - 1n;
  }
  return BigInt.asUintN(64, low);
}
/** The constants of SHA-2, by the names of the sizes they are for. */
function makeConstants() {
  const all = primes();
  const K512 = all.map((p) => rootFraction(p, 3));
  const H512 = all.slice(0, 8).map((p) => rootFraction(p, 2));
  const H384 = all.slice(8, 16).map((p) => rootFraction(p, 2));
  return {
    K512,
    K256: K512.slice(0, 64).map((k) => Number(k >> 32n) | 0),
    H512,
    H256: H512.map((k) => Number(k >> 32n) | 0),
    H384,
    H224: H384.map((k) => Number(BigInt.asUintN(32, k)) | 0),
  };
}
type Constants = ReturnType<typeof makeConstants>;
let made: Constants | null = null;
/** Made when the first digest is: most programs want none. */
const constants = (): Constants => (made ??= makeConstants());

const sha256 =
  (initial: 'H256' | 'H224', size: number) =>
  (data: Uint8Array): Uint8Array => {
    const view = padded(data, 64, false);
    const { K256, [initial]: start } = constants();
    const h = [...start];
    const w = new Int32Array(64);
    for (let at = 0; at < view.byteLength; at += 64) {
      for (let i = 0; i < 64; i++) {
        if (i < 16) w[i] = view.getInt32(at + i * 4);
        else {
          const s0 = right(w[i - 15], 7) ^ right(w[i - 15], 18) ^ (w[i - 15] >>> 3);
          const s1 = right(w[i - 2], 17) ^ right(w[i - 2], 19) ^ (w[i - 2] >>> 10);
          w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 64; i++) {
        const t1 = (k + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
        const t2 = ((right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [k, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
      }
      [a, b, c, d, e, f, g, k].forEach((x, i) => (h[i] = (h[i] + x) | 0));
    }
    return words(h).slice(0, size);
  };

const M64 = (1n << 64n) - 1n;
const right64 = (x: bigint, n: bigint): bigint => ((x >> n) | (x << (64n - n))) & M64;
const sha512 =
  (initial: 'H512' | 'H384', size: number) =>
  (data: Uint8Array): Uint8Array => {
    const view = padded(data, 128, false);
    const { K512, [initial]: start } = constants();
    const h = [...start];
    const w: bigint[] = new Array<bigint>(80).fill(0n);
    for (let at = 0; at < view.byteLength; at += 128) {
      for (let i = 0; i < 80; i++) {
        if (i < 16) w[i] = view.getBigUint64(at + i * 8);
        else {
          const s0 = right64(w[i - 15], 1n) ^ right64(w[i - 15], 8n) ^ (w[i - 15] >> 7n);
          const s1 = right64(w[i - 2], 19n) ^ right64(w[i - 2], 61n) ^ (w[i - 2] >> 6n);
          w[i] = (w[i - 16] + s0 + w[i - 7] + s1) & M64;
        }
      }
      let [a, b, c, d, e, f, g, k] = h;
      for (let i = 0; i < 80; i++) {
        const t1 = (k + (right64(e, 14n) ^ right64(e, 18n) ^ right64(e, 41n)) + ((e & f) ^ (~e & M64 & g)) + K512[i] + w[i]) & M64;
        const t2 = ((right64(a, 28n) ^ right64(a, 34n) ^ right64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))) & M64;
        [k, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & M64, c, b, a, (t1 + t2) & M64];
      }
      [a, b, c, d, e, f, g, k].forEach((x, i) => (h[i] = (h[i] + x) & M64));
    }
    const out = new DataView(new ArrayBuffer(64));
    h.forEach((x, i) => out.setBigUint64(i * 8, x));
    return new Uint8Array(out.buffer).slice(0, size);
  };

/** FIPS 202, 6.1: the capacity is twice the digest. */
function sha3(size: number): Digest {
  const block = 200 - 2 * size;
  return { size, block, sum: (data) => sponge(data, block, 6, size) };
}

export const DIGESTS: ReadonlyMap<string, Digest> = new Map([
  ['md5', { size: 16, block: 64, sum: md5 }],
  ['sha1', { size: 20, block: 64, sum: sha1 }],
  ['sha224', { size: 28, block: 64, sum: sha256('H224', 28) }],
  ['sha256', { size: 32, block: 64, sum: sha256('H256', 32) }],
  ['sha384', { size: 48, block: 128, sum: sha512('H384', 48) }],
  ['sha512', { size: 64, block: 128, sum: sha512('H512', 64) }],
  ['sha3_224', sha3(28)],
  ['sha3_256', sha3(32)],
  ['sha3_384', sha3(48)],
  ['sha3_512', sha3(64)],
]);
