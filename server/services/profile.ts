/** The profile JSON of `jitlens profile --format json`, as far as the server reads it. Lines and columns are 1-based, columns in code points. */

export interface ProfileOptions {
  readonly target: string;
  readonly engine: string;
  readonly arguments: readonly string[];
  /** Seconds. */
  readonly timeLimit: number;
  /** Texts of files that are open in the editor, by path: they take the place of what is on disk. */
  readonly overlay: ReadonlyMap<string, string>;
}

export type VerdictStatus = 'confirmed' | 'refuted' | 'not-reached' | 'observed' | 'static-only';

export interface ProfileJson {
  readonly version: 1;
  readonly path: string;
  readonly target: string;
  readonly engine: string;
  readonly outcome: string;
  readonly summary: ProfileSummary;
  readonly lines: readonly ProfileLine[];
  readonly traces: readonly ProfileTrace[];
  readonly findings: readonly ProfileFinding[];
}

export interface ProfileSummary {
  readonly loops: number;
  readonly bridges: number;
  readonly entryBridges: number;
  readonly aborts: Readonly<Record<string, number>>;
  readonly guards: number;
}

export interface ProfileLine {
  readonly path: string;
  readonly line: number;
  readonly loops: number;
  readonly bridges: number;
  readonly guardFailures: number;
  readonly residualCalls: readonly { readonly callee: string; readonly class: string; readonly count: number }[];
  readonly allocations: number;
  /** Predicted share of the run on the target, 0 to 1. */
  readonly cost: number;
}

export interface ProfileTrace {
  readonly id: number;
  readonly kind: string;
  readonly path: string;
  readonly line: number;
  readonly function: string;
}

export interface ProfileFinding {
  readonly code: string;
  readonly message: string;
  readonly severity: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly related?: readonly { readonly line: number; readonly message: string }[];
  readonly status: VerdictStatus;
  readonly evidence: Readonly<Record<string, unknown>>;
}
