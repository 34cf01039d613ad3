/**
 * JIT101: a call the JIT cannot see into, in a hot loop.
 *
 * Reported where a remedy exists, and where there is something to lose: the call itself is dear, or the loop reads attributes and
 * items that must be read again after it. A function of the file that makes such a call on every path is reported where the loop calls
 * it, with the call inside as a related place.
 */
import type { Stmt } from '../../syntax/ast';
import type { Environment } from '../../semantics/environment';
import type { Warmth } from '../../semantics/hotness';
import type { CallSite, Place, Unit } from '../../semantics/summary';
import { isWithin, placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { shortSource } from '../../semantics/trips';
import { calleeOf } from '../../semantics/types';
import type { Target } from '../../targets';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { frameReader } from './frame-walk';
import type { Opaque } from './opaque';
import { opaqueCall } from './opaque';
import { page } from './opaque-call.page';
import { remedyFor } from './remedies';

/** From here on a call is dear by itself; below, it matters only for what the optimizer forgets. Nanoseconds. */
const DEAR = 30;
/** Reads to repeat and variables to box around a cheap opaque call, before it is worth a line. */
const MUCH_TO_LOSE = 3;
/** Beyond this the callee's own work hides what it does to the trace. Nanoseconds. */
const OWN_WORK = 2000;
/** Iterators whose every step is the opaque call. */
const STEPPED: ReadonlySet<string> = new Set(['itertools.groupby']);
const FEWER_CALLS = 'call it outside the hot loop, or less often with more to do each time';
/** Functions followed from a loop to the opaque call. */
const DEEPEST = 4;

export const opaqueCallRule: Rule = {
  code: 'JIT101',
  family: 'blocker',
  name: 'opaque-call',
  summary: 'call in a hot loop that the JIT cannot see into',
  construct: 'opaque call',
  // Where no call makes the optimizer forget anything, an opaque call costs its own time only.
  applies: (target) => target.calls !== null,
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      for (const site of unit.calls) {
        if (context.hotness.ofLoop(unit, site.loop).heat === 'cold') continue; // Most code: nothing to look up.
        const direct = opaqueCall(context.env, context.target, unit, site.node);
        // What is worse than the call itself has a rule of its own.
        if (direct !== null && frameReader(context.env, unit, site.node) !== null) continue;
        if (direct !== null) reportDirect(context, unit, site.loop, direct, findings);
        else reportWrapper(context, unit, site, findings);
      }
      for (const loop of unit.loops) {
        if (loop.node.kind === 'While' || loop.node.iter.kind !== 'Call' || context.hotness.ofLoop(unit, loop.index).heat === 'cold')
          continue;
        const stepped = opaqueCall(context.env, context.target, unit, loop.node.iter);
        if (stepped !== null && STEPPED.has(stepped.row.name) && context.hotness.ofLoop(unit, loop.parent).heat === 'cold')
          reportDirect(context, unit, loop.index, stepped, findings);
      }
    }
    return findings;
  },
  page,
};

function reportDirect(context: RuleContext, unit: Unit, loop: number, opaque: Opaque, findings: LocalFinding[]): void {
  const warmth = context.hotness.ofLoop(unit, loop);
  if (warmth.heat === 'cold' || !warmth.certain || warmth.distance > 2) return;
  // A function with loops of its own is not inlined: what stands outside them is not in the hot trace.
  if (loop < 0 && unit.loops.length > 0) return;
  if (prints(loop < 0 ? unit.body : unit.loops[loop]!.body)) return;
  // The loops that call this function unconditionally get the finding; twice would be once too often.
  if (
    loop < 0 &&
    unconditional(context.env, context.target, unit, opaque) &&
    context.hotness.callersOf(unit).some((edge) => edge.loop >= 0 && edge.call !== null)
  )
    return;
  const finding = findingFor(context, unit, loop, opaque, placeOf(unit, opaque.range), warmth, null);
  if (finding !== null) findings.push(finding);
}

function reportWrapper(context: RuleContext, unit: Unit, site: CallSite, findings: LocalFinding[]): void {
  if (site.loop < 0) return;
  const callee = calleeOf(context.env, unit, site.node.func);
  if (callee?.kind !== 'function') return;
  const warmth = context.hotness.ofLoop(unit, site.loop);
  if (warmth.heat === 'cold' || !warmth.certain) return;
  const inner = everyPath(context.env, context.target, callee.unit);
  if (inner === null || prints(unit.loops[site.loop]!.body) || prints(inner.unit.body)) return;
  const finding = findingFor(
    context,
    unit,
    site.loop,
    { ...inner.opaque, range: site.node },
    placeOf(inner.unit, inner.opaque.range),
    warmth,
    callee.unit.name,
  );
  if (finding !== null) findings.push(finding);
}

/** Whether every round prints: writing takes many times longer than any call, and nobody reads that fast. */
function prints(body: readonly Stmt[]): boolean {
  return body.some(
    (statement) =>
      statement.kind === 'ExprStmt' &&
      statement.value.kind === 'Call' &&
      statement.value.func.kind === 'Name' &&
      statement.value.func.id === 'print',
  );
}

