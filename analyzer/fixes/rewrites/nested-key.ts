/**
 * JIT403: pairs as keys of a dict or set, whose second part has no bound, become a dict of dicts, `cells[row][column]`.
 *
 * Each of the two looks an int or a str up in place (pypy/objspace/std/dictmultiobject.py, IntDictStrategy, UnicodeDictStrategy); a tuple is hashed
 * behind a call that may run anything.
 *
 * Proved before it is offered: the container belongs to the function and is only asked for pairs, so that nobody sees its keys or their number;
 * both parts of every pair are ints or strs, so that hashing them neither raises nor runs code; they are variables, constants and arithmetic on
 * them, so that evaluating one twice does nothing; where a missing key would raise, it was stored or tested just before.
 */
import type { Unit } from '../../semantics/summary';
import { descendants } from '../../syntax/walk';
import type { AnyNode, Expr, Stmt, Tuple } from '../../syntax/ast';
import { deeper, indentationAt, newlineOf, sourceOf, startsLine } from '../layout';
import { isInt } from '../proofs/ints';
import { containerAt, isSurelyThere, usesOf, whyNotOwn, type Use, type Uses } from '../proofs/pair-keys';
import { isStr, parentsOf } from '../proofs/values';
import type { Edit, Program, Refusal, Rewriter } from '../rewrite';
import { hasComment, refuse, unitAt } from '../rewrite';
import { packedKey } from './packed-key';

export const nestedKey: Rewriter = {
  codes: ['JIT403'],
  name: 'nested-key',
  rewrite(program, finding) {
    const unit = unitAt(program, finding.span.start);
    if (unit === null) return null;
    const base = program.baseOf(unit.top);
    const container = containerAt(unit, finding.span.start - base, finding.span.end - base);
    // One int is better, and where others may see the keys packed-key says so.
    if (container === null || whyNotOwn(program, unit, container.id) !== null) return null;
    const asked = usesOf(program, unit, container.id);
    const packed = packedKey.rewrite(program, finding);
    if ('refused' in asked || (packed !== null && !('refused' in packed))) return null;
    const edits = nested(program, unit, container.id, asked);
    if ('refused' in edits) return edits;
    return {
      code: finding.code,
      title: `key \`${container.id}\` in \`${unit.name}\` by one part inside the other`,
      span: finding.span,
      edits: [...edits].sort((a, b) => a.start - b.start),
    };
  },
};

function nested(program: Program, unit: Unit, name: string, { uses, asWhole }: Uses): readonly Edit[] | Refusal {
  const [whole] = asWhole;
  if (whole !== undefined) return refuse(`\`${whole}\` is asked about all pairs together`);
  if (!uses.every(({ key }) => key.elts.every((part) => isPlainKey(program, unit, part))))
    return refuse('the parts of a key are not surely ints or strs in variables');
  const base = program.baseOf(unit.top);
  const isSet = uses.some(({ form, at }) => form === 'method' && at.func.kind === 'Attribute' && at.func.attr === 'add');
  const parents = parentsOf(unit);
  const edits: Edit[] = [];
  for (const use of uses) {
    const { at, key } = use;
    const whole = { start: base + at.start, end: base + at.end };
    if (hasComment(program, whole) || program.text.slice(whole.start, whole.end).includes('\n'))
      return refuse('a use of the container spans several lines or holds a comment');
    const [outer, inner] = key.elts.map((part) => sourceOf(program, base, part)) as [string, string];
    const made = rewritten({ program, unit, base, name, isSet, parents }, use, outer, inner);
    if ('refused' in made) return made;
    edits.push(...made);
  }
  // A set of pairs becomes a dict of sets.
  if (isSet)
    for (const { value } of unit.bindings.get(name) ?? [])
      if (value !== null) edits.push({ start: base + value.start, end: base + value.end, text: '{}' });
  return edits;
}

