/**
 * The question a profile is asked, answered in one sentence: would PyPy run this faster, and what holds it back?
 *
 *     PyPy would run this about 3 times faster than CPython (predicted); two loops hold it back: lines 12 and 30
 *
 * What holds it back are the places where a run has confirmed or seen what costs at least 2 % of it, named by the loops around them, or
 * by the function where no loop is.
 */
import type { Module } from '../syntax/ast';
import type { LineIndex } from '../syntax/positions';
import { nodesAt } from '../syntax/walk';
import type { FindingJson, ProfileJson } from './contract';
import { compare } from './cost/prediction';

/** Share of a run from which on something is named; as for the severity of a verdict. */
const NAMED_FROM = 0.02;
const LOOPS: ReadonlySet<string> = new Set(['For', 'AsyncFor', 'While', 'ListComp', 'SetComp', 'DictComp', 'GeneratorExp']);
const FUNCTIONS: ReadonlySet<string> = new Set(['FunctionDef', 'AsyncFunctionDef']);
const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
/** Below so many predicted seconds a run says more about starting than about speed; as in cost/prediction.ts. */
const SHORT_SECONDS = 0.01;
const MAKING_MATTERS = 0.25;
/** Lines named at most. */
const NAMED = 5;

/** What the answer is about: the whole program, or a function of it by its first and last line. */
export interface Subject {
  readonly name: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** `module` is the program as it ran. Without a full stop; empty where nothing can be said. */
export function answerOf(profile: ProfileJson, module: Module, lines: LineIndex, subject: Subject | null = null): string {
  if (profile.outcome === 'failed' && profile.traces.length === 0) return '';
  if (subject !== null && !reached(profile, subject)) return `the run did not get ${subject.name} hot: nothing was compiled in it`;
  const speed = speedOf(profile, subject);
  const brakes = brakesOf(profile, module, lines, subject);
  const held = brakes.length > 0 ? heldBack(brakes, speed !== '') : (tooShort(profile) ?? nothingHolds(profile, speed !== ''));
  return [speed, held].filter((part) => part !== '').join('; ');
}

/** "PyPy: about 3 times faster than CPython", for a place with room for a few words. Empty where nothing is predicted. */
export function briefAnswer({ prediction }: ProfileJson): string {
  return prediction === null || prediction.jit <= 0 ? '' : compare(prediction.cpython / prediction.jit) + ' CPython';
}

function reached({ lines, path }: ProfileJson, { firstLine, lastLine }: Subject): boolean {
  return lines.some(
    (line) =>
      line.path === path && line.line >= firstLine && line.line <= lastLine && (line.loops > 0 || line.bridges > 0 || line.cost > 0),
  );
}

function speedOf(profile: ProfileJson, subject: Subject | null): string {
  const { prediction, outcome } = profile;
  if (prediction === null || prediction.jit <= 0) return '';
  const what = outcome === 'finished' ? 'this' : 'what ran of this';
  const run = `PyPy would run ${what} ${briefAnswer(profile)} (predicted)`;
  return subject === null ? run : `${run}, with ${subject.name} in ${share(profile, subject)} of it`;
}

function share({ lines, path }: ProfileJson, { firstLine, lastLine }: Subject): string {
  const cost = lines
    .filter((line) => line.path === path && line.line >= firstLine && line.line <= lastLine)
    .reduce((sum, line) => sum + line.cost, 0);
  return cost < 0.01 ? 'less than 1 %' : `${Math.round(Math.min(1, cost) * 100)} %`;
}

/** A loop or a function that holds a run back, by its 1-based line. */
interface Brake {
  readonly kind: 'loop' | 'function' | 'line';
  readonly line: number;
  readonly cost: number;
}

/** The costliest first; each place once. */
function brakesOf({ findings }: ProfileJson, module: Module, lines: LineIndex, subject: Subject | null): readonly Brake[] {
  const found = new Map<string, Brake>();
  for (const finding of findings) {
    if (!weighs(finding) || (subject !== null && (finding.line < subject.firstLine || finding.line > subject.lastLine))) continue;
    const place = placeOf(finding, module, lines);
    const key = `${place.kind} ${place.line}`;
    const cost = finding.evidence.predictedCost;
    found.set(key, { ...place, cost: Math.max(cost, found.get(key)?.cost ?? 0) });
  }
  return [...found.values()].sort((a, b) => b.cost - a.cost || a.line - b.line);
}

function weighs({ status, evidence }: FindingJson): boolean {
  return (status === 'confirmed' || status === 'observed') && evidence.predictedCost >= NAMED_FROM;
}

/** The innermost loop around a finding, else the function, else its line. */
function placeOf(finding: FindingJson, module: Module, lines: LineIndex): Omit<Brake, 'cost'> {
  const offset = lines.fromDisplay({ line: finding.line, column: finding.column });
  const top = module.body.findLast(({ base }) => base <= offset);
  if (top === undefined) return { kind: 'line', line: finding.line };
  for (const node of nodesAt(top.stmt, offset - top.base).reverse()) {
    const line = lines.lineAt(top.base + node.start) + 1;
    if (LOOPS.has(node.kind)) return { kind: 'loop', line };
    if (FUNCTIONS.has(node.kind)) return { kind: 'function', line };
  }
  return { kind: 'line', line: finding.line };
}

function heldBack(brakes: readonly Brake[], slowly: boolean): string {
  const kinds = (['loop', 'function', 'line'] as const).flatMap((kind) => {
    const number = brakes.filter((brake) => brake.kind === kind).length;
    return number === 0 ? [] : [`${WORDS[number] ?? String(number)} ${kind}${number === 1 ? '' : 's'}`];
  });
  const verb = brakes.length === 1 ? 'holds' : 'hold';
  const named = brakes.slice(0, NAMED).map(({ line }) => String(line));
  const places = named.length === 1 ? `line ${named[0]!}` : `lines ${listed(brakes.length > NAMED ? [...named, 'others'] : named)}`;
  return `${listed(kinds)} ${verb} ${slowly ? 'it' : 'this'} back: ${places}`;
}

/** Where making traces is most of what there is, no loop is to blame. */
function tooShort({ prediction, outcome, traces }: ProfileJson): string | null {
  if (prediction === null || outcome !== 'finished' || traces.length === 0) return null;
  if (prediction.jit < SHORT_SECONDS) return 'the run is too short to say more';
  const making = prediction.compiling / prediction.jit;
  return making >= MAKING_MATTERS ? `${Math.round(making * 100)} % of its time goes into making traces` : null;
}

function nothingHolds({ traces, outcome }: ProfileJson, slowly: boolean): string {
  if (traces.length === 0) return outcome === 'finished' ? 'nothing ran often enough to be compiled' : 'nothing was compiled until then';
  return `nothing that is known to trouble a tracing JIT holds ${slowly ? 'it' : 'this'} back`;
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]!}`;
}
