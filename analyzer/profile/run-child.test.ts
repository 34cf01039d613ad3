import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { limitsOf } from '../vm/sandbox/limits';
import { permissionFlags, startChild, type ChildBundles, type ChildOptions } from './child-process';
import type { Job } from './child/frames';
import { runInChild, type ChildRun, type Progress, type RunCallbacks } from './run-child';
import { SpareChild } from './spare-child';
import { bundleWithDouble } from './testing/bundles';

let bundles: ChildBundles;
let folder = '';

beforeAll(async () => {
  bundles = await bundleWithDouble();
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'guest-')));
});

const options = (): ChildOptions => ({ bundles, readable: [folder], stdin: 'ignore', heapMegabytes: 256 });

function job(source: string, changes: Partial<Job> = {}): Job {
  return {
    source,
    path: `${folder}/p.py`,
    args: [],
    stdin: '',
    jit: {},
    limits: limitsOf('profile'),
    profiling: true,
    events: 'counts',
    readable: [folder],
    searchPath: [folder],
    packages: [],
    overlay: [],
    timeLimit: 20_000,
    residentLimit: 2 ** 30,
    ...changes,
  };
}

const run = (source: string, changes: Partial<Job> = {}, callbacks: RunCallbacks = {}): Promise<ChildRun> =>
  runInChild(job(source, changes), options(), callbacks);

describe('a run that ends by itself', () => {
  it('gives output, events and exit status', async () => {
    const got = await run('print hello\nwarn careful\nargs\ncompile 2\nexit 5', { args: ['a b', '✓'] });
    expect(got).toMatchObject({
      outcome: 'finished',
      exitStatus: 5,
      stdout: 'hello\n["a b","✓"]\n',
      stderr: 'careful\n',
      complete: true,
      fault: null,
    });
    expect(got.events.map((event) => event.type)).toEqual(['compiled', 'compiled', 'counts']);
  });

  it('names a failure of the program', async () => {
    const got = await run('print x\nfail no such thing');
    expect(got).toMatchObject({ outcome: 'failed', exitStatus: 1, fault: null, stderr: 'Traceback: no such thing\n' });
    expect(got.failure).toMatchObject({ type: 'ValueError', line: 2 });
  });

  it('passes output on in order while it runs', async () => {
    const seen: string[] = [];
    await run('print 1\nwarn 2\nprint 3', {}, { onOutput: (stream, text) => void seen.push(`${stream} ${text.trim()}`) });
    expect(seen).toEqual(['stdout 1', 'stderr 2', 'stdout 3']);
  });

  it('gives the standard input it was told', async () => {
    expect((await run('echo', { stdin: 'line 1\nline 2\n' })).stdout).toBe('line 1\nline 2\n');
  });
});

describe('a run that is cut', () => {
  it('by cancellation ends within 100 ms and keeps what was learned', async () => {
    /** Cancels a run as soon as it has compiled. Milliseconds from then to its end, and whether it ended by itself. */
    const cancel = async (program: string): Promise<{ readonly took: number; readonly complete: boolean }> => {
      const controller = new AbortController();
      let cancelled = 0;
      const onOutput = (): void => {
        if (cancelled !== 0) return;
        cancelled = performance.now();
        controller.abort();
      };
      const onProgress = ({ loops }: Progress): void => {
        if (cancelled === 0 && loops === 3) onOutput();
      };
      const got = await run(program, {}, { signal: controller.signal, onOutput, onProgress });
      const took = performance.now() - cancelled;
      expect(got.outcome).toBe('cancelled');
      expect(got.events.filter((event) => event.type === 'compiled')).toHaveLength(3);
      return { took, complete: got.complete };
    };
    for (const program of ['compile 3\nprint before\nspin', 'compile 3\nprint before\nstuck']) {
      // A busy machine may be late by itself, but not each time.
      let last = { took: Infinity, complete: false };
      for (let attempt = 0; attempt < 5 && (last.took >= 100 || last.complete !== program.endsWith('spin')); attempt++)
        last = await cancel(program);
      expect(last.took).toBeLessThan(100);
      expect(last.complete).toBe(program.endsWith('spin'));
    }
  });

  it('before it starts does not start', async () => {
    expect(await run('print x', {}, { signal: AbortSignal.abort() })).toMatchObject({ outcome: 'cancelled', stdout: '' });
  });

  it('by time stops a program that polls and kills one that does not', async () => {
    // The grace is short, and a loaded machine may need more: one of five attempts is enough.
    let polite = await run('compile 1\nspin', { timeLimit: 300 });
    for (let attempt = 1; attempt < 5 && !polite.complete; attempt++) polite = await run('compile 1\nspin', { timeLimit: 300 });
    expect(polite).toMatchObject({ outcome: 'time-limit', complete: true });
    const stuck = await run('compile 4\nstuck', { timeLimit: 1500 });
    expect(stuck).toMatchObject({ outcome: 'time-limit', complete: false });
    expect(stuck.events).toHaveLength(4);
    expect(stuck.milliseconds).toBeLessThan(3000);
  });

  it('by operations is the VM cutting itself', async () => {
    expect((await run('spin', { limits: { ...limitsOf('profile'), operations: 10_000 } })).outcome).toBe('operation-limit');
  });

  it('by output keeps the output up to there', async () => {
    const got = await run('flood', { limits: { ...limitsOf('profile'), output: 50_000 } });
    expect(got.outcome).toBe('output-limit');
    expect(got.stdout.length).toBeGreaterThanOrEqual(50_000);
    expect(got.stdout.length).toBeLessThan(60_000);
  });

  it('by memory, whether the guest polls or the heap bursts', async () => {
    const polite = await run('compile 1\nfill', { residentLimit: 100 * 2 ** 20 });
    expect(polite).toMatchObject({ outcome: 'memory-limit' });
    expect(polite.events.length).toBeGreaterThan(0);
    const burst = await runInChild(job('compile 2\nheap'), { ...options(), heapMegabytes: 64 });
    expect(burst).toMatchObject({ outcome: 'memory-limit', complete: false });
    expect(burst.events).toHaveLength(2);
  });
});

