import { expect, it } from 'vitest';
import { HeapGauge, threadHeap, type Heap } from './heap-gauge';

const MB = 2 ** 20;

function fakeHeap(): Heap & { live: number; garbage: number; collections: number } {
  return {
    live: 50 * MB,
    garbage: 0,
    collections: 0,
    used() {
      return this.live + this.garbage;
    },
    collect() {
      this.garbage = 0;
      this.collections++;
    },
  };
}

it('counts from what was there before, and not what a collection frees', () => {
  const heap = fakeHeap();
  const gauge = new HeapGauge(heap, 100 * MB);
  heap.live += 60 * MB;
  heap.garbage = 90 * MB;
  expect(gauge.exceeds()).toBe(false);
  expect(heap.collections).toBe(1);
  heap.live += 50 * MB;
  expect(gauge.exceeds()).toBe(true);
});

it('asks for what is about to be taken', () => {
  const heap = fakeHeap();
  const gauge = new HeapGauge(heap, 100 * MB);
  heap.live += 60 * MB;
  expect(gauge.exceeds(30 * MB)).toBe(false);
  expect(gauge.exceeds(41 * MB)).toBe(true);
});

it('does not collect at each look of a program that stays near its limit', () => {
  const heap = fakeHeap();
  const gauge = new HeapGauge(heap, 100 * MB);
  heap.live += 95 * MB;
  for (let i = 0; i < 100; i++) {
    heap.garbage += MB;
    expect(gauge.exceeds()).toBe(false);
  }
  expect(heap.collections).toBeLessThan(6);
});

it('sees a block of this thread and its end', () => {
  // Garbage of the tests before would count as what was there before the program began.
  threadHeap.collect();
  const gauge = new HeapGauge(threadHeap, 60 * MB);
  let block: Uint8Array | null = new Uint8Array(64 * MB);
  expect(gauge.exceeds()).toBe(true);
  expect(block.length).toBe(64 * MB);
  block = null;
  expect(gauge.exceeds()).toBe(false);
});
