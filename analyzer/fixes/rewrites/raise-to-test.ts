/**
 * JIT108: an exception that is raised and caught in the same `try` becomes a test.
 *
 *     try:                                  if value < 0:
 *         if value < 0:                         bad += 1
 *             raise ValueError(value)       else:
 *         total += value                        total += value
 *     except ValueError:
 *         bad += 1
 *
 * CPython 3.15 throws a recording away when an exception is raised during it (Python/ceval.c), 3.13 and 3.14 stop at the raise.
 *
 * Proved before it is offered: the test, the raise and what follows it are arithmetic and comparisons of ints, which raise nothing
 * that the handler would catch; the handler does not ask for the exception, by name or otherwise.
 */
import { lookup } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import type { Expr, Raise, Stmt, Try } from '../../syntax/ast';
import { descendants } from '../../syntax/walk';
import { indentationAt, newlineOf, sourceOf, startsLine } from '../layout';
import { isBoundBefore } from '../places';
import { isInt } from '../proofs/ints';
import type { Program, Refusal, Rewriter } from '../rewrite';
import { hasComment, refuse, unitAt } from '../rewrite';

/** Builtin exceptions that arithmetic on ints does not raise. */
const CAUGHT: ReadonlySet<string> = new Set([
  'ValueError',
  'KeyError',
  'IndexError',
  'LookupError',
  'TypeError',
  'RuntimeError',
  'AttributeError',
  'NotImplementedError',
  'OSError',
  'StopIteration',
]);

export const raiseToTest: Rewriter = {
  codes: ['JIT108'],
  name: 'raise-to-test',
  rewrite(program, finding) {
    const { span } = finding;
    const unit = unitAt(program, span.start);
    if (unit === null) return null;
    const base = program.baseOf(unit.top);
    const found = tryAround(unit, span.start - base);
    if (found === null) return null;
    const parts = partsOf(program, unit, found);
    if ('refused' in parts) return parts;
    const { test, raise, rest, handler } = parts;
    const [first] = rest;
    const lastOf = (body: readonly Stmt[]): Stmt => body[body.length - 1]!;
    const start = base + found.start;
    if (![found, handler[0]!, ...(first === undefined ? [] : [first])].every((statement) => startsLine(program, base + statement.start)))
      return refuse('statements share their lines');
    const gone = { start, end: base + (first?.start ?? raise.end) };
    const between = { start: base + lastOf(found.body).end, end: base + handler[0]!.start };
    if (hasComment(program, gone) || hasComment(program, between)) return refuse('a comment stands where the `try` goes');
    const newline = newlineOf(program);
    const [outer, inner] = [indentationAt(program, start), indentationAt(program, base + handler[0]!.start)];
    const handled = program.text.slice(base + handler[0]!.start, base + lastOf(handler).end);
    const kept = first === undefined ? '' : program.text.slice(base + first.start, base + lastOf(rest).end);
    const innerRest = first === undefined ? inner : indentationAt(program, base + first.start);
    const otherwise = kept === '' ? '' : `${newline}${outer}else:${newline}${innerRest}${kept}`;
    return {
      code: finding.code,
      title: `test for it instead of raising in \`${unit.name}\``,
      span,
      edits: [{ start, end: base + found.end, text: `if ${sourceOf(program, base, test)}:${newline}${inner}${handled}${otherwise}` }],
    };
  },
};

/** The innermost `try` with the offset in its body. */
function tryAround(unit: Unit, offset: number): Try | null {
  let found: Try | null = null;
  for (const statement of unit.body)
    for (const node of descendants(statement))
      if (node.kind === 'Try' && node.body.some(({ start, end }) => start <= offset && offset <= end)) found = node;
  return found;
}

interface Parts {
  readonly test: Expr;
  readonly raise: Raise;
  readonly rest: readonly Stmt[];
  readonly handler: readonly Stmt[];
}

