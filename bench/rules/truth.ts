/**
 * What there was to find in a run: effects of the JIT that cost at least 2 % of it, found from the log alone.
 *
 * The thresholds are those of what a profile reports unasked (profile/verdict/observed.ts), since a developer would want to know of
 * these; generators and long tails, of which a profile speaks only where a rule suspects them, are counted here by the same measure.
 */
import { blockAt, linesOf } from '../../analyzer/profile/verdict/place';
import { lostTraces } from '../../analyzer/profile/verdict/effect';
import { observe } from '../../analyzer/profile/verdict/observed';
import { shareOf, WORTH_A_WARNING, type Verdict } from '../../analyzer/profile/verdict/verdict';
import { FAMILIES, type Family, type Finding } from '../../analyzer/rules/finding';
import type { Measured } from './measure';

/** Something a rule should have said. */
export interface Event {
  readonly family: Family;
  readonly line: number;
  /** The function the effect stands in, as the log names it. */
  readonly scope: string;
  readonly what: string;
}

/** Nanoseconds a resume of a generator costs more than a round of a plain loop (jit-model: 2 to 5 a level). */
const RESUME = 3.5;
/** A trace executed fewer times did not pay for its making: 2 ms buy about 40,000 interpreted iterations. */
const SHORT_LIVED_EXECUTIONS = 10_000;
const MANY_SHORT_LIVED = 16;
/** Boxes, iterators and frames that bridges and calls need: the price of control flow, not objects that the program makes. */
const BOXES = /^(int|float|bool|str|bytes|Array|frame)|iterator|Iterator|Generator|generator/;
/** Share of the run from which objects are worth a word: allocating is what a JIT is good at. */
const MANY_OBJECTS = 0.1;
/** The first write of a global or of a class attribute invalidates once: that is no problem. */
const MANY_LOST = 10;

export function eventsOf(measured: Measured): Event[] {
  const { ran, profile } = measured;
  const events: Event[] = observe([], ran)
    .filter(({ severity, finding }) => severity === 'warning' && finding.family !== 'allocation')
    .map(({ finding, evidence }) => ({
      family: finding.family,
      line: ran.lines.lineAt(finding.span.start) + 1,
      scope: finding.scope,
      what: `${finding.message}; ${evidence.reason}`,
    }));
  for (const line of profile.lines.all()) {
    if (line.path !== ran.path || line.line < 1) continue;
    const objects = [...line.allocations.values()].filter(({ what }) => !BOXES.test(what));
    const share = shareOf(
      objects.reduce((total, { nanoseconds }) => total + nanoseconds, 0),
      ran,
    );
    if (share >= MANY_OBJECTS)
      events.push({
        family: 'allocation',
        line: line.line,
        scope: line.function,
        what: `allocates ${objects.map(({ what }) => what).join(', ')}`,
      });
  }
  for (const [name, { line, resumed }] of resumedGenerators(measured)) {
    if (shareOf(resumed * RESUME, ran) < WORTH_A_WARNING) continue;
    events.push({ family: 'generator', line, scope: name, what: `generator ${name} resumed ${resumed} times` });
  }
  const lost = lostTraces(ran);
  if (lost.size >= MANY_LOST) events.push({ family: 'blocker', line: 0, scope: '', what: `${lost.size} traces were thrown away` });
  const made = profile.traces.filter(
    ({ at, executions, info }) =>
      at.path === ran.path && executions < SHORT_LIVED_EXECUTIONS && info.kind !== 'bridge' && !lost.has(info.id),
  );
  const compiling = made.reduce((total, trace) => total + trace.compiling, 0);
  if (made.length >= MANY_SHORT_LIVED && shareOf(compiling, ran) >= WORTH_A_WARNING)
    events.push({ family: 'lifecycle', line: 0, scope: '', what: `${made.length} traces ran fewer than ${SHORT_LIVED_EXECUTIONS} times` });
  return events;
}

/** Whether the function that starts on a line is a generator, by its text. */
function isGenerator(name: string, line: number, ran: Measured['ran']): boolean {
  if (name === '<genexpr>') return true;
  return (
    line >= 1 && line <= ran.lines.lineCount && [...blockAt(ran.lines, line)].some((at) => /\byield\b/.test(ran.lines.lineText(at - 1)))
  );
}

