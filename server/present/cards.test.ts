import { describe, expect, it } from 'vitest';
import type { Standing } from '../../analyzer/workspace/evidence';
import type { Verdict, VerdictStatus } from '../services/profile';
import { isShown } from './diagnostics';
import { percent, rowsOf, standingLine, statusLine } from './evidence-text';
import { markdownCard, plainCard } from './hover-card';
import type { Card } from './hover-card';
import { ignoringLine } from './ignore-comment';
import { outcomeLine } from './outcome';
import { reportPage } from './report-page';
import { finding, profile, verdict } from '../testing/samples';

const standing = (status: VerdictStatus, holds = true): Standing<Verdict> => ({ payload: verdict(status), holds });

function card(more: Partial<Card> = {}): Card {
  return {
    ...{
      code: 'JIT201',
      message: '9 branches in `postage` depend on data',
      standing: undefined,
      target: 'pypy',
      wanted: ['pypy'],
      treatments: [],
      brief: false,
    },
    ...{
      finding: finding({ help: 'look the results up in a table', note: 'each path is compiled', hotness: 'called in a loop over `rows`' }),
    },
    ...{ page: 'file:///docs/rules/JIT201.md' },
    ...more,
  };
}

describe('the card of a hover', () => {
  it('says what to do, why, and where to read on', () => {
    expect(markdownCard(card())).toMatchInlineSnapshot(`
      "**JIT201** 9 branches in \`postage\` depend on data

      **What to do:** Look the results up in a table.

      **Why it matters:** Each path is compiled.

      **Why here:** Called in a loop over \`rows\`.

      [About JIT201](file:///docs/rules/JIT201.md)"
    `);
  });

  it('begins with the evidence of a run', () => {
    expect(
      markdownCard(card({ standing: standing('confirmed') }))
        .split('\n\n')
        .slice(1, 3)
        .join('\n\n'),
    ).toMatchInlineSnapshot(`
      "**Confirmed** by a run modelled on PyPy: 782 bridges from 9 branches

      | bridges | guard failures | calls of \`sorted\` left | passes compiled | passes interpreted | share of the run (predicted) |
      |--:|--:|--:|--:|--:|--:|
      | 782 | 90,000 | 1 | 160,000 | 2,078 | 14 % |"
    `);
  });

  it('tells evidence of the text before an edit from evidence of this one', () => {
    const text = markdownCard(card({ standing: standing('refuted', false) }));
    expect(text).toContain('**Before your edit** refuted by a run modelled on PyPy: 782 bridges from 9 branches');
    expect(text).not.toContain('|');
  });

  it('in brief leaves out what the editor shows above it', () => {
    const text = markdownCard(card({ standing: standing('confirmed'), brief: true }));
    expect(text).not.toContain('9 branches');
    expect(text).toContain('**Confirmed** by a run modelled on PyPy');
  });

  it('puts what is known for several targets side by side', () => {
    const treatments = [
      { target: 'pypy', treatment: 'residual call', because: 'it costs 80 ns: much' },
      { target: 'cpython3.13', treatment: 'no trace', because: 'it is unknown' },
      { target: 'cpython3.14', treatment: 'ends the trace', because: 'it is opaque' },
    ];
    const text = markdownCard(card({ standing: standing('confirmed'), wanted: ['pypy', 'cpython3.14'], treatments }));
    expect(text.slice(text.indexOf('| JIT |'))).toMatchInlineSnapshot(`
      "| JIT | Here | How it treats this |
      |:--|:--|:--|
      | PyPy | Confirmed | residual call: it costs 80 ns |
      | CPython 3.14 | Not a problem | ends the trace: it is opaque |

      On CPython 3.13: no trace · [About JIT201](file:///docs/rules/JIT201.md)"
    `);
    expect(plainCard(card({ wanted: ['pypy', 'cpython3.14'], treatments }))).toContain(
      'PyPy: From the text. residual call: it costs 80 ns\nCPython 3.14: Not a problem. ends',
    );
    expect(markdownCard(card({ treatments }))).toContain('On CPython 3.13: no trace, CPython 3.14: ends the trace');
  });

  it('has no markup for clients without Markdown', () => {
    expect(plainCard(card({ standing: standing('confirmed'), message: 'a_b * c' }))).toMatchInlineSnapshot(`
      "JIT201 a_b * c

      Confirmed by a run modelled on PyPy: 782 bridges from 9 branches

      bridges: 782
      guard failures: 90,000
      calls of \`sorted\` left: 1
      passes compiled: 160,000
      passes interpreted: 2,078
      share of the run (predicted): 14 %

      What to do: Look the results up in a table.

      Why it matters: Each path is compiled.

      Why here: Called in a loop over \`rows\`."
    `);
  });

  it('shows the signs of guest names as they are', () => {
    const hostile = finding({ help: 'call <img src=x> [a](command:b) __init__ | *', note: '', hotness: '' });
    expect(markdownCard(card({ finding: hostile }))).toContain(String.raw`Call \<img src=x\> \[a\](command:b) \_\_init\_\_ \| \*.`);
  });
});

