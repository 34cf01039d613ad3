import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { SourceRange, TraceInfo, TraceLog } from '../tracelog';
import { pythonCallee } from './callees';
import { PypylogParser, type PypylogOptions } from '.';

/** Logs of a real PyPy and what they hold, kept beside the checkout. */
const REFERENCE = join(import.meta.dirname, '../../../../../shared/reference/pypy');
const logs = existsSync(REFERENCE) ? readdirSync(join(REFERENCE, 'logs')).filter((f) => f.endsWith('.log.gz')) : [];

function read(text: string | Uint8Array, options: PypylogOptions = {}, chunk = 65_536): TraceLog {
  const parser = new PypylogParser(options);
  for (let i = 0; i < text.length; i += chunk) parser.push(text.slice(i, i + chunk));
  return parser.end();
}

const traces = (log: TraceLog): TraceInfo[] => log.events.flatMap((e) => (e.type === 'compiled' ? [e.trace] : []));
const counts = (log: TraceLog) => {
  const last = log.events.at(-1);
  if (last?.type !== 'counts') throw new Error('no counts');
  return last.counts;
};

// -- the reference's own way to count, over a TraceLog --

interface LineTotals {
  loops?: number;
  entry_bridges?: number;
  bridges?: number;
  bridge_entries?: number;
  guards?: Record<string, number>;
  calls?: Record<string, number>;
  allocations?: number;
  ops?: number;
}

/** `FILE:LINE`, `<free text>` for drivers that are not Python, `?` for nowhere. */
function label(at: { path: string; line: number; function?: string }): string {
  if (at.path === '') return at.function ? `<${at.function}>` : '?';
  return `${at.path.replace(/^.*\/programs\//, '')}:${at.line}`;
}

class Lines {
  private readonly lines = new Map<string, Required<LineTotals>>();

  at(where: SourceRange): Required<LineTotals> {
    const key = label(where);
    let line = this.lines.get(key);
    if (!line) {
      line = { loops: 0, entry_bridges: 0, bridges: 0, bridge_entries: 0, guards: {}, calls: {}, allocations: 0, ops: 0 };
      this.lines.set(key, line);
    }
    return line;
  }

