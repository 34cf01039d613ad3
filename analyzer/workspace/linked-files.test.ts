import { beforeAll, describe, expect, it } from 'vitest';
import { parseModule } from '../syntax/module';
import { DEFAULT_CONFIGURATION, LinkedFiles, loadSyntax } from '.';

beforeAll(async () => {
  await loadSyntax();
});

/** Files below `/w`, and what is found in each, as `CODE line message`. */
function linked(files: Readonly<Record<string, string>>, roots = ['/w']) {
  const together = new LinkedFiles(roots);
  const set = (name: string, text: string) => {
    const { module, lines } = parseModule(text);
    together.set(`/w/${name}`, module, lines);
    return lines;
  };
  const lines = new Map(Object.entries(files).map(([name, text]) => [name, set(name, text)]));
  const found = (name: string) =>
    together.findings(`/w/${name}`, DEFAULT_CONFIGURATION).map((finding) => ({
      ...finding,
      line: lines.get(name)!.lineAt(finding.span.start) + 1,
    }));
  return { together, set, found };
}

const WORK = 'import math\n\ndef norm(x, y):\n    return math.hypot(x, y)\n';
const LOOP = 'def run(rows):\n    total = 0\n    for x, y in rows:\n        total += norm(x, y)\n    return total\n';

describe('files that are analyzed together', () => {
  it.each([
    ['a module beside it', { 'app.py': `from work import norm\n${LOOP}`, 'work.py': WORK }],
    ['a module of its package', { 'pkg/__init__.py': '', 'pkg/app.py': `from .work import norm\n${LOOP}`, 'pkg/work.py': WORK }],
    [
      'a package further up',
      { 'pkg/__init__.py': '', 'pkg/sub/__init__.py': '', 'pkg/sub/app.py': `from ..work import norm\n${LOOP}`, 'pkg/work.py': WORK },
    ],
    [
      'a name that a package hands on',
      { 'app.py': `from pkg import norm\n${LOOP}`, 'pkg/__init__.py': 'from .work import norm\n', 'pkg/work.py': WORK },
    ],
    [
      'an attribute of a module',
      { 'app.py': `import pkg.work as w\n${LOOP.replace('norm(', 'w.norm(')}`, 'pkg/__init__.py': '', 'pkg/work.py': WORK },
    ],
    ['a folder of sources', { 'app.py': `from pkg.work import norm\n${LOOP}`, 'src/pkg/__init__.py': '', 'src/pkg/work.py': WORK }],
    [
      'a method of an imported class',
      {
        'app.py': `from work import Space\n\ndef run(rows):\n    space = Space()\n    for x, y in rows:\n        space.norm(x, y)\n`,
        'work.py':
          'import math\n\nclass Base:\n    def norm(self, x, y):\n        return math.hypot(x, y)\n\nclass Space(Base):\n    pass\n',
      },
    ],
  ])('follow a call to %s', (_what, files) => {
    const { found } = linked(files);
    const app = Object.keys(files).find((name) => name.endsWith('app.py'))!;
    expect(found(app).map(({ code, message }) => `${code} ${message}`)).toEqual([
      'JIT101 `norm` always ends up in `math.hypot`, which the JIT cannot see into',
    ]);
  });

  it('say in which file the loop stands that makes a function hot', () => {
    const branches = ['a', 'b', 'c', 'd', 'e'].map((name) => `    if ${name} is None: ${name} = 1\n`).join('');
    const { found, set } = linked({
      'pkg/__init__.py': '',
      'pkg/score.py': `def score(a=None, b=None, c=None, d=None, e=None):\n${branches}    return a + b + c + d + e\n`,
      'pkg/app.py': 'from pkg import score\n\n\ndef run(rows):\n    for row in rows:\n        score.score(*row)\n',
    });
    expect(found('pkg/score.py')[0]).toMatchObject({
      code: 'JIT201',
      line: 1,
      hotness: 'called from the loop at line 5 of app.py, which runs over `rows`',
    });
    set('pkg/app.py', 'from pkg import score\n\nscore.score(1)\n');
    expect(found('pkg/score.py')).toEqual([]);
  });

  it('take constants from each other, and keep libraries apart from files of the same name', () => {
    const { found } = linked({
      'settings.py': 'ROUNDS = 12\nMANY = 5000\n',
      'app.py':
        'import math\nfrom settings import ROUNDS, MANY\n\nfor i in range(ROUNDS):\n    math.hypot(i, i)\nfor i in range(MANY):\n    math.hypot(i, i)\n',
      'other/math.py': 'def hypot(x, y):\n    return x\n',
    });
    expect(found('app.py').map(({ line }) => line)).toEqual([7]);
  });

  it('stand imports in a circle', () => {
    const { found } = linked({ 'a.py': 'from b import f\n\nfor x in y:\n    f(x)\n', 'b.py': 'from a import f\n' });
    expect(found('a.py')).toEqual([]);
  });
});
