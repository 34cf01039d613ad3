/**
 * Comments that silence findings.
 *
 *     x = f()  # jitlens: ignore[JIT101]       on this line; several codes with commas; without brackets: all
 *     # jitlens: ignore[JIT101]                alone on a line: on the next one
 *     # jitlens: ignore-file[JIT2]             in the whole file; beginnings of codes and rule names work too
 *
 * What follows the bracket is free text: the place for the reason.
 */
import type { Comment } from '../syntax/ast';
import type { LineIndex } from '../syntax/positions';
import type { Finding } from '../rules/finding';
import { isDisabled } from './configuration';

export interface Directives {
  /** Selectors that hold in the whole file; empty string for all rules. */
  readonly file: readonly string[];
  /** Selectors by 0-based line. */
  readonly lines: ReadonlyMap<number, readonly string[]>;
}

const DIRECTIVE = /#\s*jitlens:\s*ignore(-file)?\s*(?:\[([^\]]*)\])?/;

export function directivesOf(comments: readonly Comment[], lines: LineIndex): Directives {
  const file: string[] = [];
  const byLine = new Map<number, string[]>();
  for (const comment of comments) {
    const found = DIRECTIVE.exec(comment.text);
    if (found === null) continue;
    const selectors =
      found[2] === undefined
        ? ['']
        : found[2]
            .split(',')
            .map((code) => code.trim())
            .filter((code) => code !== '');
    if (found[1] !== undefined) {
      file.push(...selectors);
      continue;
    }
    const line = lines.lineAt(comment.start);
    const alone = lines.text.slice(lines.starts[line]!, comment.start).trim() === '';
    const at = alone ? line + 1 : line;
    byLine.set(at, [...(byLine.get(at) ?? []), ...selectors]);
  }
  return { file, lines: byLine };
}

/** Whether a comment silences the finding: on the first or the last line it covers, or in the whole file. */
export function isIgnored(finding: Pick<Finding, 'code' | 'span'>, directives: Directives, lines: LineIndex): boolean {
  if (isDisabled(finding.code, directives.file)) return true;
  if (directives.lines.size === 0) return false;
  const covered = [lines.lineAt(finding.span.start), lines.lineAt(Math.max(finding.span.start, finding.span.end - 1))];
  return covered.some((line) => isDisabled(finding.code, directives.lines.get(line) ?? []));
}
