/**
 * The part of itertools that has loops of its own over plain arrays or needs no calls: count, repeat, product, permutations, combinations,
 * tee. The rest is library/python/itertools.ts. Source: pypy/module/itertools/interp_itertools.py.
 */
import { stopIteration, typeError, valueError } from '../../runtime/errors';
import { W_Builtin } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import type { W_Type } from '../../runtime/types';
import { allocate } from '../types/core';
import { holding, W_NativeIter, W_PlainIter } from '../../runtime/iterators';
import { newTuple, w_None, type W } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import { defineModule, constructor, method } from '../define';
import { iterOf, nextOf, toArray } from '../protocols/iterables';
import { argument, checkSize, instanceOf, intArgument, moduleType, payload } from '../native';

const type = (name: string): ReturnType<typeof moduleType> => {
  const t = moduleType('itertools', name);
  method(t, '__iter__', 1, 1, (w) => w);
  method(t, '__next__', 1, 1, (w) => {
    const v = nextOf(payload(w, W_NativeIter));
    if (v === null) throw stopIteration(null);
    return v;
  });
  return t;
};

const count = type('count');
constructor(count, (args, keywords) => {
  let n = argument(args, 1, keywords, 'start') ?? 0;
  const step = argument(args, 2, keywords, 'step') ?? 1;
  const next = (): W => {
    const v = n;
    n = typeof n === 'number' && typeof step === 'number' && Number.isSafeInteger(n + step) ? n + step : hooks.binary(0, n, step);
    return v;
  };
  const plain = typeof n === 'number' && typeof step === 'number';
  const it = plain ? new W_PlainIter(count, next, undefined, true) : new W_NativeIter(count, next);
  it.holds = () => [n, step];
  return instanceOf(args[0], count, it);
});

const repeat = type('repeat');
constructor(repeat, (args, keywords) => {
  const item = argument(args, 1, keywords, 'object') ?? w_None;
  const times = argument(args, 2, keywords, 'times');
  let left = times === undefined ? Infinity : Math.max(0, intArgument(times));
  const it = new W_PlainIter(
    repeat,
    () => (left-- > 0 ? item : null),
    () => (left === Infinity ? -1 : Math.max(0, left)),
  );
  return instanceOf(args[0], repeat, holding(it, item));
});

const product = type('product');
constructor(product, (args, keywords) => {
  const times = intArgument(keywords?.get('repeat') ?? 1);
  if (times < 0) throw valueError('repeat argument cannot be negative');
  const once = args.slice(1).map(toArray);
  checkSize(once.length * times * 8);
  const pools = Array.from({ length: times }, () => once).flat();
  const at = pools.map(() => 0);
  let state: 'first' | 'running' | 'done' = pools.some((p) => p.length === 0) ? 'done' : 'first';
  const step = (): W | null => {
    if (state === 'done') return null;
    if (state === 'running') {
      let i = pools.length - 1;
      while (i >= 0 && ++at[i] === pools[i].length) at[i--] = 0;
      if (i < 0) {
        state = 'done';
        return null;
      }
    }
    state = 'running';
    return newTuple(pools.map((p, i) => p[at[i]]));
  };
  return instanceOf(args[0], product, holding(new W_PlainIter(product, step, undefined, true), pools));
});

/** Index tuples in lexicographic order; `advance` moves to the next and says whether there is one. */
function arrangements(
  t: ReturnType<typeof moduleType>,
  items: readonly W[],
  first: number[] | null,
  advance: (at: number[]) => boolean,
  size: number,
): W {
  let at = first;
  let started = false;
  const it = new W_PlainIter(t, () => {
    if (at === null) return null;
    if (started && !advance(at)) {
      at = null;
      return null;
    }
    started = true;
    vm.spend(size >> 3);
    return newTuple(at.slice(0, size).map((i) => items[i]));
  });
  return holding(it, items);
}

