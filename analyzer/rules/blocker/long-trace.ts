/**
 * JIT105: one round of a loop is more than a trace can hold.
 *
 * A recording that grows beyond trace_limit is dropped, and the largest function inlined in it is marked as not to be inlined
 * (rpython/jit/metainterp/pyjitpl.py, blackhole_if_trace_too_long). With nothing to blame the loop is compiled in segments.
 */
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { TraceLengths } from '../../semantics/trace-length';
import { parameterDefault } from '../../targets';
import type { LocalFinding, Rule } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './long-trace.page';

/** The estimate is good to a factor of about 1.5. */
const MARGIN = 1.5;

export const longTrace: Rule = {
  code: 'JIT105',
  family: 'blocker',
  name: 'long-trace',
  summary: 'hot loop whose round is longer than a trace may be',
  construct: 'long trace',
  applies: (target) => target.constructs['long trace'].treatment === 'no trace' && parameterDefault(target, 'trace_limit') !== undefined,
  check(summary, context) {
    const findings: LocalFinding[] = [];
    const limit = parameterDefault(context.target, 'trace_limit')!;
    for (const unit of summary.units) {
      for (const loop of unit.loops) {
        if (loop.body.length === 0) continue;
        const warmth = context.hotness.ofLoop(unit, loop.index);
        if (warmth.heat === 'cold' || !warmth.certain) continue;
        const lengths = new TraceLengths(context.env);
        const { operations, largest } = lengths.ofBody(unit, loop.body);
        if (operations < limit * MARGIN) continue;
        const hundreds = `${Math.round(operations / 1000)},000`;
        findings.push({
          place: placeOf(unit, loop.header),
          message:
            largest === null
              ? text`one round of this loop is about ${hundreds} operations, more than a trace holds: it is compiled in pieces`
              : text`one round of this loop is about ${hundreds} operations, more than a trace holds; the most are in \`${largest.unit.name}\``,
          help:
            largest === null
              ? text`split the body into several loops, or move parts of it into functions with loops of their own`
              : text`give the repetition in \`${largest.unit.name}\` the form of a loop: a loop is compiled on its own and called, not inlined`,
          note: text`${context.target.constructs['long trace'].because}`,
          severity: severityOf(warmth),
          certainty: 'likely',
          related:
            largest === null
              ? []
              : [{ place: placeOf(largest.unit, largest.unit.nameRange), message: text`inlined here with all it calls` }],
          hotness: warmth.reason,
          claim: {
            kind: 'abort',
            reason: 'trace too long',
            functions: lengths.inlined.map(({ name }) => name),
            span: placeOf(unit, loop.whole),
          },
          scope: scopeOf(unit),
        });
      }
    }
    return findings;
  },
  page,
};
