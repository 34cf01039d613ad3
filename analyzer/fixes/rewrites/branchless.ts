/**
 * JIT201: an `if` on one bit of an int that adds, subtracts or flips something becomes arithmetic with the bit.
 *
 *     if flags & 8:                 total += (flags >> 3 & 1) * weight
 *         total += weight
 *
 * Traces part at each test and meet again at the header of the loop alone (rpython/jit/metainterp/pyjitpl.py, reached_loop_header); arithmetic
 * has one way through. A comparison would not do: PyPy makes True or False of it by a branch (pypy/objspace/std/objspace.py, newbool).
 *
 * Proved before it is offered: what is tested, what is changed and what it is changed by are ints that have a value, and computing them
 * raises nothing.
 */
import type { Unit } from '../../semantics/summary';
import { descendants } from '../../syntax/walk';
import type { AugAssign, Expr, If, Stmt } from '../../syntax/ast';
import { sourceOf, startsLine } from '../layout';
import { isBoundBefore, isMentionedInside } from '../places';
import { constantOf, isInt } from '../proofs/ints';
import type { Edit, Program, Rewriter } from '../rewrite';
import { blocksOf, hasComment, readsItsOwnFrame, refuse, unitAt } from '../rewrite';

/** One branch less halves the paths; what is left of fewer than this many is still a suspicion. */
const LEAST = 2;

export const branchless: Rewriter = {
  codes: ['JIT201'],
  name: 'branchless',
  rewrite(program, finding) {
    if (finding.claim.kind !== 'bridges') return null;
    const { branches } = finding.claim;
    const unit = unitAt(program, branches[0]?.start ?? finding.span.start);
    if (unit === null) return null;
    const base = program.baseOf(unit.top);
    const concerned = (statement: If): boolean =>
      branches.some(({ start }) => base + statement.start <= start && start < base + statement.body[0]!.start);
    const tests = [...blocksOf(unit)].flatMap((block) => block.filter((statement) => statement.kind === 'If').filter(concerned));
    const ofBits = tests.filter(({ test }) => bitOf(program, unit, test) !== null);
    if (ofBits.length < LEAST) return null;
    if (unit.kind !== 'function')
      return refuse('the branches are no part of a function: their variables are globals that others may change');
    if (readsItsOwnFrame(unit)) return refuse('the function looks at its own variables');
    const edits = ofBits.flatMap((statement) => rewritten(program, unit, base, statement) ?? []);
    if (edits.length < LEAST) return refuse('what is tested or changed is not surely an int, or more than one thing is done');
    return {
      code: finding.code,
      title: `compute ${edits.length} of the branches in \`${unit.name}\` without branching`,
      span: finding.span,
      edits: edits.sort((a, b) => a.start - b.start),
    };
  },
};

/** An expression that is 1 where the test holds and 0 where not, given the source of a part of it. */
type Bit = (source: (expr: Expr) => string) => string;

/** `x & 8`, `x >> k & 1`, `x % 2`, and what `not`, `== 0`, `== 1` or `!= 0` make of them, for an int x; null for other tests. */
function bitOf(program: Program, unit: Unit, test: Expr): Bit | null {
  if (test.kind === 'UnaryOp' && test.op === 'not') return flipped(bitOf(program, unit, test.operand));
  if (test.kind === 'Compare' && test.ops.length === 1) {
    const to = constantOf(program, unit, test.comparators[0]!);
    const of = to === null || !isOneBit(program, unit, test.left) ? null : bitOf(program, unit, test.left);
    if (of === null || (to !== 0n && to !== 1n)) return null;
    if (test.ops[0] === '==') return to === 1n ? of : flipped(of);
    return test.ops[0] === '!=' ? (to === 1n ? flipped(of) : of) : null;
  }
  if (test.kind !== 'BinOp' || !isInt(program, unit, test)) return null;
  const by = constantOf(program, unit, test.right);
  if (test.op === '%' && by === 2n) return (source) => source(test);
  if (test.op !== '&' || by === null || by <= 0n || (by & (by - 1n)) !== 0n) return null;
  if (by === 1n) return (source) => source(test);
  const place = by.toString(2).length - 1;
  return (source) => `${isAtom(test.left) ? source(test.left) : `(${source(test.left)})`} >> ${place} & 1`;
}

const flipped = (bit: Bit | null): Bit | null => (bit === null ? null : (source) => `${bit(source)} ^ 1`);

/** `x & 1` and `x % 2`: what is compared with 0 or 1 must be no other number. */
function isOneBit(program: Program, unit: Unit, expr: Expr): boolean {
  if (expr.kind !== 'BinOp') return false;
  const by = constantOf(program, unit, expr.right);
  return (expr.op === '&' && by === 1n) || (expr.op === '%' && by === 2n);
}

const isAtom = ({ kind }: Expr): boolean => kind === 'Name' || kind === 'Constant';

/** Operators for which 0 on the right changes nothing. */
const NEUTRAL: ReadonlySet<string> = new Set(['+', '-', '|', '^']);

function rewritten(program: Program, unit: Unit, base: number, statement: If): Edit | null {
  const bit = bitOf(program, unit, statement.test);
  const only = change(statement.body);
  if (bit === null || only === null || statement.orelse.length > 0) return null;
  const { target, value, op } = only;
  if (target.kind !== 'Name' || !NEUTRAL.has(op) || !isOwn(unit, target.id)) return null;
  if (!isQuiet(program, unit, value) || !isQuiet(program, unit, { ...target, ctx: 'Load' })) return null;
  // The operations of the test run once, as before; a call in it might do something.
  const whole = { start: base + statement.start, end: base + statement.end };
  if (hasComment(program, whole) || !startsLine(program, whole.start) || program.text[whole.end] === ';') return null;
  if (program.text.startsWith('elif', whole.start)) return null;
  const source = (expr: Expr): string => sourceOf(program, base, expr);
  if (source(statement.test).includes('\n') || source(value).includes('\n')) return null;
  const factor = isAtom(value) ? source(value) : `(${source(value)})`;
  const by = value.kind === 'Constant' && value.value.type === 'int' && value.value.value === 1n ? '' : ` * ${factor}`;
  const times = by === '' ? bit(source) : `(${bit(source)})${by}`;
  return { ...whole, text: `${target.id} ${op}= ${times}` };
}

function change(body: readonly Stmt[]): AugAssign | null {
  const [only, ...others] = body;
  return only?.kind === 'AugAssign' && others.length === 0 ? only : null;
}

/** A variable that nobody else sees between the test and the change. */
function isOwn(unit: Unit, name: string): boolean {
  return unit.bindings.has(name) && !unit.globals.has(name) && !unit.nonlocals.has(name) && !isMentionedInside(unit, name);
}

/** An int that raises nothing, of variables that have a value. */
function isQuiet(program: Program, unit: Unit, expr: Expr): boolean {
  for (const node of descendants(expr)) {
    if (node.kind === 'Call' || node.kind === 'NamedExpr') return false;
    if (node.kind === 'Name' && !isBoundBefore(unit, node.id, expr.start) && constantOf(program, unit, node) === null) return false;
  }
  return isInt(program, unit, expr, { mayRaise: false });
}
