/**
 * The Leibniz loop as the recorder gives it (jit-model.md section 7, "recorded") must come out as PyPy's own optimizer leaves it in
 * the log of the same program. Frame set-up (portal frames, force tokens, virtual references, the Arguments object) is left out on both sides.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../ir';
import { TestFloat } from '../text/testing';
import { World, bridge, loop, peeled, show, type Optimized } from './testing/optimize';
import type { ResumeGuardDescr } from './tokens';

const LOG = new URL('../../../../../shared/reference/pypy/logs/seed_pi_blocker.log.gz', import.meta.url);

const INTVAL = 'descr=<FieldS pypy.objspace.std.intobject.W_IntObject.inst_intval pure>';
const FLOATVAL = 'descr=<FieldF pypy.objspace.std.floatobject.W_FloatObject.inst_floatval pure>';
const TOPFRAME = 'descr=<FieldP pypy.interpreter.executioncontext.ExecutionContext.inst_topframeref 128>';

/** Locals: tol, acc, k, term. `numerator` and `odd` choose the arm of the `if`. */
const iteration = (first: string, odd: boolean): string => {
  const numerator = odd ? '-1.000000' : '1.000000';
  return `
  guard_not_invalidated() [p0, p1, p2, p3]
  guard_nonnull(p3) [p0, p1, p2, p3]
  guard_class(p3, ConstClass(W_FloatObject)) [p0, p1, p2, p3]
  f1 = getfield_gc_f(p3, ${FLOATVAL})
  f2 = float_abs(f1)
  p4 = new_with_vtable(descr=<SizeDescr 16 W_FloatObject>)
  setfield_gc(p4, f2, ${FLOATVAL})
  guard_nonnull(p0) [p0, p1, p2, p3, p4]
  guard_class(p0, ConstClass(W_FloatObject)) [p0, p1, p2, p3, p4]
  f3 = getfield_gc_f(p0, ${FLOATVAL})
  i4 = float_gt(f2, f3)
  guard_true(i4) [p0, p1, p2, p3, p4]
${first}
  guard_nonnull(p2) [p0, p1, p2, p3]
  guard_class(p2, ConstClass(W_IntObject)) [p0, p1, p2, p3]
  i5 = getfield_gc_i(p2, ${INTVAL})
  i6 = int_eq(i5, -9223372036854775808)
  i7 = call_pure_i(ConstClass(ll_int_py_mod__Signed_Signed), i5, 2, descr=<Calli 8 ii EF=0 OS=14>)
  p5 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
  setfield_gc(p5, i7, ${INTVAL})
  i8 = int_eq(i7, 0)
  ${odd ? 'guard_false' : 'guard_true'}(i8) [p0, p1, p2, p3, p5]
  guard_nonnull(p2) [p0, p1, p2, p3]
  i9 = int_mul_ovf(2, i5)
  guard_no_overflow() [p0, p1, p2, p3]
  p6 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
  setfield_gc(p6, i9, ${INTVAL})
  i10 = int_add_ovf(i9, 1)
  guard_no_overflow() [p0, p1, p2, p3, p6]
  f11 = cast_int_to_float(i10)
  i12 = float_eq(f11, 0.000000)
  guard_false(i12) [p0, p1, p2, p3]
  f13 = float_truediv(${numerator}, f11)
  p7 = new_with_vtable(descr=<SizeDescr 16 W_FloatObject>)
  setfield_gc(p7, f13, ${FLOATVAL})
  guard_nonnull(p1) [p0, p1, p2, p7]
  guard_class(p1, ConstClass(W_FloatObject)) [p0, p1, p2, p7]
  f14 = getfield_gc_f(p1, ${FLOATVAL})
  f15 = getfield_gc_f(p7, ${FLOATVAL})
  f16 = float_add(f14, f15)
  p8 = new_with_vtable(descr=<SizeDescr 16 W_FloatObject>)
  setfield_gc(p8, f16, ${FLOATVAL})
  i17 = int_add_ovf(i5, 1)
  guard_no_overflow() [p0, p8, p2, p7]
  p9 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
  setfield_gc(p9, i17, ${INTVAL})
  p10 = call_r(ConstClass(threadlocalref_get), 64, descr=<Callr 8 i EF=1 OS=5>)
  p11 = getfield_gc_r(p10, ${TOPFRAME})
  p12 = getfield_gc_r(p10, descr=<FieldP pypy.interpreter.executioncontext.ExecutionContext.inst_w_tracefunc 168 pure>)
  guard_value(p12, ConstPtr(null)) [p0, p8, p9, p7]
  i13 = getfield_gc_i(p10, descr=<FieldU pypy.interpreter.executioncontext.ExecutionContext.inst_profilefunc 178 pure>)
  i14 = int_eq(i13, 0)
  guard_true(i14) [p0, p8, p9, p7]
  p13 = call_may_force_r(ConstClass(residual_call), ConstPtr(empty), descr=<Callr 8 rr EF=7>)
  guard_not_forced() [p0, p8, p9, p7, p13]
  guard_no_exception() [p0, p8, p9, p7, p13]
  guard_nonnull(p13) [p0, p8, p9, p7, p13]
  guard_not_invalidated() [p0, p8, p9, p7]
  setfield_gc(p10, p11, ${TOPFRAME})
  i15 = getfield_raw_i(139781388946784, descr=<FieldS pypysig_long_struct.c_value 0>)
  i16 = int_lt(i15, 0)
  guard_false(i16) [p0, p8, p9, p7]
  jump(p0, p8, p9, p7) [p0, p8, p9, p7]`;
};

