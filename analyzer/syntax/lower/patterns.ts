/**
 * `match` statements and their patterns.
 *
 * The grammar hides simple patterns (a number, a dotted name, `-1`, `_`) in their parent, so a pattern here is made from
 * a run of sibling items.
 */
import type { Expr, MatchCase, Pattern, Stmt } from '../ast';
import type { Concrete, Item, Value } from './item';
import { hasToken, inField, named, ofKind } from './item';
import type { Lowering } from './lowering';
import { dottedExpr, parts } from './names';

const PATTERNS: ReadonlySet<string> = new Set<Pattern['kind']>([
  'MatchValue',
  'MatchSingleton',
  'MatchSequence',
  'MatchMapping',
  'MatchClass',
  'MatchStar',
  'MatchAs',
  'MatchOr',
  'ErrorPattern',
]);

function isPattern(value: Value): value is Pattern {
  return PATTERNS.has(value.kind);
}

export function matchStatement(node: Concrete, lowering: Lowering): Stmt {
  const { start } = node;
  const subjects = node.items.filter((item) => item.field === 'subject');
  const values = subjects.map((item) => lowering.expr(item, item));
  const comma = node.items.findLast((item) => item.kind === "','")?.end ?? -1;
  const [first] = values;
  const bare = values.length === 1 && comma === -1 && first !== undefined && first.kind !== 'Starred';
  const subject: Expr = bare
    ? first
    : {
        kind: 'Tuple',
        start: subjects[0]?.start ?? start,
        end: Math.max(comma, subjects.at(-1)?.end ?? start),
        elts: values,
        ctx: 'Load',
        parenthesized: false,
      };
  const body = inField(node, 'body');
  const cases: MatchCase[] = [];
  if (body?.value?.kind === '#block') for (const each of body.value.cases) cases.push(each);
  if (cases.length === 0) return lowering.errorStmt(start, node.end, 'expected a case block');
  return { kind: 'Match', start, end: Math.max(cases.at(-1)!.end), subject, cases };
}

export function caseClause(node: Concrete, lowering: Lowering): MatchCase {
  const { start } = node;
  const patterns = node.items.filter((item) => item.kind === 'case_pattern');
  const comma = node.items.find((item) => item.kind === "','");
  let pattern: Pattern;
  if (patterns.length === 1 && comma === undefined && patterns[0]!.value?.kind !== 'MatchStar') {
    pattern = patternOf(patterns[0]!, lowering);
  } else {
    const last = node.items.findLast((item) => item.kind === "','" || item.kind === 'case_pattern');
    const from = patterns[0]?.start ?? start;
    pattern = { kind: 'MatchSequence', start: from, end: last?.end ?? from, patterns: patterns.map((item) => patternOf(item, lowering)) };
  }
  const condition = inField(node, 'guard');
  let guard: Expr | null = null;
  if (condition?.value?.kind === '#parts') guard = lowering.expr(named({ ...condition, items: condition.value.items })[0], condition);
  const block = ofKind(node, 'block')?.value;
  if (block?.kind === '#block' && block.stmts.length > 0) {
    return { kind: 'match_case', start, end: block.end, pattern, guard, body: block.stmts };
  }
  return {
    kind: 'match_case',
    start,
    end: node.end,
    pattern,
    guard,
    body: [lowering.errorStmt(node.end, node.end, 'expected an indented block')],
  };
}

/** A case_pattern: one simple pattern, perhaps with a minus before it. */
export function casePattern(node: Concrete, lowering: Lowering): Pattern {
  return simplePattern(node.items, node, lowering);
}

/** A pattern from the items that spell it. */
function simplePattern(items: readonly Item[], at: { readonly start: number; readonly end: number }, lowering: Lowering): Pattern {
  const minus = items[0]?.kind === "'-'" ? items[0] : undefined;
  const item = minus === undefined ? items[0] : items[1];
  if (item === undefined) {
    lowering.error(at.start, at.end, 'expected a pattern');
    return { kind: 'ErrorPattern', start: at.start, end: at.end };
  }
  if (minus === undefined) return patternOf(item, lowering);
  const operand = lowering.expr(item, item);
  const { start } = minus;
  const { end } = item;
  return { kind: 'MatchValue', start, end, value: { kind: 'UnaryOp', start, end, op: '-', operand } };
}

/** The pattern one item stands for. */
function patternOf(item: Item, lowering: Lowering): Pattern {
  const { start, end, value, kind } = item;
  if (kind === "'_'") return { kind: 'MatchAs', start, end, pattern: null, name: null };
  if (value !== null) {
    if (isPattern(value)) return value;
    if (value.kind === 'List' || value.kind === 'Tuple') return { kind: 'MatchSequence', start, end, patterns: [] };
    if (kind === 'dotted_name') {
      const names = parts(item);
      if (names.length > 1) return { kind: 'MatchValue', start, end, value: dottedExpr(names, lowering) };
      const { id } = lowering.identifier(names[0], item);
      return { kind: 'MatchAs', start, end, pattern: null, name: id === '_' ? null : id };
    }
    if (kind === 'none') return { kind: 'MatchSingleton', start, end, value: 'None' };
    if (kind === 'true') return { kind: 'MatchSingleton', start, end, value: 'True' };
    if (kind === 'false') return { kind: 'MatchSingleton', start, end, value: 'False' };
    const expr = lowering.expr(item, item);
    if (expr.kind === 'JoinedStr' || expr.kind === 'TemplateStr')
      lowering.error(start, end, 'patterns may only match literals and attribute lookups');
    return { kind: 'MatchValue', start, end, value: expr };
  }
  lowering.error(start, end, 'expected a pattern');
  return { kind: 'ErrorPattern', start, end };
}

