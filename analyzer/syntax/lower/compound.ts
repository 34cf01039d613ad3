/**
 * Compound statements.
 *
 * Where CPython ends one is not where the grammar does: at the last token of its last block, semicolon included. ERROR
 * nodes between the parts are dropped here (they are in `Module.errors`), so that one bad line does not lose a function.
 */
import type { ExceptHandler, Expr, Keyword, MatchCase, Stmt, WithItem } from '../ast';
import { BlockIndentation, UNEXPECTED_INDENT } from '../indentation';
import type { Block, Concrete, Item, Value } from './item';
import { hasToken, inField, named, ofKind } from './item';
import type { Lowering } from './lowering';
import { splitArguments } from './expressions';
import { lowerParameters } from './parameters';
import { typeParams } from './types';

/** Statements of a block; those rescued from ERROR nodes included. */
export function block(node: Concrete, lowering: Lowering): Block {
  const stmts: Stmt[] = [];
  let end = node.start;
  const cases: MatchCase[] = [];
  const indentation = new BlockIndentation(lowering.text);
  for (const item of node.items) {
    if (item.value !== null && isStatement(item.value) && indentation.isUnexpected(lowering.base + item.start))
      lowering.error(item.start, item.end, UNEXPECTED_INDENT);
    if (item.value?.kind === 'match_case') cases.push(item.value);
    else appendStatement(item, stmts, lowering);
    if (item.kind === "';'") end = item.end;
  }
  return { kind: '#block', stmts, cases, end: Math.max(end, stmts.at(-1)?.end ?? node.start) };
}

/** Add what a child of a block or module lowered to. */
export function appendStatement(item: Item, stmts: Stmt[], lowering: Lowering): void {
  const { value, start, end } = item;
  if (value === null) return;
  if (value.kind === '#error') {
    if (value.stmts.length === 0) stmts.push({ kind: 'ErrorStmt', start, end });
    else for (const stmt of value.stmts) stmts.push(stmt);
  } else if (isStatement(value)) {
    stmts.push(value);
  } else {
    stmts.push(lowering.errorStmt(start, end, 'not a statement'));
  }
}

const STATEMENTS: ReadonlySet<string> = new Set<Stmt['kind']>([
  'FunctionDef',
  'AsyncFunctionDef',
  'ClassDef',
  'Return',
  'Delete',
  'Assign',
  'TypeAlias',
  'AugAssign',
  'AnnAssign',
  'For',
  'AsyncFor',
  'While',
  'If',
  'With',
  'AsyncWith',
  'Match',
  'Raise',
  'Try',
  'TryStar',
  'Assert',
  'Import',
  'ImportFrom',
  'Global',
  'Nonlocal',
  'ExprStmt',
  'Pass',
  'Break',
  'Continue',
  'ErrorStmt',
]);

export function isStatement(value: Value): value is Stmt {
  return STATEMENTS.has(value.kind);
}

/** An ERROR node: the whole statements in it are kept, the rest is reported. */
export function errorNode(node: Concrete, lowering: Lowering): Value {
  const { items } = node;
  errorGap(node, lowering);
  const stmts: Stmt[] = [];
  let from = -1; // Start of the run of items that are no statements.
  let to = -1;
  const flush = (): void => {
    if (from !== -1) stmts.push({ kind: 'ErrorStmt', start: from, end: to });
    from = -1;
  };
  for (const item of items) {
    if (item.value !== null && (isStatement(item.value) || item.value.kind === '#block')) {
      flush();
      if (item.value.kind === '#block') for (const stmt of item.value.stmts) stmts.push(stmt);
      else stmts.push(item.value);
    } else {
      if (from === -1) from = item.start;
      to = item.end;
    }
  }
  flush();
  const whole = stmts.some((stmt) => stmt.kind !== 'ErrorStmt');
  return { kind: '#error', stmts: whole ? stmts : [], items };
}

/** Report the place of an ERROR node. */
export function errorGap({ start, end }: { readonly start: number; readonly end: number }, lowering: Lowering): void {
  const text = lowering
    .slice(start, Math.min(end, start + 30))
    .split(/[\r\n]/, 1)[0]!
    .trim();
  lowering.error(start, end, text === '' ? 'invalid syntax' : `invalid syntax near ${JSON.stringify(text)}`);
}

interface Suite {
  readonly body: readonly Stmt[];
  readonly end: number;
}

/** The body in an item; an empty one is CPython's "expected an indented block". */
function suite(item: Item | undefined, node: { readonly end: number }, lowering: Lowering): Suite {
  const value = item?.value;
  if (value?.kind === '#block' && value.stmts.length > 0) return { body: value.stmts, end: value.end };
  const at = item?.start ?? node.end;
  return { body: [lowering.errorStmt(at, at, 'expected an indented block')], end: at };
}

