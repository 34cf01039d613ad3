/** BLAKE2b and BLAKE2s (RFC 7693), with the parameters of the BLAKE2 paper, 2.8. */

export interface Blake2Parameters {
  readonly size: number;
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  readonly person: Uint8Array;
  readonly fanout: number;
  readonly depth: number;
  readonly leafSize: number;
  readonly nodeOffset: bigint;
  readonly nodeDepth: number;
  readonly innerSize: number;
  readonly lastNode: boolean;
}
/** What the two have different: bits of a word, rounds, rotations, and the lengths of key, salt and personalisation in bytes. */
export interface Blake2 {
  readonly name: 'blake2b' | 'blake2s';
  readonly word: 8 | 4;
  readonly rounds: number;
  readonly rotations: readonly [bigint, bigint, bigint, bigint];
  readonly initial: readonly bigint[];
  readonly longest: number;
  readonly saltSize: number;
}
// The initial values are those of SHA-512 and SHA-256 (RFC 7693, 2.6).
export const BLAKE2B: Blake2 = {
  name: 'blake2b',
  word: 8,
  rounds: 12,
  rotations: [32n, 24n, 16n, 63n],
  initial: [
    0x6a09e667f3bcc908n,
    0xbb67ae8584caa73bn,
    0x3c6ef372fe94f82bn,
    0xa54ff53a5f1d36f1n,
    0x510e527fade682d1n,
    0x9b05688c2b3e6c1fn,
    0x1f83d9abfb41bd6bn,
    0x5be0cd19137e2179n,
  ],
  longest: 64,
  saltSize: 16,
};
export const BLAKE2S: Blake2 = {
  name: 'blake2s',
  word: 4,
  rounds: 10,
  rotations: [16n, 12n, 8n, 7n],
  initial: BLAKE2B.initial.map((x) => x >> 32n),
  longest: 32,
  saltSize: 8,
};

/** RFC 7693, 2.7. */
const SIGMA = [
  '0123456789abcdef',
  'ea489fd61c02b753',
  'b8c052fdae367194',
  '7931dcbe265a40f8',
  '905724afe1bc683d',
  '2c6a0b834d75fe19',
  'c51fed4a0763928b',
  'db7ec13950f4862a',
  '6fe9b308c2d714a5',
  'a2847615fb9e3cd0',
].map((row) => Array.from(row, (digit) => parseInt(digit, 16)));
const COLUMNS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

export function blake2(kind: Blake2, data: Uint8Array, p: Blake2Parameters): Uint8Array {
  const bits = BigInt(kind.word * 8);
  const wrap = (x: bigint): bigint => BigInt.asUintN(kind.word * 8, x);
  const right = (x: bigint, n: bigint): bigint => (x >> n) | wrap(x << (bits - n));
  const block = kind.word * 16;

  const head = new Uint8Array(kind.word * 8);
  const view = new DataView(head.buffer);
  head.set([p.size, p.key.length, p.fanout, p.depth]);
  view.setUint32(4, p.leafSize, true);
  if (kind.word === 8) view.setBigUint64(8, p.nodeOffset, true);
  else {
    view.setUint32(8, Number(p.nodeOffset & 0xffffffffn), true);
    view.setUint16(12, Number(p.nodeOffset >> 32n), true);
  }
  head.set([p.nodeDepth, p.innerSize], kind.word === 8 ? 16 : 14);
  head.set(p.salt, head.length - 2 * kind.saltSize);
  head.set(p.person, head.length - kind.saltSize);

  const wordAt = (from: DataView, i: number): bigint =>
    kind.word === 8 ? from.getBigUint64(i * 8, true) : BigInt(from.getUint32(i * 4, true));
  const h = kind.initial.map((x, i) => x ^ wordAt(view, i));

  const padded = new Uint8Array(Math.max(1, (p.key.length > 0 ? 1 : 0) + Math.ceil(data.length / block)) * block);
  padded.set(p.key);
  padded.set(data, p.key.length > 0 ? block : 0);
  const length = data.length + (p.key.length > 0 ? block : 0);
  const words = new DataView(padded.buffer);

  for (let at = 0; at < padded.length; at += block) {
    const last = at + block === padded.length;
    const m = Array.from({ length: 16 }, (_, i) => wordAt(words, at / kind.word + i));
    const v = [...h, ...kind.initial];
    v[12]! ^= BigInt(last ? length : at + block);
    if (last) v[14] = wrap(~v[14]!);
    if (last && p.lastNode) v[15] = wrap(~v[15]!);
    const [r1, r2, r3, r4] = kind.rotations;
    for (let round = 0; round < kind.rounds; round++) {
      const s = SIGMA[round % 10]!;
      COLUMNS.forEach(([a, b, c, d], i) => {
        v[a] = wrap(v[a]! + v[b]! + m[s[2 * i]!]!);
        v[d] = right(v[d]! ^ v[a]!, r1);
        v[c] = wrap(v[c]! + v[d]!);
        v[b] = right(v[b]! ^ v[c]!, r2);
        v[a] = wrap(v[a]! + v[b]! + m[s[2 * i + 1]!]!);
        v[d] = right(v[d]! ^ v[a]!, r3);
        v[c] = wrap(v[c]! + v[d]!);
        v[b] = right(v[b]! ^ v[c]!, r4);
      });
    }
    for (let i = 0; i < 8; i++) h[i] = h[i]! ^ v[i]! ^ v[i + 8]!;
  }
  const out = new DataView(new ArrayBuffer(kind.word * 8));
  h.forEach((x, i) => (kind.word === 8 ? out.setBigUint64(i * 8, x, true) : out.setUint32(i * 4, Number(x), true)));
  return new Uint8Array(out.buffer).slice(0, p.size);
}