/** Variables, constants, and arithmetic on them, that give an int or a str. */
function isPlainKey(program: Program, unit: Unit, part: Expr): boolean {
  for (const node of descendants(part)) if (!['Name', 'Constant', 'BinOp', 'UnaryOp'].includes(node.kind)) return false;
  return isInt(program, unit, part) || (part.kind === 'Constant' && part.value.type === 'str') || isStr(program, unit, part);
}

interface Site {
  readonly program: Program;
  readonly unit: Unit;
  readonly base: number;
  readonly name: string;
  readonly isSet: boolean;
  readonly parents: ReadonlyMap<AnyNode, AnyNode>;
}

function rewritten(site: Site, use: Use, outer: string, inner: string): readonly Edit[] | Refusal {
  const { base, name, parents } = site;
  const replace = (text: string): Edit[] => [{ start: base + use.at.start, end: base + use.at.end, text }];
  switch (use.form) {
    case 'item':
      return replace(`${name}[${outer}][${inner}]`);
    case 'test': {
      const negated = use.at.ops[0] === 'not in';
      const text = negated
        ? `${outer} not in ${name} or ${inner} not in ${name}[${outer}]`
        : `${outer} in ${name} and ${inner} in ${name}[${outer}]`;
      const parent = parents.get(use.at);
      const alone = (parent?.kind === 'If' || parent?.kind === 'While') && parent.test === use.at;
      return replace(alone ? text : `(${text})`);
    }
    case 'store': {
      const statement = parents.get(use.at);
      if (statement?.kind !== 'Assign' || statement.targets.length !== 1) return refuse('a pair is stored by more than a plain assignment');
      const before = makingSure(site, statement, use.key, outer, '{}');
      return 'refused' in before ? before : [...before, ...replace(`${name}[${outer}][${inner}]`)];
    }
    case 'method':
      return method(site, use, outer, inner, replace);
  }
}

function method(
  site: Site,
  { at, key }: Use & { readonly form: 'method' },
  outer: string,
  inner: string,
  replace: (text: string) => Edit[],
): readonly Edit[] | Refusal {
  const { name, program, base, isSet, parents } = site;
  const attr = at.func.kind === 'Attribute' ? at.func.attr : '';
  if (attr === 'get' && !isSet) {
    const [, otherwise] = at.args;
    if (at.args.length > 2 || (otherwise !== undefined && otherwise.kind !== 'Constant' && otherwise.kind !== 'Name'))
      return refuse('what `get` gives for a missing pair may do something');
    const missing = otherwise === undefined ? 'None' : sourceOf(program, base, otherwise);
    const given = otherwise === undefined ? inner : `${inner}, ${missing}`;
    return replace(`(${name}[${outer}].get(${given}) if ${outer} in ${name} else ${missing})`);
  }
  const statement = parents.get(at);
  if (attr !== 'add' || statement?.kind !== 'ExprStmt' || at.args.length !== 1)
    return refuse(`\`${name}.${attr}\` has no counterpart in a dict of ${isSet ? 'sets' : 'dicts'}`);
  const before = makingSure(site, statement, key, outer, 'set()');
  return 'refused' in before ? before : [...before, ...replace(`${name}[${outer}].add(${inner})`)];
}

/** What stands before a store, so that there is something to store in. */
function makingSure(
  { program, unit, base, name }: Site,
  statement: Stmt,
  key: Tuple,
  outer: string,
  empty: string,
): readonly Edit[] | Refusal {
  if (isSurelyThere(program, unit, name, key)) return [];
  const start = base + statement.start;
  if (!startsLine(program, start) || program.text[base + statement.end] === ';')
    return refuse('a pair is stored in a statement that shares its line');
  for (const node of descendants(statement)) if (node.kind === 'NamedExpr') return refuse('what is stored assigns to a variable');
  const [newline, indentation] = [newlineOf(program), indentationAt(program, start)];
  const text = `if ${outer} not in ${name}:${newline}${deeper(indentation)}${name}[${outer}] = ${empty}${newline}${indentation}`;
  return [{ start, end: start, text }];
}
