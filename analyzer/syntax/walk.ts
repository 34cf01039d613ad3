/**
 * Walking the syntax tree without recursion.
 *
 * Trees are as deep as the user's program is (a sum of 60,000 terms is 60,000 `BinOp`s deep), so every walk keeps its own
 * stack. `CHILD_FIELDS` is the one table of which fields hold nodes; `children` and the walkers follow it.
 */
import type { AnyNode, Module, Node, TopLevel } from './ast';

/** A visitor of `walk`. `enter` returning false skips the node's children (`leave` still runs). */
export interface Visitor {
  enter?(node: AnyNode, parent: AnyNode | null): unknown;
  leave?(node: AnyNode, parent: AnyNode | null): void;
}

/** The fields of each kind that hold nodes, in the order of the source text, except for the kinds in `INTERLEAVED`. */
export const CHILD_FIELDS: Readonly<Record<AnyNode['kind'], readonly string[]>> = {
  // Statements
  FunctionDef: ['decorator_list', 'name', 'type_params', 'args', 'returns', 'body'],
  AsyncFunctionDef: ['decorator_list', 'name', 'type_params', 'args', 'returns', 'body'],
  ClassDef: ['decorator_list', 'name', 'type_params', 'bases', 'keywords', 'body'],
  Return: ['value'],
  Delete: ['targets'],
  Assign: ['targets', 'value'],
  TypeAlias: ['name', 'type_params', 'value'],
  AugAssign: ['target', 'value'],
  AnnAssign: ['target', 'annotation', 'value'],
  For: ['target', 'iter', 'body', 'orelse'],
  AsyncFor: ['target', 'iter', 'body', 'orelse'],
  While: ['test', 'body', 'orelse'],
  If: ['test', 'body', 'orelse'],
  With: ['items', 'body'],
  AsyncWith: ['items', 'body'],
  Match: ['subject', 'cases'],
  Raise: ['exc', 'cause'],
  Try: ['body', 'handlers', 'orelse', 'finalbody'],
  TryStar: ['body', 'handlers', 'orelse', 'finalbody'],
  Assert: ['test', 'msg'],
  Import: ['names'],
  ImportFrom: ['names'],
  Global: ['names'],
  Nonlocal: ['names'],
  ExprStmt: ['value'],
  Pass: [],
  Break: [],
  Continue: [],
  ErrorStmt: [],
  // Expressions
  BoolOp: ['values'],
  NamedExpr: ['target', 'value'],
  BinOp: ['left', 'right'],
  UnaryOp: ['operand'],
  Lambda: ['args', 'body'],
  IfExp: ['body', 'test', 'orelse'],
  Dict: ['keys', 'values'],
  Set: ['elts'],
  ListComp: ['elt', 'generators'],
  SetComp: ['elt', 'generators'],
  DictComp: ['key', 'value', 'generators'],
  GeneratorExp: ['elt', 'generators'],
  Await: ['value'],
  Yield: ['value'],
  YieldFrom: ['value'],
  Compare: ['left', 'comparators'],
  Call: ['func', 'args', 'keywords'],
  FormattedValue: ['value', 'format_spec'],
  Interpolation: ['value', 'format_spec'],
  JoinedStr: ['values'],
  TemplateStr: ['values'],
  Constant: [],
  Attribute: ['value'],
  Subscript: ['value', 'slice'],
  Starred: ['value'],
  Name: [],
  List: ['elts'],
  Tuple: ['elts'],
  Slice: ['lower', 'upper', 'step'],
  ErrorExpr: [],
  // Parts
  identifier: [],
  comprehension: ['target', 'iter', 'ifs'],
  ExceptHandler: ['type', 'name', 'body'],
  arguments: ['posonlyargs', 'args', 'vararg', 'kwonlyargs', 'kw_defaults', 'kwarg', 'defaults'],
  arg: ['annotation'],
  keyword: ['value'],
  alias: [],
  withitem: ['context_expr', 'optional_vars'],
  match_case: ['pattern', 'guard', 'body'],
  TypeVar: ['bound', 'default_value'],
  ParamSpec: ['default_value'],
  TypeVarTuple: ['default_value'],
  // Patterns
  MatchValue: ['value'],
  MatchSingleton: [],
  MatchSequence: ['patterns'],
  MatchMapping: ['keys', 'patterns'],
  MatchClass: ['cls', 'patterns', 'kwd_patterns'],
  MatchStar: [],
  MatchAs: ['pattern'],
  MatchOr: ['patterns'],
  ErrorPattern: [],
};

