/**
 * A fuzzer makes inputs from seeds, gives each to the product and says what was wrong about the answer.
 *
 * An input is a text of lines, so that every input is shrunk the same way (shrink.ts) and kept the same way (finds.ts): lines of a program, lines of a
 * log, or one step of a conversation a line. The same seed gives the same input on every machine.
 */
export interface Fuzzer {
  readonly name: string;
  /** What it does, in one sentence for the list. */
  readonly what: string;
  /** Why it cannot work here; null when it can. */
  readonly missing?: () => string | null;
  /** The input of a seed. */
  readonly make: (seed: number) => string;
  /** Gives the input to the product: null when all is well, else a sentence. Rejects only when the fuzzer itself is broken. */
  readonly complaint: (input: string) => Promise<string | null>;
  /** Inputs whose complaints depend on timing are not shrunk: a smaller one that passes proves nothing. */
  readonly timed?: boolean;
  readonly dispose?: () => Promise<void> | void;
}

/** What an internal failure looks like in a message that should be a sentence for the user. */
const INTERNAL =
  /\b(?:TypeError|ReferenceError|RangeError|SyntaxError: Unexpected|AssertionError|EvalError)\b|is not (?:a function|iterable|defined)|Cannot (?:read|set) propert|Maximum call stack|Invalid (?:array|string|typed array) length|\bat [\w.<>]+ \(.*:\d+:\d+\)/;

/** The part of a text that shows a failure of our own, null where there is none. */
export function internalFailure(text: string): string | null {
  const line = text.split('\n').find((one) => INTERNAL.test(one));
  return line === undefined ? null : line.slice(0, 300);
}
