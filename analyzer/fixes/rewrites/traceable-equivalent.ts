/**
 * JIT101: an opaque call gives way to something that PyPy traces and that does the same (targets/equivalents.ts).
 *
 * Proved before it is offered: the types for which the two are the same, items and receivers alike; that what is written twice gives the same
 * twice; and that nothing can raise between steps that were one.
 */
import { importedName, lookup } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import { isBuiltin, typeOf } from '../../semantics/types';
import { EQUIVALENTS } from '../../targets';
import type { Equivalent } from '../../targets';
import type { AnyNode, Call, Expr } from '../../syntax/ast';
import { indentationAt, newlineOf, sourceOf, startsLine } from '../layout';
import { isBoundBefore } from '../places';
import { constantOf, isInt } from '../proofs/ints';
import { isStr, kindOfAll, parentsOf } from '../proofs/values';
import type { Edit, Program, Refusal, Rewriter } from '../rewrite';
import { hasComment, refuse, unitAt } from '../rewrite';

/** More steps than this are no better than the call. */
const MOST_STEPS = 4;

interface Site {
  readonly program: Program;
  readonly unit: Unit;
  readonly base: number;
  readonly call: Call;
  readonly parent: AnyNode | null;
}

export const traceableEquivalent: Rewriter = {
  codes: ['JIT101'],
  name: 'traceable-equivalent',
  rewrite(program, finding) {
    if (finding.claim.kind !== 'residual-call') return null;
    const { span } = finding.claim;
    const unit = unitAt(program, span.start);
    if (unit === null) return null;
    const base = program.baseOf(unit.top);
    const call = unit.calls.find(({ node }) => base + node.start === span.start && base + node.end === span.end)?.node;
    const equivalent = call === undefined ? undefined : EQUIVALENTS.find(({ opaque }) => opaque.name === calledName(program, unit, call));
    if (call === undefined || equivalent === undefined) return null;
    const made = FORMS[equivalent.form]({ program, unit, base, call, parent: parentsOf(unit).get(call) ?? null });
    if (made === null || 'refused' in made) return made;
    if (hasComment(program, made) || program.text.slice(made.start, made.end).includes('\n'))
      return refuse('the call spans several lines or holds a comment');
    return { code: finding.code, title: `${equivalent.title} in \`${unit.name}\``, span: finding.span, edits: [made] };
  },
};

/** `sorted`, `copy.copy`, `dict.update`: as the table names it. */
function calledName({ env }: Program, unit: Unit, { func }: Call): string | null {
  if (func.kind === 'Name' && lookup(env, unit, func.id) === null) return func.id;
  const imported = importedName(env, unit, func);
  if (imported !== null) return imported;
  const of = func.kind === 'Attribute' ? typeOf(env, unit, func.value) : null;
  return func.kind === 'Attribute' && of?.kind === 'builtin' ? `${of.name}.${func.attr}` : null;
}

