/** A small deterministic source of choices: the same seed gives the same program on every machine. */
export class Random {
  constructor(private state: number) {
    this.state = (Math.imul(state, 2654435761) + 12345) >>> 0;
  }

  /** 0 to n - 1. Source: Marsaglia, "Xorshift RNGs" (2003), 13/17/5. */
  below(n: number): number {
    let x = this.state === 0 ? 1 : this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x >>> 0;
    return this.state % n;
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }
}