describe('a profiler that fails', () => {
  it('is an outcome with the reason', async () => {
    const got = await run('compile 1\nprint said\nthrow out of cheese');
    expect(got).toMatchObject({ outcome: 'failed', stdout: 'said\n', complete: false });
    expect(got.fault).toMatch(/^the profiler failed: Error: out of cheese \(.*profiler-guest-\d+\.js:\d+:\d+\)$/);
    expect(got.events).toHaveLength(1);
  });

  it('is killed from outside', async () => {
    const child = startChild(options());
    const pending = runInChild(
      job('compile 2\nstuck'),
      options(),
      { onProgress: ({ loops }) => void (loops === 2 && child.process.kill('SIGKILL')) },
      child,
    );
    const got = await pending;
    expect(got).toMatchObject({ outcome: 'failed', fault: 'the profiler process ended unexpectedly by signal SIGKILL' });
    expect(got.events).toHaveLength(2);
  });

  it('has no bundle', async () => {
    const missing = { watchdog: path.join(folder, 'none.js'), guest: path.join(folder, 'none.js') };
    const got = await runInChild(job('print x'), { ...options(), bundles: missing });
    expect(got.outcome).toBe('failed');
    expect(got.fault).toContain('ended unexpectedly');
  });
});

describe('a spare child', () => {
  it('serves one run with the same options, and only while it lives', async () => {
    const spare = new SpareChild();
    spare.prepare(options());
    spare.prepare(options());
    expect(spare.take({ ...options(), heapMegabytes: 1 })).toBeNull();
    const child = spare.take(options());
    expect(child).not.toBeNull();
    expect(spare.take(options())).toBeNull();
    const got = await runInChild(job('print from the spare'), options(), {}, child);
    expect(got).toMatchObject({ outcome: 'finished', stdout: 'from the spare\n' });
  });

  it('that died is not handed out', async () => {
    const spare = new SpareChild();
    spare.prepare(options());
    const first = spare.take(options())!;
    const ended = new Promise((resolve) => first.process.once('close', resolve));
    first.process.kill('SIGKILL');
    await ended;
    spare.prepare(options());
    spare.dispose();
    expect(spare.take(options())).toBeNull();
  });

  it('is ended with a run that was cancelled before it began', async () => {
    const spare = new SpareChild();
    spare.prepare(options());
    const child = spare.take(options())!;
    const ended = new Promise((resolve) => child.process.once('close', resolve));
    await runInChild(job('print x'), options(), { signal: AbortSignal.abort() }, child);
    await ended;
    expect(child.process.signalCode).toBe('SIGKILL');
  });
});

describe('the surroundings', () => {
  it('let the guest read its folder and nothing else', async () => {
    writeFileSync(path.join(folder, 'data.txt'), 'data');
    expect((await run('read data.txt', { overlay: [[`${folder}/data.txt`, 'unsaved']] })).stdout).toBe('unsaved\n');
    expect((await run('read data.txt\nread /etc/passwd\nread ../../etc/passwd')).stdout).toBe('data\nnothing\nnothing\n');
  });

  it('take rights away from the child where Node.js can', () => {
    expect(permissionFlags(options(), '18.0.0')).toEqual([]);
    expect(permissionFlags(options(), '20.20.2')).toContain('--experimental-permission');
    expect(permissionFlags(options(), '24.1.0')).toContain('--permission');
    expect(permissionFlags({ ...options(), readable: ['/a,b'] }, '24.1.0')).toEqual([]);
  });

  it('name no folder inside another that is named', () => {
    const flags = permissionFlags({ ...options(), readable: ['/py/lib/site-packages', '/py/lib', '/py/library'] }, '20.20.2');
    expect(flags.filter((flag) => flag.includes('/py/'))).toEqual(['--allow-fs-read=/py/lib/', '--allow-fs-read=/py/library/']);
  });

  it('report progress', async () => {
    const seen: Progress[] = [];
    await run('compile 2\nspin', { timeLimit: 900 }, { onProgress: (progress) => void seen.push(progress) });
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(seen.at(-1)).toMatchObject({ loops: 2, bridges: 0 });
    expect(seen.at(-1)!.operations).toBeGreaterThan(seen[0].operations);
    expect(seen.at(-1)!.residentBytes).toBeGreaterThan(1e6);
  });
});