const PI_LOOP = `[p0, p1, p2, p3]${iteration('', false)}`;

function piLoop(world: World): Optimized {
  world.own('ExecutionContext');
  return loop(PI_LOOP, world, [new TestFloat(2e-7), new TestFloat(3), 1040, new TestFloat(0.5)]);
}

/** Frame set-up; of topframeref, only what the recording has: read before the call, stored after it. */
function isSetup(line: string, called: boolean): boolean {
  if (/inst_topframeref/.test(line)) return called === line.includes('getfield');
  return /debug_merge_point|portal_frame|force_token|= new_|setfield_gc|(^|: )label|^\[/.test(line);
}

/** Operations with values renamed in order of appearance, without fail arguments, offsets, addresses and names of functions. */
function canonical(lines: readonly string[]): string[] {
  const names = new Map<string, string>();
  const rename = (name: string): string => {
    if (!names.has(name)) names.set(name, `${name[0]!.replace('r', 'p')}#${names.size}`);
    return names.get(name)!;
  };
  let called = false;
  const kept = lines.filter((line) => {
    const keep = !isSetup(line, called);
    called ||= line.includes('call_may_force');
    return keep;
  });
  return kept.map((line) =>
    line
      .replace(/^\+\d+: /, '')
      .replace(/ \[[^\]]*\]$/, '')
      .replace(/,? ?descr=<Guard0x[0-9a-f]+>/, '')
      .replace(
        /<Field(\w) (?:[^> ]*\.)?(\w+\.\w+)( \d+)?( pure)?>/,
        (_, letter: string, name: string) => `<Field${letter.replace('U', 'S')} ${name}>`,
      )
      .replace(/call_may_force_r\(.*descr/, 'call_may_force_r(descr')
      .replace(/ConstClass\(\w*(threadlocalref_get)\w*\)/, '$1')
      .replace(/^jump.*/, 'jump')
      .replace(/\b[ipfr]\d+\b/g, rename),
  );
}

function logSection(start: string): string[] {
  const lines = gunzipSync(readFileSync(LOG)).toString('utf8').split('\n');
  const from = lines.findIndex((l) => l.startsWith(start));
  const to = lines.findIndex((l, i) => i > from && l.includes('--end of the loop--'));
  return lines.slice(from + 1, to);
}

describe.skipIf(!existsSync(LOG))('the pi loop against the log of PyPy 7.3.11', () => {
  it('has the same peeled loop, operation by operation', () => {
    const { trace } = piLoop(new World());
    const log = logSection('# Loop 1 ');
    const inLog = canonical(log.slice(log.findLastIndex((l) => l.includes(': label('))));
    expect(inLog).toHaveLength(29);
    expect(canonical(show(peeled(trace)))).toEqual(inLog);
  });

  it('resumes all guards up to the call at the loop header', () => {
    const guards = peeled(piLoop(new World()).trace).ops.filter((op) => op.name.startsWith('guard_'));
    const places = guards.map((op) => (op.descr as ResumeGuardDescr).resume);
    // As in the log: one set of fail arguments up to the call, one around it, one for the ticker.
    expect(places.map((r) => places.indexOf(r))).toEqual([0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 11]);
    expect(guards.filter((op) => (op.descr as ResumeGuardDescr).sharedWith !== null)).toHaveLength(9);
  });

  it('gives the other arm the same bridge, back to the peeled loop', () => {
    const world = new World();
    const main = piLoop(world);
    const guard = main.trace.ops.findLast((op) => op.name === 'guard_true' && (op.args[0] as Operation).name === 'int_eq')!;
    const origin = { descr: guard.descr as ResumeGuardDescr, failArgs: guard.failArgs! };
    expect(origin.failArgs.map((v) => v?.type)).toEqual(['r', 'f', 'i', 'f']);
    // The recorder first makes the virtuals of the resume data anew, then runs the iteration from the header.
    const [acc, , term] = origin.descr.resume!.virtuals.map((v) =>
      v.kind === 'object' && v.fields[0]!.tag === 'box' ? v.fields[0]!.index : -1,
    );
    const rebuilt = `[p0, f91, i92, f93]
  p1 = new_with_vtable(descr=<SizeDescr 16 W_FloatObject>)
  setfield_gc(p1, f9${acc}, ${FLOATVAL})
  p2 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
  setfield_gc(p2, i92, ${INTVAL})
  p3 = new_with_vtable(descr=<SizeDescr 16 W_FloatObject>)
  setfield_gc(p3, f9${term}, ${FLOATVAL})`;
    const { trace } = bridge(`${rebuilt}${iteration('', true)}`, main, origin, world, [new TestFloat(2e-7), 3, 1041, 0.5]);
    expect(trace.target!.index).toBe(1);
    expect(canonical(show(trace))).toEqual(canonical(logSection('# bridge out of')));
  });
});
