/** All rewriters, and what they make of a file's findings. */
import { environmentOf } from '../semantics/environment';
import { summaryOf } from '../semantics/summarize';
import type { Module } from '../syntax/ast';
import type { LineIndex } from '../syntax/positions';
import type { Finding } from '../rules/finding';
import type { Program, Rewrite, Rewriter } from './rewrite';
import { compiledPattern } from './rewrites/compiled-pattern';
import { constantFormat } from './rewrites/constant-format';
import { defaultsInALoop } from './rewrites/defaults-in-a-loop';

export const REWRITERS: readonly Rewriter[] = [defaultsInALoop, constantFormat, compiledPattern];

/** A file whose findings are to be answered. A text with syntax errors has no rewrites: what stands in it is not known. */
export function programOf(text: string, module: Module, lines: LineIndex): Program | null {
  if (module.errors.some(({ reason }) => reason === 'error')) return null;
  const summaries = module.body.map(summaryOf);
  const bases = new Map(module.body.map(({ base, stmt }) => [stmt, base]));
  return { text, module, lines, env: environmentOf(summaries), baseOf: (summary) => bases.get(summary.stmt) ?? 0 };
}

/** The rewrites that are proved, in the order of the findings, each edit once. */
export function rewritesOf(program: Program, findings: readonly Finding[]): readonly Rewrite[] {
  const seen = new Set<string>();
  const rewrites: Rewrite[] = [];
  for (const finding of findings)
    for (const rewriter of REWRITERS) {
      if (rewriter.code !== finding.code) continue;
      const rewrite = rewriter.rewrite(program, finding);
      const key = JSON.stringify(rewrite?.edits);
      if (rewrite === null || seen.has(key)) continue;
      seen.add(key);
      rewrites.push(rewrite);
    }
  return rewrites;
}
