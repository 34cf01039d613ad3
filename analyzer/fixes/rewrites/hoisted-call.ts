/**
 * JIT101: an opaque call that gives the same in each round is made once, before the loop.
 *
 * Each such call makes the optimizer write the frame back and forget the heap (effectinfo.py, EF_RANDOM_EFFECTS); before the loop it does so once.
 *
 * Proved before it is offered: the function is a builtin that only computes; its arguments are ints, strs, or lists and tuples of them that
 * the loop does not bind and that nothing can change; it cannot raise for them, so that a loop without rounds stays silent; and
 * a list that it returns is read on the spot, so that it makes no difference whether it is a new one.
 */
import { lookup } from '../../semantics/environment';
import type { Loop, Unit } from '../../semantics/summary';
import type { Call, Expr } from '../../syntax/ast';
import { freshName, indentationAt, newlineOf, sourceOf, startsLine } from '../layout';
import { loopAround } from '../places';
import { isFixed, isStr, itemsOf, parentsOf } from '../proofs/values';
import { constantOf, isInt } from '../proofs/ints';
import type { Program, Rewriter } from '../rewrite';
import { hasComment, readsItsOwnFrame, refuse } from '../rewrite';

/** Builtins that can be hoisted, by what they give. */
const PURE: ReadonlyMap<string, 'list' | 'value'> = new Map([
  ['sorted', 'list'],
  ['pow', 'value'],
]);
/** Methods of str that only compute. */
const METHODS: ReadonlyMap<string, 'list' | 'value'> = new Map([
  ['splitlines', 'list'],
  ['strip', 'value'],
  ['lstrip', 'value'],
  ['rstrip', 'value'],
]);

export const hoistedCall: Rewriter = {
  codes: ['JIT101'],
  name: 'hoisted-call',
  rewrite(program, finding) {
    if (finding.claim.kind !== 'residual-call') return null;
    const site = loopAround(program, finding.claim.span.start);
    if (site === null) return null;
    const { unit, base } = site;
    const { span } = finding.claim;
    const call = unit.calls.find(({ node }) => base + node.start === span.start && base + node.end === span.end)?.node;
    const name = call === undefined ? null : nameOf(program, unit, call);
    if (call === undefined || name === null) return null;
    if (unit.kind !== 'function') return refuse('the loop is no part of a function: its variables are globals that others may change');
    if (readsItsOwnFrame(unit)) return refuse('the function looks at its own variables');
    const loop = outermostFixed(program, unit, site.loop, call);
    if (loop === null) return refuse(`what \`${name}\` is given may differ from round to round, or may not exist before the loop`);
    if (!cannotRaise(program, unit, call)) return refuse(`\`${name}\` may raise for what it is given, and the loop may have no rounds`);
    if (givesList(call) && !isReadOnTheSpot(program, unit, call)) return refuse(`the list that \`${name}\` makes may be kept or changed`);
    const whole = base + loop.whole.start;
    const source = sourceOf(program, base, call);
    if (!startsLine(program, whole) || source.includes('\n') || hasComment(program, { start: base + call.start, end: base + call.end }))
      return refuse('the call or the loop shares its lines with something else');
    const variable = freshName(program, variableFor(call, name));
    return {
      code: finding.code,
      title: `call \`${name}\` once before the loop in \`${unit.name}\``,
      span: finding.span,
      edits: [
        { start: whole, end: whole, text: `${variable} = ${source}${newlineOf(program)}${indentationAt(program, whole)}` },
        { start: base + call.start, end: base + call.end, text: variable },
      ],
    };
  },
};

/** As the programmer knows it, for a call that only computes; null for others. */
function nameOf({ env }: Program, unit: Unit, { func, keywords }: Call): string | null {
  if (keywords.length > 0) return null;
  if (func.kind === 'Name') return PURE.has(func.id) && lookup(env, unit, func.id) === null ? func.id : null;
  return func.kind === 'Attribute' && METHODS.has(func.attr) ? `str.${func.attr}` : null;
}

function givesList({ func }: Call): boolean {
  return (func.kind === 'Name' ? PURE.get(func.id) : func.kind === 'Attribute' ? METHODS.get(func.attr) : undefined) === 'list';
}

/** The outermost loop in whose rounds the call gives the same. */
function outermostFixed(program: Program, unit: Unit, innermost: Loop, call: Call): Loop | null {
  const parts: Expr[] = [...call.args, ...(call.func.kind === 'Attribute' ? [call.func.value] : [])];
  let found: Loop | null = null;
  for (let at: Loop | undefined = innermost; at !== undefined; at = unit.loops[at.parent]) {
    if ((at.kind !== 'for' && at.kind !== 'while') || !parts.every((part) => isFixed(program, unit, at!, part))) break;
    found = at;
  }
  return found;
}

function cannotRaise(program: Program, unit: Unit, { func, args }: Call): boolean {
  if (func.kind === 'Attribute')
    return isStr(program, unit, func.value) && args.every((arg) => arg.kind === 'Constant' && arg.value.type === 'str');
  if (func.kind !== 'Name') return false;
  if (func.id === 'sorted') return args.length === 1 && itemsOf(program, unit, args[0]!) !== null;
  // pow(base, exponent, modulus): the exponent must not be negative, the modulus not zero.
  if (args.length !== 3 || !args.every((arg) => isInt(program, unit, arg, { mayRaise: false }))) return false;
  const [, exponent, modulus] = args.map((arg) => constantOf(program, unit, arg));
  return exponent !== null && exponent !== undefined && exponent >= 0n && modulus !== null && modulus !== undefined && modulus !== 0n;
}

const READING: ReadonlySet<string> = new Set(['len', 'sum', 'min', 'max', 'tuple', 'list', 'set', 'any', 'all']);

function isReadOnTheSpot({ env }: Program, unit: Unit, call: Call): boolean {
  const parent = parentsOf(unit).get(call);
  switch (parent?.kind) {
    case 'Subscript':
      return parent.value === call && parent.ctx === 'Load';
    case 'For':
    case 'comprehension':
      return parent.iter === call;
    case 'Call':
      return parent.func.kind === 'Name' && READING.has(parent.func.id) && lookup(env, unit, parent.func.id) === null;
    case 'Assign':
      return parent.targets.every((target) => target.kind === 'Tuple');
    default:
      return false;
  }
}

function variableFor(call: Call, name: string): string {
  const verb = name.split('.').pop()!;
  const subject = call.func.kind === 'Attribute' ? call.func.value : call.args[0];
  return subject?.kind === 'Name' ? `${subject.id}_${verb}` : `${verb}_once`;
}
