/**
 * What a claim's effect looked like in the run: one function a claim, each answering "was it there, how often, at what cost".
 */
import { CALL_CLASSES, type CallClass } from '../../vm/jit/tracelog';
import type { Claim, Finding } from '../../rules/finding';
import { readableCallee } from '../fold/callee';
import type { FoldedAbort, FoldedCall, FoldedGuard, FoldedTrace } from '../fold/profile';
import { COSTS } from '../cost/table';
import { allocationsOn, blockAt, callsOn, factsElsewhere, factsOf, linesOf, plural, sum, type PlaceFacts, type Ran } from './place';

export interface Effect {
  /** Lines that were looked at. */
  readonly facts: PlaceFacts;
  readonly present: boolean;
  /** What was counted, in one sentence without a full stop; of an absent effect, what was looked for. */
  readonly words: string;
  readonly nanoseconds: number;
  readonly bridges: number;
  readonly guardFailures: number;
  readonly calls: readonly FoldedCall[];
  readonly allocations: number;
  readonly aborts: number;
  /** Set when the effect has begun without reaching what the claim is about: why nothing follows from its absence. */
  readonly undecided: string | null;
}

export function effectOf(claim: Claim, finding: Finding, ran: Ran, others: readonly Finding[]): Effect {
  switch (claim.kind) {
    case 'residual-call':
      return residualCall(claim, finding, ran, others);
    case 'bridges':
      return bridges(claim, finding, ran);
    case 'generator':
      return generator(claim, ran);
    case 'allocation':
      return allocation(claim, ran);
    case 'big-ints':
      return bigInts(claim, ran);
    case 'invalidation':
      return invalidation(claim, ran);
    case 'abort':
      return abort(claim, ran);
  }
}

type ClaimOf<K extends Claim['kind']> = Extract<Claim, { kind: K }>;

/** An effect of which only some fields are not empty. */
export function effectWith(facts: PlaceFacts, words: string, fields: Partial<Effect>): Effect {
  return {
    facts,
    words,
    present: false,
    nanoseconds: 0,
    bridges: 0,
    guardFailures: 0,
    calls: [],
    allocations: 0,
    aborts: 0,
    undecided: null,
    ...fields,
  };
}

const severity = (callClass: CallClass): number => CALL_CLASSES.indexOf(callClass);

function residualCall(claim: ClaimOf<'residual-call'>, finding: Finding, ran: Ran, others: readonly Finding[]): Effect {
  const severeIn = (place: PlaceFacts): FoldedCall[] => callsOn(place).filter((call) => severity(call.class) >= severity(claim.minimum));
  if (claim.text !== undefined) return callsInText(claim, claim.text, ran);
  const isNamed = (call: FoldedCall): boolean => sameCallee(call.callee, claim.callee);
  const within = (claim.within ?? []).filter((span) => severeIn(factsOf(ran, linesOf(ran.lines, [span]))).some(isNamed));
  const facts = factsOf(ran, linesOf(ran.lines, [claim.span, ...within]));
  const severe = severeIn(facts);
  const named = severe.filter(isNamed);
  // The log may know the call by another name (a helper of the target); but a name that another finding on these lines claims is its.
  const claimed = others.filter((other) => other !== finding && other.claim.kind === 'residual-call' && shareLine(other, facts, ran));
  const free = severe.filter(
    (call) => !claimed.some((other) => other.claim.kind === 'residual-call' && sameCallee(call.callee, other.claim.callee)),
  );
  const calls = named.length > 0 ? named : free;
  const count = sum(calls, (call) => call.count);
  const names = [...new Set(calls.map((call) => readableCallee(call.callee)))].join(', ');
  const words =
    count > 0
      ? `${plural(count, 'residual call')} of ${names} ${count === 1 ? 'stands' : 'stand'} in compiled code, executed ${plural(
          sum(calls, (call) => call.executions),
          'time',
        )}`
      : `no ${claim.minimum === 'opaque' ? 'opaque call' : 'call with a loop of its own'} of ${claim.callee} stands in compiled code${milder(facts)}`;
  return effectWith(facts, words, { present: count > 0, calls, nanoseconds: sum(calls, (call) => call.nanoseconds) });
}

