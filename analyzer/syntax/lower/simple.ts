/** Simple statements. */
import type { Alias, Expr, Identifier, Operator, Stmt } from '../ast';
import type { AugAssignParts, AnnAssignParts, AssignParts, Concrete, Item } from './item';
import { allInField, hasToken, inField, named, ofKind } from './item';
import type { Lowering } from './lowering';
import { dottedName } from './names';
import { tokenText } from './operators';

/** An expression statement or the assignment inside it. */
export function expressionStatement(node: Concrete, lowering: Lowering): Stmt {
  const { start, end } = node;
  const items = named(node);
  const first = items[0]?.value;
  if (items.length === 1 && first) {
    if (first.kind === '#assign') {
      const targets = first.targets.reverse();
      return { kind: 'Assign', start, end, targets, value: first.value };
    }
    if (first.kind === '#annassign') return { ...first, kind: 'AnnAssign', start, end };
    if (first.kind === '#augassign') return { ...first, kind: 'AugAssign', start, end };
  }
  if (items.length === 1 && !hasToken(node, ',')) {
    const value = lowering.expr(items[0], node);
    if (value.kind === 'Starred') lowering.error(start, end, "can't use starred expression here");
    return { kind: 'ExprStmt', start, end, value };
  }
  const elts = items.map((item) => lowering.expr(item, item));
  return { kind: 'ExprStmt', start, end, value: { kind: 'Tuple', start, end, elts, ctx: 'Load', parenthesized: false } };
}

export function assignment(node: Concrete, lowering: Lowering): AssignParts | AnnAssignParts {
  const { end } = node;
  const left = inField(node, 'left');
  const target = lowering.target(left, node, 'Store');
  const type = inField(node, 'type');
  const right = inField(node, 'right');
  if (type !== undefined) {
    const value = right === undefined ? null : lowering.expr(right, right);
    if (target.kind !== 'Name' && target.kind !== 'Attribute' && target.kind !== 'Subscript' && target.kind !== 'ErrorExpr') {
      lowering.error(target.start, target.end, 'only single target (not tuple or list) can be annotated');
    }
    return { kind: '#annassign', target, annotation: lowering.expr(type, type), value, simple: left?.kind === 'identifier' };
  }
  if (target.kind === 'Starred') lowering.error(target.start, target.end, 'starred assignment target must be in a list or tuple');
  const inner = right?.value;
  if (inner?.kind === '#assign') {
    inner.targets.push(target);
    return inner;
  }
  const value = lowering.expr(right, { start: end, end });
  if (value.kind === 'Starred') lowering.error(value.start, value.end, "can't use starred expression here");
  return { kind: '#assign', targets: [target], value };
}

export function augmentedAssignment(node: Concrete, lowering: Lowering): AugAssignParts {
  const { end } = node;
  const target = lowering.target(inField(node, 'left'), node, 'Store');
  if (target.kind !== 'Name' && target.kind !== 'Attribute' && target.kind !== 'Subscript' && target.kind !== 'ErrorExpr') {
    lowering.error(target.start, target.end, 'illegal expression for augmented assignment');
  }
  const op = tokenText(inField(node, 'operator')).slice(0, -1) as Operator;
  return { kind: '#augassign', target, op, value: lowering.expr(inField(node, 'right'), { start: end, end }) };
}

export function returnStatement(node: Concrete, lowering: Lowering): Stmt {
  const { start, end } = node;
  const item = named(node)[0];
  return { kind: 'Return', start, end, value: item === undefined ? null : lowering.expr(item, item) };
}

/** `del a, b` has two targets, `del (a, b)` one. */
export function deleteStatement(node: Concrete, lowering: Lowering): Stmt {
  const { start, end } = node;
  const value = lowering.target(named(node)[0], { start: end, end }, 'Del');
  const targets = value.kind === 'Tuple' && !value.parenthesized ? value.elts : [value];
  return { kind: 'Delete', start, end, targets };
}

export function raiseStatement(node: Concrete, lowering: Lowering): Stmt {
  const { start, end } = node;
  const cause = inField(node, 'cause');
  const exc = named(node).find((item) => item !== cause);
  const value = exc === undefined ? null : lowering.expr(exc, exc);
  if (exc?.kind === 'expression_list') return lowering.errorStmt(start, end, 'the raise statement of Python 2 is no Python 3 syntax');
  if (cause !== undefined && exc === undefined) lowering.error(start, end, 'expected an exception before from');
  return { kind: 'Raise', start, end, exc: value, cause: cause === undefined ? null : lowering.expr(cause, cause) };
}