const permutations = type('permutations');
constructor(permutations, (args, keywords) => {
  const items = toArray(argument(args, 1, keywords, 'iterable') ?? w_None);
  const n = items.length;
  const given = argument(args, 2, keywords, 'r') ?? w_None;
  const r = given === w_None ? n : intArgument(given);
  if (r < 0) throw valueError('r must be non-negative');
  const cycles = Array.from({ length: r }, (_, i) => n - i);
  const advance = (at: number[]): boolean => {
    for (let i = r - 1; i >= 0; i--) {
      if (--cycles[i] === 0) {
        const moved = at.splice(i, 1);
        at.push(...moved);
        cycles[i] = n - i;
      } else {
        const j = n - cycles[i];
        [at[i], at[j]] = [at[j], at[i]];
        return true;
      }
    }
    return false;
  };
  return instanceOf(args[0], permutations, arrangements(permutations, items, r > n ? null : items.map((_, i) => i), advance, r));
});

const subsets: ReturnType<typeof moduleType>[] = [];
for (const [name, repeated] of [
  ['combinations', false],
  ['combinations_with_replacement', true],
] as const) {
  const t = type(name);
  subsets.push(t);
  constructor(t, (args, keywords) => {
    const items = toArray(argument(args, 1, keywords, 'iterable') ?? w_None);
    const n = items.length;
    const r = intArgument(argument(args, 2, keywords, 'r') ?? missing(name));
    if (r < 0) throw valueError('r must be non-negative');
    const advance = (at: number[]): boolean => {
      let i = r - 1;
      while (i >= 0 && at[i] === (repeated ? n - 1 : i + n - r)) i--;
      if (i < 0) return false;
      const v = at[i] + 1;
      for (let k = i; k < r; k++) at[k] = repeated ? v : v + k - i;
      return true;
    };
    const none = repeated ? n === 0 && r > 0 : r > n;
    return instanceOf(
      args[0],
      t,
      arrangements(t, items, none ? null : Array.from({ length: r }, (_, i) => (repeated ? 0 : i)), advance, r),
    );
  });
}
function missing(name: string): never {
  throw typeError(`${name}() missing required argument 'r' (pos 2)`);
}

const tee = type('_tee');

/**
 * `object.__new__` for the classes of itertools that are written in Python: their `__init__` is what C has in `__new__`, so that for a subclass it runs
 * here, and what the subclass defines itself may take what it likes.
 */
const newIterator = new W_Builtin(
  '__new__',
  (args, keywords) => {
    const cls = args[0] as W_Type;
    const made = allocate(cls);
    const own = cls.mro.find((t) => t.module === 'itertools');
    if (own === undefined || own === cls) return made;
    const init = own.lookup('__init__') as W;
    hooks.call(init, [made, ...args.slice(1)], cls.lookup('__init__') === init ? keywords : null);
    return made;
  },
  'object.__new__',
);

defineModule('_itertools', (m) => {
  m.set('_new', newIterator);
  for (const t of [count, repeat, product, permutations, ...subsets]) m.set(t.name, t);
  m.def('tee', 1, 2, (iterable, n) => {
    const copies = n === undefined ? 2 : intArgument(n);
    if (copies < 0) throw valueError('n must be >= 0');
    const it = iterOf(iterable);
    // What one copy has read and another has not; the oldest part is dropped.
    const at = Array.from({ length: copies }, () => 0);
    let seen: W[] = [];
    let base = 0;
    return newTuple(
      at.map((_, copy) => {
        const one = new W_NativeIter(tee, () => {
          const i = at[copy] - base;
          if (i === seen.length) {
            const v = nextOf(it);
            if (v === null) return null;
            seen.push(v);
          }
          at[copy]++;
          const v = seen[i];
          if (seen.length > 1000 && i === 0) {
            const oldest = Math.min(...at);
            if (oldest - base > seen.length / 2) {
              seen = seen.slice(oldest - base);
              base = oldest;
            }
          }
          return v;
        });
        one.holds = () => [it, seen];
        return one;
      }),
    );
  });
});