/** Calls in code that was run from a text: of other lines nothing can be said, so only calls of the claimed name count. */
function callsInText(claim: ClaimOf<'residual-call'>, file: string, ran: Ran): Effect {
  const facts = factsElsewhere(ran, linesOf(ran.lines, [claim.span]), file);
  const calls = callsOn(facts).filter(
    (call) => severity(call.class) >= severity(claim.minimum) && sameCallee(readableCallee(call.callee), claim.callee),
  );
  const count = sum(calls, (call) => call.count);
  const words =
    count > 0
      ? `${plural(count, claim.callee, `${claim.callee}s`)} ${count === 1 ? 'stands' : 'stand'} in the compiled code of ${file}, executed ${plural(
          sum(calls, (call) => call.executions),
          'time',
        )}`
      : `no ${claim.callee} stands in the compiled code of ${file}`;
  return effectWith(facts, words, { present: count > 0, calls, nanoseconds: sum(calls, (call) => call.nanoseconds) });
}

/** What is left of a call that turned out to be no obstacle. */
function milder(facts: PlaceFacts): string {
  const calls = callsOn(facts).filter((call) => call.class !== 'inline');
  if (calls.length === 0) return '';
  const classes = [...new Set(calls.map((call) => call.class))].join(', ');
  return ` (${plural(
    sum(calls, (call) => call.count),
    'milder call',
  )} left: ${classes})`;
}

function sameCallee(seen: string, claimed: string): boolean {
  const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
  return seen === claimed || last(seen) === last(claimed);
}

function shareLine(other: Finding, facts: PlaceFacts, ran: Ran): boolean {
  return [...linesOf(ran.lines, [other.span])].some((line) => facts.numbers.has(line));
}

/**
 * Bridges of the branches. Where a guard stands is where the optimizer put it: a type check that follows a null check of the same
 * value is merged into the earlier one, often on the line that calls the function or on the loop header there (rewrite.py of
 * RPython's optimizer). So guards of traces that pass the branches count on the branches' own lines and their function's, on lines
 * that call the function, and on the line where the trace starts.
 */
function bridges(claim: ClaimOf<'bridges'>, finding: Finding, ran: Ran): Effect {
  const branchLines = linesOf(ran.lines, claim.branches);
  const ownLines = linesOf(ran.lines, [claim.span, ...claim.branches]);
  const facts = factsOf(ran, ownLines);
  const passing = new Set(factsOf(ran, branchLines.size > 0 ? branchLines : ownLines).traces.map((trace) => trace.info.id));
  const name = finding.scope.slice(finding.scope.lastIndexOf('.') + 1);
  const calling = linesThatCall(name, ran);
  const starts = new Set(facts.traces.filter((trace) => trace.info.at.path === ran.path).map((trace) => trace.info.at.line));
  const belongs = (guard: FoldedGuard): boolean => {
    const { path, line, function: within } = guard.at;
    if (path !== ran.path) return false;
    if (ownLines.has(line)) return true;
    return passing.has(guard.trace.info.id) && (within === name || calling.has(line) || starts.has(line));
  };
  const guards = ran.profile.guards.filter(belongs);
  if (claim.outrun === true) return outrun(facts, guards);
  const grown = guards.map((guard) => guard.bridge).filter((bridge) => bridge !== null);
  const failures = sum(guards, (guard) => guard.interpreted + guard.bridged);
  const unbridged = sum(guards, (guard) => guard.interpreted);
  const nanoseconds =
    sum(grown, (bridge) => bridge.compiling) +
    sum(guards, (guard) => guard.interpreted * COSTS.guardFailure.nanoseconds + guard.bridged * COSTS.bridgeTaken.nanoseconds);
  const paths = claim.forecast > 1 ? `; up to ${plural(claim.forecast, 'path')} were forecast` : '';
  const words =
    grown.length > 0
      ? `${plural(grown.length, 'bridge')} grew from guards of ${plural(Math.max(1, claim.branches.length), 'branch', 'branches')}, which failed ${plural(failures, 'time')}${paths}`
      : `no guard of ${plural(Math.max(1, claim.branches.length), 'branch', 'branches')} failed often enough to grow a bridge`;
  const undecided =
    grown.length === 0 && unbridged > A_FEW
      ? `its guards failed ${plural(unbridged, 'time')}; a guard grows a bridge at its 200th failure`
      : null;
  return effectWith(facts, words, { present: grown.length > 0, bridges: grown.length, guardFailures: failures, nanoseconds, undecided });
}

