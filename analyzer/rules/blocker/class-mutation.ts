/**
 * JIT104: a class, or the names of a module, changed again and again while hot code relies on them.
 *
 * PyPy reads methods and globals as constants, guarded by version tags that cost nothing until they change (quasi-immutable fields,
 * pypy/objspace/std/typeobject.py). There an attribute that exists is rebound in a cell, without harm; new names and changed methods
 * are not. CPython's type versions change with every assignment to a class.
 */
import type { Expr } from '../../syntax/ast';
import { classOf, lookup } from '../../semantics/environment';
import type { ClassFacts, Range, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import type { Text } from '../../semantics/text';
import { text } from '../../semantics/text';
import { tripsOf } from '../../semantics/trips';
import { calleeOf } from '../../semantics/types';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './class-mutation.page';

/** Each change costs about 1,000 rounds in the interpreter: a few at the start of a program do not matter. */
const FEW = 10;

export const classMutation: Rule = {
  code: 'JIT104',
  family: 'blocker',
  name: 'class-mutation',
  summary: 'class or module changed again and again, which throws compiled code away',
  construct: 'class changed while hot',
  applies: (target) => target.constructs['class changed while hot'].treatment === 'no trace',
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      for (const { node, loop } of unit.calls) {
        if (node.func.kind !== 'Name' || node.func.id !== 'setattr' || node.args.length !== 3) continue;
        if (calleeOf(context.env, unit, node.func)?.kind !== 'builtin' || !isRepeated(context, unit, loop)) continue;
        const of = classMeant(context, unit, node.args[0]!);
        const name = node.args[1]!;
        if (of === null || (name.kind === 'Constant' && context.target.frontEnd === 'record' && context.target.calls !== null)) continue;
        report(context, unit, loop, node, text`a new attribute of the class \`${of.name}\` in each round`, findings);
      }
      for (const { node, loop, value } of unit.stores) {
        if (!isRepeated(context, unit, loop)) continue;
        if (node.kind === 'Attribute') {
          const of = classMeant(context, unit, node.value);
          // Rebinding what exists goes through a cell on PyPy, except for methods.
          const harmless =
            context.target.calls !== null &&
            !((of !== null && context.env.home(of.top).methodIn(of, node.attr) !== null) || value?.kind === 'Lambda');
          if (of !== null && !harmless)
            report(context, unit, loop, node, text`\`${of.name}.${node.attr}\` is assigned in each round`, findings);
        } else if (isGlobals(context, unit, node.value) && node.slice.kind !== 'Constant') {
          report(context, unit, loop, node, text`a new global name in each round`, findings);
        }
      }
    }
    return findings;
  },
  page,
};

/** In a loop that goes round more than a few times, or in a function that is called from one. */
function isRepeated(context: RuleContext, unit: Unit, loop: number): boolean {
  const warmth = context.hotness.ofLoop(unit, loop);
  if (warmth.heat !== 'cold') return warmth.certain;
  if (loop < 0) return false;
  const trips = tripsOf(context.env, unit, unit.loops[loop]!);
  return typeof trips !== 'number' || trips > FEW;
}

/** The class of the file that an expression names: by its name, as `cls`, `type(self)` or `self.__class__`. */
function classMeant(context: RuleContext, unit: Unit, expr: Expr): ClassFacts | null {
  const { classFacts } = unit;
  const first = unit.parameters[0]?.name;
  const isFirst = (at: Expr | undefined): boolean => at?.kind === 'Name' && at.id === first && classFacts !== null;
  if (expr.kind === 'Name') {
    const isClassMethod = unit.decorators.some((decorator) => decorator.kind === 'Name' && decorator.id === 'classmethod');
    return isFirst(expr) && isClassMethod ? classFacts : classOf(context.env, unit, expr);
  }
  if (expr.kind === 'Attribute') return expr.attr === '__class__' && isFirst(expr.value) ? classFacts : null;
  return expr.kind === 'Call' && expr.func.kind === 'Name' && expr.func.id === 'type' && isFirst(expr.args[0]) ? classFacts : null;
}

/** `globals()`, or a variable that holds it. */
function isGlobals(context: RuleContext, unit: Unit, expr: Expr): boolean {
  const at =
    expr.kind === 'Name' ? (lookup(context.env, unit, expr.id)?.bindings.find(({ value }) => value?.kind === 'Call')?.value ?? null) : expr;
  return (
    at?.kind === 'Call' && at.func.kind === 'Name' && at.func.id === 'globals' && calleeOf(context.env, unit, at.func)?.kind === 'builtin'
  );
}

function report(context: RuleContext, unit: Unit, loop: number, at: Range, what: Text, findings: LocalFinding[]): void {
  const warmth = context.hotness.ofLoop(unit, loop);
  findings.push({
    place: placeOf(unit, at),
    message: text`${what}: each time, compiled code that relies on it is thrown away`,
    help: text`keep such values in a dict of their own, or set them all before the program gets hot`,
    note: text`${context.target.constructs['class changed while hot'].because}`,
    // Cold itself, it does its harm elsewhere.
    severity: warmth.heat === 'cold' ? 'information' : severityOf(warmth),
    certainty: 'likely',
    related: loop < 0 ? [] : [{ place: placeOf(unit, unit.loops[loop]!.header), message: text`in this loop` }],
    hotness: warmth.reason,
    claim: { kind: 'invalidation', span: placeOf(unit, at) },
    scope: scopeOf(unit),
  });
}
