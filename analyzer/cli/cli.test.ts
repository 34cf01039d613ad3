import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonJson, FixesJson } from '../fixes/contract';
import type { BudgetJson } from '../profile/budget/judge';
import { runCommand } from '../profile/commands';
import type { CheckJson } from '../report/json';
import { RULES } from '../rules/registry';
import { dispatch } from './dispatch';

const HOT = 'import math\ndef f(ps):\n  t = 0\n  for p in ps:\n    t += math.hypot(p.x, p.y)\n';
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jitlens-cli-'));
  const files: Record<string, string | Uint8Array> = {
    'hot.py': HOT,
    'clean.py': 'x = 1\n',
    'empty.py': '',
    'binary.py': new Uint8Array([0x70, 0, 1]),
    'latin.py': new Uint8Array([0x23, 0xe9, 0x0a]),
    'declared.py': new Uint8Array([...Buffer.from('# -*- coding: latin-1 -*-\nx = "'), 0xe9, 0x22, 0x0a]),
    'klingon.py': '# coding: piqad\n',
    'koi8.py': new Uint8Array([...Buffer.from('# coding: koi8-r\n'), 0xc1, 0x20, 0x3d, 0x20, 0x31, 0x0a]),
    'cp1252.py': new Uint8Array([...Buffer.from('# coding: cp1252\nx = "'), 0x93, 0x22, 0x0a]),
    'broken.py': `${HOT}def g(:\n  pass\n`,
    'notes.txt': 'no Python',
    'config.json': '{"targets": ["cpython3.15"], "disable": ["JIT4"]}',
    'bad.json': '{"targets": ["java"]}',
    'tree/a.py': HOT,
    'tree/b/c.py': 'x = 1\n',
    'tree/.hidden/d.py': HOT,
    'tree/node_modules/e.py': HOT,
    'tree/env/pyvenv.cfg': '',
    'tree/env/lib/f.py': HOT,
    'none/readme.md': '',
    'pinned/.python-version': '3.14.2\n',
    'pinned/hot.py': HOT,
    'cold.py': 'def f(x):\n  return x\n',
    'cells.ipynb': JSON.stringify({
      cells: [
        { cell_type: 'markdown', source: ['# Points'] },
        { cell_type: 'code', source: ['%matplotlib inline\n', 'import math'] },
        { cell_type: 'code', source: HOT.split('\n').slice(1).join('\n') },
      ],
    }),
    'broken.ipynb': JSON.stringify({
      cells: [
        { cell_type: 'code', source: 'x = 1' },
        { cell_type: 'code', source: 'def g(:' },
      ],
    }),
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function jitlens(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  let out = '';
  let err = '';
  const status = await dispatch(args, { stdout: (text) => (out += text), stderr: (text) => (err += text), cwd: folder });
  return { status, out, err };
}

async function filesOf(...args: string[]) {
  return (JSON.parse((await jitlens('check', '--format', 'json', ...args)).out) as CheckJson).files;
}

describe('check', () => {
  it('exits 0 with nothing found, 1 with findings, 2 when something could not be checked', async () => {
    expect((await jitlens('check', 'clean.py')).status).toBe(0);
    expect((await jitlens('check', 'hot.py')).status).toBe(1);
    expect((await jitlens('check', 'hot.py', 'missing.py')).status).toBe(2);
  });

  it.each([
    ['missing.py', 'missing.py: no such file or folder\n'],
    ['binary.py', 'binary.py: not a text file: it contains a NUL byte\n'],
    ['latin.py', 'latin.py: not valid UTF-8\n'],
    ['klingon.py', 'klingon.py: the encoding "piqad" is not supported: use UTF-8\n'],
    ['none', 'none: no Python files in none\n'],
  ])('says one thing about %s', async (path, message) => {
    const { status, err } = await jitlens('check', path);
    expect([status, err]).toEqual([2, message]);
    expect((await filesOf(path))[0]!.errors).toHaveLength(1);
  });

  it('checks what it can of a file with a syntax error, and says where it is', async () => {
    const { status, err } = await jitlens('check', 'broken.py');
    expect(status).toBe(2);
    expect(err).toMatch(/^broken\.py:6:\d+: syntax error: .+\n$/);
    const [file] = await filesOf('broken.py');
    expect(file!.findings.map(({ code }) => code)).toEqual(['JIT101']);
    expect(file!.errors[0]).toMatchObject({ line: 6 });
  });

  it('takes empty files, Latin-1 with a declaration, and files under any name', async () => {
    expect((await jitlens('check', 'empty.py', 'declared.py', 'notes.txt')).status).toBe(2);
    expect((await jitlens('check', 'empty.py', 'declared.py', 'koi8.py', 'cp1252.py')).status).toBe(0);
  });

  it('checks the code cells of a notebook together, and reports them one by one', async () => {
    const [cell, ...others] = await filesOf('cells.ipynb');
    expect(others).toEqual([]);
    expect(cell).toMatchObject({ path: 'cells.ipynb:cell 3', findings: [{ code: 'JIT101', line: 4, column: 10 }], errors: [] });
    expect((await jitlens('check', 'broken.ipynb')).err).toMatch(/^broken\.ipynb:cell 2:1:\d+: syntax error/);
  });

  it('takes the targets that a project pins', async () => {
    expect((await filesOf('--target', 'auto', 'pinned/hot.py'))[0]?.findings[0]?.targets).toEqual(['pypy']);
    expect((await jitlens('check', '--target', 'auto,cpython9', 'pinned/hot.py')).err).toContain('unknown target "cpython9"');
  });

  it('says once of a file that nothing in it can get hot', async () => {
    expect((await jitlens('check', 'cold.py')).out).toContain('cold.py: nothing here can get hot');
    expect((await jitlens('check', 'hot.py')).out).not.toContain('nothing here can get hot');
  });

  it('searches folders in order, without hidden ones, environments and node_modules', async () => {
    expect((await filesOf('tree')).map(({ path }) => path)).toEqual(['tree/a.py', 'tree/b/c.py']);
    expect((await filesOf('tree', 'tree/a.py', './hot.py')).map(({ path }) => path)).toEqual(['tree/a.py', 'tree/b/c.py', 'hot.py']);
  });

  it('understands its options', async () => {
    expect((await jitlens('check', 'hot.py', '--target', 'cpython3.14,cpython3.15')).status).toBe(0);
    expect((await jitlens('check', 'hot.py', '--disable', 'opaque-call')).status).toBe(0);
    expect((await jitlens('check', 'hot.py', '--config', 'config.json')).status).toBe(0);
    expect((await jitlens('check', 'hot.py', '--config', 'config.json', '--target', 'pypy')).status).toBe(1);
    expect((await jitlens('check', 'hot.py', '--format', 'github')).out).toMatch(/^::notice file=hot\.py,line=5/);
    expect(JSON.parse((await jitlens('check', 'hot.py', '--format', 'sarif')).out)).toMatchObject({ version: '2.1.0' });
  });

  it('leaves out what a baseline lists', async () => {
    writeFileSync(join(folder, 'baseline.json'), (await jitlens('check', '--format', 'json', 'hot.py')).out);
    expect((await jitlens('check', 'hot.py', '--baseline', 'baseline.json')).status).toBe(0);
    expect((await jitlens('check', 'tree', '--baseline', 'baseline.json')).status).toBe(1);
  });

  it.each([
    [['--target', 'java'], 'unknown target "java"'],
    [['--format', 'xml'], 'unknown format "xml"'],
    [['--config', 'missing.json'], 'cannot read the configuration missing.json'],
    [['--config', 'hot.py'], 'hot.py is not JSON'],
    [['--config', 'bad.json'], 'bad.json: line 1: unknown target "java"'],
    [['--baseline', 'config.json'], 'config.json is not the output of'],
    [['--disable', 'JIT9'], '"disable" names no rule: JIT9'],
    [['--frmat', 'json'], '--frmat'],
  ])('refuses %j', async (options, message) => {
    const { status, out, err } = await jitlens('check', 'hot.py', ...options);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(/^jitlens check: /);
    expect(err).toContain(message);
  });
});

describe('explain', () => {
  it('prints the page of a rule, by code or name', async () => {
    expect((await jitlens('explain', 'jit201')).out).toMatch(/^# JIT201: /);
    expect((await jitlens('explain', 'data-branches')).out).toMatch(/^# JIT201: /);
    expect((await jitlens('explain', '--list')).out.split('\n')).toHaveLength(RULES.length + 1);
  });

  it('lists the rules when it does not know one', async () => {
    const { status, err } = await jitlens('explain', 'JIT999');
    expect(status).toBe(2);
    for (const rule of RULES) expect(err).toContain(rule.code);
  });
});

describe('the command', () => {
  it('explains itself', async () => {
    expect(await jitlens('--help')).toMatchObject({ status: 0, err: '' });
    expect((await jitlens('check', '--help')).out).toContain('--baseline');
    expect((await jitlens('--version')).out).toMatch(/^jitlens \d+\.\d+\.\d+\n$/);
    expect(await jitlens()).toMatchObject({ status: 2, out: '' });
    expect((await jitlens('chekc')).err).toBe('jitlens: unknown command "chekc"; `jitlens --help` lists the commands\n');
    expect((await jitlens('server')).status).toBe(2);
  });
});

describe('the configuration of a project', () => {
  const project = (name: string) => join(folder, 'project', name);
  const write = (name: string, text: string) => {
    mkdirSync(join(project(name), '..'), { recursive: true });
    writeFileSync(project(name), text);
  };

  it('is the nearest pyproject.toml with a table of ours', async () => {
    write('pyproject.toml', '[tool.jitlens]\nignore = ["JIT1"]\n[tool.jitlens.per-file-ignores]\n"legacy/*.py" = ["JIT"]\n');
    write('hot.py', HOT);
    write('inner/pyproject.toml', '[tool.other]\nx = 1\n');
    write('inner/hot.py', HOT);
    write('nearer/pyproject.toml', '[tool.jitlens]\nselect = ["opaque-call"]\nthresholds = { loop = 10 }\n');
    write('nearer/hot.py', HOT);
    expect((await filesOf('project')).map(({ path, findings }) => [path, findings.length])).toEqual([
      ['project/hot.py', 0],
      ['project/inner/hot.py', 0],
      ['project/nearer/hot.py', 1],
    ]);
    expect((await filesOf('project/nearer', '--ignore', 'JIT101'))[0]!.findings).toEqual([]);
  });

  it('sets from how many iterations code counts as hot', async () => {
    write('short/hot.py', `${HOT}for i in range(40): f([i])\n`.replace('for p in ps', 'for p in range(20)'));
    expect((await filesOf('project/short'))[0]!.findings).toEqual([]);
    write('short/pyproject.toml', '[tool.jitlens]\nthresholds = { loop = 200 }\n');
    expect((await filesOf('project/short'))[0]!.findings).toHaveLength(1);
  });

  it('says what is wrong with it, once, and exits with 2', async () => {
    write('wrong/pyproject.toml', '[tool.jitlens]\ntargets = ["java"]\nthresholds = { loop = 0 }\n');
    write('wrong/a.py', HOT);
    write('wrong/b.py', HOT);
    const { status, err } = await jitlens('check', 'project/wrong');
    expect(status).toBe(2);
    expect(err).toBe(
      'jitlens check: project/wrong/pyproject.toml: line 2: unknown target "java": known are pypy, cpython3.13, cpython3.14, cpython3.15; line 3: "thresholds" must give a whole number of at least 1 for "loop"\n',
    );
    write('wrong/pyproject.toml', '[tool.jitlens\n');
    expect((await jitlens('check', 'project/wrong')).err).toMatch(/pyproject\.toml: is not TOML at line \d+, column \d+: /);
    expect((await jitlens('check', 'project/wrong/a.py', '--config', 'config.json', '--target', 'pypy')).status).toBe(1);
    expect((await jitlens('check', 'hot.py', '--config', 'project/inner/pyproject.toml')).err).toContain('has no table [tool.jitlens]');
  });

  it('is told with the lines they stand on', async () => {
    const tables = '[tool.other]\nselekt = 1\n\n[tool.jitlens]\nselekt = ["JIT1"]\n\n[tool.jitlens.budgets]\nspeed = 3\n';
    write('mistaken/pyproject.toml', tables);
    write('mistaken/a.py', 'x = 1\n');
    expect((await jitlens('check', 'project/mistaken')).err).toMatch(
      /line 5: unknown key "selekt": known are .*; line 8: unknown key "speed" in "budgets"/,
    );
    write('mistaken/own.json', '{\n  "targets": ["pypy"],\n  "selekt": []\n}\n');
    const { status, err } = await jitlens('check', '--config', 'project/mistaken/own.json', 'project/mistaken/a.py');
    expect({ status, err }).toMatchObject({ status: 2, err: expect.stringContaining('own.json: line 3: unknown key "selekt"') as string });
  });

  it('excludes files from a search, as .gitignore does, but none that is named', async () => {
    write('left/pyproject.toml', '[tool.jitlens]\nexclude = ["gen/", "*_pb2.py"]\n');
    write('left/.git/HEAD', '');
    write('left/.gitignore', 'build/\n');
    write('left/src/.gitignore', '!keep.py\nlocal_*.py\n');
    for (const name of ['a.py', 'b_pb2.py', 'gen/c.py', 'build/d.py', 'src/keep.py', 'src/local_e.py', 'sub/build/f.py'])
      write(`left/${name}`, 'x = 1\n');
    const names = async (...paths: string[]) => (await filesOf(...paths)).map(({ path }) => path.replace('project/left/', ''));
    expect(await names('project/left')).toEqual(['a.py', 'src/keep.py']);
    expect(await names('project/left/src')).toEqual(['src/keep.py']);
    expect(await names('project/left/b_pb2.py')).toEqual(['b_pb2.py']);
    expect(await names('project/left/build')).toEqual(['build/d.py']);
    write('left/build/inner/g.py', '');
    expect(await names('project/left/build/inner')).toEqual(['build/inner/g.py']);
  });
});

describe('standard input', () => {
  it('is checked under the name it is given', async () => {
    let out = '';
    const io = { stdout: (text: string) => (out += text), stderr: () => {}, cwd: folder, stdin: () => Promise.resolve(Buffer.from(HOT)) };
    expect(await dispatch(['check', '-', '--stdin-filename', 'src/app.py', '--format', 'json'], io)).toBe(1);
    expect((JSON.parse(out) as CheckJson).files.map(({ path, findings }) => [path, findings.length])).toEqual([['src/app.py', 1]]);
    expect((await jitlens('check', '-', 'hot.py')).err).toContain('cannot be checked together with files');
  });
});

describe('a baseline', () => {
  it('is written, and holds when lines move', async () => {
    expect((await jitlens('check', 'hot.py', '--write-baseline', 'accepted.json')).status).toBe(0);
    writeFileSync(join(folder, 'hot.py'), `# moved\n\n${HOT}`);
    expect((await jitlens('check', 'hot.py', '--baseline', 'accepted.json')).status).toBe(0);
    writeFileSync(join(folder, 'hot.py'), HOT);
  });

  it('holds where the message itself names a line that moves', async () => {
    const recursive = 'def fib(n):\n    if n < 2:\n        return n\n    return fib(n - 1) + fib(n - 2)\n\n\nprint(fib(27))\n';
    writeFileSync(join(folder, 'fib.py'), recursive);
    const before = await jitlens('check', 'fib.py', '--write-baseline', 'accepted.json');
    expect([before.status, readFileSync(join(folder, 'accepted.json'), 'utf8')]).toEqual([0, expect.stringContaining('at line 2 ')]);
    writeFileSync(join(folder, 'fib.py'), `# moved\n\n${recursive}`);
    expect((await jitlens('check', 'fib.py', '--baseline', 'accepted.json')).status).toBe(0);
    rmSync(join(folder, 'fib.py'));
  });
});

describe('fix', () => {
  const SLOW = [
    'def score(a=None, b=None, c=None, d=None):',
    ...['a', 'b', 'c', 'd'].flatMap((name, index) => [`    if ${name} is None:`, `        ${name} = ${index}`]),
    '    return a + b + c + d',
    '',
    'total = 0',
    'for i in range(20000):',
    '    total += score(*[None if i * 2654435761 >> k & 1 else k for k in (7, 11, 13, 17)])',
    'print(total)',
    '',
  ].join('\n');

  it('measures what a rewrite does, and writes it', { timeout: 120_000 }, async () => {
    writeFileSync(join(folder, 'slow.py'), SLOW);
    const { status, out } = await jitlens('fix', '--measure', '--format', 'json', '--write', 'slow.py');
    const { fixes } = JSON.parse(out) as FixesJson;
    expect(status).toBe(0);
    expect(fixes.map(({ code, line, sameOutput, helps }) => ({ code, line, sameOutput, helps }))).toEqual([
      { code: 'JIT201', line: 1, sameOutput: true, helps: true },
    ]);
    expect(fixes[0]!.after!.bridges).toBeLessThan(fixes[0]!.before!.bridges / 2);
    expect(fixes[0]!.result).toMatch(/^\d+ -> \d+ bridges/);
    expect(readFileSync(join(folder, 'slow.py'), 'utf8')).toContain('for given, default in zip((a, b, c, d), (0, 1, 2, 3))');
  });

  it('says what it cannot do', async () => {
    expect((await jitlens('fix', 'clean.py')).out).toBe('clean.py: nothing that can be rewritten safely\n');
    expect(await jitlens('fix', 'broken.py')).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^jitlens fix: broken\.py:6:/) as string,
    });
    expect(await jitlens('fix', 'gone.py')).toMatchObject({ status: 2, err: expect.stringContaining('gone.py') as string });
    expect((await jitlens('fix', '--format', 'xml', 'clean.py')).err).toContain("unknown format 'xml'");
  });
});

