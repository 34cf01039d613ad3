/**
 * What a run did on a set of lines: the facts all verdicts start from.
 */
import type { Outcome } from '../../vm/api';
import type { Span } from '../../rules/finding';
import type { LineIndex } from '../../syntax/positions';
import type { FoldedAllocation, FoldedCall, FoldedLine, FoldedTrace, Profile } from '../fold/profile';

/** A run as verdicts see it. */
export interface Ran {
  readonly profile: Profile;
  readonly outcome: Outcome;
  /** The file's path as the trace log writes it, and its text. */
  readonly path: string;
  readonly lines: LineIndex;
  /** Iterations at which the target compiles a loop. */
  readonly hotLoop: number;
  /** Passes of compiled code after which an effect that did not show is absent. */
  readonly often: number;
  readonly title: string;
  /** Name of the target. */
  readonly target: string;
}

export interface PlaceFacts {
  readonly numbers: ReadonlySet<number>;
  readonly lines: readonly FoldedLine[];
  readonly traces: readonly FoldedTrace[];
  /** Passes of compiled code. */
  readonly executions: number;
  /** Runs in the interpreter; null when the log does not count them. */
  readonly iterations: number | null;
  readonly interpreted: number;
}

/** 1-based numbers of the lines that spans touch. */
export function linesOf(lines: LineIndex, spans: readonly Span[]): Set<number> {
  const numbers = new Set<number>();
  for (const { start, end } of spans) {
    const last = lines.lineAt(Math.max(start, end - 1));
    for (let line = lines.lineAt(start); line <= last; line++) numbers.add(line + 1);
  }
  return numbers;
}

/** Lines of the compound statement that starts on a 1-based line: its header, and what is indented below it. */
export function blockAt(lines: LineIndex, first: number): Set<number> {
  const numbers = new Set([first]);
  const indent = indentOf(lines.lineText(first - 1));
  for (let line = first + 1; line <= lines.lineCount; line++) {
    const text = lines.lineText(line - 1);
    const isContinuation = text.trim() === '' || /^\s*[)\]}#]/.test(text);
    if (!isContinuation && indentOf(text) <= indent) break;
    numbers.add(line);
  }
  return numbers;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

export function factsOf(ran: Ran, numbers: ReadonlySet<number>): PlaceFacts {
  const lines = [...numbers].map((line) => ran.profile.lines.find(ran.path, line)).filter((line) => line !== null);
  const traces = [...new Set(lines.flatMap((line) => line.traces))];
  const times = lines.map((line) => line.times).filter((count) => count !== null);
  const interpreted = sum(lines, (line) => line.interpreted);
  const neverInterpreted = ran.profile.countsInterpreter && interpreted === 0;
  return {
    numbers,
    lines,
    traces,
    executions: sum(traces, (trace) => trace.executions + trace.preambles),
    iterations: times.length > 0 ? Math.max(...times) : neverInterpreted ? 0 : null,
    interpreted,
  };
}

/** What a run did in another file, as facts about the lines that made it run. */
export function factsElsewhere(ran: Ran, numbers: ReadonlySet<number>, file: string): PlaceFacts {
  const lines = ran.profile.lines.all().filter((line) => line.path === file);
  const traces = [...new Set(lines.flatMap((line) => line.traces))];
  return { ...factsOf(ran, numbers), lines, traces, executions: sum(traces, (trace) => trace.executions + trace.preambles) };
}

export function callsOn(facts: PlaceFacts): FoldedCall[] {
  return facts.lines.flatMap((line) => [...line.calls.values()]);
}

export function allocationsOn(facts: PlaceFacts): FoldedAllocation[] {
  return facts.lines.flatMap((line) => [...line.allocations.values()]);
}

export function sum<T>(items: readonly T[], of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}

/** A number as people write it: `1,040`. */
export function digits(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${digits(count)} ${count === 1 ? one : many}`;
}
