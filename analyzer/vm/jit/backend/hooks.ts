/** What the backend needs from the runtime around it. Plain functions: the backend knows no guest objects. */
import type { Concrete, LoopToken } from '../ir';
import type { ExitPoint } from './code';

export interface BackendHooks {
  /** Whether a caught JavaScript value is a guest exception (kept pending for the guards); all others end the run. */
  isGuestError(error: unknown): boolean;
  /** The guest exception object inside a guest error: what guard_exception tests and gives. */
  exceptionOf(error: unknown): Concrete;
  /**
   * call_assembler: runs the trace of another frame, nested, and gives the frame's result. The `count` arguments are in the transfer
   * slots; `after` is the guard_not_forced behind the call. A
   * guest error is left in `machine.pending`, not thrown: throwing through compiled code costs microseconds, and generators end that way.
   */
  callAssembler(token: LoopToken, count: number, after: ExitPoint | null): Concrete;
  /** The fuel ran out: refill it, or throw to end the run. What was counted so far stays. Runs no traces: slots are in use. */
  poll(): void;
  /** A trace that could not be made JavaScript stays in the interpreter: slower, else the same. `what` is a sentence for the log. */
  degraded?(what: string): void;
  /** Names that the descrs' `js*` snippets use. Fixed words of this product, never guest strings. */
  readonly scope: readonly (readonly [string, unknown])[];
  /** Contents of guest strings; JavaScript strings, or arrays of code points, when left out. */
  readonly strings?: StringContents;
}

/** What strlen, strgetitem, newstr, strsetitem and copystrcontent work on. */
export interface StringContents {
  length(content: Concrete): number;
  codeAt(content: Concrete, index: number): number;
  fromCodes(codes: readonly number[]): Concrete;
}

/** A JavaScript string where each character is one UTF-16 unit, else an array of code points. */
export const plainStrings: StringContents = {
  length: (content) => (content as string | readonly number[]).length,
  codeAt: (content, index) => (typeof content === 'string' ? content.charCodeAt(index) : (content as readonly number[])[index]),
  fromCodes(codes) {
    if (codes.some((c) => c > 0xffff || (c >= 0xd800 && c <= 0xdfff))) return [...codes];
    let text = '';
    for (let i = 0; i < codes.length; i += 4096) text += String.fromCharCode(...codes.slice(i, i + 4096));
    return text;
  },
};
