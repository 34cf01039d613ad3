/** _random: the Mersenne Twister MT19937. Source: Matsumoto and Nishimura, "Mersenne Twister" (ACM TOMACS 1998); seeding as in CPython's _randommodule.c. */
import { error, typeError, valueError } from '../../runtime/errors';
import { K } from '../../runtime/kinds';
import { intFromBig, layout, newTuple, tupleItems, w_None, W_Float, W_Native, type W } from '../../runtime/values';
import { constructor, defineModule, method, rawMethod } from '../define';
import { hashOf } from '../protocols/comparison';
import { toArray } from '../protocols/iterables';
import { asBig } from '../numbers';
import { bigArgument, checkSize, instanceOf, intArgument, moduleType, payload } from '../native';
import { vm } from '../../runtime/vm';

const N = 624;
const M = 397;
const randomType = moduleType('_random', 'Random');

class W_Random extends W_Native {
  readonly state = new Uint32Array(N);
  index = N;
  constructor() {
    super(randomType);
    this.seedFrom([0]);
  }

  private fill(seed: number): void {
    const s = this.state;
    s[0] = seed;
    for (let i = 1; i < N; i++) s[i] = Math.imul(1812433253, s[i - 1] ^ (s[i - 1] >>> 30)) + i;
    this.index = N;
  }

  /** init_by_array. */
  seedFrom(key: readonly number[]): void {
    this.fill(19650218);
    const s = this.state;
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, key.length); k > 0; k--) {
      s[i] = (s[i] ^ Math.imul(s[i - 1] ^ (s[i - 1] >>> 30), 1664525)) + key[j] + j;
      if (++i >= N) {
        s[0] = s[N - 1];
        i = 1;
      }
      if (++j >= key.length) j = 0;
    }
    for (let k = N - 1; k > 0; k--) {
      s[i] = (s[i] ^ Math.imul(s[i - 1] ^ (s[i - 1] >>> 30), 1566083941)) - i;
      if (++i >= N) {
        s[0] = s[N - 1];
        i = 1;
      }
    }
    s[0] = 0x80000000;
  }

  /** The next 32 bits. */
  next(): number {
    const s = this.state;
    if (this.index >= N) {
      for (let k = 0; k < N; k++) {
        const y = (s[k] & 0x80000000) | (s[(k + 1) % N] & 0x7fffffff);
        s[k] = s[(k + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      this.index = 0;
    }
    let y = s[this.index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  random(): number {
    const a = this.next() >>> 5;
    const b = this.next() >>> 6;
    return (a * 67108864 + b) / 9007199254740992;
  }
}
layout(W_Random, K.NATIVE);
const R = (w: W): W_Random => payload(w, W_Random);

/** Without a seed runs must repeat: the seed is a constant. What is no int gives its hash, as an unsigned word. */
function seed(r: W_Random, given: W): void {
  const whole = given === w_None ? 5489n : asBig(given);
  let n = whole === null ? BigInt.asUintN(64, BigInt(hashOf(given))) : whole < 0n ? -whole : whole;
  const key: number[] = [];
  do {
    key.push(Number(n & 0xffffffffn));
    n >>= 32n;
  } while (n > 0n);
  r.seedFrom(key);
}

constructor(randomType, (args) => {
  const r = new W_Random();
  if (args.length > 1) seed(r, args[1]);
  return instanceOf(args[0], randomType, r);
});
rawMethod(randomType, '__init__', () => w_None);
method(randomType, 'seed', 1, 2, (w, given = w_None) => (seed(R(w), given), w_None));
method(randomType, 'random', 1, 1, (w) => new W_Float(R(w).random()));
method(randomType, 'getrandbits', 2, 2, (w, bits) => {
  const big = bigArgument(bits);
  if (big < 0n) throw valueError('number of bits must be non-negative');
  checkSize(Number(big) / 8);
  let k = Number(big);
  if (k === 0) return 0;
  const r = R(w);
  if (k <= 32) return r.next() >>> (32 - k);
  vm.spend(k >> 8);
  let out = 0n;
  for (let shift = 0n; k > 0; shift += 32n, k -= 32) {
    const word = r.next();
    out |= BigInt(k < 32 ? word >>> (32 - k) : word) << shift;
  }
  return intFromBig(out);
});
method(randomType, 'getstate', 1, 1, (w) => newTuple([...Array.from(R(w).state), R(w).index]));
method(randomType, 'setstate', 2, 2, (w, state) => {
  if (tupleItems(state) === null) throw typeError('state vector must be a tuple');
  const items = toArray(state).map(intArgument);
  if (items.length !== N + 1) throw valueError('state vector is the wrong size');
  if (items.some((n) => n < 0)) throw error('OverflowError', "can't convert negative value to unsigned int");
  if (items[N] > N) throw valueError('invalid state');
  R(w).state.set(items.slice(0, N));
  R(w).index = items[N];
  return w_None;
});

defineModule('_random', (m) => m.set('Random', randomType));
