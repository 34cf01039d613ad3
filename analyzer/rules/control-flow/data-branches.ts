/**
 * JIT201: many branches in a row that data decides.
 *
 * A tracing JIT merges paths only at loop headers, so k independent branches between two headers make up to 2^k paths, and each is
 * compiled on its own. The count, and what "rejoin" and "leave" mean, is semantics/paths.ts.
 */
import type { Call, Expr, Stmt } from '../../syntax/ast';
import type { Edge } from '../../semantics/calls';
import { calleeOf } from '../../semantics/types';
import type { Warmth } from '../../semantics/hotness';
import type { Paths, Questions } from '../../semantics/paths';
import { MOST_PATHS, pathsThrough } from '../../semantics/paths';
import type { Loop, Range, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import type { Region } from '../../semantics/variation';
import { varies } from '../../semantics/variation';
import { parameterDefault, type Target } from '../../targets';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './data-branches.page';

/**
 * Below four branches all paths together cost less than they are worth: 26 bridges at k = 3 against 49 at k = 4 and 90 at k = 5, about
 * 2 ms each (programs with k None-defaults on PyPy 7.3.11).
 */
export const FEWEST_BRANCHES = 4;
/** In code that a program surely runs often, 26 bridges are worth a word: of a library nobody knows who calls it. */
const FEWEST_IN_HOT_CODE = 3;
/** Inlined calls that are followed. */
const DEEPEST = 2;
/** Calls between a loop and the function, at most. */
const FARTHEST = 2;
/** Bridges per path: the preamble, the loop and the function's own entry trace are compiled apart (2.6 for k up to 8). */
const COPIES = 2.6;
/** More spans than this under one finding hide the message. */
const MOST_RELATED = 12;

export const dataBranches: Rule = {
  code: 'JIT201',
  family: 'control-flow',
  name: 'data-branches',
  summary: 'many branches in a row that data decides',
  construct: 'independent branches',
  applies: (target) => target.pathsMultiply || sharedAfter(target) !== null,
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      if (unit.kind === 'function') {
        const warmth = context.hotness.ofUnit(unit);
        // Far from its loop, or linked to it by a method name alone, it is one suspicion on top of another.
        if (warmth.heat !== 'cold' && warmth.certain && warmth.distance <= FARTHEST) {
          const region = { unit, callers: context.hotness.callersOf(unit) };
          report(context, region, unit, warmth, unit.nameRange, `\`${unit.name}\``, findings);
        }
      }
      for (const loop of unit.loops) {
        if (loop.body.length === 0) continue;
        const warmth = context.hotness.ofLoop(unit, loop.index);
        if (warmth.heat !== 'cold') report(context, { unit, loop: loop.index }, loop, warmth, loop.header, 'this loop', findings);
      }
    }
    return findings;
  },
  page,
};

/** After how many side traces in a row paths are shared again, where branches multiply up to there; null where they do not, or never stop. */
function sharedAfter(target: Target): number | null {
  return target.pathsMultiply ? null : (parameterDefault(target, 'chain_depth') ?? null);
}

