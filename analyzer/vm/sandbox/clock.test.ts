import { expect, it } from 'vitest';
import { CLOCK_START, virtualClock } from './clock';
import { StopBlock } from './stop-block';

it('runs with the operations done and jumps over sleeps', () => {
  let operations = 0;
  const clock = virtualClock(() => operations);
  expect(clock.now()).toBe(CLOCK_START);
  operations = 1000;
  expect(clock.elapsed()).toBe(10_000n);
  clock.sleep(1e9);
  clock.sleep(-5);
  clock.sleep(Number.NaN);
  clock.sleep(Number.POSITIVE_INFINITY);
  expect(clock.elapsed()).toBe(1_000_010_000n);
  expect(clock.now() - CLOCK_START).toBe(clock.elapsed());
});

it('keeps the first reason to stop, across two views of one memory', () => {
  const watchdog = new StopBlock();
  const guest = new StopBlock(watchdog.memory);
  expect(guest.requested()).toBeNull();
  expect(watchdog.request('time-limit')).toBe(true);
  expect(watchdog.request('cancelled')).toBe(false);
  expect(guest.requested()).toBe('time-limit');
  guest.report(1234);
  guest.report(undefined);
  expect(watchdog.seen()).toEqual({ polls: 2, operations: 1234 });
});
