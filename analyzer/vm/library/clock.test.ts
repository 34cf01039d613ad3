/** The two clocks of a run: a virtual one that work moves, and the machine's. */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSyntax } from '../../syntax';
import type { RealClock, RunResult } from '../api';
import { runProgram, type VmOptions } from '../index';
import { sealed } from '../testing/sealed-run';

beforeAll(() => loadSyntax());

function run(source: string, more: Partial<VmOptions> = {}): RunResult & { readonly printed: string } {
  let printed = '';
  const result = runProgram(sealed(source, { stdout: (text) => void (printed += text), ...more }));
  return { ...result, printed };
}

/** Stands still but for sleep and `step` at each look. */
function handClock(step = 0): RealClock & { readonly naps: number[] } {
  let at = 1000;
  const naps: number[] = [];
  const look = (): number => (at += step);
  return {
    naps,
    now: () => 1.5e9 + look(),
    elapsed: look,
    busy: () => 0.25,
    sleep: (seconds) => void (naps.push(seconds), (at += seconds)),
  };
}

describe('the virtual clock', () => {
  const untilLate = 'import time\nn = 0\nend = time.perf_counter() + 0.001\nwhile time.perf_counter() < end:\n    n += 1\nprint(n)\n';

  test('moves in compiled code as in interpreted code', () => {
    const [off, compiled] = [run(untilLate, { jit: 'off' }), run(untilLate)];
    expect(Number(off.printed)).toBeGreaterThan(10_000);
    // The call of the native counts where it is interpreted.
    expect(Number(compiled.printed) / Number(off.printed)).toBeLessThan(2.1);
    expect(run(untilLate).printed).toBe(compiled.printed);
  });

  test('a sleep takes no time, and is not work', () => {
    const { printed } = run(
      'import time\nt, p = time.time(), time.process_time()\ntime.sleep(3600)\nprint(round(time.time() - t), round(time.process_time() - p))\n',
    );
    expect(printed).toBe('3600 0\n');
  });
});

test('operations are counted in compiled code: the limit ends it, and a request to stop is seen', () => {
  const endless = 'n = 0\nwhile True:\n    n += 1\n';
  const limited = run(endless, { limits: { operations: 3e6 } });
  expect([limited.outcome, limited.operations >= 3e6, limited.operations < 3.1e6]).toEqual(['operation-limit', true, true]);
  let polls = 0;
  expect(run(endless, { poll: () => (++polls > 500 ? 'cancelled' : null) }).operations).toBeLessThan(1e7);
});

test('a program that is run for its own sake sees the real time, and sleeps in pieces that can be stopped', () => {
  const clock = handClock();
  const { printed } = run(
    'import time\nt = time.monotonic()\ntime.sleep(0.12)\nprint(time.time() > 1.5e9, round(time.monotonic() - t, 3), time.process_time())\n',
    { clock },
  );
  expect(printed).toBe('True 0.12 0.0\n');
  expect(clock.naps.map((seconds) => Number(seconds.toFixed(3)))).toEqual([0.05, 0.05, 0.02]);
  const asleep = run('import time\ntime.sleep(1000)\n', { clock: handClock(), poll: () => 'cancelled' });
  expect(asleep.outcome).toBe('cancelled');
});

describe('an interrupt', () => {
  /** Interrupts at the given polls. */
  const interruptedAt = (...polls: number[]): Partial<VmOptions> => {
    let poll = 0;
    return { interrupted: () => polls.includes(++poll) };
  };
  const spins =
    'def main():\n    n = 0\n    try:\n        while True:\n            n += 1\n    except KeyboardInterrupt:\n        print("caught", n > 0)\nmain()\n';

  test('is raised in interpreted and in compiled loops, and can be caught', () => {
    for (const jit of ['off', {}, { engine: 'interpreter' }] as const) {
      const { outcome, printed } = run(spins + spins, { jit, ...interruptedAt(3, 40) });
      expect([outcome, printed]).toEqual(['finished', 'caught True\ncaught True\n']);
    }
  });

  test('ends a program that does not catch it, as a shell expects, and a sleep', () => {
    const lone = run('while True: pass\n', interruptedAt(20));
    expect([lone.outcome, lone.exitStatus, lone.failure?.type]).toEqual(['failed', 130, 'KeyboardInterrupt']);
    const asleep = run('import time\ntime.sleep(1000)\n', { clock: handClock(), ...interruptedAt(2) });
    expect(asleep.failure?.type).toBe('KeyboardInterrupt');
  });
});
