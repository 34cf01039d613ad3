/**
 * collections.deque, and where its ends stand in PyPy's blocks. Source: pypy/module/_collections/interp_deque.py.
 */
import { K } from '../runtime/kinds';
import { layout, w_None, W_Native, type W } from '../runtime/values';
import { moduleType } from './native';
import { checkSize } from './native';

export const dequeType = moduleType('collections', 'deque');
dequeType.hasDict = false;

/** Items in a block of PyPy's. */
export const BLOCKLEN = 62;
const CENTER = (BLOCKLEN - 2) / 2;

/** A ring in an array: `first` moves right on popleft; the free part at the left is given back when it is most of the array. */
export class W_Deque extends W_Native {
  items: W[] = [];
  first = 0;
  max = Infinity;
  /** Changes with every change of size: iterators notice. */
  version = 0;
  /** Places in the leftmost and the rightmost block. */
  left = CENTER + 1;
  right = CENTER;
  /** The block that compiled code made last. */
  block: unknown = null;

  constructor() {
    super(dequeType);
  }
  get length(): number {
    return this.items.length - this.first;
  }
  all(): W[] {
    return this.items.slice(this.first);
  }
  replace(items: W[]): void {
    this.items = items;
    this.first = 0;
    this.version++;
    this.left = CENTER + 1;
    this.right = (CENTER + items.length) % BLOCKLEN;
  }
  push(w: W): void {
    if (this.max === 0) return;
    if (this.length >= this.max) this.shift();
    this.items.push(w);
    this.version++;
    this.right = this.right + 1 === BLOCKLEN ? 0 : this.right + 1;
    if ((this.items.length & 0xffff) === 0) checkSize(this.items.length * 8);
  }
  pop(): W {
    this.version++;
    const w = this.items.pop() as W;
    if (this.right > 0) this.right--;
    else if (this.length > 0) this.right = BLOCKLEN - 1;
    else this.center();
    if (this.length === 0) {
      this.items = [];
      this.first = 0;
    }
    return w;
  }
  shift(): W {
    this.version++;
    const w = this.items[this.first];
    this.items[this.first++] = w_None;
    if (this.left + 1 < BLOCKLEN) this.left++;
    else if (this.length > 0) this.left = 0;
    else this.center();
    if (this.first > 32 && this.first * 2 > this.items.length) {
      this.items = this.items.slice(this.first);
      this.first = 0;
    }
    return w;
  }
  unshift(w: W): void {
    if (this.max === 0) return;
    if (this.length >= this.max) this.pop();
    if (this.first === 0) {
      const room = Math.max(16, this.items.length);
      this.items = [...new Array<W>(room).fill(w_None), ...this.items];
      this.first = room;
    }
    this.items[--this.first] = w;
    this.version++;
    this.left = this.left > 0 ? this.left - 1 : BLOCKLEN - 1;
  }
  private center(): void {
    this.left = CENTER + 1;
    this.right = CENTER;
  }
}
layout(W_Deque, K.NATIVE);

/** What the methods of a deque ask of it. */
export const DEQUE = { EMPTY: 1, LAST: 2, FULL: 4, RIGHT_START: 8, RIGHT_END: 16, LEFT_START: 32, LEFT_END: 64 } as const;

/** The answers at once, a bit each. */
export function dequeState(d: W_Deque): number {
  const { length, left, right } = d;
  return (
    (length === 0 ? DEQUE.EMPTY : length === 1 ? DEQUE.LAST : 0) |
    (length >= d.max ? DEQUE.FULL : 0) |
    (right === 0 ? DEQUE.RIGHT_START : right === BLOCKLEN - 1 ? DEQUE.RIGHT_END : 0) |
    (left === 0 ? DEQUE.LEFT_START : left === BLOCKLEN - 1 ? DEQUE.LEFT_END : 0)
  );
}
