/**
 * JIT403: pairs as keys of a dict or set become one int, `row * 8 + column`. Where the second part has no bound: nested-key.ts.
 *
 * PyPy hashes and compares int keys in place (pypy/objspace/std/dictmultiobject.py, IntDictStrategy); a tuple goes through a call that may
 * run anything, and is really made for it.
 *
 * Proved before it is offered: the dict belongs to the function and is only asked for pairs, counted or emptied, so that nobody sees its keys;
 * both parts of every pair are ints and the second lies between 0 and a constant, so that two pairs never meet; where a missing key would raise, it was stored or tested just before.
 */
import type { Unit } from '../../semantics/summary';
import type { Expr } from '../../syntax/ast';
import { sourceOf } from '../layout';
import { boundOf, isInt } from '../proofs/ints';
import { containerAt, usesOf, whyNotOwn, wholeOf, type Use } from '../proofs/pair-keys';
import type { Edit, Program, Refusal, Rewriter } from '../rewrite';
import { hasComment, refuse, unitAt } from '../rewrite';

export const packedKey: Rewriter = {
  codes: ['JIT403'],
  name: 'packed-key',
  rewrite(program, finding) {
    const unit = unitAt(program, finding.span.start);
    if (unit === null) return null;
    const base = program.baseOf(unit.top);
    const container = containerAt(unit, finding.span.start - base, finding.span.end - base);
    if (container === null) return null;
    const reason = whyNotOwn(program, unit, container.id);
    if (reason !== null) return refuse(reason);
    const asked = usesOf(program, unit, container.id);
    if ('refused' in asked) return asked;
    const { uses } = asked;
    const bound = commonBound(program, unit, uses);
    if (typeof bound !== 'bigint') return bound;
    const edits: Edit[] = [];
    for (const { key } of uses) {
      const { start, end } = wholeOf(program, base, key);
      if (hasComment(program, { start, end }) || program.text.slice(start, end).includes('\n'))
        return refuse('a key spans several lines or holds a comment');
      const [row, column] = key.elts;
      edits.push({ start, end, text: packed(program, base, row!, column!, bound, program.text[start] === '(') });
    }
    return {
      code: finding.code,
      title: `key \`${container.id}\` in \`${unit.name}\` by one int`,
      span: finding.span,
      edits: edits.sort((a, b) => a.start - b.start),
    };
  },
};

/** The smallest power of two above all second parts; a refusal where some part is no int, or has no bound. */
function commonBound(program: Program, unit: Unit, uses: readonly Use[]): bigint | Refusal {
  let most = 1n;
  for (const { key } of uses) {
    const [row, column] = key.elts;
    if (!isInt(program, unit, row!)) return refuse('the first part of a key is not surely an int');
    const bound = boundOf(program, unit, column!);
    if (bound === null || !isInt(program, unit, column!))
      return refuse('the second part of a key is not surely an int between 0 and a constant');
    if (bound > most) most = bound;
  }
  return most > LARGEST ? refuse('the second part of a key may be so large that the packed key is no machine word') : most;
}

/** Leaves 31 bits of a machine word for the first part. */
const LARGEST = 2n ** 32n;

function packed(program: Program, base: number, row: Expr, column: Expr, bound: bigint, parenthesized: boolean): string {
  const part = (expr: Expr): string => {
    const source = sourceOf(program, base, expr);
    return ['Name', 'Constant', 'Call', 'Subscript', 'Attribute'].includes(expr.kind) ||
      (source.startsWith('(') && source.endsWith(')') && expr.kind !== 'BinOp')
      ? source
      : `(${source})`;
  };
  const text = `${part(row)} * ${bound} + ${part(column)}`;
  return parenthesized ? `(${text})` : text;
}
