/** Figures of a load: shares of latencies, and memory as a slope. */

export function share(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** `median / 95 % / greatest`, in ms. */
export function latencies(values: readonly number[]): string {
  return [share(values, 0.5), share(values, 0.95), Math.max(...values.slice(-1), ...chunkMaxima(values))].map(shown).join(' / ');
}

/** The greatest of each thousand: spreading all of a long list would overflow the stack. */
function chunkMaxima(values: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(values.length / 1000) }, (_, i) => Math.max(...values.slice(i * 1000, i * 1000 + 1000)));
}

export function shown(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

/** How much the samples grow from one to the next, by least squares. */
export function slope(samples: readonly number[]): number {
  const n = samples.length;
  const meanX = (n - 1) / 2;
  const meanY = samples.reduce((sum, y) => sum + y, 0) / n;
  let above = 0;
  let below = 0;
  for (const [x, y] of samples.entries()) {
    above += (x - meanX) * (y - meanY);
    below += (x - meanX) ** 2;
  }
  return n < 2 ? 0 : above / below;
}
