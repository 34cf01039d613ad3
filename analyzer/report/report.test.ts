import { beforeAll, describe, expect, it } from 'vitest';
import { analyzeText, loadSyntax } from '../workspace';
import { readBaseline, withoutAccepted } from './baseline';
import type { CheckedFile } from './checked';
import { place } from './checked';
import { renderGithub } from './github';
import { renderJson, toJson } from './json';
import { renderSarif } from './sarif';
import { renderText } from './text';

beforeAll(async () => {
  await loadSyntax();
});

const SOURCE = 'import math\ndef f(ps):\n\tt = 0\n\tfor p in ps:\n\t\t"😀"; t += math.hypot(p.x, p.y)\n';

function checked(path = 'dir/a b.py', source = SOURCE): CheckedFile {
  const document = analyzeText(path, source);
  return { path, lines: document.lines, findings: place(document.lines, document.findings), errors: [] };
}

const BROKEN: CheckedFile = { path: 'x,y.py', lines: null, findings: [], errors: [{ message: 'no such\nfile', region: null }] };

describe('JSON', () => {
  it('has the documented keys, 1-based lines and columns in code points', () => {
    const [file] = toJson([checked()]).files;
    expect(Object.keys(file!)).toEqual(['path', 'findings', 'errors']);
    expect(file!.findings[0]).toEqual({
      code: 'JIT101',
      family: 'blocker',
      message: 'the JIT cannot see into `math.hypot`',
      severity: 'hint',
      line: 5,
      column: 13,
      endLine: 5,
      endColumn: 33,
      targets: ['pypy'],
      related: [{ line: 4, column: 2, endLine: 4, endColumn: 13, message: 'in this loop' }],
    });
    expect(JSON.parse(renderJson([BROKEN]))).toEqual({
      version: 1,
      files: [{ path: 'x,y.py', findings: [], errors: [{ message: 'no such\nfile' }] }],
    });
  });
});

describe('text', () => {
  it('shows every labelled span under its source', () => {
    expect(renderText([checked()])).toBe(
      [
        'dir/a b.py:5:13: JIT101 the JIT cannot see into `math.hypot`',
        '   4 |  for p in ps:',
        '     |  ----------- in this loop',
        '   5 |   "😀"; t += math.hypot(p.x, p.y)',
        '     |             ^^^^^^^^^^^^^^^^^^^^',
        '   help: write `math.sqrt(x * x + y * y)`: the multiplications are traced and the root is a pure call',
        '   note: `t` is boxed and written to the frame and the optimizer forgets `p.x`, `p.y`; measured at 58 ns a call (micro-program m281, PyPy 7.3.11)',
        '   hot:  this loop runs over `ps`',
        '   on:   pypy (hint, not confirmed by a run)',
        '',
        '1 finding in 1 file.',
        '',
      ].join('\n'),
    );
  });

  it('cuts long lines around the span and shows no control characters', () => {
    const text = renderText([
      checked('a.py', `import math\ndef f(ps):\n  t = 0\n  for p in ps:\n    s = "\u0007${'x'.repeat(300)}"; t += math.hypot(p.x, p.y)\n`),
    ]);
    expect(text).toContain('math.hypot(p.x, p.y)');
    expect(text).not.toContain('\u0007');
    expect(
      Math.max(
        ...text
          .split('\n')
          .slice(0, 6)
          .map((line) => line.length),
      ),
    ).toBeLessThan(140);
  });
});

describe('SARIF', () => {
  it('is version 2.1.0 with rules, regions, related places and fingerprints that do not move with lines', () => {
    interface Log {
      version: string;
      runs: {
        tool: { driver: { rules: { id: string }[] } };
        columnKind: string;
        invocations: { executionSuccessful: boolean }[];
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          locations: object[];
          relatedLocations: object[];
          partialFingerprints: object;
        }[];
      }[];
    }
    const log = JSON.parse(renderSarif([checked(), BROKEN], '1.0')) as Log;
    const moved = JSON.parse(renderSarif([checked('dir/a b.py', `\n\n${SOURCE}`)], '1.0')) as Log;
    const run = log.runs[0]!;
    expect(log.version).toBe('2.1.0');
    expect(run.columnKind).toBe('unicodeCodePoints');
    expect(run.invocations[0]!.executionSuccessful).toBe(false);
    const result = run.results[0]!;
    expect(run.tool.driver.rules[result.ruleIndex]!.id).toBe(result.ruleId);
    expect(result.level).toBe('note');
    expect(result.locations[0]).toMatchObject({
      physicalLocation: { artifactLocation: { uri: 'dir/a%20b.py' }, region: { startLine: 5, startColumn: 13 } },
    });
    expect(result.relatedLocations).toHaveLength(1);
    expect(moved.runs[0]!.results[0]!.partialFingerprints).toEqual(result.partialFingerprints);
  });
});

describe('GitHub annotations', () => {
  it('escape what the format needs escaped', () => {
    const lines = renderGithub([checked(), BROKEN]).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^::notice file=dir\/a b\.py,line=5,endLine=5,col=13,endColumn=33,title=JIT101::the JIT cannot see into `math\.hypot`%0Ahelp: /,
    );
    expect(lines[1]).toBe('::error file=x%2Cy.py,title=jitlens::no such%0Afile');
  });
});

describe('a baseline', () => {
  const accepted = readBaseline(renderJson([checked()]));

  it('accepts what it lists, wherever it has moved, once for each entry', () => {
    if (typeof accepted === 'string') throw new Error(accepted);
    expect(withoutAccepted([checked('dir/a b.py', `\n\n${SOURCE}`)], accepted)[0]!.findings).toEqual([]);
    expect(withoutAccepted([checked('other.py')], accepted)[0]!.findings).toHaveLength(1);
    expect(withoutAccepted([checked('dir/a b.py', `${SOURCE}\t\tt += math.hypot(p.y, p.x)\n`)], accepted)[0]!.findings).toHaveLength(1);
  });

  it.each([
    ['{', /^is not JSON: /],
    ['{"version":2,"files":[]}', /^is not the output/],
    ['{"version":1,"files":[{}]}', /^has a file entry/],
    ['{"version":1,"files":[{"path":"a","findings":[{"code":1}]}]}', /^has a finding/],
  ])('%s is refused', (json, why) => {
    expect(readBaseline(json)).toMatch(why);
  });
});
