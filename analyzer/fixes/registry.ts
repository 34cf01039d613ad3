/** All rewriters, and what they make of a file's findings. */
import { environmentOf } from '../semantics/environment';
import { summaryOf } from '../semantics/summarize';
import type { Module } from '../syntax/ast';
import type { LineIndex } from '../syntax/positions';
import type { Finding, Span } from '../rules/finding';
import type { Program, Refusal, Rewrite, Rewriter } from './rewrite';
import { branchless } from './rewrites/branchless';
import { compiledPattern } from './rewrites/compiled-pattern';
import { constantFormat } from './rewrites/constant-format';
import { defaultsInALoop } from './rewrites/defaults-in-a-loop';
import { hoistedCall } from './rewrites/hoisted-call';
import { hoistedRead } from './rewrites/hoisted-read';
import { inlinedGenerator } from './rewrites/inlined-generator';
import { iteratorClass } from './rewrites/iterator-class';
import { jitOffAfterWarmUp } from './rewrites/jit-off';
import { nestedKey } from './rewrites/nested-key';
import { packedKey } from './rewrites/packed-key';
import { raiseToTest } from './rewrites/raise-to-test';
import { splitByShape } from './rewrites/split-by-shape';
import { staleVariableReset } from './rewrites/stale-variable';
import { traceableEquivalent } from './rewrites/traceable-equivalent';

export const REWRITERS: readonly Rewriter[] = [
  defaultsInALoop,
  branchless,
  constantFormat,
  compiledPattern,
  traceableEquivalent,
  hoistedCall,
  hoistedRead,
  staleVariableReset,
  splitByShape,
  raiseToTest,
  packedKey,
  nestedKey,
  inlinedGenerator,
  iteratorClass,
  jitOffAfterWarmUp,
];

/** A file whose findings are to be answered. A text with syntax errors has no rewrites: what stands in it is not known. */
export function programOf(text: string, module: Module, lines: LineIndex): Program | null {
  if (module.errors.some(({ reason }) => reason === 'error')) return null;
  const summaries = module.pieces.map(summaryOf);
  const bases = new Map(module.pieces.map(({ base, stmt }) => [stmt, base]));
  const headers = new Map(module.pieces.map(({ stmt, within }) => [stmt, within]));
  return {
    text,
    module,
    lines,
    env: environmentOf(summaries),
    baseOf: ({ stmt }) => bases.get(stmt) ?? 0,
    statementStart: ({ stmt }) => bases.get(headers.get(stmt) ?? stmt) ?? 0,
  };
}

/** A finding that a rewriter answers in general, and why it does not answer this one. */
export interface Refused extends Refusal {
  readonly code: string;
  /** Of the rewriter. */
  readonly name: string;
  readonly span: Span;
}

/** A rewrite, and whose it is. */
export interface Offered extends Rewrite {
  /** Of the rewriter. */
  readonly name: string;
}

export interface Answers {
  readonly rewrites: readonly Offered[];
  readonly refusals: readonly Refused[];
}

/** What can be rewritten in answer to the findings, in their order, each edit once; and what cannot, with the reason. */
export function answersTo(program: Program, findings: readonly Finding[]): Answers {
  const seen = new Set<string>();
  const rewrites: Offered[] = [];
  const refusals: Refused[] = [];
  for (const finding of findings)
    for (const rewriter of REWRITERS) {
      const { codes, name } = rewriter;
      if (!codes.includes(finding.code)) continue;
      const answer = rewriter.rewrite(program, finding);
      if (answer === null) continue;
      if ('refused' in answer) {
        refusals.push({ code: finding.code, name, span: finding.span, refused: answer.refused });
        continue;
      }
      const key = JSON.stringify(answer.edits);
      if (!seen.has(key)) rewrites.push({ ...answer, name });
      seen.add(key);
    }
  return { rewrites, refusals };
}

/** The rewrites that are proved. */
export function rewritesOf(program: Program, findings: readonly Finding[]): readonly Offered[] {
  return answersTo(program, findings).rewrites;
}