describe('compare', () => {
  it('puts two programs side by side', { timeout: 60_000 }, async () => {
    writeFileSync(join(folder, 'one.py'), 'total = 0\nfor i in range(5000):\n    total += i\nprint(total)\n');
    writeFileSync(join(folder, 'two.py'), 'print(sum(range(5000)))\n');
    const { status, out } = await jitlens('compare', '--format', 'json', 'one.py', 'two.py');
    const { before, after, sameOutput } = JSON.parse(out) as ComparisonJson;
    expect({ status, sameOutput, before: before.loops, path: after.path }).toEqual({
      status: 0,
      sameOutput: true,
      before: 1,
      path: 'two.py',
    });
    expect((await jitlens('compare', 'one.py')).err).toBe('jitlens compare: two files are compared: jitlens compare A B\n');
  });
});

describe('profile --check', () => {
  const program = (limit: number): string =>
    `def f(n):  # jitlens: budget bridges<=${limit}\n    total = 0\n    for i in range(n):\n        if i & 1:\n            total += i\n    return total\n\nprint(f(20000))\n`;

  it('fails when a budget is broken, and tells where', { timeout: 60_000 }, async () => {
    writeFileSync(join(folder, 'tight.py'), program(0));
    writeFileSync(join(folder, 'wide.py'), program(5));
    expect(await jitlens('profile', '--check', '--format', 'github', 'tight.py')).toMatchObject({
      status: 1,
      out: expect.stringMatching(/^::error file=tight\.py,line=1,.*budget broken: \d+ bridges? in `f`, 0 allowed/) as string,
    });
    const { status, out } = await jitlens('profile', '--check', '--format', 'json', 'wide.py');
    const { budgets } = JSON.parse(out) as { budgets: readonly BudgetJson[] };
    expect({ status, budgets: budgets.map(({ metric, met }) => ({ metric, met })) }).toEqual({
      status: 0,
      budgets: [{ metric: 'bridges', met: true }],
    });
  });

  it('does not run what it cannot judge', async () => {
    writeFileSync(join(folder, 'odd.py'), 'x = 1  # jitlens: budget bridges<=1\n');
    expect(await jitlens('profile', '--check', 'odd.py')).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^jitlens profile: odd\.py:1:8: a budget belongs/) as string,
    });
    expect((await jitlens('profile', '--format', 'sarif', 'clean.py')).err).toContain("unknown format 'sarif'");
  });
});

describe('run', () => {
  it('gives a first Ctrl-C to the program, a second one ends it', { timeout: 60_000 }, async () => {
    const loop = 'print("on", flush=True)\ntry:\n    while True:\n        pass\nexcept KeyboardInterrupt:\n    print("caught")\n';
    writeFileSync(join(folder, 'loops.py'), loop + loop);
    const [first, second] = [new AbortController(), new AbortController()];
    let out = '';
    const stdout = (text: string): void => {
      out += text;
      if (out === 'on\n') first.abort();
      if (out.endsWith('caught\non\n')) second.abort();
    };
    const io = { stdout, stderr: () => undefined, stdin: () => Promise.resolve(new Uint8Array()), cwd: folder };
    expect(await runCommand(['loops.py'], { ...io, interrupt: first.signal, signal: second.signal })).toBe(130);
    expect(out).toBe('on\ncaught\non\n');
  });
});
