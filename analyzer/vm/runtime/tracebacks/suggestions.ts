/** "Did you mean": the name nearest to one that does not exist. Source: CPython 3.13's Lib/traceback.py (behaviour). */
const MAX_CANDIDATES = 750;
const MAX_LENGTH = 40;
const MOVE = 2;
const CASE = 1;

/** The nearest of `names`, or null when none is near enough. */
export function nearest(wrong: string, names: Iterable<string>): string | null {
  const list = [...names];
  if (list.length > MAX_CANDIDATES || wrong.length > MAX_LENGTH) return null;
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const name of list) {
    if (name === wrong) continue;
    // No more than a third of the involved characters should need changes.
    const limit = Math.min(Math.floor(((name.length + wrong.length + 3) * MOVE) / 6), bestDistance - 1);
    const distance = levenshtein(wrong, name, limit);
    if (distance > limit || distance >= bestDistance) continue;
    best = name;
    bestDistance = distance;
  }
  return best;
}

const substitution = (a: string, b: string): number => (a === b ? 0 : a.toLowerCase() === b.toLowerCase() ? CASE : MOVE);

function levenshtein(x: string, y: string, limit: number): number {
  let a = x;
  let b = y;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  a = a.slice(start);
  b = b.slice(start);
  while (a.length > 0 && b.length > 0 && a[a.length - 1] === b[b.length - 1]) {
    a = a.slice(0, -1);
    b = b.slice(0, -1);
  }
  if (a === '' || b === '') return MOVE * (a.length + b.length);
  if (a.length > MAX_LENGTH || b.length > MAX_LENGTH) return limit + 1;
  if (b.length < a.length) [a, b] = [b, a];
  if ((b.length - a.length) * MOVE > limit) return limit + 1;
  const row = Array.from(a, (_c, i) => (i + 1) * MOVE);
  let result = 0;
  for (let i = 0; i < b.length; i++) {
    let distance = i * MOVE;
    result = distance;
    let minimum = Infinity;
    for (let j = 0; j < a.length; j++) {
      const replaced = distance + substitution(b[i], a[j]);
      distance = row[j];
      result = Math.min(replaced, Math.min(result, distance) + MOVE);
      row[j] = result;
      minimum = Math.min(minimum, result);
    }
    if (minimum > limit) return limit + 1;
  }
  return result;
}
