/**
 * Budgets: what a program, or a function of it, may cost a tracing JIT. A build that goes over one fails, before anybody has to look.
 *
 *     # jitlens: budget bridges<=10, opaque-calls<=0       alone on a line before a function, or at the end of its `def` line
 *     [tool.jitlens.budgets]                               in pyproject.toml: for each profiled file as a whole
 *     bridges = 100
 */
import type { Module } from '../../syntax/ast';
import type { LineIndex } from '../../syntax/positions';
import { descendants } from '../../syntax/walk';
import type { ErrorJson } from '../contract';

/** What can be limited, and what it counts. */
export const METRICS = {
  loops: 'loops',
  bridges: 'bridges',
  aborts: 'aborted traces',
  'guard-failures': 'guard failures',
  'opaque-calls': 'opaque calls left in compiled code',
  allocations: 'allocations left in compiled code',
} as const;
export type Metric = keyof typeof METRICS;

export type Limits = Readonly<Partial<Record<Metric, number>>>;

export interface Budget {
  readonly metric: Metric;
  readonly limit: number;
  /** `<file>` for the file as a whole. */
  readonly function: string;
  /** 1-based: the lines it is about, and where it is written (0: not in the file). */
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

export const isMetric = (name: string): name is Metric => Object.hasOwn(METRICS, name);

const DIRECTIVE = /#\s*jitlens:\s*budget\b(.*)$/;
const LIMIT = /^\s*([\w-]+)\s*<=\s*(\d+)\s*$/;

/** The budgets of a file: those of its comments, and those the project sets for every file. What is malformed is an error with its place. */
export function budgetsOf(module: Module, lines: LineIndex, project: Limits): { readonly budgets: readonly Budget[]; readonly errors: readonly ErrorJson[] } {
  const budgets: Budget[] = [];
  const errors: ErrorJson[] = [];
  const whole = { function: '<file>', from: 1, to: lines.lineCount };
  for (const [metric, limit] of Object.entries(project)) if (isMetric(metric)) budgets.push({ ...whole, metric, limit, line: 0 });
  const functions = functionsIn(module, lines);
  for (const comment of module.comments) {
    const found = DIRECTIVE.exec(comment.text);
    if (found === null) continue;
    const at = lines.display(comment.start);
    const alone = lines.lineText(at.line - 1).slice(0, at.column - 1).trim() === '';
    const about = functions.find(({ first, head }) => (alone ? first > at.line && onlyComments(lines, at.line + 1, first - 1) : first <= at.line && at.line <= head));
    if (about === undefined) {
      errors.push({ ...at, message: 'a budget belongs to a function: write it at the end of the `def` line, or alone on the line before' });
      continue;
    }
    for (const part of found[1]!.split(',')) {
      const [, metric = '', limit = ''] = LIMIT.exec(part) ?? [];
      if (isMetric(metric)) budgets.push({ metric, limit: Number(limit), function: about.name, from: about.first, to: about.last, line: at.line });
      else errors.push({ ...at, message: `no budget: \`${part.trim()}\`; known are ${Object.keys(METRICS).join(', ')}, as in \`bridges<=10\`` });
    }
  }
  return { budgets, errors };
}

interface FunctionLines {
  readonly name: string;
  /** Its first line (of a decorator, where there is one), the line its header ends on, and its last. */
  readonly first: number;
  readonly head: number;
  readonly last: number;
}

/** In the order of the text. */
function functionsIn(module: Module, lines: LineIndex): FunctionLines[] {
  const found: FunctionLines[] = [];
  for (const { base, stmt } of module.body)
    for (const node of descendants(stmt)) {
      if (node.kind !== 'FunctionDef' && node.kind !== 'AsyncFunctionDef') continue;
      const [decorator] = node.decorator_list;
      const lineOf = (offset: number): number => lines.lineAt(base + offset) + 1;
      const body = node.body[0]!;
      found.push({
        name: node.name.id,
        first: lineOf(decorator === undefined ? node.start : decorator.start),
        head: Math.max(lineOf(node.name.start), lineOf(body.start) === lineOf(node.start) ? lineOf(node.start) : lineOf(body.start) - 1),
        last: lineOf(Math.max(node.start, node.end - 1)),
      });
    }
  return found.sort((a, b) => a.first - b.first || b.last - a.last);
}

function onlyComments(lines: LineIndex, from: number, to: number): boolean {
  for (let line = from; line <= to; line++) if (!/^\s*(#|$)/.test(lines.lineText(line - 1))) return false;
  return true;
}
