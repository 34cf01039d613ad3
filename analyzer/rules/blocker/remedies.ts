/**
 * What to do about each opaque construct. A construct without a remedy is reported in surely hot loops only: advice nobody can follow gets a rule
 * switched off.
 *
 * Left out on purpose: calls whose own work is far more than what the optimizer forgets (files, sockets, hashing, compression, JSON,
 * sleeping), and those whose other forms are no better: a comprehension in place of `list(t)`, `dict(pairs)` or `extend` is a loop of its
 * own, entered with call_assembler, after which the heap is forgotten as well.
 */
import type { CallKind } from '../../targets';

const REMEDIES: ReadonlyMap<string, string> = new Map<string, string>([
  ['library pypyjit.residual_call', 'keep the call out of the hot loop, or call the function directly so that the JIT can look inside'],
  [
    'builtin sorted',
    'sort once outside the loop, keep the list in order with `bisect.insort`, or use `min`/`max` when only the ends matter',
  ],
  [
    'method list.sort',
    'sort once outside the loop, keep the list in order with `bisect.insort`, or use `min`/`max` when only the ends matter',
  ],
  ['method dict.update', 'store the keys one by one when they are known: a store is traced'],
  ['method tuple.index', 'look the position up in a dict made once'],
  ...['strip', 'lstrip', 'rstrip'].map(
    (name) =>
      [
        `method str.${name}`,
        `call \`${name}()\` without characters where white space is meant: that is no obstacle; or strip the whole text once`,
      ] as const,
  ),
  ['method str.splitlines', 'use `split("\\n")`, or split the whole text once outside the loop'],
  ['method str.translate', 'use `replace`, or translate the whole text once outside the loop'],
  ['library math.hypot', 'write `math.sqrt(x * x + y * y)`: the multiplications are traced and the root is a pure call'],
  ['library math.fsum', 'add the numbers in a loop when full precision is not needed'],
  ['library re.match', 'compile the pattern once and call its method: the module function looks it up in a cache each time'],
  ['library re.search', 'compile the pattern once and call its method: the module function looks it up in a cache each time'],
  ['library re.fullmatch', 'compile the pattern once and call its method: the module function looks it up in a cache each time'],
  ['library re.sub', 'compile the pattern once and call its method: the module function looks it up in a cache each time'],
  ['library re.split', 'compile the pattern once and call its method: the module function looks it up in a cache each time'],
  ['library struct.iter_unpack', 'step through the buffer with `unpack_from` and a literal format'],
  ['library copy.copy', 'construct the copy directly, from the fields'],
  ['library statistics.mean', 'divide `sum(...)` by `len(...)`'],
  ['builtin isinstance', 'test for the concrete classes'],
  ['builtin pow', 'for a small exponent multiply and take the remainder step by step, `k * k % n * k % n`: that is traced'],
  ['builtin eval', 'compile a function once, outside the loop: evaluated text is never traced'],
  ['builtin exec', 'compile a function once, outside the loop: executed text is never traced'],
  ['op ctypes call', 'call through cffi: one plain call instead of several that may force'],
  ['op extension call', 'move the loop into the extension, or hand it larger pieces; with cffi a call is one plain call'],
  ['op with threading.Lock', 'take the lock once around the loop'],
]);

/** One sentence without a full stop, or null when nothing sensible can be said. */
export function remedyFor(kind: CallKind, name: string): string | null {
  return REMEDIES.get(`${kind} ${name}`) ?? null;
}