export function assertStatement(node: Concrete, lowering: Lowering): Stmt {
  const { start, end } = node;
  const [test, msg, extra] = named(node);
  if (extra !== undefined) lowering.error(extra.start, extra.end, 'assert takes a test and one message');
  return {
    kind: 'Assert',
    start,
    end,
    test: lowering.expr(test, { start: end, end }),
    msg: msg === undefined ? null : lowering.expr(msg, msg),
  };
}

export function bare(kind: 'Pass' | 'Break' | 'Continue') {
  return ({ start, end }: Concrete): Stmt => ({ kind, start, end });
}

export function scopeStatement(kind: 'Global' | 'Nonlocal') {
  return ({ start, end, items, ...rest }: Concrete, lowering: Lowering): Stmt => {
    const names: Identifier[] = named({ start, end, items, ...rest }).map((item) => lowering.identifier(item, item));
    return { kind, start, end, names };
  };
}

/** `print x` and `exec code` of Python 2. `print >>file, x` is also a Python 3 expression, and CPython parses it as one. */
export function printStatement(node: Concrete, lowering: Lowering): Stmt {
  const { start, end, items } = node;
  const chevron = ofKind(node, 'chevron')?.value;
  if (chevron?.kind !== '#parts') return lowering.errorStmt(start, end, 'the print statement of Python 2 is no Python 3 syntax');
  const name: Expr = { kind: 'Name', start, end: start + 5, id: 'print', ctx: 'Load' };
  const file = chevron.items.at(-1);
  const first: Expr = { kind: 'BinOp', start, end: file?.end ?? end, left: name, op: '>>', right: lowering.expr(file, node) };
  if (!items.some((item) => item.kind === "','")) return { kind: 'ExprStmt', start, end, value: first };
  const elts = [first, ...allInField(node, 'argument').map((item) => lowering.expr(item, item))];
  return { kind: 'ExprStmt', start, end, value: { kind: 'Tuple', start, end, elts, ctx: 'Load', parenthesized: false } };
}

export function execStatement(node: Concrete, lowering: Lowering): Stmt {
  return lowering.errorStmt(node.start, node.end, 'the exec statement of Python 2 is no Python 3 syntax');
}

// -- Imports -----------------------------------------------------------------------------------------------------------

export function importStatement(node: Concrete, lowering: Lowering): Stmt {
  const { start, end } = node;
  return { kind: 'Import', start, end, names: allInField(node, 'name').map((item) => alias(item, lowering)) };
}

export function importFrom(node: Concrete, lowering: Lowering): Stmt {
  const { start, end } = node;
  const source = inField(node, 'module_name');
  let level = 0;
  let module: string | null = node.kind === 'future_import_statement' ? '__future__' : null;
  if (source?.value?.kind === '#parts' && source.kind === 'relative_import') {
    const [prefix, name] = source.value.items;
    if (prefix !== undefined) level = lowering.slice(prefix.start, prefix.end).replace(/[^.]/g, '').length;
    if (name !== undefined) module = dottedName(name, lowering);
  } else if (source !== undefined) {
    module = dottedName(source, lowering);
  }
  const star = ofKind(node, 'wildcard_import');
  const names: Alias[] =
    star === undefined
      ? allInField(node, 'name').map((item) => alias(item, lowering))
      : [{ kind: 'alias', start: star.start, end: star.end, name: '*', asname: null }];
  const last = node.items.at(-1);
  if (last?.kind === "','") lowering.error(last.start, last.end, 'trailing comma not allowed without surrounding parentheses');
  return { kind: 'ImportFrom', start, end, module, names, level };
}

function alias(item: Item, lowering: Lowering): Alias {
  const { start, end, value } = item;
  if (item.kind !== 'aliased_import' || value?.kind !== '#parts')
    return { kind: 'alias', start, end, name: dottedName(item, lowering), asname: null };
  const parts = { ...item, items: value.items };
  return {
    kind: 'alias',
    start,
    end,
    name: dottedName(inField(parts, 'name'), lowering),
    asname: lowering.identifier(inField(parts, 'alias'), item).id,
  };
}
