/** SHA-3 and SHAKE (FIPS 202): the sponge over Keccak-f[1600]. A lane of 64 bits is two of 32, the low one first. */

/** The rotations of rho in the order of pi's walk over the lanes (FIPS 202, 3.2.2 and 3.2.3), and iota's constants (3.2.5). */
const { ROTATIONS, LANES, CONSTANTS } = walk();

function walk() {
  const [rotations, lanes]: [number[], number[]] = [[], []];
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t++) {
    rotations.push((((t + 1) * (t + 2)) / 2) % 64);
    [x, y] = [y, (2 * x + 3 * y) % 5];
    lanes.push(x + 5 * y);
  }
  // A bit of a round's constant at each 2^j - 1, from a shift register of x^8 + x^6 + x^5 + x^4 + 1.
  const constants = new Int32Array(48);
  let register = 1;
  for (let round = 0; round < 24; round++) {
    for (let j = 0; j < 7; j++) {
      const bit = (1 << j) - 1;
      if ((register & 1) !== 0) constants[round * 2 + (bit >> 5)]! |= 1 << (bit & 31);
      register = (register << 1) ^ ((register & 0x80) === 0 ? 0 : 0x171);
    }
  }
  return { ROTATIONS: rotations, LANES: lanes, CONSTANTS: constants };
}

function permute(s: Int32Array): void {
  const c = new Int32Array(10);
  for (let round = 0; round < 24; round++) {
    for (let i = 0; i < 10; i++) c[i] = s[i]! ^ s[i + 10]! ^ s[i + 20]! ^ s[i + 30]! ^ s[i + 40]!;
    for (let x = 0; x < 5; x++) {
      const [before, after] = [((x + 4) % 5) * 2, ((x + 1) % 5) * 2];
      const low = c[before]! ^ ((c[after]! << 1) | (c[after + 1]! >>> 31));
      const high = c[before + 1]! ^ ((c[after + 1]! << 1) | (c[after]! >>> 31));
      for (let y = 0; y < 50; y += 10) {
        s[y + x * 2]! ^= low;
        s[y + x * 2 + 1]! ^= high;
      }
    }
    let [low, high] = [s[2]!, s[3]!];
    for (let t = 0; t < 24; t++) {
      const at = LANES[t]! * 2;
      const n = ROTATIONS[t]!;
      if (n >= 32) [low, high] = [high, low];
      const shift = n & 31;
      const [l, h] = shift === 0 ? [low, high] : [(low << shift) | (high >>> (32 - shift)), (high << shift) | (low >>> (32 - shift))];
      [low, high] = [s[at]!, s[at + 1]!];
      s[at] = l;
      s[at + 1] = h;
    }
    for (let y = 0; y < 50; y += 10) {
      const row = s.slice(y, y + 10);
      for (let i = 0; i < 10; i++) s[y + i] = row[i]! ^ (~row[(i + 2) % 10]! & row[(i + 4) % 10]!);
    }
    s[0]! ^= CONSTANTS[round * 2]!;
    s[1]! ^= CONSTANTS[round * 2 + 1]!;
  }
}

/** `size` bytes of the sponge of `rate` bytes that took in `data`, with its suffix of bits: 6 for SHA-3, 31 for SHAKE. */
export function sponge(data: Uint8Array, rate: number, suffix: number, size: number): Uint8Array {
  const state = new Int32Array(50);
  const view = new DataView(state.buffer);
  const take = (byte: number, at: number): void => view.setUint8(at, view.getUint8(at) ^ byte);
  // The words are little-endian in FIPS 202, and in memory wherever V8 runs.
  let at = 0;
  for (const byte of data) {
    take(byte, at);
    if (++at === rate) {
      permute(state);
      at = 0;
    }
  }
  take(suffix, at);
  take(0x80, rate - 1);
  permute(state);
  const out = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    if (i > 0 && i % rate === 0) permute(state);
    out[i] = view.getUint8(i % rate);
  }
  return out;
}