/** Split items at a token, dropping the brackets around them. */
function split(items: readonly Item[], separator: string): Item[][] {
  const runs: Item[][] = [[]];
  for (const item of items) {
    if (item.kind === separator) runs.push([]);
    else if (!/^'[([{)\]}]'$/.test(item.kind) && item.kind !== 'ERROR') runs[runs.length - 1]!.push(item);
  }
  return runs.filter((run) => run.length > 0);
}

export function unionPattern(node: Concrete, lowering: Lowering): Pattern {
  const { start, end } = node;
  return { kind: 'MatchOr', start, end, patterns: split(node.items, "'|'").map((run) => simplePattern(run, node, lowering)) };
}

export function sequencePattern(node: Concrete, lowering: Lowering): Pattern {
  const { start, end } = node;
  const patterns = named(node).map((item) => patternOf(item, lowering));
  const groups = node.items[0]?.kind === "'('" && patterns.length === 1 && !hasToken(node, ',');
  if (groups && patterns[0]!.kind !== 'MatchStar') return patterns[0]!;
  return { kind: 'MatchSequence', start, end, patterns };
}

export function asCasePattern(node: Concrete, lowering: Lowering): Pattern {
  const { start, end } = node;
  const [inner, name] = named(node);
  const { id } = lowering.identifier(name, node);
  if (id === '_') lowering.error(name?.start ?? start, end, "cannot use '_' as a target");
  return { kind: 'MatchAs', start, end, pattern: inner === undefined ? null : patternOf(inner, lowering), name: id };
}

export function splatPattern(node: Concrete, lowering: Lowering): Value {
  const { start, end, items } = node;
  const name = items[1];
  const id = name === undefined || name.kind === "'_'" ? null : lowering.identifier(name, node).id;
  if (items[0]?.kind === "'**'") return { kind: '#parts', items };
  return { kind: 'MatchStar', start, end, name: id === '_' ? null : id };
}

export function mappingPattern(node: Concrete, lowering: Lowering): Pattern {
  const { start, end } = node;
  const keys: Expr[] = [];
  const patterns: Pattern[] = [];
  let rest: string | null = null;
  for (const run of split(node.items, "','")) {
    const splat = run[0]!;
    if (splat.kind === 'splat_pattern') {
      if (splat.value?.kind === '#parts') rest = lowering.identifier(splat.value.items[1], splat).id;
      else lowering.error(splat.start, splat.end, 'expected ** in a mapping pattern');
      continue;
    }
    const key = simplePattern(
      run.filter((item) => item.field === 'key' || item.kind === "'-'"),
      splat,
      lowering,
    );
    const value = run.find((item) => item.field === 'value');
    keys.push(keyOf(key, lowering));
    patterns.push(value === undefined ? { kind: 'ErrorPattern', start: splat.start, end: splat.end } : patternOf(value, lowering));
  }
  return { kind: 'MatchMapping', start, end, keys, patterns, rest };
}

function keyOf(pattern: Pattern, lowering: Lowering): Expr {
  const { start, end } = pattern;
  if (pattern.kind === 'MatchValue') return pattern.value;
  if (pattern.kind === 'MatchSingleton') {
    const type = pattern.value === 'None' ? 'none' : pattern.value === 'True' ? 'true' : 'false';
    return { kind: 'Constant', start, end, value: { type } };
  }
  return lowering.errorExpr(start, end, 'mapping pattern keys may only match literals and attribute lookups');
}

export function classPattern(node: Concrete, lowering: Lowering): Pattern {
  const { start, end } = node;
  const [name, ...rest] = named(node);
  const cls = name === undefined ? lowering.errorExpr(start, end, 'expected a class') : dottedExpr(parts(name), lowering);
  const patterns: Pattern[] = [];
  const kwd_attrs: string[] = [];
  const kwd_patterns: Pattern[] = [];
  for (const item of rest) {
    const keyword = lowering.keywordPatterns.get(item.value);
    if (keyword === undefined) {
      if (kwd_attrs.length > 0) lowering.error(item.start, item.end, 'positional patterns follow keyword patterns');
      patterns.push(patternOf(item, lowering));
    } else {
      kwd_attrs.push(keyword);
      kwd_patterns.push(patternOf(item, lowering));
    }
  }
  return { kind: 'MatchClass', start, end, cls, patterns, kwd_attrs, kwd_patterns };
}

/** `name=pattern` inside a class pattern; the name is kept aside for the class pattern to find. */
export function keywordPattern(node: Concrete, lowering: Lowering): Pattern {
  const equals = node.items.findIndex((item) => item.kind === "'='");
  const { id } = lowering.identifier(node.items[0], node);
  const pattern = simplePattern(node.items.slice(equals + 1), node, lowering);
  lowering.keywordPatterns.set(pattern, id);
  return pattern;
}

/** `1 + 2j`, `-1 - 2j`. */
export function complexPattern(node: Concrete, lowering: Lowering): Pattern {
  const { start, end, items } = node;
  const minus = items[0]?.kind === "'-'";
  const at = minus ? 1 : 0;
  const first = items[at];
  const real = lowering.expr(first, node);
  const left: Expr = minus ? { kind: 'UnaryOp', start, end: first?.end ?? end, op: '-', operand: real } : real;
  const op = items[at + 1]?.kind === "'-'" ? '-' : '+';
  return { kind: 'MatchValue', start, end, value: { kind: 'BinOp', start, end, left, op, right: lowering.expr(items[at + 2], node) } };
}
