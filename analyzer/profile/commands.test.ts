import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { importCommand, profileCommand, runCommand, traceCommand, type CommandIo, type ProfileServices } from './commands';
import type { ProfileJson } from './contract';
import type { ChildBundles } from './child-process';
import { bundleWithDouble } from './testing/bundles';

let bundles: ChildBundles;
let cwd = '';

beforeAll(async () => {
  bundles = await bundleWithDouble();
  cwd = realpathSync(mkdtempSync(path.join(tmpdir(), 'commands-')));
});

interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Command = (args: readonly string[], io: CommandIo, services: ProfileServices) => Promise<number>;

async function execute(command: Command, args: readonly string[], io: Partial<CommandIo> = {}): Promise<Result> {
  let stdout = '';
  let stderr = '';
  const services: ProfileServices = {
    bundles,
    findings: () => ({ findings: [], errors: [] }),
    renderProfile: (profile) => `text of ${profile.path}\n`,
    budgets: () => Promise.resolve([]),
    renderBudgets: () => '',
    renderTraces: ({ traces, line }) => `${traces.length} traces at ${line ?? 'any line'}\n`,
  };
  const all = { cwd, stdout: (text: string) => void (stdout += text), stderr: (text: string) => void (stderr += text), ...io };
  const status = await command(args, all, services);
  return { status, stdout, stderr };
}

function program(name: string, text: string): string {
  writeFileSync(path.join(cwd, name), text);
  return name;
}

describe('profile', () => {
  it('prints the same JSON each time, times excepted', async () => {
    const file = program('same.py', 'print hello\nargs\ncompile 3');
    const texts: string[] = [];
    for (let run = 0; run < 3; run++) {
      const { status, stdout } = await execute(profileCommand, [file, '--format', 'json', '--', 'x', '--y']);
      expect(status).toBe(0);
      texts.push(stdout.replace(/"times": \{[^}]*\}/, ''));
    }
    expect(new Set(texts).size).toBe(1);
    const json = JSON.parse(`${texts[0]!.trimEnd().replace(/,\s*\}$/, '')}}`) as ProfileJson;
    expect(json).toMatchObject({
      version: 1,
      path: 'same.py',
      target: 'pypy',
      engine: 'vm',
      outcome: 'finished',
      exitStatus: 0,
      stdout: 'hello\n["x","--y"]\n',
      summary: { loops: 3, bridges: 0 },
      failure: null,
    });
    expect(json.parameters).toMatchObject({ threshold: 1039, trace_eagerness: 200 });
    expect(json.lines[0]).toMatchObject({ path: 'same.py', line: 1, loops: 3 });
    expect(json.traces).toHaveLength(3);
  });

  it('prints text by default', async () => {
    expect(await execute(profileCommand, [program('a.py', 'print x')])).toEqual({ status: 0, stdout: 'text of a.py\n', stderr: '' });
  });

  it('is 3 when a limit cut the run, and prints what was learned', async () => {
    const { status, stdout, stderr } = await execute(profileCommand, [
      program('spin.py', 'compile 2\nspin'),
      '--format=json',
      '--time-limit',
      '1.5',
    ]);
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'time-limit', summary: { loops: 2 } });
    expect(stderr).toBe(
      'jitlens: the time limit cut the run short (--time-limit S allows more seconds); the profile covers what ran until then\n',
    );
  });

  it('is 0 for a program that fails, with the place', async () => {
    const { status, stdout } = await execute(profileCommand, [program('fails.py', 'compile 1\nfail bad value'), '--format', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'failed',
      exitStatus: 1,
      failure: { type: 'ValueError', path: 'fails.py', line: 2, message: 'bad value' },
    });
  });

  it('is 2 when the profiler failed, and still prints', async () => {
    const { status, stdout, stderr } = await execute(profileCommand, [program('throws.py', 'compile 1\nthrow oops'), '--format', 'json']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^jitlens: the profiler failed: Error: oops/);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed', summary: { loops: 1 } });
  });

  it('prints the partial profile when interrupted', async () => {
    const file = program('long.py', 'compile 2\nspin');
    let loops = 0;
    // The program never ends; how long a busy machine takes to start it is not known. Interrupted too early, it has compiled nothing yet.
    for (let delay = 400; loops === 0 && delay < 10_000; delay *= 3) {
      const signal = AbortSignal.timeout(delay);
      const { status, stdout } = await execute(profileCommand, [file, '--format', 'json'], { signal });
      expect(status).toBe(130);
      const json = JSON.parse(stdout) as ProfileJson;
      expect(json.outcome).toBe('cancelled');
      loops = json.summary.loops;
    }
    expect(loops).toBe(2);
  });

  it('passes JIT parameters on and shows them', async () => {
    const { stdout } = await execute(profileCommand, [
      program('a.py', 'print x'),
      '--format',
      'json',
      '--jit',
      'threshold=2,trace_eagerness=1',
    ]);
    expect((JSON.parse(stdout) as ProfileJson).parameters).toMatchObject({ threshold: 2, trace_eagerness: 1, trace_limit: 6000 });
  });
});

