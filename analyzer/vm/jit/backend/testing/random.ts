/** Seeded random values for tests: the same seed gives the same values everywhere. */
import type { IntValue } from '../../ir';

/** Mulberry32. */
export class Random {
  constructor(private state: number) {}

  /** 0 <= x < 1. */
  float(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(n: number): number {
    return Math.floor(this.float() * n);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  /** Mostly near the powers of two where representations change. */
  int(): IntValue {
    if (this.chance(0.3)) return this.below(20) - 10;
    const edge = this.chance(0.5) ? this.pick([31, 32, 53, 63]) : this.below(64);
    const value = (1n << BigInt(edge)) * (this.chance(0.5) ? 1n : -1n) + BigInt(this.below(7) - 3);
    const inside = BigInt.asIntN(64, value);
    return inside <= BigInt(Number.MAX_SAFE_INTEGER) && inside >= -BigInt(Number.MAX_SAFE_INTEGER) ? Number(inside) : inside;
  }

  double(): number {
    const x = this.float() * 10 - 5;
    return this.pick([0, -0, 1, -1, 0.5, NaN, Infinity, -Infinity, 2 ** 53, 1e300, 5e-324, x, x]);
  }
}

/** `n` ints, the edges first. */
export function randomInts(seed: number, n: number): IntValue[] {
  const edges: IntValue[] = [0, 1, -1];
  for (const bit of [31n, 32n, 52n, 53n, 62n, 63n]) {
    for (const d of [-2n, -1n, 0n, 1n]) {
      for (const value of [(1n << bit) + d, -(1n << bit) + d]) {
        if (BigInt.asIntN(64, value) !== value) continue;
        edges.push(value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value);
      }
    }
  }
  const random = new Random(seed);
  while (edges.length < n) edges.push(random.int());
  return edges;
}