describe('evidence in words', () => {
  it('leads with the status', () => {
    expect(statusLine(verdict('confirmed'))).toBe('confirmed: 782 bridges from 9 branches');
    const reason =
      '81 bridges grew from guards of 6 branches, which failed 80,842 times; up to 64 paths were forecast; 84 % of the run (predicted)';
    expect(statusLine(verdict('confirmed', { reason }))).toBe(
      'confirmed: 81 bridges grew from guards of 6 branches, 84 % of the run (predicted)',
    );
    expect(statusLine(verdict('not-reached', { reason: '' }))).toBe('not reached by the run');
  });

  it('leaves out what was not there, but says how often the place ran', () => {
    const none = { bridges: 0, guardFailures: 0, residualCalls: [], executions: 0, iterations: null, predictedCost: 0 };
    expect(rowsOf(verdict('refuted', none).evidence)).toEqual([['passes compiled', '0']]);
  });

  it.each([
    [0.137, '14 %'],
    [0.004, '0.4 %'],
    [0.0567, '5.7 %'],
    [0, '0 %'],
    [1, '100 %'],
  ])('writes the share %d as %s', (share, text) => {
    expect(percent(share)).toBe(text);
  });
});

describe('the comment that ignores a finding', () => {
  const applied = (line: string): string => {
    const { character, replaces, newText } = ignoringLine(line, 'JIT101');
    return line.slice(0, character) + newText + line.slice(character + replaces);
  };

  it.each([
    ['x = f()', 'x = f()  # jitlens: ignore[JIT101]'],
    ['x = f()   ', 'x = f()  # jitlens: ignore[JIT101]'],
    ['x = f()  # why', 'x = f()  # why  # jitlens: ignore[JIT101]'],
    ['x = f()  # jitlens: ignore[JIT4] slow', 'x = f()  # jitlens: ignore[JIT4, JIT101] slow'],
    ['x = f()  # jitlens: ignore[]', 'x = f()  # jitlens: ignore[JIT101]'],
    ['    x = f() + \\', '    # jitlens: ignore[JIT101]\n    x = f() + \\'],
    ['    x = f("""a', '    # jitlens: ignore[JIT101]\n    x = f("""a'],
  ])('after %j', (line, expected) => {
    expect(applied(line)).toBe(expected);
  });
});

describe('the outcome of a run', () => {
  it.each([
    [{}, '4 loops, 711 bridges; 1 confirmed, 1 refuted'],
    [{ outcome: 'time-limit' as const }, 'cut short by the time limit; until then 4 loops, 711 bridges; 1 confirmed, 1 refuted'],
    [
      { outcome: 'failed' as const, failure: { type: 'KeyError', message: "'x'", path: '/a.py', line: 7, column: 1 }, findings: [] },
      "failed with KeyError: 'x' in line 7; until then 4 loops, 711 bridges",
    ],
    [{ outcome: 'failed' as const, notes: ['no memory'], findings: [] }, 'failed: no memory; until then 4 loops, 711 bridges'],
  ])('%# is one line', (more, line) => {
    expect(outcomeLine(profile(more))).toBe(line);
  });
});

describe('the report', () => {
  it('has every part', () => {
    const text = `${'\n'.repeat(25)}    x = f("a | b") # \`${'long '.repeat(20)}\n`;
    expect(reportPage(profile({ notes: ['a module was missing'] }), text)).toMatchInlineSnapshot(`
      "# JIT profile of demo.py

      |  |  |
      |:--|:--|
      | Outcome | finished |
      | Modelled on | PyPy |
      | Loops | 4 |
      | Bridges | 711 |
      | Entry bridges | 1 |
      | Guards in compiled code | 1,200 |
      | Aborted: trace too long | 2 |

      ## Where it goes

      | Line | Source | Predicted cost | Loops | Bridges | Guard failures | Allocations | Calls left |
      |:--|:--|--:|--:|--:|--:|--:|:--|
      | other.py:3 |  | 40 % |  |  |  |  | \`sorted\` × 2 |
      | 26 | \`x = f("a \\| b") # 'long long long long long long…\` | 14 % | 1 | 80 | 9,000 | 3 |  |

      ## Confirmed

      Suspected from the text, and counted in the run.

      - **JIT201**, line 25: the message — 782 bridges from 9 branches

      ## Refuted

      Compiled and run often without the effect. That holds for these inputs only.

      - **JIT201**, line 25: the message — ran 160,000 times without a bridge

      ## Remarks

      - a module was missing
      "
    `);
  });

  it('of a program nobody suspects says so', () => {
    expect(reportPage(profile({ findings: [], lines: [] }), '')).toContain('None: nothing in this file');
  });
});

describe('the standing of a finding', () => {
  it('names the targets where there are several', () => {
    const both = ['pypy', 'cpython3.14'];
    expect(standingLine(standing('confirmed'), ['pypy'], ['pypy'])).toBe('confirmed: 782 bridges from 9 branches');
    expect(standingLine(standing('confirmed'), both, both)).toBe(
      'PyPy: confirmed: 782 bridges from 9 branches · CPython 3.14: from the text',
    );
    expect(standingLine(standing('confirmed', false), both, both)).toBe('PyPy, CPython 3.14');
    expect(standingLine(undefined, ['cpython3.14'], both)).toBe('CPython 3.14');
    expect(standingLine(undefined, ['pypy'], ['pypy'])).toBe('');
  });

  it('is shown after it was refuted for the targets that nobody ran', () => {
    const both = ['pypy', 'cpython3.14'];
    expect(isShown(finding({ targets: both }), standing('refuted'), ['pypy'])).toBe(false);
    expect(isShown(finding({ targets: both }), standing('refuted'), both)).toBe(true);
    expect(isShown(finding({ targets: ['pypy'] }), standing('refuted'), both)).toBe(false);
  });
});