/** A bridge that most passes of a trace leave it by: the way that was recorded is not the way that is taken. */
function outrun(facts: PlaceFacts, guards: readonly FoldedGuard[]): Effect {
  const [guard] = guards.filter(({ bridge, trace }) => bridge !== null && 2 * bridge.executions > trace.executions);
  const words =
    guard === undefined
      ? 'no bridge takes most of the passes of the trace that it grows from'
      : `of ${plural(guard.trace.executions, 'pass', 'passes')} of the trace, ${plural(guard.bridge!.executions, 'pass', 'passes')} left it by a bridge`;
  const nanoseconds = guard === undefined ? 0 : guard.bridged * COSTS.allocation.nanoseconds;
  return effectWith(facts, words, {
    present: guard !== undefined,
    bridges: guard === undefined ? 0 : 1,
    guardFailures: guard?.bridged ?? 0,
    nanoseconds,
  });
}

/** Failures that mean nothing: each loop is left once. */
const A_FEW = 10;

/** Lines of the file on which a function of that name is called, as far as its text tells. */
function linesThatCall(name: string, ran: Ran): Set<number> {
  const found = new Set<number>();
  if (!/^\w+$/u.test(name)) return found;
  const call = new RegExp(`(?<!def\\s+)(?<![\\w])${name}\\s*\\(`, 'gu');
  for (const match of ran.lines.text.matchAll(call)) found.add(ran.lines.lineAt(match.index) + 1);
  return found;
}

/** Names under which a generator's own objects occur in a trace log. */
const GENERATOR_OBJECTS = /generator|genexpr|^frame$|GeneratorIterator|PyFrame/i;
/** Per resumption: 3.3 ns against 0.7 ns for a plain loop (micro-programs, as in the cost table). */
const RESUME_NANOSECONDS = 2.6;

function generator(claim: ClaimOf<'generator'>, ran: Ran): Effect {
  const facts = factsOf(ran, linesOf(ran.lines, [claim.loop]));
  const inGenerator = claim.generator === null ? null : factsOf(ran, generatorLines(claim.generator, ran));
  // A generator expression may stand on the line of the loop: what passes the line need not pass the expression.
  const isInside = (trace: FoldedTrace): boolean =>
    inGenerator === null || isExpression(claim.generator!, ran) ? resumesSomeGenerator(trace) : true;
  const resuming = facts.traces.filter((trace) => (inGenerator === null || inGenerator.traces.includes(trace)) && isInside(trace));
  // It may be resumed from elsewhere too: here it is where the loop enters code of its own.
  const enters = callsOn(facts).some((call) => call.class === 'own loop');
  const apart = claim.generator === null || !enters ? [] : tracedApart(claim.generator, ran);
  const calls = callsOn(facts).filter((call) => GENERATOR_OBJECTS.test(call.callee));
  const objects = [facts, ...(inGenerator === null ? [] : [inGenerator])]
    .flatMap(allocationsOn)
    .filter((entry) => GENERATOR_OBJECTS.test(entry.what));
  const allocations = sum(objects, (entry) => entry.count);
  const resumed = sum([...resuming, ...apart], (trace) => trace.executions) + sum(calls, (call) => call.executions);
  const present = resumed > 0 || allocations > 0;
  const words = present
    ? `compiled code resumed the generator ${plural(resumed, 'time')}${allocations > 0 ? ` and allocates ${plural(allocations, 'generator object')}` : ''}`
    : 'no compiled code of the loop resumes a generator';
  const nanoseconds = resumed * RESUME_NANOSECONDS + sum(calls, (call) => call.nanoseconds) + sum(objects, (entry) => entry.nanoseconds);
  return effectWith(facts, words, { present, calls, allocations, nanoseconds });
}

