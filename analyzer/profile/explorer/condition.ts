/**
 * A guard in words of the source. A guard is a condition on values of the trace; what a reader wants to know is which test, loop or
 * call of the program it stands for. Kinds as in rpython/jit/metainterp/resoperation.py.
 */
import type { GuardInfo, TraceInfo } from '../../vm/jit/tracelog';

/** Text of a 1-based line of a file; empty when it is not at hand. */
export type LineText = (path: string, line: number) => string;

/** What the guard checks. */
export function checked(guard: GuardInfo, lineText: LineText): string {
  if (testOf(guard, lineText) !== null && decides(guard)) return TEST.holds;
  return MEANINGS[guard.kind]?.holds ?? guard.kind.replace(/^guard_/, '').replaceAll('_', ' ');
}

/**
 * What was otherwise when the guard failed and the bridge was made. On the line of a test it is what the test came to, whatever the
 * guard looked at: that is what the bridge stands for.
 */
export function failed(guard: GuardInfo, bridge: TraceInfo, lineText: LineText): string {
  const test = testOf(guard, lineText);
  const outcome = test === null || !test.opensBlock ? null : outcomeOf(guard, bridge, lineText);
  if (test !== null && outcome !== null) return `\`${test.text}\` ${test.outcomes[outcome ? 0 : 1]}`;
  if (test !== null && decides(guard)) return `\`${test.text}\` ${OTHERWISE}`;
  const fails = MEANINGS[guard.kind]?.fails ?? `the ${guard.kind.replace(/^guard_/, '').replaceAll('_', ' ')} guard failed`;
  return test === null ? fails : `${fails} in \`${test.text}\``;
}

/** What decides on a line which way the program goes. */
interface Test {
  readonly text: string;
  /** Whether the lines of its block show how it came out. */
  readonly opensBlock: boolean;
  /** How it may come out: the block is entered, or not. */
  readonly outcomes: readonly [string, string];
}

const TRUTH = ['is true', 'is false'] as const;
const ITERATION = ['goes on', 'ends'] as const;
const OTHERWISE = 'comes out the other way';

/** Whether the guard stands where the bytecode decides. */
function decides({ at }: Pick<GuardInfo, 'at'>): boolean {
  return /^(POP_)?JUMP_IF_|^FOR_ITER$/.test(at.opcode);
}

/**
 * The test of an `if`, `elif` or `while` on whose line the guard stands, the head of a `for`, or the condition of a conditional
 * expression. Null for another line, and for a test that goes on in the next.
 */
function testOf({ at }: GuardInfo, lineText: LineText): Test | null {
  const line = lineText(at.path, at.line);
  const statement = /^\s*(?:if|elif|while)\b\s*(.*?)\s*:\s*(?:#.*)?$/.exec(line)?.[1];
  if (statement !== undefined) return statement === '' ? null : { text: statement, opensBlock: true, outcomes: TRUTH };
  if (at.opcode === 'FOR_ITER') {
    const loop = /^\s*(?:async\s+)?(for\b.*?)\s*:\s*(?:#.*)?$/.exec(line)?.[1];
    return loop === undefined ? null : { text: loop, opensBlock: true, outcomes: ITERATION };
  }
  if (!decides({ at })) return null;
  // One conditional expression in one line: of several, nobody knows which the guard is in.
  const conditions = [...line.matchAll(/\sif\s+(.+?)\s+else\b/g)];
  return conditions.length === 1 ? { text: conditions[0]![1]!, opensBlock: false, outcomes: TRUTH } : null;
}

/** Whether the bridge goes on inside the block of the test. Null when it does not show: a bridge that ends on the line, or calls away from it. */
function outcomeOf({ at }: GuardInfo, bridge: TraceInfo, lineText: LineText): boolean | null {
  const next = bridge.lineOperations.find(({ path, line }) => path === at.path && line !== at.line);
  if (next === undefined) return null;
  const here = indentation(lineText(at.path, at.line));
  return next.line > at.line && indentation(lineText(at.path, next.line)) > here && blockHolds(at.path, at.line, next.line, here, lineText);
}

/** Whether no line between two leaves the block that the first one opens. */
function blockHolds(path: string, first: number, last: number, indent: number, lineText: LineText): boolean {
  for (let line = first + 1; line < last; line++) {
    const text = lineText(path, line);
    if (text.trim() !== '' && !text.trim().startsWith('#') && indentation(text) <= indent) return false;
  }
  return true;
}

function indentation(text: string): number {
  const tabs = text.replaceAll('\t', '        ');
  return tabs.length - tabs.trimStart().length;
}

interface Meaning {
  readonly holds: string;
  readonly fails: string;
}

const CLASS: Meaning = { holds: 'same class', fails: 'a value has another class' };
const TEST: Meaning = { holds: 'same outcome', fails: `a test ${OTHERWISE}` };
const NONE: Meaning = { holds: 'None or not, as before', fails: 'None where there was a value, or a value where there was None' };
const OVERFLOW: Meaning = { holds: 'within 64 bits', fails: 'an int outgrows 64 bits' };
const EXCEPTION: Meaning = { holds: 'same way of raising', fails: 'an exception is raised where none was, or none where one was' };

const MEANINGS: Readonly<Record<string, Meaning | undefined>> = {
  guard_true: TEST,
  guard_false: TEST,
  guard_nonnull: NONE,
  guard_isnull: NONE,
  guard_class: CLASS,
  guard_nonnull_class: CLASS,
  guard_subclass: CLASS,
  guard_gc_type: CLASS,
  guard_is_object: CLASS,
  guard_value: { holds: 'same value', fails: 'a value that was taken as constant is another' },
  guard_no_overflow: OVERFLOW,
  guard_overflow: OVERFLOW,
  guard_no_exception: EXCEPTION,
  guard_exception: EXCEPTION,
  guard_not_forced: { holds: 'frame left alone during a call', fails: 'the frame was looked at from outside during a call' },
  guard_not_forced_2: { holds: 'frame left alone', fails: 'the frame was looked at from outside' },
  guard_not_invalidated: { holds: 'constants still hold', fails: 'something that was taken as constant has changed' },
  guard_future_condition: { holds: 'constants still hold', fails: 'something that was taken as constant has changed' },
  guard_always_fails: { holds: 'nothing: goes on in another trace', fails: 'the trace is continued' },
};