/** A clause (`else`, `finally` ...) with its block. */
function clauseSuite(item: Item | undefined, lowering: Lowering): Suite | null {
  if (item?.value?.kind !== '#parts') return null;
  return suite(ofKind({ ...item, items: item.value.items }, 'block'), item, lowering);
}

/** elif arms, 5,000 of them or more, nest from the last one inwards. */
export function ifStatement(node: Concrete, lowering: Lowering): Stmt {
  let tail: Suite | null = null;
  for (let index = node.items.length - 1; index >= 0; index--) {
    const item = node.items[index]!;
    if (item.kind === 'else_clause') {
      tail = clauseSuite(item, lowering);
    } else if (item.kind === 'elif_clause' && item.value?.kind === '#parts') {
      const arm: Stmt = ifArm({ ...item, items: item.value.items }, tail, lowering);
      tail = { body: [arm], end: arm.end };
    }
  }
  return ifArm(node, tail, lowering);
}

function ifArm(node: Concrete, tail: Suite | null, lowering: Lowering): Stmt {
  const test = lowering.expr(inField(node, 'condition'), node);
  const { body, end } = suite(inField(node, 'consequence'), node, lowering);
  return { kind: 'If', start: node.start, end: tail?.end ?? end, test, body, orelse: tail?.body ?? [] };
}

export function forStatement(node: Concrete, lowering: Lowering): Stmt {
  const { start } = node;
  const target = lowering.target(inField(node, 'left'), node, 'Store');
  const iter = lowering.expr(inField(node, 'right'), node);
  const { body, end } = suite(inField(node, 'body'), node, lowering);
  const tail = clauseSuite(ofKind(node, 'else_clause'), lowering);
  return { kind: hasToken(node, 'async') ? 'AsyncFor' : 'For', start, end: tail?.end ?? end, target, iter, body, orelse: tail?.body ?? [] };
}

export function whileStatement(node: Concrete, lowering: Lowering): Stmt {
  const test = lowering.expr(inField(node, 'condition'), node);
  const { body, end } = suite(inField(node, 'body'), node, lowering);
  const tail = clauseSuite(ofKind(node, 'else_clause'), lowering);
  return { kind: 'While', start: node.start, end: tail?.end ?? end, test, body, orelse: tail?.body ?? [] };
}

export function withStatement(node: Concrete, lowering: Lowering): Stmt {
  const { start } = node;
  const clause = ofKind(node, 'with_clause');
  const items = clause?.value?.kind === '#parts' ? withItems({ ...clause, items: clause.value.items }, lowering) : [];
  const { body, end } = suite(inField(node, 'body'), node, lowering);
  return { kind: hasToken(node, 'async') ? 'AsyncWith' : 'With', start, end, items, body };
}

function withItems(clause: Concrete, lowering: Lowering): WithItem[] {
  const found: WithItem[] = [];
  const items = named(clause).flatMap((item) => (item.value?.kind === '#parts' ? named({ ...item, items: item.value.items }) : [item]));
  const open = clause.items.find((item) => item.kind === "'('");
  const close = clause.items.findLast((item) => item.kind === "')'");
  if (open !== undefined && close !== undefined && items.some(onlyInTuple)) {
    const { start } = open;
    const { end } = close;
    const elts = items.map((item) => lowering.expr(item, item));
    return [
      {
        kind: 'withitem',
        start,
        end,
        context_expr: { kind: 'Tuple', start, end, elts, ctx: 'Load', parenthesized: true },
        optional_vars: null,
      },
    ];
  }
  for (const item of items) {
    const { start, end, value } = item;
    if (value?.kind === '#as') {
      found.push({ kind: 'withitem', start, end, context_expr: value.value, optional_vars: value.target });
    } else {
      found.push({ kind: 'withitem', start, end, context_expr: lowering.expr(item, item), optional_vars: null });
    }
  }
  return found;
}

/** `with (a, *b):` and `with (a := b, c):` hold one tuple, since these are no expressions that may stand alone. */
function onlyInTuple({ value, start }: Item): boolean {
  return value?.kind === 'Starred' || (value?.kind === 'NamedExpr' && value.start === start);
}

/** The `value` of a with_item. */
export function withItem(node: Concrete, lowering: Lowering): Value {
  const item = inField(node, 'value');
  if (item?.value?.kind === '#as' || item?.value?.kind === '#parts') return item.value;
  return lowering.expr(item, node);
}

