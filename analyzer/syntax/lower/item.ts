/**
 * What the fold over the concrete tree hands from a node to its parent.
 *
 * The fold (fold.ts) visits the concrete tree in post-order: when a node's builder runs, its children are already lowered
 * and stand before it as `Item`s. No builder recurses; that is how a sum of 60,000 terms lowers in constant stack.
 */
import type { AnyNode, Arg, Constant, Expr, FormattedValue, MatchCase, Operator, Stmt } from '../ast';

/** One child of a concrete node. `value` is null for tokens. Offsets are relative to the top-level statement. */
export interface Item {
  /** tree-sitter's node kind; a token's text in quotes. */
  readonly kind: string;
  /** tree-sitter's field name, or ''. */
  readonly field: string;
  readonly start: number;
  readonly end: number;
  readonly value: Value | null;
  /** An ERROR node stands directly below, or below a child that is passed on as parts. */
  readonly broken: boolean;
}

/** A concrete node about to be lowered. */
export interface Concrete {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly items: readonly Item[];
}

/** A lowered node, or something between concrete and abstract that only the parent can finish. */
export type Value =
  | AnyNode
  | Parts
  | Block
  | ErrorParts
  | AssignParts
  | AnnAssignParts
  | AugAssignParts
  | AsParts
  | BitChain
  | SplatParts
  | Parameter
  | StringParts
  | InterpolationParts;

/** Nothing to do at this level: the parent reads the items. */
export interface Parts {
  readonly kind: '#parts';
  readonly items: readonly Item[];
}
/** `cases` of a match statement's block. `end` is past the last statement and its semicolon: where CPython ends the compound statement. */
export interface Block {
  readonly kind: '#block';
  readonly stmts: Stmt[];
  readonly cases: MatchCase[];
  readonly end: number;
}
/** An ERROR node, with the statements found whole inside. */
export interface ErrorParts {
  readonly kind: '#error';
  readonly stmts: Stmt[];
  readonly items: readonly Item[];
}
/** `a = b = value`: the targets innermost first. */
export interface AssignParts {
  readonly kind: '#assign';
  readonly targets: Expr[];
  readonly value: Expr;
}
export interface AnnAssignParts {
  readonly kind: '#annassign';
  readonly target: Expr;
  readonly annotation: Expr;
  readonly value: Expr | null;
  readonly simple: boolean;
}
export interface AugAssignParts {
  readonly kind: '#augassign';
  readonly target: Expr;
  readonly op: Operator;
  readonly value: Expr;
}
/** `value as target`: of a `with` item or an `except` clause, no expression of its own. */
export interface AsParts {
  readonly kind: '#as';
  readonly value: Expr;
  readonly target: Expr;
}
/** `a & b ^ c ...` without parentheses, not yet grouped: the grammar ranks `^` above `&`, Python below. */
export interface BitChain {
  readonly kind: '#bits';
  /** Where a star before the whole stands, or -1. */
  readonly star: number;
  readonly operands: Operand[];
  readonly ops: ('&' | '^')[];
}
export interface Operand {
  readonly expr: Expr;
  readonly start: number;
  readonly end: number;
}
/** `**value` in a call or a dict display, `*args`/`**kw` names in patterns. */
export interface SplatParts {
  readonly kind: '#splat';
  readonly value: Expr;
}
export type Parameter = { readonly kind: '#param'; readonly star: '' | '*' | '**'; readonly arg: Arg; readonly value: Expr | null };
/** One string token with its pieces. */
export interface StringParts {
  readonly kind: '#string';
  readonly flavour: 'str' | 'bytes' | 'f' | 't';
  readonly pieces: Expr[];
  readonly start: number;
  readonly end: number;
}

/** `{expr = !r:spec}`: the text of `=` form (null without), and the value. */
export interface InterpolationParts {
  readonly kind: '#interpolation';
  readonly debug: Constant | null;
  readonly source: string;
  readonly value: FormattedValue;
}

/** The first item in a field. */
export function inField(node: Concrete, field: string): Item | undefined {
  return node.items.find((item) => item.field === field);
}

/** All items in a field. */
export function allInField(node: Concrete, field: string): Item[] {
  return node.items.filter((item) => item.field === field);
}

/** The first item of a kind. */
export function ofKind(node: Concrete, kind: string): Item | undefined {
  return node.items.find((item) => item.kind === kind);
}

/** Whether a token stands among the items. */
export function hasToken(node: Concrete, text: string): boolean {
  const kind = `'${text}'`;
  return node.items.some((item) => item.kind === kind);
}

/** Items that are not tokens (nor ERROR nodes). */
export function named(node: Concrete): Item[] {
  return node.items.filter((item) => item.kind.charCodeAt(0) !== 0x27 && item.kind !== 'ERROR');
}
