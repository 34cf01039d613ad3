/**
 * A rewrite: what a fix would change in the text, offered only where it is proved from the tree that the program does the same.
 *
 * A rewriter belongs to a rule and looks at one finding of it. It gives edits of the text, not a new tree, so that everything it does
 * not touch stays as it is, comments and white space included. Where it cannot prove its case it says why, and the finding keeps
 * its help text.
 */
import type { Environment } from '../semantics/environment';
import type { Summary, Unit } from '../semantics/summary';
import type { Module, Stmt } from '../syntax/ast';
import type { LineIndex } from '../syntax/positions';
import { descendants } from '../syntax/walk';
import type { Finding, Span } from '../rules/finding';

/** Absolute offsets; what stands there is replaced. */
export interface Edit extends Span {
  readonly text: string;
}

export interface Rewrite {
  readonly code: string;
  /** What it does, as a command: "resolve 9 defaults in a loop". */
  readonly title: string;
  /** Where the finding stands that it answers. */
  readonly span: Span;
  /** In order, none touching another. */
  readonly edits: readonly Edit[];
}

/** Why a finding of the rewriter's kind is left to its help text: what could not be proved, as a clause. */
export interface Refusal {
  readonly refused: string;
}

export const refuse = (refused: string): Refusal => ({ refused });

/** A file, as a rewriter sees it. */
export interface Program {
  readonly text: string;
  readonly module: Module;
  readonly lines: LineIndex;
  readonly env: Environment;
  /** Absolute offset that a summary's ranges count from. */
  baseOf(summary: Summary): number;
  /** Where the top-level statement starts that a summary's statement is or stands in: something can be put before it. */
  statementStart(summary: Summary): number;
}

export interface Rewriter {
  /** The rules it answers. */
  readonly codes: readonly string[];
  /** Name of the kind of rewrite, e.g. `defaults-in-a-loop`. */
  readonly name: string;
  /** Null for a finding that is about something else. */
  rewrite(program: Program, finding: Finding): Rewrite | Refusal | null;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: replacement } of edits) {
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

/** The innermost function or module code that an absolute offset lies in. */
export function unitAt(program: Program, offset: number): Unit | null {
  for (const summary of program.env.summaries) {
    const base = program.baseOf(summary);
    if (offset < base + Math.min(0, summary.stmt.start) || offset > base + summary.stmt.end) continue;
    let found: Unit | null = null;
    for (const unit of summary.units) {
      const inside = base + unit.node.start <= offset && offset <= base + unit.node.end;
      if (inside && (found === null || unit.node.end - unit.node.start <= found.node.end - found.node.start)) found = unit;
    }
    if (found !== null) return found;
  }
  return null;
}

/** Whether code of the unit may see or change its variables by other means than their names. */
export function readsItsOwnFrame(unit: Unit): boolean {
  const suspects = new Set(['locals', 'vars', 'eval', 'exec', 'dir', 'globals']);
  for (const statement of unit.body)
    for (const node of descendants(statement)) {
      if (node.kind === 'Name' && suspects.has(node.id)) return true;
      if (node.kind === 'Attribute' && (node.attr === '_getframe' || node.attr === 'currentframe')) return true;
    }
  return false;
}

/** Whether the unit deletes a variable of that name. */
export function deletes(unit: Unit, name: string): boolean {
  for (const statement of unit.body)
    for (const node of descendants(statement))
      if (node.kind === 'Delete' && node.targets.some((target) => target.kind === 'Name' && target.id === name)) return true;
  return false;
}

/** Every list of statements in the unit's own code, its blocks included, functions and classes inside it left out. */
export function* blocksOf(unit: Unit): Generator<readonly Stmt[], void, void> {
  const waiting: (readonly Stmt[])[] = [unit.body];
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    yield block;
    for (const statement of block) {
      switch (statement.kind) {
        case 'If':
        case 'For':
        case 'AsyncFor':
        case 'While':
          waiting.push(statement.body, statement.orelse);
          break;
        case 'With':
        case 'AsyncWith':
          waiting.push(statement.body);
          break;
        case 'Try':
        case 'TryStar':
          waiting.push(statement.body, statement.orelse, statement.finalbody, ...statement.handlers.map(({ body }) => body));
          break;
        case 'Match':
          waiting.push(...statement.cases.map(({ body }) => body));
          break;
        default:
      }
    }
  }
}

/** Whether a comment stands in a stretch of the text. */
export function hasComment({ module }: Program, { start, end }: Span): boolean {
  return module.comments.some((comment) => comment.start < end && comment.end > start);
}