function findingFor(
  context: RuleContext,
  unit: Unit,
  loop: number,
  opaque: Opaque,
  callPlace: Place,
  warmth: Warmth,
  through: string | null,
): LocalFinding | null {
  const { row, callee } = opaque;
  // In surely hot code the call is worth knowing of even where no other form of it is better.
  const remedy = remedyFor(row.kind, row.name) ?? (warmth.heat === 'hot' && warmth.distance === 0 ? FEWER_CALLS : null);
  if (remedy === null) return null;
  if ((row.nanoseconds ?? 0) > OWN_WORK && warmth.heat !== 'hot' && row.name !== 'eval' && row.name !== 'exec') return null;
  // A call so small is worth a word where a program surely makes it often; in a library nobody knows.
  if (row.when === 'characters' && !warmth.isRun) return null;
  const forgets = loop < 0 ? [] : readsAround(unit, loop);
  const carried = loop < 0 ? [] : accumulators(unit, loop);
  if ((row.nanoseconds ?? DEAR) < DEAR && forgets.length + carried.length < MUCH_TO_LOSE) return null;
  const around = loop < 0 ? null : unit.loops[loop]!;
  const cost = row.nanoseconds === null ? 'seen in a trace, not timed' : `measured at ${Math.round(row.nanoseconds)} ns a call`;
  return {
    place: placeOf(unit, opaque.range),
    message:
      through === null
        ? text`the JIT cannot see into \`${callee}\``
        : text`\`${through}\` always ends up in \`${callee}\`, which the JIT cannot see into`,
    help: text`${remedy}`,
    note: text`${writtenBack(carried)} and the optimizer forgets ${forgotten(forgets)}; ${cost} (${row.evidence})`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      ...(around === null ? [] : [{ place: placeOf(unit, around.header), message: text`in this loop` }]),
      ...(through === null ? [] : [{ place: callPlace, message: text`this call blocks the trace` }]),
    ],
    hotness: warmth.reason,
    claim: { kind: 'residual-call', callee, minimum: 'opaque', span: callPlace },
    scope: scopeOf(unit),
  };
}

/** Attributes and items the loop reads directly, in words and in order: what must be read again after the call. */
function readsAround(unit: Unit, loop: number): string[] {
  const names = new Set<string>();
  const calledMethods = new Set(unit.calls.map(({ node }) => node.func));
  for (const { node, loop: at } of unit.reads) {
    if (!isWithin(unit, at, loop) || calledMethods.has(node)) continue;
    const name = shortSource(node);
    if (name !== null) names.add(name);
  }
  return [...names];
}

/** Local variables that add up from round to round: in registers without the call, boxed in the frame with it. */
function accumulators(unit: Unit, loop: number): string[] {
  if (unit.kind !== 'function') return [];
  const names: string[] = [];
  for (const [name, bindings] of unit.bindings) {
    if (!unit.globals.has(name) && bindings.some((binding) => binding.kind === 'augment' && isWithin(unit, binding.loop, loop)))
      names.push(name);
  }
  return names;
}

function writtenBack(names: readonly string[]): string {
  if (names.length === 0) return 'the frame is forced';
  const shown = names.slice(0, 3).map((name) => `\`${name}\``);
  return `${shown.join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''} ${names.length === 1 ? 'is' : 'are'} boxed and written to the frame`;
}

function forgotten(reads: readonly string[]): string {
  if (reads.length === 0) return 'what it knew about the heap';
  const shown = reads.slice(0, 3).map((name) => `\`${name}\``);
  return reads.length > 3 ? `${shown.join(', ')} and ${reads.length - 3} more` : shown.join(', ');
}

/** The opaque call a function makes whatever happens, itself or through a function it calls; null if there is none. */
function everyPath(env: Environment, target: Target, start: Unit): { readonly unit: Unit; readonly opaque: Opaque } | null {
  let unit = start;
  for (let depth = 0; depth < DEEPEST; depth++) {
    let next: Unit | null = null;
    for (const site of unconditionalCalls(unit)) {
      const opaque = opaqueCall(env, target, unit, site.node);
      if (opaque !== null) return { unit, opaque };
      const callee = calleeOf(env, unit, site.node.func);
      if (next === null && callee?.kind === 'function' && callee.unit.loops.length === 0) next = callee.unit;
    }
    if (next === null || next.isGenerator) return null;
    unit = next;
  }
  return null;
}

function unconditional(env: Environment, target: Target, unit: Unit, opaque: Opaque): boolean {
  const found = everyPath(env, target, unit);
  return found !== null && found.unit === unit && found.opaque.range.start === opaque.range.start;
}

/** Calls in statements that run whenever the function does: not in a branch, a loop or a handler, nor after a way out. */
function unconditionalCalls(unit: Unit): readonly CallSite[] {
  if (unit.isGenerator || unit.kind !== 'function') return [];
  const sure: Stmt[] = [];
  const pending: Stmt[] = [...unit.body].reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'With') pending.push(...[...next.body].reverse());
    else if (next.kind === 'Try') pending.push(...[...next.body].reverse());
    else if (SIMPLE.has(next.kind)) sure.push(next);
    else break;
    if (next.kind === 'Return' || next.kind === 'Raise') break;
  }
  return unit.calls.filter(
    (site) => site.loop < 0 && sure.some((statement) => site.node.start >= statement.start && site.node.end <= statement.end),
  );
}

const SIMPLE: ReadonlySet<string> = new Set([
  'Assign',
  'AnnAssign',
  'AugAssign',
  'ExprStmt',
  'Return',
  'Pass',
  'Import',
  'ImportFrom',
  'Global',
  'Nonlocal',
]);
