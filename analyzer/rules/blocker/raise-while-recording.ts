/**
 * JIT108: an exception that is raised in each round of a hot loop, or that is only a jump within it, for CPython's JIT.
 *
 * 3.15 throws a recording away when an exception is raised during it (Python/ceval.c, `error`: `_PyJit_FinalizeTracing`); in 3.13 and 3.14 RAISE_VARARGS has no
 * micro-operation and ends the projection. PyPy traces through: there the same code is fine.
 */
import type { Raise, Stmt, Try } from '../../syntax/ast';
import type { Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import type { Place, Range } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { calleeOf } from '../../semantics/types';
import { varies } from '../../semantics/variation';
import { descendants } from '../../syntax/walk';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { inEachLoop, scopeOf, severityOf } from '../rule';
import type { Loop } from '../../semantics/summary';
import { page } from './raise-while-recording.page';

export const raiseWhileRecording: Rule = {
  code: 'JIT108',
  family: 'blocker',
  name: 'raise-while-recording',
  summary: 'exception raised in each round of a hot loop, or used as a jump in it',
  construct: 'exception in a hot loop',
  applies: (target) => target.constructs['exception in a hot loop'].treatment !== 'inlined',
  check: (summary, context) => inEachLoop(summary, (unit, loop) => checkLoop(context, unit, loop)),
  page,
};

function checkLoop(context: RuleContext, unit: Unit, loop: Loop): LocalFinding | null {
  const warmth = context.hotness.ofLoop(unit, loop.index);
  if (warmth.heat === 'cold' || !warmth.certain) return null;
  for (const statement of loop.body) {
    if (statement.kind !== 'Try' || statement.handlers.length === 0) continue;
    const sure = sureRaise(context, unit, statement);
    const raised = sure ?? jumpingRaise(context, unit, loop, statement);
    if (raised === null) continue;
    const never = context.target.constructs['exception in a hot loop'].treatment === 'no trace';
    return {
      place: placeOf(unit, raised.range),
      message:
        sure === null
          ? text`this exception is only a jump to the handler below: a round that raises it ${never ? 'is never compiled' : 'leaves the trace'}`
          : never
            ? text`an exception is raised here in each round: every recording of this loop is thrown away, and it is never compiled`
            : text`an exception is raised here in each round: the trace of this loop ends before it`,
      help:
        sure === null
          ? text`put what the handler does in the place of the raise, and the rest behind \`else\``
          : text`return a value that says so, such as None, and test it; keep exceptions for what is rare`,
      note: text`${context.target.constructs['exception in a hot loop'].because}`,
      severity: severityOf(warmth),
      certainty: 'likely',
      related: [
        { place: placeOf(unit, loop.header), message: text`of this loop` },
        ...(raised.by === null ? [] : [{ place: raised.by, message: text`raised here` }]),
      ],
      hotness: warmth.reason,
      claim: { kind: 'abort', reason: 'exception while recording', functions: [], span: placeOf(unit, raised.range) },
      scope: scopeOf(unit),
    };
  }
  return null;
}

/** `if test: raise E` at the beginning of a `try` whose handler catches E, where the test depends on data. */
function jumpingRaise(context: RuleContext, unit: Unit, loop: Loop, statement: Try): { readonly range: Range; readonly by: null } | null {
  const [guard] = statement.body;
  const raise = guard?.kind === 'If' ? guard.body[guard.body.length - 1]! : null;
  if (guard?.kind !== 'If' || raise?.kind !== 'Raise' || raise.exc === null) return null;
  const raised = raise.exc.kind === 'Call' ? raise.exc.func : raise.exc;
  const caught = statement.handlers.some(({ type }) => type?.kind === 'Name' && raised.kind === 'Name' && type.id === raised.id);
  return caught && varies(context.env, { unit, loop: loop.index }, guard.test) ? { range: raise, by: null } : null;
}

/** A raise in a `try` that every way through its body meets: written there, or in a function whose body always raises. */
function sureRaise(context: RuleContext, unit: Unit, statement: Try): { readonly range: Range; readonly by: Place | null } | null {
  for (const inner of statement.body) {
    if (inner.kind === 'Raise') return { range: inner, by: null };
    if (inner.kind === 'If' || inner.kind === 'Return' || inner.kind === 'Continue' || inner.kind === 'Break') return null;
    if (inner.kind !== 'ExprStmt' && inner.kind !== 'Assign' && inner.kind !== 'AugAssign') continue;
    for (const node of descendants(inner)) {
      if (node.kind !== 'Call') continue;
      const callee = calleeOf(context.env, unit, node.func);
      const raise = callee?.kind === 'function' && !callee.unit.isGenerator ? alwaysRaises(callee.unit.body) : null;
      if (raise !== null && callee?.kind === 'function') return { range: node, by: placeOf(callee.unit, raise) };
    }
  }
  return null;
}

/** The raise at the end of straight code. */
function alwaysRaises(body: readonly Stmt[]): Raise | null {
  for (const statement of body) {
    if (statement.kind === 'Raise') return statement;
    if (!['ExprStmt', 'Assign', 'AnnAssign', 'AugAssign', 'Pass'].includes(statement.kind)) return null;
  }
  return null;
}