  /** Without zeros and empty tables, sorted. */
  result(): Record<string, LineTotals> {
    const used = ([, v]: [string, unknown]): boolean => (typeof v === 'object' ? Object.keys(v as object).length > 0 : v !== 0);
    const cleaned = [...this.lines].map(([key, line]) => [key, Object.fromEntries(Object.entries(line).filter(used))] as const);
    return Object.fromEntries(cleaned.filter(([, line]) => Object.keys(line).length > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

const increment = (table: Record<string, number>, key: string): void => {
  table[key] = (table[key] ?? 0) + 1;
};

function perLine(log: TraceLog): Record<string, LineTotals> {
  const lines = new Lines();
  const guardAt = new Map<number, SourceRange>();
  const entries = new Map(counts(log).entries);
  for (const trace of traces(log)) {
    const peeled = counts(log).labels.some(([id]) => id === trace.id) && trace.kind === 'loop' && trace.guards.some((g) => g.inPeeledLoop);
    if (trace.kind === 'loop') lines.at(trace.at).loops++;
    else if (trace.kind === 'entry bridge') lines.at(trace.at).entry_bridges++;
    for (const guard of trace.guards) guardAt.set(guard.id, guard.at);
    if (trace.parentGuard !== null) {
      const line = lines.at(guardAt.get(trace.parentGuard)!);
      line.bridges++;
      line.bridge_entries += entries.get(trace.id) ?? 0;
    }
    for (const guard of trace.guards) if (!peeled || guard.inPeeledLoop) increment(lines.at(guard.at).guards, guard.kind);
    for (const call of trace.calls) increment(lines.at(call.at).calls, `${call.callee} ${call.effect}`);
    for (const allocation of trace.allocations) lines.at(allocation.at).allocations++;
    for (const { path, line, count } of trace.lineOperations) {
      if (path !== '') lines.at({ path, line, function: '', firstLine: 0, offset: 0, opcode: '' }).ops += count;
    }
  }
  return lines.result();
}

interface Truth {
  jit: Record<string, number>;
  quasi_immutable_invalidations: number;
  per_line: Record<string, LineTotals & { residual_calls?: Record<string, number>; allocations?: Record<string, number> }>;
}

/** The reference's table with calls named as a TraceLog names them; call_assembler's loops stay out (their names differ). */
function expected(truth: Truth): Record<string, LineTotals> {
  const rows = Object.entries(truth.per_line).map(([key, line]) => {
    const row: LineTotals = { ...line, allocations: 0 };
    delete (row as { residual_calls?: unknown }).residual_calls;
    for (const n of Object.values(line.allocations ?? {})) row.allocations! += n;
    if (row.allocations === 0) delete row.allocations;
    // Lines of other drivers have no path to count operations by.
    if (key === '?' || (key.startsWith('<') && !/^<[\w.-]+>\/.*:\d+$/.test(key))) delete row.ops;
    for (const [call, n] of Object.entries(line.residual_calls ?? {})) {
      const [name, callee] = call.split(' ');
      const effect = /EF=(\d+)/.exec(call)?.[1] ?? (name.startsWith('call_assembler') ? '6' : '5');
      row.calls ??= {};
      const who = name.startsWith('call_assembler') ? 'ASSEMBLER' : callee === 'addr' ? 'address' : pythonCallee(callee);
      row.calls[`${who} ${effect}`] = (row.calls[`${who} ${effect}`] ?? 0) + n;
    }
    return [key, row] as const;
  });
  return Object.fromEntries(rows.filter(([, row]) => Object.keys(row).length > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Both call an own loop ASSEMBLER. */
function withoutLoopNames(log: TraceLog): TraceLog {
  const events = log.events.map((e) =>
    e.type === 'compiled'
      ? { ...e, trace: { ...e.trace, calls: e.trace.calls.map((c) => (c.class === 'own loop' ? { ...c, callee: 'ASSEMBLER' } : c)) } }
      : e,
  );
  return { ...log, events };
}

describe.skipIf(logs.length === 0)('logs of PyPy 7.3.11 (needs ../shared/reference beside the checkout)', () => {
  const programs =
    logs.length > 0
      ? (JSON.parse(readFileSync(join(REFERENCE, 'ground_truth.json'), 'utf8')) as { programs: Record<string, Truth> }).programs
      : {};

  test.each(logs)('%s: every line has the counts of the reference', (file) => {
    const truth = programs[file.replace('.log.gz', '.py')];
    const log = read(gunzipSync(readFileSync(join(REFERENCE, 'logs', file))), { attributeToParent: false });
    expect(log.complete).toBe(true);
    expect(log.unknownLines).toEqual([]);
    expect(perLine(withoutLoopNames(log))).toEqual(expected(truth));
    const { summary } = counts(log);
    expect(summary.loops).toBe(truth.jit['Total # of loops']);
    expect(summary.bridges).toBe(truth.jit['Total # of bridges']);
    expect(summary.optimizedGuards).toBe(truth.jit['opt guards']);
    expect(summary.aborts['trace too long']).toBe(truth.jit['abort: trace too long']);
    expect(log.events.filter((e) => e.type === 'invalidated')).toHaveLength(truth.quasi_immutable_invalidations);
    expect(log.events.filter((e) => e.type === 'abort')).toHaveLength(summary.aborts['trace too long']);
  });

  test('cut into chunks of any size, the log reads the same', () => {
    const text = gunzipSync(readFileSync(join(REFERENCE, 'logs', 'seed_pi_blocker.log.gz')));
    const whole = read(text, { traceText: true }, 1e9);
    for (const size of [1, 7, 1000]) expect(read(text, { traceText: true }, size)).toEqual(whole);
  });

  test('a bridge’s first operations belong to its parent guard’s line', () => {
    const text = gunzipSync(readFileSync(join(REFERENCE, 'logs', 'seed_pi_blocker.log.gz')));
    const bridge = traces(read(text)).find((t) => t.kind === 'bridge')!;
    expect(bridge.guards[0].at.line).toBe(22);
    expect(bridge.at.line).toBe(21);
    expect(bridge.ends).toBe('jump to loop 1 label 1');
    expect(counts(read(text)).labels).toEqual([[1, 202, 2498757]]);
  });

  test('blocked inlining is named', () => {
    const log = read(gunzipSync(readFileSync(join(REFERENCE, 'logs', 'trace_too_long_inlining.log.gz'))));
    expect(log.events.flatMap((e) => (e.type === 'abort' ? [e.blame?.function] : []))).toEqual(['f2', 'f5', 'f4']);
  });

  test('cut off anywhere, what was read stays and the log is not complete', () => {
    const text = gunzipSync(readFileSync(join(REFERENCE, 'logs', 'seed_pi_blocker.log.gz'))).toString();
    for (const at of [0.1, 0.5, 0.9, 0.95]) {
      const log = read(text.slice(0, Math.floor(text.length * at)));
      expect(log.complete).toBe(false);
      expect(traces(log).length).toBeLessThanOrEqual(3);
    }
    expect(traces(read(text.slice(0, text.indexOf('{jit-summary'))))).toHaveLength(3);
    expect(read(text.slice(0, -1)).complete).toBe(false);
  });
});

// -- small logs --

const section = (name: string, body: string): string => `[1f] {${name}\n${body}\n[20] ${name}}\n`;
const LOOP = section(
  'jit-log-opt-loop',
  `# Loop 1 (f;a.py:1-2~#4 FOR_ITER) : loop with 9 ops
[p0, i1]
+10: label(p0, i1, descr=TargetToken(100))
debug_merge_point(0, 0, 'f;a.py:1-2~#4 FOR_ITER')
+11: guard_nonnull(p0, descr=<Guard0xaa>) [p0]
+12: p2 = call_r(ConstClass(early), descr=<Callr 8 r EF=4>)
+13: label(p0, i1, descr=TargetToken(101))
debug_merge_point(0, 0, 'f;a.py:1-3~#6 LOAD_FAST')
+14: guard_true(i1, descr=<Guard0xab>) [p0, None]
+15: p3 = new_with_vtable(descr=<SizeDescr 16>)
+16: setfield_gc(p3, i1, descr=<FieldS pypy.objspace.std.intobject.W_IntObject.inst_intval 8 pure>)
+17: cond_call(i1, ConstClass(grow), p0, descr=<Callv 0 r EF=2 OS=121>)
+18: p4 = call_may_force_r(1234, p3, descr=<Callr 8 r EF=7>)
+19: jump(p0, i1, descr=TargetToken(101))
+20: --end of the loop--`,
);
const BRIDGE = section(
  'jit-log-opt-bridge',
  '# bridge out of Guard 0xab with 2 ops\n[p0]\n+1: p1 = call_assembler_r(p0, descr=<Loop1>)\n+2: finish(p1)',
);
const SUMMARY = section(
  'jit-summary',
  'Tracing:      \t2\t0.005533\nabort: trace too long:\t0\nTotal # of loops:\t1\nTotal # of bridges:\t1',
);
const COUNTS = section('jit-backend-counts', 'entry 1:3\nTargetToken(100):4\nTargetToken(101):900\nbridge 171:250\nbridge 171:1');

describe('small logs', () => {
  test('what is found in a trace', () => {
    const log = read(LOOP + BRIDGE + SUMMARY + COUNTS);
    expect(log.complete).toBe(true);
    const [loop, bridge] = traces(log);
    expect(loop.calls.map((c) => `${c.callee} ${c.class} ${c.effect}`)).toEqual(['grow inline+helper 2', 'address opaque 7']);
    expect(loop.allocations).toEqual([
      { what: 'int', at: { path: 'a.py', line: 3, function: 'f', firstLine: 1, offset: 6, opcode: 'LOAD_FAST' } },
    ]);
    expect(loop.guards.map((g) => `${g.id} ${g.condition} ${g.at.line} ${g.inPeeledLoop}`)).toEqual([
      '1 guard_nonnull(p0) 2 false',
      '2 guard_true(i1) 3 true',
    ]);
    expect(loop.operations).toBe(8);
    expect(loop.lineOperations).toEqual([{ path: 'a.py', line: 3, count: 6 }]);
    expect([bridge.parent, bridge.parentGuard, bridge.ends, bridge.calls[0].callee, bridge.calls[0].at.line]).toEqual([
      1,
      2,
      'finish',
      'f',
      3,
    ]);
    expect(counts(log)).toMatchObject({
      entries: [
        [1, 3],
        [2, 251],
      ],
      labels: [[1, 4, 900]],
      failures: [[2, 0, 251]],
    });
  });

  test('a bridge starts with the frames of its guard: library code is charged to the line that called it', () => {
    const loop = section(
      'jit-log-opt-loop',
      `# Loop 1 (f;a.py:1-2~#4 FOR_ITER) : loop with 4 ops
[p0, i1]
+10: label(p0, i1, descr=TargetToken(100))
debug_merge_point(0, 0, 'f;a.py:1-3~#6 CALL_FUNCTION')
debug_merge_point(1, 1, 'g;/usr/lib/pypy3/lib-python/3/copy.py:7-9~#8 LOAD_FAST')
+14: guard_true(i1, descr=<Guard0xab>) [p0]
+19: jump(p0, i1, descr=TargetToken(100))`,
    );
    const bridge = section(
      'jit-log-opt-bridge',
      `# bridge out of Guard 0xab with 4 ops
[p0]
+1: p1 = new_with_vtable(descr=<SizeDescr 16>)
debug_merge_point(1, 1, 'g;/usr/lib/pypy3/lib-python/3/copy.py:7-10~#8 LOAD_FAST')
+2: p2 = new_with_vtable(descr=<SizeDescr 16>)
debug_merge_point(2, 2, 'h;/usr/lib/pypy3/lib-python/3/copy.py:17-18~#8 LOAD_FAST')
+3: guard_nonnull(p1, descr=<Guard0xac>) [p1]
+4: finish(p1)`,
    );
    const second = section(
      'jit-log-opt-bridge',
      `# bridge out of Guard 0xac with 1 ops
[p0]
debug_merge_point(1, 1, 'g;/usr/lib/pypy3/lib-python/3/copy.py:7-11~#8 LOAD_FAST')
+2: p2 = new_with_vtable(descr=<SizeDescr 16>)
+4: finish(p2)`,
    );
    const [, first, last] = traces(read(loop + bridge + second));
    expect(first.allocations.map(({ at, from }) => `${at.line} ${from?.path}:${from?.line}`)).toEqual(['9 a.py:3', '10 a.py:3']);
    expect(first.guards[0].from?.line).toBe(3);
    expect(last.allocations.map(({ at, from }) => `${at.line} ${from?.path}:${from?.line}`)).toEqual(['11 a.py:3']);
  });

  test('helpers go by the name of what they do in Python', () => {
    expect(pythonCallee('ll_call_lookup_function_trampoline__v1691___simple_call__function_')).toBe('dict lookup');
    expect(pythonCallee('rbigint.add')).toBe('int beyond 64 bits');
    expect(pythonCallee('offset2lineno')).toBe('offset2lineno');
  });

  test('an empty log is complete: nothing was traced', () => {
    expect(read('')).toMatchObject({ complete: true, unknownLines: [] });
  });

  test('traces without totals: the log was cut', () => {
    expect(read(LOOP).complete).toBe(false);
    expect(counts(read(LOOP)).summary.loops).toBe(1);
  });

  test('sections inside sections, and one that lost its end', () => {
    const nested =
      '[1] {jit-abort-longest-function\n[2] {jit-abort-log\nanything\n[3] jit-abort-log}\nfound new longest: g;a.py:7-8~#0 NOP 99\n[4] jit-abort-longest-function}\n';
    const log = read(`${nested}[5] {jit-tracing\n[6] {jit-optimize\n[7] jit-tracing}\n${LOOP}${SUMMARY}`);
    expect(log.complete).toBe(true);
    expect(log.unknownLines).toEqual(['anything']);
    expect(log.events[0]).toMatchObject({ type: 'abort', reason: 'trace too long', blame: { function: 'g', line: 8 } });
    expect(traces(log)).toHaveLength(1);
  });

  test('abort reasons printed by the tracer', () => {
    const log = read(
      '[5] {jit-tracing\n~~~ ABORTING TRACING bad loop\n~~~ ABORTING TRACING vable escape \n~~~ ABORTING TRACING something new\n[7] jit-tracing}\n',
    );
    expect(log.events.flatMap((e) => (e.type === 'abort' ? [e.reason] : []))).toEqual(['bad loop', 'vable escape']);
    expect(log.unknownLines).toEqual(['~~~ ABORTING TRACING something new']);
  });

  test('locations of older PyPys, guards without addresses', () => {
    const old = section(
      'jit-log-opt-loop',
      `# Loop 0 (<code object f. file 'b.py'. line 5> #9 FOR_ITER) : loop with 2 ops\n[p0]\ndebug_merge_point(0, 0, '<code object f. file 'b.py'. line 5> #12 NOP')\nguard_true(i0, descr=<Guard27>) [p0]\nguard_always_fails(descr=<Guard28>) []`,
    );
    const bridge = section('jit-log-opt-bridge', '# bridge out of Guard 27 with 1 ops\n[p0]\nfinish(p0)');
    const [loop, grown] = traces(read(old + bridge));
    expect(loop.at).toMatchObject({ path: 'b.py', line: 5, function: 'f', offset: 9 });
    expect(loop.ends).toBe('guard_always_fails');
    expect(grown.parentGuard).toBe(loop.guards[0].id);
  });

  test('anything else is kept, up to a bound', () => {
    const log = read(`warning: from the program\n${'x'.repeat(5000)}\n${'noise\n'.repeat(500)}`);
    expect(log.unknownLines).toHaveLength(101);
    expect(log.unknownLines[0]).toBe('warning: from the program');
    expect(log.unknownLines[1]).toHaveLength(200);
    expect(log.unknownLines[100]).toBe('(and 402 more)');
  });

  test('no input makes it throw', () => {
    const text = LOOP + BRIDGE + SUMMARY + COUNTS;
    for (let i = 0; i < text.length; i += 3) expect(() => read(text.slice(0, i) + text.slice(i + 40))).not.toThrow();
    expect(() => read(new Uint8Array([0xff, 0xfe, 0x00, 0x0a, 0xc3]))).not.toThrow();
  });
});

test('a long log streams: memory grows with the traces kept, not with the text', () => {
  // Many merge points and no guards: 40 MB of text that leaves one small trace each 40 kB.
  const filler = "debug_merge_point(0, 0, 'f;a.py:1-2~#4 FOR_ITER')\n+11: i3 = int_add(i1, 12345)\n".repeat(500);
  const big = LOOP.replace('+15:', `${filler}+15:`);
  const parser = new PypylogParser();
  const before = process.memoryUsage();
  let length = 0;
  while (length < 40e6) {
    parser.push(big.slice(0, 1000));
    parser.push(big.slice(1000));
    length += big.length;
  }
  parser.push('y'.repeat(3e6));
  const log = parser.end();
  const after = process.memoryUsage();
  expect(traces(log).length).toBeGreaterThan(900);
  expect(after.heapUsed - before.heapUsed).toBeLessThan(30e6);
});