/** Generator functions of the file, and how often compiled code resumed them from another frame. */
function resumedGenerators({ ran, profile }: Measured): Map<string, { line: number; resumed: number }> {
  const found = new Map<string, { line: number; resumed: number }>();
  for (const trace of profile.traces) {
    const { info } = trace;
    const inside = new Map<string, number>();
    for (const { at } of [...info.guards, ...info.calls, ...info.allocations]) {
      const isOuter = at.function === info.at.function && at.firstLine === info.at.firstLine;
      if (at.path === ran.path && !isOuter && isGenerator(at.function, at.firstLine, ran)) inside.set(at.function, at.firstLine);
    }
    for (const [name, line] of inside) {
      const known = found.get(name) ?? { line, resumed: 0 };
      known.resumed += trace.executions;
      found.set(name, known);
    }
  }
  return found;
}

/** Whether a finding speaks of an event: of its line, or, where effects move between lines of a function, of its function. */
export function speaksOf({ finding, evidence }: Verdict, event: Event, { ran }: Measured): boolean {
  if (!sameSubject(finding, event)) return false;
  const lines = new Set([...evidence.lines, ...linesOf(ran.lines, [finding.span, ...finding.related, ...spansOf(finding)])]);
  if (lines.has(event.line)) return true;
  if (event.line === 0) return finding.claim.kind === 'invalidation' || finding.claim.kind === 'abort';
  const name = lastName(finding.scope);
  if (finding.claim.kind === 'bridges' || finding.claim.kind === 'generator' || finding.claim.kind === 'abort')
    return (
      name === event.scope ||
      (name !== '<module>' && ran.lines.lineText(event.line - 1).includes(`${name}(`)) ||
      relatedTo(finding, event, ran)
    );
  return false;
}

/** A finding that names a function as related speaks of it. */
function relatedTo(finding: Finding, event: Event, ran: Measured['ran']): boolean {
  if (!/^\w+$/.test(event.scope)) return false;
  if (finding.message.includes(`\`${event.scope}\``)) return true;
  return finding.related.some(({ start }) => new RegExp(`\\bdef ${event.scope}\\b`).test(ran.lines.lineText(ran.lines.lineAt(start))));
}

/** Bridges explain failures whatever family suspected them; a generator's finding explains the objects that keep it going. */
function sameSubject(finding: Finding, event: Event): boolean {
  if (event.family === 'blocker' && finding.claim.kind === 'residual-call') return true;
  if (event.family === 'control-flow' && finding.claim.kind === 'bridges') return true;
  return finding.family === event.family || (finding.claim.kind === 'generator' && event.family !== 'lifecycle');
}

function spansOf({ claim }: Finding): readonly { start: number; end: number }[] {
  switch (claim.kind) {
    case 'generator':
      return [claim.loop, ...(claim.generator === null ? [] : [claim.generator])];
    case 'bridges':
      return [claim.span, ...claim.branches];
    default:
      return [claim.span];
  }
}

function lastName(scope: string): string {
  return scope.slice(scope.lastIndexOf('.') + 1);
}

/** Of the lines that ran in compiled code, how many hold an effect of a family at all: how often a blind guess would be right. */
export function baseRates({ ran, profile }: Measured): { readonly lines: number; readonly with: Record<Family, number> } {
  const own = profile.lines.all().filter((line) => line.path === ran.path && line.traces.length > 0);
  const count = Object.fromEntries(FAMILIES.map((family) => [family, 0])) as Record<Family, number>;
  const aborted = new Set(profile.aborts.map(({ at }) => at.line));
  for (const line of own) {
    if ([...line.calls.values()].some((call) => call.class === 'opaque' || call.class === 'C call')) count.blocker++;
    if (line.bridges > 0) count['control-flow']++;
    if (line.allocations.size > 0) count.allocation++;
    if (aborted.has(line.line)) count.lifecycle++;
    if (line.traces.some(({ info }) => info.guards.some(({ at }) => at.line === line.line && /YIELD/.test(at.opcode)))) count.generator++;
  }
  return { lines: own.length, with: count };
}
