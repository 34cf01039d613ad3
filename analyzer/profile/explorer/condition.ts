/**
 * A guard in words of the source. A guard is a condition on values of the trace; what a reader wants to know is which test, loop or
 * call of the program it stands for. Kinds as in rpython/jit/metainterp/resoperation.py.
 */
import type { GuardInfo, TraceInfo } from '../../vm/jit/tracelog';

/** Text of a 1-based line of a file; empty when it is not at hand. */
export type LineText = (path: string, line: number) => string;

/** What the guard checks. */
export function checked(guard: GuardInfo, lineText: LineText): string {
  if (testOf(guard, lineText) !== null && /^(POP_)?JUMP_IF_/.test(guard.at.opcode)) return TEST.holds;
  return MEANINGS[guard.kind]?.holds ?? guard.kind.replace(/^guard_/, '').replaceAll('_', ' ');
}

/**
 * What was otherwise when the guard failed and the bridge was made. On the line of a test it is what the test came to, whatever the
 * guard looked at: that is what the bridge stands for.
 */
export function failed(guard: GuardInfo, bridge: TraceInfo, lineText: LineText): string {
  const test = testOf(guard, lineText);
  const outcome = test === null ? null : outcomeOf(guard, bridge, lineText);
  if (test !== null && outcome !== null) return `\`${test}\` is ${outcome ? 'true' : 'false'}`;
  const fails = MEANINGS[guard.kind]?.fails ?? `the ${guard.kind.replace(/^guard_/, '').replaceAll('_', ' ')} guard failed`;
  return test === null ? fails : `${fails} in \`${test}\``;
}

/** The test of an `if`, `elif` or `while` on whose line the guard stands. Null for another line, and for a test that goes on in the next. */
function testOf({ at }: GuardInfo, lineText: LineText): string | null {
  const match = /^\s*(?:if|elif|while)\b\s*(.*?)\s*:\s*(?:#.*)?$/.exec(lineText(at.path, at.line));
  return match === null || match[1] === '' ? null : match[1]!;
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
const TEST: Meaning = { holds: 'same outcome', fails: 'a test comes out the other way' };
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