describe('run', () => {
  it('exits as the program does and passes its output through', async () => {
    expect(await execute(runCommand, [program('five.py', 'print out\nwarn err\nexit 5')])).toEqual({
      status: 5,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('says which limit cut it', async () => {
    const { status, stderr } = await execute(runCommand, [program('spin.py', 'spin'), '--time-limit', '0.2']);
    expect(status).toBe(3);
    expect(stderr).toContain('time limit');
  });
});

describe('trace', () => {
  it('takes a line', async () => {
    const file = program('t.py', 'compile 4');
    expect((await execute(traceCommand, [`${file}:12`])).stdout).toBe('4 traces at 12\n');
    expect((await execute(traceCommand, [file])).stdout).toBe('4 traces at any line\n');
  });
});

describe('import', () => {
  const LOG = `[1a] {jit-log-opt-loop
# Loop 1 (f;prog.py:1-2~#4 FOR_ITER) : loop with 6 ops
[p0, i1]
+10: label(p0, i1, descr=TargetToken(100))
debug_merge_point(0, 0, 'f;prog.py:1-2~#4 FOR_ITER')
+12: guard_true(i1, descr=<Guard0x10>) [p0]
+20: label(p0, i1, descr=TargetToken(200))
debug_merge_point(0, 0, 'f;prog.py:1-2~#4 FOR_ITER')
+22: guard_true(i1, descr=<Guard0x20>) [p0]
debug_merge_point(0, 0, 'f;prog.py:1-3~#8 CALL_FUNCTION')
+30: p5 = call_may_force_r(ConstClass(W_ListObject.descr_sort), p0, descr=<Callr 8 r EF=7>)
+40: jump(p0, i1, descr=TargetToken(200))
+50: --end of the loop--
[1b] jit-log-opt-loop}
[1c] {jit-backend-counts
entry 1:1
TargetToken(100):1
TargetToken(200):70000
[1d] jit-backend-counts}
[1e] {jit-summary
Tracing:      \t1\t0.001
Total # of loops:\t1
Total # of bridges:\t0
opt ops:\t7
[1f] jit-summary}
`;

  it('shows a PYPYLOG file as a profile', async () => {
    const { status, stdout, stderr } = await execute(importCommand, [program('run.log', LOG), '--format', 'json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const json = JSON.parse(stdout) as ProfileJson;
    expect(json).toMatchObject({
      engine: 'log',
      path: 'prog.py',
      outcome: 'finished',
      prediction: null,
      summary: { loops: 1, optimizedOps: 7 },
    });
    expect(json.lines.find((line) => line.line === 3)).toMatchObject({
      residualCalls: [{ callee: 'list.sort', class: 'opaque', count: 1 }],
    });
    expect(json.traces).toMatchObject([{ id: 1, kind: 'loop', line: 2, executions: 70_000, ends: 'jump to loop 1 label 1' }]);
    expect(json.notes).toEqual(['the program is not on this machine: its lines and findings are missing']);
  });

  it('of a log that was cut keeps what is there and says so', async () => {
    const { status, stdout } = await execute(importCommand, [program('cut.log', LOG.slice(0, LOG.indexOf('[1c]'))), '--format', 'json']);
    expect(status).toBe(0);
    const json = JSON.parse(stdout) as ProfileJson;
    expect(json.notes).toContain('the log ends early: counts are missing');
    expect(json).toMatchObject({ partial: true, outcome: 'cancelled' });
  });

  it('of anything else is refused', async () => {
    const { status, stderr } = await execute(importCommand, [program('other.txt', 'not a log\n')]);
    expect(status).toBe(2);
    expect(stderr).toContain('other.txt is no PYPYLOG file with traces in it');
    expect(await execute(importCommand, ['none.log'])).toMatchObject({ status: 2, stderr: 'jitlens import: none.log: no such file\n' });
  });
});

describe('a request that cannot be carried out', () => {
  it.each<[readonly string[], string]>([
    [[], 'no FILE given'],
    [['none.py'], 'none.py: no such file'],
    [['folder'], 'folder is a directory; give a Python file'],
    [['binary.py'], 'binary.py is not a text file in UTF-8 or in the encoding its first lines declare'],
    [['a.py', 'b.py'], "unexpected argument 'b.py'; arguments of the program come after --"],
    [
      ['a.py', '--target', 'cpython3.14'],
      "no engine models cpython3.14 yet; 'jitlens check --target cpython3.14' still says what the analyzer suspects",
    ],
    [['a.py', '--target', 'v8'], "unknown target 'v8'; known are pypy, cpython3.13, cpython3.14, cpython3.15"],
    [['a.py', '--jit', 'treshold=2'], "--jit: no parameter 'treshold'; there are "],
    [['a.py', '--jit', 'threshold=x'], "--jit: threshold takes a whole number, not 'x'"],
    [['a.py', '--time-limit', '0'], "--time-limit takes a number of seconds above 0, not '0'"],
    [['a.py', '--format', 'xml'], "unknown format 'xml'; known are text, json"],
    [['a.py', '--engine', 'v8'], "unknown engine 'v8'; known are vm, pypy"],
    [['a.py', '--colour'], "Unknown option '--colour'"],
  ])('%j is status 2: %s', async (args, message) => {
    program('a.py', 'print x');
    mkdirSync(path.join(cwd, 'folder'), { recursive: true });
    writeFileSync(path.join(cwd, 'binary.py'), Uint8Array.of(0, 1, 2, 255));
    const { status, stdout, stderr } = await execute(profileCommand, args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.startsWith(`jitlens profile: ${message}`)).toBe(true);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('does not count an empty file', async () => {
    const { status, stdout } = await execute(profileCommand, [program('empty.py', ''), '--format', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'finished', summary: { loops: 0 }, prediction: null });
  });
});
