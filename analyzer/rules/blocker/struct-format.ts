/**
 * JIT102: a struct format that is not a constant of the trace.
 *
 * PyPy's FormatIterator.interpret is looked inside only if the format is constant (pypy/module/struct/formatiterator.py), so what
 * matters is not the format's length but whether the trace knows it.
 */
import type { Call, Expr } from '../../syntax/ast';
import type { Environment } from '../../semantics/environment';
import { lookup, moduleConstant } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import { isWithin, loopsFrom, placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { shortSource } from '../../semantics/trips';
import { calleeOf } from '../../semantics/types';
import { varies } from '../../semantics/variation';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './struct-format.page';

export const structFormat: Rule = {
  code: 'JIT102',
  family: 'blocker',
  name: 'struct-format',
  summary: 'struct call whose format the trace does not know',
  construct: 'varying struct format',
  applies: (target) => target.calls?.find('library', 'struct.unpack_from', 'varying format')?.class === 'opaque',
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      for (const { node, loop } of unit.calls) {
        const finding = checkCall(context, unit, node, loop);
        if (finding !== null) findings.push(finding);
      }
    }
    return findings;
  },
  page,
};

/** `calcsize` boxes nothing: it forces nothing either, whatever the format (targets/pypy-calls/derived.ts). */
const STRUCT_FUNCTIONS = new Set(['pack', 'unpack', 'unpack_from', 'pack_into', 'iter_unpack'].map((name) => `struct.${name}`));

function checkCall(context: RuleContext, unit: Unit, call: Call, loop: number): LocalFinding | null {
  const format = call.args[0];
  if (format === undefined || format.kind === 'Starred') return null;
  const warmth = context.hotness.ofLoop(unit, loop);
  if (warmth.heat === 'cold') return null;
  const callee = calleeOf(context.env, unit, call.func);
  if (callee?.kind !== 'library' || !STRUCT_FUNCTIONS.has(callee.name)) return null;
  const why = whyVarying(context.env, unit, loop, format);
  if (why === null) return null;
  const around = loopsFrom(unit, loop)[0];
  const name = shortSource(format);
  return {
    place: placeOf(unit, format),
    message: text`\`${callee.name}\` gets a format the trace does not know: ${why}`,
    help:
      name === null
        ? text`build the format once and keep a \`struct.Struct\` object, or use a literal`
        : text`write the literal format in the call, make \`${name}\` a constant of the module, or use a \`struct.Struct\` object made before the loop`,
    note: text`the fields are decoded behind an opaque call that boxes each of them; with a constant format they become plain reads (measured: 3.3 times slower)`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: around === undefined ? [] : [{ place: placeOf(unit, around.header), message: text`in this loop` }],
    hotness: warmth.reason,
    claim: { kind: 'residual-call', callee: callee.name, minimum: 'opaque', span: placeOf(unit, call) },
    scope: scopeOf(unit),
  };
}

/** Why the format is no constant of the trace, or null if it is one, or if that depends on code elsewhere. */
function whyVarying(env: Environment, unit: Unit, loop: number, format: Expr): string | null {
  switch (format.kind) {
    case 'JoinedStr':
    case 'BinOp':
      return isConstantExpression(env, unit, format) ? null : 'it is computed on the spot';
    case 'Attribute': {
      // A class attribute that nobody stores to is a constant; an instance attribute is read from the instance.
      const isSelf = format.value.kind === 'Name' && unit.classFacts !== null && format.value.id === unit.parameters[0]?.name;
      return isSelf && env.home(unit.top).attributesOf(unit.classFacts!, format.attr).length > 0
        ? `\`${shortSource(format) ?? format.attr}\` is read from an instance`
        : null;
    }
    case 'Name': {
      const scoped = lookup(env, unit, format.id);
      if (scoped === null || scoped.scope !== 'local' || loop < 0) return null;
      // Assigned inside the loop, it is a constant of each trace if what is assigned is one.
      const inLoop = scoped.bindings.filter((binding) => isWithin(unit, binding.loop, loop));
      if (inLoop.length === 0) return `\`${format.id}\` is a local variable set before the loop`;
      const allConstant = inLoop.every((binding) => binding.value !== null && binding.value.kind === 'Constant');
      return allConstant ? null : `\`${format.id}\` is computed in the loop`;
    }
    case 'Subscript':
      // `FORMATS[kind]`: one entry of a table after the other.
      return loop >= 0 && format.slice.kind !== 'Slice' && varies(env, { unit, loop }, format.slice)
        ? `it is looked up anew in each round`
        : null;
    default:
      return null;
  }
}

/** `'<' + FIELDS`: made of literals and constants of the module. The trace folds it. */
function isConstantExpression(env: Environment, unit: Unit, expr: Expr): boolean {
  const pending: Expr[] = [expr];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.kind === 'Constant') continue;
    if (next.kind === 'BinOp') pending.push(next.left, next.right);
    else if (next.kind === 'JoinedStr') pending.push(...next.values);
    else if (next.kind === 'FormattedValue') pending.push(next.value);
    else if (next.kind === 'Name' && lookup(env, unit, next.id)?.scope === 'module' && moduleConstant(env, unit, next.id) !== null)
      continue;
    else return false;
  }
  return true;
}