function partsOf(program: Program, unit: Unit, found: Try): Parts | Refusal {
  const [guard, ...rest] = found.body;
  const [handler] = found.handlers;
  if (guard?.kind !== 'If' || guard.orelse.length > 0 || guard.body.length !== 1)
    return refuse('the `try` does not begin with a test that raises');
  const raise = guard.body[0]!;
  if (raise.kind !== 'Raise' || raise.cause !== null || raise.exc === null)
    return refuse('the `try` does not begin with a test that raises');
  if (found.handlers.length !== 1 || found.orelse.length > 0 || found.finalbody.length > 0)
    return refuse('the `try` has more than one handler');
  const type = handler!.type;
  const raised = raise.exc.kind === 'Call' ? raise.exc.func : raise.exc;
  if (
    type?.kind !== 'Name' ||
    raised.kind !== 'Name' ||
    type.id !== raised.id ||
    !CAUGHT.has(type.id) ||
    lookup(program.env, unit, type.id) !== null
  )
    return refuse('the handler does not name the very builtin exception that is raised');
  if (handler!.name !== null) return refuse('the handler looks at the exception');
  const given = raise.exc.kind === 'Call' ? [...raise.exc.args, ...raise.exc.keywords.map(({ value }) => value)] : [];
  const offset = found.start;
  if (![...given, guard.test].every((expr) => isQuiet(program, unit, expr, offset)))
    return refuse('the test, or what is raised, may itself raise');
  if (!rest.every((statement) => isQuietStatement(program, unit, statement, offset)))
    return refuse('what follows the test may raise as well');
  if (!handler!.body.every((statement) => asksForNothing(program, unit, statement)))
    return refuse('the handler may ask which exception it handles');
  return { test: guard.test, raise, rest, handler: handler!.body };
}

/** An expression that raises nothing: comparisons and arithmetic of ints that have a value. */
function isQuiet(program: Program, unit: Unit, expr: Expr, offset: number, limit = 16): boolean {
  if (limit === 0) return false;
  const again = (part: Expr): boolean => isQuiet(program, unit, part, offset, limit - 1);
  switch (expr.kind) {
    case 'Constant':
      return true;
    case 'Name':
      return isInt(program, unit, expr, { mayRaise: true }) && isBoundBefore(unit, expr.id, offset);
    case 'Compare':
      return (
        again(expr.left) &&
        expr.comparators.every(again) &&
        [expr.left, ...expr.comparators].every((part) => isInt(program, unit, part)) &&
        expr.ops.every((op) => op !== 'in' && op !== 'not in')
      );
    case 'BoolOp':
      return expr.values.every(again);
    case 'UnaryOp':
      return again(expr.operand);
    case 'BinOp':
      return ['+', '-', '*', '&', '|', '^'].includes(expr.op) && again(expr.left) && again(expr.right) && isInt(program, unit, expr);
    case 'JoinedStr':
      return false;
    default:
      return false;
  }
}

function isQuietStatement(program: Program, unit: Unit, statement: Stmt, offset: number): boolean {
  switch (statement.kind) {
    case 'Assign':
      return statement.targets.every(({ kind }) => kind === 'Name') && isQuiet(program, unit, statement.value, offset);
    case 'AugAssign':
      return (
        statement.target.kind === 'Name' &&
        ['+', '-', '*', '&', '|', '^'].includes(statement.op) &&
        isInt(program, unit, { ...statement.target, ctx: 'Load' }) &&
        isBoundBefore(unit, statement.target.id, offset) &&
        isQuiet(program, unit, statement.value, offset)
      );
    case 'Pass':
    case 'Continue':
    case 'Break':
      return true;
    default:
      return false;
  }
}

/** Builtins that a handler may call and that know nothing of exceptions. */
const HARMLESS: ReadonlySet<string> = new Set(['print', 'len', 'min', 'max', 'abs', 'int', 'str', 'range', 'ord', 'chr']);

function asksForNothing({ env }: Program, unit: Unit, statement: Stmt): boolean {
  for (const node of descendants(statement)) {
    if (
      node.kind === 'Raise' ||
      node.kind === 'Await' ||
      node.kind === 'Yield' ||
      node.kind === 'YieldFrom' ||
      node.kind === 'With' ||
      node.kind === 'AsyncWith'
    )
      return false;
    if (node.kind !== 'Call') continue;
    if (node.func.kind === 'Name' && HARMLESS.has(node.func.id) && lookup(env, unit, node.func.id) === null) continue;
    if (node.func.kind === 'Attribute' && node.func.attr === 'append') continue;
    return false;
  }
  return true;
}