const FORMS: Readonly<Record<Equivalent['form'], (site: Site) => Edit | Refusal | null>> = {
  /** `sorted([a, b])[0]` is `min(a, b)`: of equal ints or strs it does not matter which. */
  'ends of a sorted display': ({ program, unit, base, call, parent }) => {
    const [items] = call.args;
    if (call.args.length !== 1 || call.keywords.length > 0 || (items?.kind !== 'List' && items?.kind !== 'Tuple')) return null;
    if (parent?.kind !== 'Subscript' || parent.value !== call || parent.ctx !== 'Load') return null;
    const index = constantOf(program, unit, parent.slice);
    const last = BigInt(items.elts.length - 1);
    const end = index === 0n || index === -last - 1n ? 'min' : index === last || index === -1n ? 'max' : null;
    if (end === null || items.elts.length < 2) return refuse('neither the first nor the last of the sorted items is taken');
    if (items.elts.some(({ kind }) => kind === 'Starred') || kindOfAll(program, unit, items.elts) === null)
      return refuse('the items are not surely ints: equal items may differ, or have no order');
    if (lookup(program.env, unit, end) !== null) return refuse(`\`${end}\` is not the builtin here`);
    const source = items.elts.map((item) => sourceOf(program, base, item)).join(', ');
    return { start: base + parent.start, end: base + parent.end, text: `${end}(${source})` };
  },

  /** `pow(x, 2, n)` is `x * x % n` for ints, unless n is 0. */
  'power step by step': ({ program, unit, base, call, parent }) => {
    const [of, exponent, modulus] = call.args;
    if (call.args.length !== 3 || call.keywords.length > 0) return null;
    const steps = constantOf(program, unit, exponent!);
    if (steps === null || steps < 2n || steps > BigInt(MOST_STEPS)) return refuse('the exponent is not surely 2, 3 or 4');
    if ((constantOf(program, unit, modulus!) ?? 0n) === 0n) return refuse('the modulus may be 0, for which `pow` raises another exception');
    if (of!.kind !== 'Name' || !isInt(program, unit, of!)) return refuse('what is multiplied is not surely an int');
    const [name, by] = [sourceOf(program, base, of!), sourceOf(program, base, modulus!)];
    let text = `${name} * ${name} % ${by}`;
    for (let step = 2n; step < steps; step++) text = `${text} * ${name} % ${by}`;
    const alone = parent?.kind === 'Assign' || parent?.kind === 'AugAssign' || parent?.kind === 'Return';
    return { start: base + call.start, end: base + call.end, text: alone ? text : `(${text})` };
  },

  /** `d.update(a=x, b=y)` and `d.update({"a": x})` are `d["a"] = x` and so on. */
  'stores of an update': (site) => {
    const { program, unit, base, call } = site;
    const receiver = receiverOf(site, 'dict');
    if (receiver === null) return refuse('the dict is not a variable that surely holds a plain dict');
    const [given] = call.args;
    const pairs: [string, Expr][] = [];
    if (call.args.length > 1 || (given !== undefined && given.kind !== 'Dict')) return refuse('the keys are not written out');
    for (const [index, key] of (given?.keys ?? []).entries()) {
      if (key?.kind !== 'Constant') return refuse('the keys are not constants');
      pairs.push([sourceOf(program, base, key), given!.values[index]!]);
    }
    for (const { arg, value } of call.keywords) {
      if (arg === null) return refuse('the keys are not written out');
      pairs.push([`"${arg}"`, value]);
    }
    if (pairs.length === 0 || !pairs.every(([, value]) => isPlain(unit, value, receiver)))
      return refuse('a value may raise, or read the dict');
    return inSteps(
      site,
      pairs.map(([key, value]) => `${receiver}[${key}] = ${sourceOf(program, base, value)}`),
    );
  },

  /** `xs.extend([a, b])` is `xs.append(a)` and `xs.append(b)`. */
  'appends of an extend': (site) => {
    const { program, unit, base, call } = site;
    const receiver = receiverOf(site, 'list');
    if (receiver === null) return refuse('the list is not a variable that surely holds a plain list');
    const [given] = call.args;
    if (call.args.length !== 1 || (given?.kind !== 'List' && given?.kind !== 'Tuple') || given.elts.length === 0)
      return refuse('the items are not written out');
    if (!given.elts.every((item) => isPlain(unit, item, receiver))) return refuse('an item may raise, or read the list');
    return inSteps(
      site,
      given.elts.map((item) => `${receiver}.append(${sourceOf(program, base, item)})`),
    );
  },

  /** `s.startswith(("a", "b"))` is `s.startswith("a") or s.startswith("b")`. */
  'prefixes one by one': ({ program, unit, base, call }) => {
    const [prefixes] = call.args;
    if (call.func.kind !== 'Attribute' || prefixes?.kind !== 'Tuple' || call.args.length !== 1) return null;
    const { value, attr } = call.func;
    if (value.kind !== 'Name' || !isStr(program, unit, value)) return refuse('what is asked is not surely a str in a variable');
    if (prefixes.elts.length < 1 || prefixes.elts.length > MOST_STEPS) return refuse('there are too many prefixes to ask for one by one');
    if (!prefixes.elts.every((item) => item.kind === 'Constant' && item.value.type === 'str'))
      return refuse('the prefixes are not written down');
    const parts = prefixes.elts.map((item) => `${value.id}.${attr}(${sourceOf(program, base, item)})`);
    return { start: base + call.start, end: base + call.end, text: `(${parts.join(' or ')})` };
  },

  /** `copy.copy(x)` is `x.copy()` for a list, a dict or a set. */
  'copy method': ({ program, unit, base, call }) => {
    const [of] = call.args;
    if (call.args.length !== 1 || call.keywords.length > 0 || of?.kind !== 'Name') return refuse('what is copied is no variable');
    const scoped = lookup(program.env, unit, of.id);
    const type = typeOf(program.env, unit, of);
    const always = scoped?.bindings.every(({ kind, value }) => kind === 'assign' && value !== null && isDisplay(value)) ?? false;
    if (!always || !['list', 'dict', 'set'].some((name) => isBuiltin(type, name)))
      return refuse('what is copied is not surely a plain list, dict or set');
    return { start: base + call.start, end: base + call.end, text: `${of.id}.copy()` };
  },
};

/** The variable whose method is called, where every assignment of it makes a plain container of that type. */
function receiverOf({ program: { env }, unit, call: { func }, parent }: Site, type: 'list' | 'dict'): string | null {
  if (func.kind !== 'Attribute' || func.value.kind !== 'Name' || parent?.kind !== 'ExprStmt') return null;
  const bindings = lookup(env, unit, func.value.id)?.bindings ?? [];
  const made =
    bindings.length > 0 &&
    bindings.every(
      ({ kind, value }) => kind === 'assign' && value !== null && isDisplay(value) && isBuiltin(typeOf(env, unit, value), type),
    );
  return made ? func.value.id : null;
}

function isDisplay({ kind }: Expr): boolean {
  return ['List', 'Dict', 'Set', 'ListComp', 'DictComp', 'SetComp'].includes(kind);
}

/** A constant, or a variable of the function other than the receiver, so that evaluating it does nothing. */
function isPlain(unit: Unit, value: Expr, receiver: string): boolean {
  if (value.kind === 'Constant') return true;
  if (value.kind !== 'Name' || value.id === receiver || !unit.bindings.has(value.id)) return false;
  return isBoundBefore(unit, value.id, value.start);
}

/** One statement becomes several, a line each. */
function inSteps({ program, base, parent }: Site, steps: readonly string[]): Edit | Refusal {
  const at = base + parent!.start;
  if (steps.length > MOST_STEPS) return refuse('there are too many to write out one by one');
  if (!startsLine(program, at) || program.text[base + parent!.end] === ';') return refuse('the statement shares its line with others');
  return { start: at, end: base + parent!.end, text: steps.join(`${newlineOf(program)}${indentationAt(program, at)}`) };
}
