/**
 * JIT103: a function that an opaque call runs looks at the frame that is being traced.
 *
 * The frame of a trace lives in registers (a virtualizable). When code that the tracer cannot see into reads it, the frame must be
 * written to memory behind the tracer's back, and the recording is dropped (rpython/jit/metainterp/pyjitpl.py, ABORT_ESCAPE). A frame
 * read by code that is inlined costs next to nothing and is not reported.
 */
import type { Attribute, Call, Expr } from '../../syntax/ast';
import { lookup, meaningOf } from '../../semantics/environment';
import type { Environment } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import { isUnit, placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { calleeOf } from '../../semantics/types';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './frame-walk.page';
import { opaqueCall } from './opaque';

export const frameWalk: Rule = {
  code: 'JIT103',
  family: 'blocker',
  name: 'frame-walk',
  summary: 'opaque call in a hot loop whose callback reads the caller’s frame',
  construct: 'frame read across a call',
  applies: (target) => target.constructs['frame read across a call'].treatment === 'no trace',
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      for (const { node, loop } of unit.calls) {
        if (loop < 0 || context.hotness.ofLoop(unit, loop).heat === 'cold') continue;
        const finding = checkCall(context, unit, node, loop);
        if (finding !== null) findings.push(finding);
      }
    }
    return findings;
  },
  page,
};

function checkCall(context: RuleContext, unit: Unit, call: Call, loop: number): LocalFinding | null {
  const warmth = context.hotness.ofLoop(unit, loop);
  const found = frameReader(context.env, unit, call);
  const opaque = found === null ? null : opaqueCall(context.env, context.target, unit, call);
  if (found === null || opaque === null || !warmth.certain) return null;
  const { handed, read } = found;
  return {
    place: placeOf(unit, call),
    message: text`\`${opaque.callee}\` runs \`${handed.name}\`, which reads the frame of its caller: recording this loop is given up each time`,
    help: text`hand \`${handed.name}\` what it needs as an argument instead of reading it from the frame`,
    note: text`${context.target.constructs['frame read across a call'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      { place: placeOf(unit, unit.loops[loop]!.header), message: text`in this loop` },
      { place: placeOf(read.unit, read.node), message: text`the frame is read here` },
    ],
    hotness: warmth.reason,
    claim: { kind: 'abort', reason: 'vable escape', functions: [], span: placeOf(unit, unit.loops[loop]!.whole) },
    scope: scopeOf(unit),
  };
}

interface FrameReader {
  readonly handed: Unit;
  readonly read: { readonly unit: Unit; readonly node: Attribute };
}

/** The function among a call's arguments that reads a frame further out than its own. */
export function frameReader(env: Environment, unit: Unit, call: Call): FrameReader | null {
  for (const given of [...call.args, ...call.keywords.map((keyword) => keyword.value)]) {
    const handed = functionGiven(env, unit, given);
    const read = handed === null ? null : outerFrameRead(env, handed);
    if (handed !== null && read !== null) return { handed, read };
  }
  return null;
}

function functionGiven(env: Environment, unit: Unit, expr: Expr): Unit | null {
  if (expr.kind === 'Lambda') return unit.top.units.find((candidate) => candidate.node === expr) ?? null;
  if (expr.kind !== 'Name') return null;
  const defines = meaningOf(env, unit, expr.id)?.defines ?? null;
  return defines !== null && isUnit(defines) ? defines : null;
}

/** What reads a frame's variables or position, so that the frame must be real. */
const READS: ReadonlySet<string> = new Set(['f_locals', 'f_lineno', 'f_lasti']);

/** Where a function, or one it calls, reads a frame further out than its own. */
function outerFrameRead(env: Environment, start: Unit): { readonly unit: Unit; readonly node: Attribute } | null {
  const seen = new Set<Unit>();
  const pending = [start];
  for (let unit = pending.shift(); unit !== undefined && seen.size < 8; unit = pending.shift()) {
    if (seen.has(unit)) continue;
    seen.add(unit);
    for (const { node } of unit.reads) if (READS.has(node.attr) && isOuterFrame(env, unit, node.value)) return { unit, node };
    for (const { node } of unit.calls) {
      const callee = calleeOf(env, unit, node.func);
      if (callee?.kind === 'function') pending.push(callee.unit);
    }
  }
  return null;
}

/** `sys._getframe(1)`, `inspect.currentframe().f_back`, or a variable that one of its assignments makes so. */
function isOuterFrame(env: Environment, unit: Unit, expr: Expr, limit = 3): boolean {
  if (limit === 0) return false;
  if (expr.kind === 'Attribute') return expr.attr === 'f_back';
  if (expr.kind === 'Call') {
    const callee = calleeOf(env, unit, expr.func);
    const depth = expr.args[0];
    return callee?.kind === 'library' && callee.name === 'sys._getframe' && depth !== undefined && !isZero(depth);
  }
  if (expr.kind !== 'Name') return false;
  return (lookup(env, unit, expr.id)?.bindings ?? []).some(({ value }) => value !== null && isOuterFrame(env, unit, value, limit - 1));
}

function isZero(expr: Expr): boolean {
  return expr.kind === 'Constant' && expr.value.type === 'int' && expr.value.value === 0n;
}
