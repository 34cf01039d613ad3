/**
 * JIT403: a dict or set looked up by a tuple, or by an object with a `__hash__` of its own, in a hot loop.
 *
 * Dicts of ints and of strs have strategies that hash and compare in place (pypy/objspace/std/dictmultiobject.py). Any other key goes through the object
 * strategy, whose lookup may run Python code: a call that may force, and the key itself must be a real object for it.
 */
import type { Compare, Expr } from '../../syntax/ast';
import { methodOf } from '../../semantics/environment';
import type { Loop, Place, Range, Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { typeOf } from '../../semantics/types';
import { kindsOfValue, type Asked } from '../../semantics/value-kinds';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './hashed-key.page';

export const hashedKey: Rule = {
  code: 'JIT403',
  family: 'allocation',
  name: 'hashed-key',
  summary: 'dict or set looked up by a tuple or by an object with its own __hash__ in a hot loop',
  construct: 'key hashed behind a call',
  applies: (target) => target.constructs['key hashed behind a call'].treatment === 'residual call',
  check(summary, context) {
    const findings: LocalFinding[] = [];
    for (const unit of summary.units) {
      for (const loop of unit.loops) checkComprehension(context, unit, loop, findings);
      for (const { node, loop } of [...unit.stores, ...unit.items])
        if (node.kind === 'Subscript') checkLookup(context, unit, loop, node, node.value, node.slice, findings);
      for (const { node, loop } of unit.memberships)
        if (isPlain(node)) checkLookup(context, unit, loop, node, node.comparators[0]!, node.left, findings);
      for (const { node, loop } of unit.calls) {
        const [key] = node.args;
        if (node.func.kind === 'Attribute' && ASKING.has(node.func.attr) && key !== undefined && key.kind !== 'Starred')
          checkLookup(context, unit, loop, node, node.func.value, key, findings);
      }
    }
    return findings;
  },
  page,
};

/** `{(x, y) for ...}`: each item is looked up before it is put in. */
function checkComprehension(context: RuleContext, unit: Unit, { index, whole }: Loop, findings: LocalFinding[]): void {
  const key = whole.kind === 'SetComp' ? whole.elt : whole.kind === 'DictComp' ? whole.key : null;
  // Of several generators the last goes round most often.
  const isLast = !unit.loops.some((other) => other.whole === whole && other.index > index);
  if (key !== null && isLast) checkLookup(context, unit, index, key, whole as Expr, key, findings);
}

/** Methods that hash their first argument. */
const ASKING: ReadonlySet<string> = new Set(['get', 'setdefault', 'add', 'discard']);

/** Calls between a loop and a function, at most. */
const FARTHEST = 2;

const isPlain = (node: Compare): boolean => node.ops.length === 1;

function checkLookup(context: RuleContext, unit: Unit, loop: number, at: Range, of: Expr, key: Expr, findings: LocalFinding[]): void {
  const warmth = context.hotness.ofLoop(unit, loop);
  if (warmth.heat === 'cold' || !warmth.certain) return;
  // A function that is inlined into a loop is part of it.
  if (loop < 0 && (warmth.heat !== 'hot' || warmth.distance > FARTHEST || unit.loops.length > 0 || unit.kind === 'module')) return;
  const known = keyInWords(context, unit, key);
  const container = known === null ? null : containerIn(context, unit, of);
  if (known === null || container === null) return;
  findings.push({
    place: placeOf(unit, at),
    message: text`this ${container} is looked up by ${known.words}: a call that the JIT cannot see into, for which the key is really made`,
    help:
      key.kind === 'Tuple'
        ? text`use one int or str as the key, such as \`row * width + column\`, or dicts in a dict`
        : text`use a key that is an int or a str, such as a number that each object has`,
    note: text`${context.target.constructs['key hashed behind a call'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: loop < 0 ? [] : [{ place: placeOf(unit, unit.loops[loop]!.header), message: text`in this loop` }],
    hotness: warmth.reason,
    claim: { kind: 'residual-call', callee: 'dict lookup', minimum: 'opaque', span: placeOf(unit, at), within: known.within },
    scope: scopeOf(unit),
  });
}

const HASHED: ReadonlySet<string> = new Set(['dict', 'set', 'frozenset', 'defaultdict', 'Counter', 'OrderedDict']);

/** The type of what is looked up, also of a parameter where the callers show it. */
function containerIn(context: RuleContext, unit: Unit, of: Expr): string | null {
  const [kind, ...others] = kindsOfValue(askedIn(context), unit, of);
  return kind !== undefined && others.length === 0 && HASHED.has(kind) ? kind : null;
}

const askedIn = ({ env, hotness }: RuleContext): Asked => ({ env, callersOf: (unit) => hotness.callsOf(unit) });

interface Key {
  readonly words: string;
  /** The methods that hash and compare it. */
  readonly within: readonly Place[];
}

const TUPLE: Key = { words: 'a tuple', within: [] };

function keyInWords(context: RuleContext, unit: Unit, key: Expr): Key | null {
  const { env } = context;
  if (key.kind === 'Tuple') return key.elts.every((element) => element.kind === 'Constant') ? null : TUPLE;
  const of = key.kind === 'Constant' ? null : typeOf(env, unit, key);
  if (of === null) {
    const [kind, ...others] = key.kind === 'Name' ? kindsOfValue(askedIn(context), unit, key) : [];
    return kind === 'tuple' && others.length === 0 ? TUPLE : null;
  }
  if (of.kind === 'builtin') return of.name === 'tuple' ? TUPLE : null;
  const hash = methodOf(env, of.of, '__hash__');
  if (hash === null) return null;
  const methods = [hash, methodOf(env, of.of, '__eq__')].filter((method) => method !== null);
  return {
    words: `a \`${of.of.name}\`, whose \`__hash__\` is Python code`,
    within: methods.map((method) => placeOf(method, method.node)),
  };
}
