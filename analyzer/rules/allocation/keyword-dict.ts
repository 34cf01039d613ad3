/**
 * JIT404: `f(**options)` in a hot loop, where `f` collects keywords again.
 *
 * `_collect_keyword_args` (pypy/interpreter/argument.py) loops over the keywords, so it is not traced: the dict is taken apart and a new one made behind
 * a call that may force. Keywords that are written out are constants of the trace, and so is their dict.
 */
import type { Call, Expr } from '../../syntax/ast';
import { methodOf } from '../../semantics/environment';
import type { Warmth } from '../../semantics/hotness';
import type { Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { shortSource } from '../../semantics/trips';
import { calleeOf } from '../../semantics/types';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf, severityOf } from '../rule';
import { page } from './keyword-dict.page';

export const keywordDict: Rule = {
  code: 'JIT404',
  family: 'allocation',
  name: 'keyword-dict',
  summary: 'keywords unpacked from a dict and collected again in a hot loop',
  construct: 'keyword dictionary',
  applies: (target) => target.constructs['keyword dictionary'].treatment !== 'inlined',
  check: (summary, context) =>
    summary.units.flatMap((unit) => unit.calls.flatMap(({ node, loop }) => checkCall(context, unit, node, loop) ?? [])),
  page,
};

function checkCall(context: RuleContext, unit: Unit, call: Call, loop: number): LocalFinding | null {
  const unpacked = call.keywords.find((keyword) => keyword.arg === null);
  if (loop < 0) return null;
  const warmth = context.hotness.ofLoop(unit, loop);
  if (warmth.heat === 'cold' || !warmth.certain) return null;
  if (unpacked === undefined) return checkStarred(context, unit, call, loop, warmth);
  const callee = calleeOf(context.env, unit, call.func);
  const receiver =
    callee?.kind === 'function' ? callee.unit : callee?.kind === 'class' ? methodOf(context.env, callee.of, '__init__') : null;
  if (receiver === null) return null;
  const traces = context.target.constructs['keyword dictionary'].treatment === 'residual call';
  const collects = receiver.parameters.some((parameter) => parameter.kind === '**');
  // Where the JIT traces the call, keywords are only matched with names unless somebody collects them.
  if (traces && (!collects || isOwnKeywords(unit, unpacked.value))) return null;
  const name = callee?.kind === 'class' ? callee.of.name : receiver.name;
  return {
    place: placeOf(unit, call),
    message: traces
      ? text`\`${name}(**...)\` takes a dict apart and makes a new one in each round, behind a call that the JIT cannot see into`
      : text`\`${name}(**...)\` ends the trace in each round of this hot loop`,
    help: text`write the keywords out, or hand the dict itself over as one argument`,
    note: text`${context.target.constructs['keyword dictionary'].because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [
      { place: placeOf(unit, unit.loops[loop]!.header), message: text`in this loop` },
      { place: placeOf(receiver, receiver.nameRange), message: collects ? text`which collects them here` : text`of this function` },
    ],
    hotness: warmth.reason,
    claim: { kind: 'residual-call', callee: 'keyword arguments', minimum: 'opaque', span: placeOf(unit, call) },
    scope: scopeOf(unit),
  };
}

/** `f(*args)`: the same instruction as `f(**options)`, which matters where it is that instruction that ends the trace. */
function checkStarred(context: RuleContext, unit: Unit, call: Call, loop: number, warmth: Warmth): LocalFinding | null {
  const { treatment, because } = context.target.constructs['keyword dictionary'];
  const name = shortSource(call.func);
  if (treatment !== 'ends the trace' || name === null || !call.args.some((given) => given.kind === 'Starred')) return null;
  return {
    place: placeOf(unit, call),
    message: text`\`${name}(*...)\` ends the trace in each round of this hot loop`,
    help: text`write the arguments out, or hand the tuple itself over as one argument`,
    note: text`${because}`,
    severity: severityOf(warmth),
    certainty: 'likely',
    related: [{ place: placeOf(unit, unit.loops[loop]!.header), message: text`in this loop` }],
    hotness: warmth.reason,
    claim: { kind: 'residual-call', callee: name, minimum: 'opaque', span: placeOf(unit, call) },
    scope: scopeOf(unit),
  };
}

/** `f(**kwargs)` in a function with `**kwargs`: that dict was made by the call, and is no object yet. */
function isOwnKeywords(unit: Unit, value: Expr): boolean {
  return value.kind === 'Name' && unit.parameters.some(({ name, kind }) => kind === '**' && name === value.id);
}
