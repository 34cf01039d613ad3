/** Programs of `fixtures/hostile` try to get out of the sandbox; each holds, in the interpreter, in the IR interpreter and in compiled traces. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax } from '../../syntax';
import { runProgram, type JitSetting } from '../index';
import { hostDisk } from '../sandbox/disk';
import { openPythonLibrary } from '../sandbox/library-archive';
import { overlayFiles } from '../sandbox/overlay';
import { sealed } from '../testing/sealed-run';

const library = openPythonLibrary(path.join(__dirname, '../../../dist'));
const folder = path.join(__dirname, '../../../fixtures/hostile');

beforeAll(async () => {
  await loadSyntax({ engine: 'native' });
});

/** `profiling`: as in a profile, where the clock is virtual (docs/threat-model.md); `jitlens run` shows the real one. */
function outputOf(source: string, name: string, jit: JitSetting, profiling = false): string {
  let out = '';
  const write = (text: string): void => void (out += text);
  const files = overlayFiles({ disk: hostDisk, readable: [folder], cwd: folder, capacity: 1e6, exhausted: () => undefined });
  const result = runProgram(
    sealed(source, {
      path: path.join(folder, name),
      jit,
      profiling,
      searchPath: [folder],
      library,
      files,
      limits: { operations: 1e8, output: 1e6 },
      stdout: write,
      stderr: write,
    }),
  );
  return `${out}${result.outcome}`;
}

const stress = { threshold: 2, function_threshold: 2, trace_eagerness: 1 };
const MODES: Readonly<Record<string, JitSetting>> = {
  'the interpreter': 'off',
  'the IR interpreter': { ...stress, engine: 'interpreter' },
  'compiled traces': { ...stress, engine: 'javascript' },
};

describe.each(readdirSync(folder).filter((name) => name.endsWith('.py')))('%s', (name) => {
  const source = readFileSync(path.join(folder, name), 'utf8');

  it.each(Object.entries(MODES))(
    'holds in %s',
    (_mode, jit) => {
      expect(outputOf(source, name, jit)).toMatch(/^held\nfinished$/m);
    },
    120_000,
  );
});

it('shows no class of an earlier program in the same process', () => {
  outputOf('class Left(int): pass\nclass Behind: pass\n', 'first.py', 'off');
  const names = outputOf('print([c.__name__ for t in (int, object) for c in t.__subclasses__()])', 'second.py', 'off');
  expect(names).not.toMatch(/Left|Behind/);
  expect(names).toMatch(/\nfinished$/);
});

it('shows no clock, chance or machine of the host in a profile', async () => {
  const program = `import datetime, os, random, time, uuid
for n in range(2):
    print(time.time(), time.monotonic_ns(), time.perf_counter(), time.process_time(), time.localtime(), time.ctime(), datetime.datetime.now())
    print(os.times(), os.urandom(8), random.random(), random.SystemRandom().random(), uuid.uuid1(), uuid.uuid4())
    print(os.getpid(), os.cpu_count(), os.uname(), dict(os.environ), hash('text'))
    time.sleep(3600)
`;
  const first = outputOf(program, 'clock.py', 'off', true);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(first).toMatch(/\nfinished$/);
  expect(outputOf(program, 'clock.py', 'off', true)).toBe(first);
});

it('leaves the global objects of the host as they were', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { x?: unknown }).x).toBeUndefined();
});