export function tryStatement(node: Concrete, lowering: Lowering): Stmt {
  const { start } = node;
  const main = suite(inField(node, 'body'), node, lowering);
  const handlers: ExceptHandler[] = [];
  let stars = 0;
  for (const item of node.items) {
    if (item.kind !== 'except_clause' || item.value?.kind !== '#parts') continue;
    const clause = { ...item, items: item.value.items };
    if (hasToken(clause, '*')) stars++;
    handlers.push(exceptHandler(clause, lowering));
  }
  const orelse = clauseSuite(ofKind(node, 'else_clause'), lowering);
  const finalbody = clauseSuite(ofKind(node, 'finally_clause'), lowering);
  const end = Math.max(main.end, handlers.at(-1)?.end ?? 0, orelse?.end ?? 0, finalbody?.end ?? 0);
  if (stars > 0 && stars < handlers.length) lowering.error(start, end, "cannot have both 'except' and 'except*' on the same 'try'");
  if (handlers.length === 0 && finalbody === null) lowering.error(start, end, "expected 'except' or 'finally' block");
  return {
    kind: stars > 0 ? 'TryStar' : 'Try',
    start,
    end,
    handlers,
    body: main.body,
    orelse: orelse?.body ?? [],
    finalbody: finalbody?.body ?? [],
  };
}

/** `except A, B:` without parentheses is Python 3.14's. */
function exceptHandler(clause: Concrete, lowering: Lowering): ExceptHandler {
  const { start } = clause;
  const { body, end } = suite(ofKind(clause, 'block'), clause, lowering);
  const values = clause.items.filter((item) => item.field === 'value');
  const [first] = values;
  if (first === undefined) return { kind: 'ExceptHandler', start, end, type: null, name: null, body };
  if (first.value?.kind === '#as') {
    const { value, target } = first.value;
    const name = target.kind === 'Name' ? target : null;
    if (name === null) lowering.error(target.start, target.end, 'the target of except ... as must be a name');
    return {
      kind: 'ExceptHandler',
      start,
      end,
      type: value,
      name: name === null ? null : { kind: 'identifier', start: name.start, end: name.end, id: name.id },
      body,
    };
  }
  let type: Expr = lowering.expr(first, first);
  if (values.length > 1) {
    const last = values.at(-1)!;
    if (last.value?.kind === '#as') lowering.error(last.start, last.end, "multiple exception types must be parenthesized when using 'as'");
    const elts = values.map((item) => (item.value?.kind === '#as' ? item.value.value : lowering.expr(item, item)));
    type = { kind: 'Tuple', start: first.start, end: last.end, elts, ctx: 'Load', parenthesized: false };
  }
  const alias = inField(clause, 'alias');
  return { kind: 'ExceptHandler', start, end, type, name: alias === undefined ? null : lowering.identifier(alias, clause), body };
}

export function functionDefinition(node: Concrete, lowering: Lowering): Stmt {
  const { start } = node;
  const name = lowering.identifier(inField(node, 'name'), node);
  const parameters = inField(node, 'parameters');
  const inside = { start: (parameters?.start ?? node.end - 1) + 1, end: parameters?.end ?? node.end };
  const args = lowerParameters(parameters?.value?.kind === '#parts' ? parameters.value.items : [], inside, lowering);
  const returns = inField(node, 'return_type');
  const { body, end } = suite(inField(node, 'body'), node, lowering);
  return {
    kind: hasToken(node, 'async') ? 'AsyncFunctionDef' : 'FunctionDef',
    start,
    end,
    name,
    args,
    body,
    decorator_list: [],
    returns: returns === undefined ? null : lowering.expr(returns, returns),
    type_params: typeParams(inField(node, 'type_parameters'), lowering),
  };
}

export function classDefinition(node: Concrete, lowering: Lowering): Stmt {
  const { start } = node;
  const name = lowering.identifier(inField(node, 'name'), node);
  const bases: Expr[] = [];
  const keywords: Keyword[] = [];
  const list = inField(node, 'superclasses');
  if (list?.value?.kind === '#parts') splitArguments({ ...list, items: list.value.items }, lowering, bases, keywords);
  const { body, end } = suite(inField(node, 'body'), node, lowering);
  const type_params = typeParams(inField(node, 'type_parameters'), lowering);
  return { kind: 'ClassDef', start, end, name, bases, keywords, body, decorator_list: [], type_params };
}

/** The decorators go into the definition, whose own range starts at `def` or `class`. */
export function decoratedDefinition(node: Concrete, lowering: Lowering): Stmt {
  const decorator_list: Expr[] = [];
  for (const item of node.items) {
    if (item.kind !== 'decorator' || item.value?.kind !== '#parts') continue;
    decorator_list.push(lowering.expr(named({ ...item, items: item.value.items })[0], item));
  }
  const value = inField(node, 'definition')?.value;
  if (value?.kind !== 'FunctionDef' && value?.kind !== 'AsyncFunctionDef' && value?.kind !== 'ClassDef') {
    return lowering.errorStmt(node.start, node.end, 'expected a function or class after a decorator');
  }
  return { ...value, decorator_list };
}
