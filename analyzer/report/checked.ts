/** What a check found, with lines and columns put in: the one input of every format. 1-based lines, 1-based columns in code points. */
import type { LineIndex } from '../syntax/positions';
import type { Finding, Span } from '../rules/finding';

export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What the formats say of a finding besides its place. */
export type Told = Pick<
  Finding,
  'code' | 'family' | 'hotness' | 'severity' | 'message' | 'help' | 'note' | 'scope' | 'targets' | 'certainty'
>;

export interface CheckedFinding {
  readonly finding: Told;
  readonly region: Region;
  readonly related: readonly (Region & { readonly message: string })[];
}

/** Something that kept a file, or a part of it, from being looked at. */
export interface CheckError {
  readonly message: string;
  /** Null when there is no place: a missing file. */
  readonly region: Region | null;
}

export interface CheckedFile {
  /** As shown: relative to the working directory where it lies below it, with slashes. */
  readonly path: string;
  /** Empty lines index for files that could not be read. */
  readonly lines: LineIndex | null;
  readonly findings: readonly CheckedFinding[];
  readonly errors: readonly CheckError[];
  /** Nothing in it can get hot enough for any of the targets. */
  readonly isCold?: boolean;
}

export function regionOf(lines: LineIndex, span: Span): Region {
  const start = lines.display(span.start);
  const end = lines.display(span.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

export function place(lines: LineIndex, findings: readonly Finding[]): CheckedFinding[] {
  return findings.map((finding) => ({
    finding,
    region: regionOf(lines, finding.span),
    related: finding.related.map((related) => ({ ...regionOf(lines, related), message: related.message })),
  }));
}