function isExpression(generator: { readonly start: number }, ran: Ran): boolean {
  return !/^\s*(async\s+)?def\b/.test(ran.lines.lineText(ran.lines.lineAt(generator.start)));
}

/** Traces of a generator that PyPy does not inline: they start at a place of their own, `<code object NAME ...> <generator>`; in the VM `NAME <generator>`. */
function tracedApart(generator: { readonly start: number; readonly end: number }, ran: Ran): readonly FoldedTrace[] {
  const first = ran.lines.lineAt(generator.start) + 1;
  const [, name = ''] = /\bdef\s+(\w+)/.exec(ran.lines.lineText(first - 1)) ?? [];
  if (name === '') return [];
  const start = new RegExp(`^(<code object )?${name}\\b`);
  return ran.profile.traces.filter(({ info }) => start.test(info.at.function) && info.at.function.endsWith('<generator>'));
}

/** A generator function is pointed at by its name: its body is what follows. A generator expression is all there. */
function generatorLines(span: { readonly start: number; readonly end: number }, ran: Ran): Set<number> {
  const numbers = linesOf(ran.lines, [span]);
  const [first] = numbers;
  if (first === undefined || isExpression(span, ran)) return numbers;
  return blockAt(ran.lines, first);
}

function resumesSomeGenerator({ info }: PlaceFacts['traces'][number]): boolean {
  return [...info.guards, ...info.calls, ...info.allocations].some(
    (part) => /genexpr/.test(part.at.function) || /YIELD/.test(part.at.opcode),
  );
}

function allocation(claim: ClaimOf<'allocation'>, ran: Ran): Effect {
  const facts = factsOf(ran, linesOf(ran.lines, [claim.span]));
  const entries = allocationsOn(facts);
  const count = sum(entries, (entry) => entry.count);
  const kinds = [...new Set(entries.map((entry) => entry.what))].join(', ');
  const words =
    count > 0
      ? `${plural(count, 'allocation')} (${kinds}) ${count === 1 ? 'stays' : 'stay'} in compiled code, executed ${plural(
          sum(entries, (entry) => entry.executions),
          'time',
        )}`
      : 'no allocation is left in compiled code';
  return effectWith(facts, words, { present: count > 0, allocations: count, nanoseconds: sum(entries, (entry) => entry.nanoseconds) });
}

/** Helpers that calculate with ints of any size: as the VM names them, and as RPython does. Division calls a helper for small ints too. */
const BIG_INT_CALLS = /^int ([-+*&|^~]|<<|>>|\*\*)|rbigint|^int beyond 64 bits$/;

function bigInts(claim: ClaimOf<'big-ints'>, ran: Ran): Effect {
  const facts = factsOf(ran, linesOf(ran.lines, [claim.span]));
  const calls = callsOn(facts).filter((call) => BIG_INT_CALLS.test(call.callee));
  const count = sum(calls, (call) => call.count);
  const words =
    count > 0
      ? `${plural(count, 'operation')} on big integers ${count === 1 ? 'stands' : 'stand'} in compiled code, executed ${plural(
          sum(calls, (call) => call.executions),
          'time',
        )}`
      : 'all ints fit the machine word here';
  return effectWith(facts, words, { present: count > 0, calls, nanoseconds: sum(calls, (call) => call.nanoseconds) });
}