function report(
  context: RuleContext,
  region: Region,
  code: Unit | Loop,
  warmth: Warmth,
  at: Range,
  where: string,
  findings: LocalFinding[],
): void {
  const { unit } = region;
  // Across functions the estimate is looser: only where the code is surely hot.
  const test = 'whole' in code && code.node.kind === 'While' ? code.node.test : null;
  const paths = pathsIn(context, region, code.body, warmth.heat === 'hot' ? 0 : DEEPEST, test);
  const branches = paths.chain.length;
  const total = Math.round(paths.through + paths.left);
  const isOwn = paths.chain.every((branch) => branch.unit === unit);
  const isSure = isOwn && warmth.heat === 'hot' && warmth.isRun && warmth.certain && warmth.distance <= 1;
  const fewest = isSure ? FEWEST_IN_HOT_CODE : FEWEST_BRANCHES;
  if (branches < fewest || total < 2 ** fewest) return;
  const shared = sharedAfter(context.target);
  const consequence =
    shared === null
      ? `${total >= MOST_PATHS ? 'more than' : 'up to'} ${group(total)} paths, each compiled on its own`
      : `side traces hang on side traces, ${shared} deep, before paths are shared`;
  findings.push({
    place: placeOf(unit, at),
    message: text`${branches} branches in ${where}${paths.chain.some((branch) => branch.unit !== unit) ? ' and what it calls' : ''} depend on data and rejoin: ${consequence}`,
    help: text`let the branches share a loop header (decide them in a loop over the values), look the results up in a table, or compute them without branches`,
    note:
      shared === null
        ? text`about ${bridges(paths)} bridges at 2 ms each if all combinations occur; if only a few do, the cost stays small`
        : text`${context.target.constructs['independent branches'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: paths.chain.slice(0, MOST_RELATED).map((range, index) => ({
      place: placeOf(range.unit, range),
      message:
        index === MOST_RELATED - 1 && branches > MOST_RELATED
          ? text`branch ${index + 1} of ${branches}, and the others`
          : text`branch ${index + 1}`,
    })),
    hotness: warmth.reason,
    claim: {
      kind: 'bridges',
      branches: paths.chain.map((branch) => placeOf(branch.unit, branch)),
      span: placeOf(
        unit,
        unionOf(
          paths.chain.filter((branch) => branch.unit === unit),
          at,
        ),
      ),
      forecast: total,
    },
    scope: scopeOf(unit),
  });
}

/** Paths through code as it is traced: functions of the file without loops are inlined, so their branches multiply as well. */
function pathsIn(context: RuleContext, region: Region, body: readonly Stmt[], depth: number, test: Expr | null = null): Paths {
  return pathsThrough(body, questionsFor(context, region, depth), test);
}

function questionsFor(context: RuleContext, region: Region, depth: number): Questions {
  const { unit } = region;
  const asCalled = (to: Unit, call: Call): Region => {
    const edge: Edge = { from: unit, loop: 'loop' in region ? region.loop : -1, to, range: call, kind: 'call', call, certain: true };
    return { unit: to, callers: [edge] };
  };
  const inlinedUnit = (call: Call): Unit | null => {
    const callee = depth < DEEPEST ? calleeOf(context.env, unit, call.func) : null;
    if (callee?.kind !== 'function' || callee.unit === unit) return null;
    const { unit: to } = callee;
    return to.loops.length > 0 || to.isGenerator || to.isAsync || to.kind !== 'function' ? null : to;
  };
  return {
    unit,
    depends: (test) => varies(context.env, region, test),
    isExtreme: ({ func }) => {
      const callee = func.kind === 'Name' ? calleeOf(context.env, unit, func) : null;
      return callee?.kind === 'builtin' && (callee.name === 'min' || callee.name === 'max');
    },
    inlined: (call) => {
      const to = inlinedUnit(call);
      if (to === null) return null;
      const paths = pathsIn(context, asCalled(to, call), to.body, depth + 1);
      // A function with enough branches of its own is reported by itself.
      return paths.chain.length >= FEWEST_BRANCHES ? null : paths;
    },
    predicate: (call) => {
      const to = inlinedUnit(call);
      const only = to === null || to.body.length === 0 ? null : to.body[to.body.length - 1]!;
      // A docstring may stand before it.
      if (to === null || to.body.length > 2 || only?.kind !== 'Return' || only.value === null) return null;
      if (to.body.length === 2 && to.body[0]!.kind !== 'ExprStmt') return null;
      return { test: only.value, ask: questionsFor(context, asCalled(to, call), depth + 1) };
    },
  };
}

function unionOf(ranges: readonly Range[], fallback: Range): Range {
  if (ranges.length === 0) return fallback;
  return { start: Math.min(...ranges.map((range) => range.start)), end: Math.max(...ranges.map((range) => range.end)) };
}

function bridges(paths: Paths): string {
  return group(Math.round((paths.through + paths.left) * COPIES));
}

/** 2048 as "2,048". */
function group(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
