/**
 * The traces our VM makes, against those a real PyPy wrote for the same programs: operation by operation, line by line of the peeled
 * loop. Lines where both use machinery of their own (frame set-up of a call) are left out by name.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSyntax } from '../../../syntax';
import { runProgram } from '../../index';
import { PypylogParser } from '../pypylog';
import type { TraceInfo } from '../tracelog';
import { sealed } from '../../testing/sealed-run';

const reference = new URL('../../../../../shared/reference/pypy/', import.meta.url);
const present = existsSync(new URL('logs/seed_pi_blocker.log.gz', reference));

beforeAll(async () => {
  await loadSyntax();
});

function ourTraces(program: string): TraceInfo[] {
  const traces: TraceInfo[] = [];
  runProgram(
    sealed(readFileSync(new URL(`programs/${program}.py`, reference), 'utf8'), {
      path: `/${program}.py`,
      profiling: true,
      traceText: true,
      limits: { operations: 60_000, memory: 1e9, output: 1e6, recursion: 1000 },
      onEvent: (event) => {
        if (event.type === 'compiled') traces.push(event.trace);
      },
    }),
  );
  return traces;
}

function pypyTraces(program: string): TraceInfo[] {
  const parser = new PypylogParser({ traceText: true });
  parser.push(gunzipSync(readFileSync(new URL(`logs/${program}.log.gz`, reference))).toString('utf8'));
  return parser.end().events.flatMap((e) => (e.type === 'compiled' ? [e.trace] : []));
}

/** Names of the operations after the last label that belong to these lines; constants stay, values do not. */
function peeled(trace: TraceInfo, first: number, last: number): string[] {
  const from = trace.text.findLastIndex((line) => / ?label\(/.test(line)) + 1;
  const out: string[] = [];
  let line = 0;
  for (const text of trace.text.slice(from)) {
    const place = /debug_merge_point\(\d+, \d+, '.*:\d+-(\d+)~#/.exec(text);
    if (place !== null) line = Number(place[1]);
    else if (line >= first && line <= last) {
      const op = /^(?:\+\d+: )?(?:\S+ = )?([a-z_0-9]+)\((.*?)(?:, )?(?:descr=.*)?\)/.exec(text);
      // PyPy leaves a comparison with the smallest int that nobody uses.
      if (op === null || /portal_frame|force_token|jump/.test(op[1]) || text.includes('-9223372036854775808')) continue;
      const constants = op[2].split(', ').filter((a) => /^-?\d/.test(a) || a.startsWith('ConstClass(W_'));
      out.push([op[1], ...constants].join(' '));
    }
  }
  return out;
}

const loopAt = (traces: readonly TraceInfo[], functionName: string): TraceInfo =>
  traces.find((t) => t.kind === 'loop' && t.at.function === functionName) as TraceInfo;

describe.skipIf(!present)('the peeled loop equals PyPy’s', () => {
  it('in the Leibniz loop', () => {
    const ours = peeled(loopAt(ourTraces('seed_pi_blocker'), 'leibniz'), 21, 27);
    expect(ours.length).toBeGreaterThan(15);
    expect(ours.sort()).toEqual(peeled(loopAt(pypyTraces('seed_pi_blocker'), 'leibniz'), 21, 27).sort());
  });

  it('in the nine parameters', () => {
    const ours = peeled(loopAt(ourTraces('seed_data_driven'), 'main'), 18, 34);
    expect(ours.filter((op) => op.startsWith('guard')).length).toBe(18);
    expect(ours).toEqual(peeled(loopAt(pypyTraces('seed_data_driven'), 'main'), 18, 34));
  }, 60_000);
});