/** From here on it is no accident of the start of a program: the first write of a global or a class attribute invalidates once. */
const REPEATED = 3;

/**
 * Traces that were thrown away. A PYPYLOG file says that something was invalidated, not what: but a second trace is made at a place
 * only when the first is gone.
 */
export function lostTraces({ profile }: Ran): ReadonlySet<number> {
  const lost = new Set(profile.invalidations.flatMap(({ traces }) => traces));
  if (lost.size > 0 || profile.invalidations.length === 0) return lost;
  const last = new Map<string, number>();
  for (const { info } of profile.traces) {
    if (info.kind === 'bridge') continue;
    const { path, firstLine, line, function: name, opcode } = info.at;
    const key = `${path} ${firstLine} ${line} ${name} ${opcode}`;
    const before = last.get(key);
    if (before !== undefined) lost.add(before);
    last.set(key, info.id);
  }
  return lost;
}

function invalidation(claim: ClaimOf<'invalidation'>, ran: Ran): Effect {
  const facts = factsOf(ran, linesOf(ran.lines, [claim.span]));
  const lost = lostTraces(ran);
  const here = ran.profile.traces.filter((trace) => lost.has(trace.info.id) && trace.at.path === ran.path);
  const present = here.length >= REPEATED;
  const words = `${here.length === 0 ? 'no trace' : plural(here.length, 'trace')} of the file ${here.length > 1 ? 'were' : 'was'} thrown away`;
  return effectWith(facts, words, { present, nanoseconds: present ? sum(here, (trace) => trace.compiling) : 0 });
}

/** Rules speak of this besides the reasons for which PyPy gives traces up. */
const SHORT_LIVED = 'many short-lived traces';
/** A trace executed fewer times than this did not pay for its making: 2 ms buy about 40,000 interpreted iterations. */
const SHORT_LIVED_EXECUTIONS = 10_000;
const MANY_TRACES = 16;

/** A long tail is spread over all functions of the file, so the place alone does not tell. */
function shortLived(facts: PlaceFacts, ran: Ran): Effect {
  const made = ran.profile.traces.filter((trace) => trace.at.path === ran.path && trace.executions < SHORT_LIVED_EXECUTIONS);
  const present = made.length >= MANY_TRACES;
  const words = `${present ? plural(made.length, 'trace') : made.length === 0 ? 'no trace' : `only ${plural(made.length, 'trace')}`} of the file ran fewer than ${plural(SHORT_LIVED_EXECUTIONS, 'time')}`;
  const bridges = made.filter((trace) => trace.info.kind === 'bridge').length;
  return effectWith(facts, words, { present, bridges, nanoseconds: sum(made, (trace) => trace.compiling) });
}

function abort(claim: ClaimOf<'abort'>, ran: Ran): Effect {
  const numbers = linesOf(ran.lines, [claim.span]);
  const facts = factsOf(ran, numbers);
  if (claim.reason === SHORT_LIVED) return shortLived(facts, ran);
  const here = (at: FoldedAbort['at'] | null): boolean =>
    at !== null && at.path === ran.path && (numbers.has(at.line) || numbers.has(at.firstLine) || claim.functions.includes(at.function));
  const aborts = ran.profile.aborts.filter((entry) => entry.reason === claim.reason && (here(entry.at) || here(entry.blame)));
  const count = sum(aborts, (entry) => entry.count);
  if (count > 0) {
    const words = `tracing was given up ${plural(count, 'time')} here: ${claim.reason}`;
    return effectWith(facts, words, { present: true, aborts: count, nanoseconds: sum(aborts, (entry) => entry.nanoseconds) });
  }
  return effectWith(facts, 'no trace was given up here', {});
}
