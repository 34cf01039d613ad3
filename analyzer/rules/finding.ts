/**
 * What a rule reports: plain data in our own words. `report/` and `server/` turn it into text, JSON, SARIF and LSP.
 */

export const FAMILIES = ['blocker', 'control-flow', 'generator', 'allocation', 'lifecycle'] as const;
export type Family = (typeof FAMILIES)[number];

/** Static severities; a run may raise a finding to `warning` or take its squiggle away (profile/verdict). */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** Absolute UTF-16 offsets into the file, end exclusive. Lines and columns are put in when publishing. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Related extends Span {
  readonly message: string;
}

export interface Finding {
  /** Rule code, e.g. `JIT101`. */
  readonly code: string;
  readonly family: Family;
  /** Lower case, one idea, no full stop. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
  /** What it costs, and on which evidence. */
  readonly note: string;
  readonly severity: Severity;
  readonly span: Span;
  /** Labelled spans: "this call blocks the trace", "of this loop". */
  readonly related: readonly Related[];
  /** Names of the targets it holds for, e.g. `pypy`, `cpython3.14`. */
  readonly targets: readonly string[];
  /** `certain`: follows from the text; `likely`: rests on an estimate (hotness, types). */
  readonly certainty: 'certain' | 'likely';
  /** Why the place is thought hot: "called from the loop at line 41, which runs over all rows". */
  readonly hotness: string;
  /** What a run must look at to confirm or refute it. */
  readonly claim: Claim;
  /** Qualified name of the enclosing function, `<module>` at top level: the key that evidence is kept under. */
  readonly scope: string;
}

/** What the finding says a run would show, so that verdicts need no knowledge of single rules. */
export type Claim =
  /**
   * A residual call of at least this severity stands in compiled code on these lines. `within`: functions that are inlined before the call;
   * a log names the last line that ran, so the call of this very name may stand there. `text`: the call runs code from a text, which has a file name of
   * its own (`<string>`), and it is there that the calls of this very name stand.
   */
  | {
      readonly kind: 'residual-call';
      readonly callee: string;
      readonly minimum: 'helper' | 'own loop' | 'opaque';
      readonly span: Span;
      readonly within?: readonly Span[];
      readonly text?: string;
    }
  /**
   * Guards of these branches fail and grow bridges; `forecast` is the number of paths expected. `outrun`: one bridge takes most of the
   * passes of the trace that it grows from.
   */
  | { readonly kind: 'bridges'; readonly branches: readonly Span[]; readonly span: Span; readonly forecast: number; readonly outrun?: true }
  /** A generator is resumed from compiled code of the consuming loop (frame stores, forced locals or a call_assembler remain). */
  | { readonly kind: 'generator'; readonly loop: Span; readonly generator: Span | null }
  /** An allocation survives in compiled code on these lines. */
  | { readonly kind: 'allocation'; readonly span: Span }
  /** Arithmetic on ints of any size stands in compiled code on these lines. */
  | { readonly kind: 'big-ints'; readonly span: Span }
  /** Traces are thrown away because something they rely on has changed. */
  | { readonly kind: 'invalidation'; readonly span: Span }
  /** An abort of this kind happens on the lines or in one of the functions, or many short-lived traces are made. */
  | { readonly kind: 'abort'; readonly reason: string; readonly functions: readonly string[]; readonly span: Span };