/** Kinds whose fields alternate in the source (`{k: v, k: v}`, `f(a, b=1, *c)`): their children are sorted by offset. */
const INTERLEAVED: ReadonlySet<string> = new Set(['ClassDef', 'Dict', 'Call', 'arguments', 'MatchMapping']);

/** The node's children in source order. */
export function children(node: AnyNode): AnyNode[] {
  const found: AnyNode[] = [];
  const record = node as unknown as Readonly<Record<string, AnyNode | readonly (AnyNode | null)[] | null>>;
  for (const field of CHILD_FIELDS[node.kind]) {
    const value = record[field];
    if (value === null || value === undefined) continue;
    if (isList(value)) {
      for (const item of value) if (item !== null) found.push(item);
    } else {
      found.push(value);
    }
  }
  if (INTERLEAVED.has(node.kind)) found.sort((a, b) => a.start - b.start);
  return found;
}

/** Visit a node and everything below it, in source order. Constant host stack however deep the tree. */
export function walk(root: AnyNode, visitor: Visitor): void {
  // Three parallel stacks: the node, its children, and how many of them have been visited.
  const nodes: AnyNode[] = [];
  const pending: (readonly AnyNode[])[] = [];
  const visited: number[] = [];
  let next: AnyNode | null = root;
  for (;;) {
    if (next !== null) {
      const parent = nodes.length === 0 ? null : nodes[nodes.length - 1]!;
      const descend = visitor.enter?.(next, parent) !== false;
      nodes.push(next);
      pending.push(descend ? children(next) : NONE);
      visited.push(0);
    }
    const top = nodes.length - 1;
    if (top < 0) return;
    const index = visited[top]!++;
    if (index < pending[top]!.length) {
      next = pending[top]![index]!;
      continue;
    }
    const left = nodes.pop()!;
    pending.pop();
    visited.pop();
    visitor.leave?.(left, top === 0 ? null : nodes[top - 1]!);
    if (top === 0) return;
    next = null;
  }
}

/** Visit every top-level statement of a module; the callbacks learn which one they are in, for absolute offsets. */
export function walkModule(module: Module, visitorFor: (topLevel: TopLevel) => Visitor): void {
  for (const topLevel of module.body) walk(topLevel.stmt, visitorFor(topLevel));
}

/** Every node below (and including) `root`, in source order, parents first. */
export function* descendants(root: AnyNode): Generator<AnyNode, void, void> {
  const stack: AnyNode[] = [root];
  while (stack.length > 0) {
    const node = stack.pop()!;
    yield node;
    const below = children(node);
    for (let index = below.length - 1; index >= 0; index--) stack.push(below[index]!);
  }
}

/** The chain of nodes that hold an offset (relative to the top-level statement), outermost first. */
export function nodesAt(root: AnyNode, offset: number): AnyNode[] {
  const chain: AnyNode[] = [];
  let node: AnyNode | undefined = holds(root, offset) ? root : undefined;
  while (node !== undefined) {
    chain.push(node);
    node = children(node).find((child) => holds(child, offset));
  }
  return chain;
}

const NONE: readonly AnyNode[] = [];

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function holds(node: Node, offset: number): boolean {
  return node.start <= offset && offset < node.end;
}
