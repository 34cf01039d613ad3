/**
 * JIT203, JIT206: a variable that the next round assigns before anything reads it is set to None at the end of the loop's body.
 *
 * The header of a loop asks for the types of all variables of the frame, dead ones included: the virtual state of a jump must match
 * (rpython/jit/metainterp/optimizeopt/virtualstate.py). With None in it every round ends alike, and a bridge can jump to the fast part.
 *
 * Proved before it is offered: the variable is the function's own, every round assigns it before it reads it, and nothing reads it
 * after the loop, in a loop around it or in a function inside.
 */
import { unstableVariables } from '../../semantics/round-types';
import { deeper, endOfLine, indentationAt, newlineOf, startsLine } from '../layout';
import type { Loop } from '../../semantics/summary';
import type { LoopSite } from '../places';
import { isMentionedInside, isReadOutside, loopWithHeader } from '../places';
import type { Program, Rewriter } from '../rewrite';
import { deletes, readsItsOwnFrame, refuse } from '../rewrite';
import type { Finding } from '../../rules/finding';

const ENDINGS: ReadonlySet<string> = new Set(['Return', 'Raise', 'Break', 'Continue']);

export const staleVariableReset: Rewriter = {
  codes: ['JIT203', 'JIT206'],
  name: 'stale-variable-reset',
  rewrite(program, finding) {
    if (finding.claim.kind !== 'bridges') return null;
    const site = loopWithHeader(program, finding.claim.span);
    const name = site === null ? null : variableOf(program, site, finding);
    if (site === null || name === null) return null;
    const { unit, base, loop } = site;
    if (isResetAlready(loop, name)) return null;
    const reason = whyNot(program, site, name);
    if (reason !== null) return refuse(reason);
    const last = loop.body[loop.body.length - 1]!;
    const at = endOfLine(program, base + last.end);
    const indentation = indentationAt(program, base + loop.body[0]!.start);
    const inner = indentation === '' ? deeper(indentationAt(program, base + loop.whole.start)) : indentation;
    return {
      code: finding.code,
      title: `set \`${name}\` to None at the end of each round of ${loop.kind === 'for' ? 'the loop' : 'the while loop'} in \`${unit.name}\``,
      span: finding.span,
      edits: [{ start: at, end: at, text: `${newlineOf(program)}${inner}${name} = None` }],
    };
  },
};

function isResetAlready({ body }: Loop, name: string): boolean {
  const last = body[body.length - 1];
  if (last?.kind !== 'Assign' || last.value.kind !== 'Constant') return false;
  return last.targets.some((target) => target.kind === 'Name' && target.id === name);
}

/** The loop's own variable, or the one that the finding is about. */
function variableOf({ env }: Program, { unit, base, loop }: LoopSite, finding: Finding): string | null {
  if (finding.code === 'JIT203') return loop.node.kind !== 'While' && loop.node.target.kind === 'Name' ? loop.node.target.id : null;
  const stale = unstableVariables(env, unit, loop).find(
    ({ kinds, isStale }) => isStale && base + kinds[0]!.place.start === finding.span.start,
  );
  return stale?.name ?? null;
}

function whyNot(program: Program, { unit, base, loop }: LoopSite, name: string): string | null {
  if (unit.kind !== 'function') return `\`${name}\` is a global: others may read it`;
  if (unit.globals.has(name) || unit.nonlocals.has(name)) return `\`${name}\` belongs to the code around the function`;
  if (readsItsOwnFrame(unit) || deletes(unit, name)) return `the function may look at \`${name}\` by other means than its name`;
  if (isMentionedInside(unit, name)) return `a function inside this one may see \`${name}\``;
  const last = loop.body[loop.body.length - 1]!;
  if (ENDINGS.has(last.kind)) return 'the end of the body is never reached';
  if (!startsLine(program, base + loop.body[0]!.start)) return 'the body stands on the line of the header';
  return isReadOutside(unit, loop, name) ? `\`${name}\` is read outside the loop` : null;
}
