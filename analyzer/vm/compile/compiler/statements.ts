/** Statements. After the `visit_*` methods of PyPy 3.9's interpreter/astcompiler/codegen.py. */
import type { Assert, ExprStmt, If, Raise, Return, Stmt } from '../../../syntax/ast';
import { Block, type Place } from '../assemble/block';
import { ops } from '../opcodes';
import { compileAnnAssign } from './annotations';
import { compileAssign, compileAugAssign } from './assignments';
import { compileClass } from './classes';
import { compileTry, compileTryStar } from './exceptions';
import { expression, expressions } from './expressions';
import { compileFunction } from './functions';
import { compileImport, compileImportFrom } from './imports';
import { jumpIf } from './jumps';
import { compileAsyncFor, compileBreak, compileContinue, compileFor, compileWhile } from './loops';
import { compileMatch } from './match';
import type { Steps } from './steps';
import { compileTypeAlias } from './typeparams';
import type { Unit } from './unit';
import { refuseInExceptStar, unwindAll } from './unwind';
import { compileWith } from './with';

/** A list of statements, from the `start`-th on. */
export function* body(unit: Unit, statements: readonly Stmt[], start = 0): Steps {
  for (let index = start; index < statements.length; index++) {
    const statement = statements[index]!;
    unit.make.place = placeOfStatement(unit, statement);
    yield compileStatement(unit, statement);
  }
}

/** Statements inside an if, a loop or a try of a class or module: their annotations may not run. */
export function* conditionalBody(unit: Unit, statements: readonly Stmt[]): Steps {
  unit.conditionalDepth++;
  yield body(unit, statements);
  unit.conditionalDepth--;
}

/** Compound statements stand for their header. */
function placeOfStatement(unit: Unit, node: Stmt): Place {
  switch (node.kind) {
    case 'FunctionDef':
    case 'AsyncFunctionDef':
    case 'ClassDef':
      return definitionPlace(unit, node);
    case 'If':
    case 'While':
      return unit.placeOf(node, node.test.end);
    case 'For':
    case 'AsyncFor':
      return unit.placeOf(node, node.iter.end);
    case 'With':
    case 'AsyncWith':
      return unit.placeOf(node, node.items[node.items.length - 1]?.end ?? node.end);
    case 'Match':
      return unit.placeOf(node, node.subject.end);
    case 'Try':
    case 'TryStar':
      return unit.placeOf(node, node.start + 'try'.length);
    default:
      return unit.placeOf(node);
  }
}

/** The `def` or `class` line, below the decorators. */
export function definitionPlace(unit: Unit, node: Stmt & { readonly kind: 'FunctionDef' | 'AsyncFunctionDef' | 'ClassDef' }): Place {
  const decorated = node.decorator_list.length > 0 && node.start <= node.decorator_list[0]!.start;
  return decorated ? unit.placeOf(node.name) : unit.placeOf(node, node.name.end);
}

/** Line that CPython calls the definition's first: that of its first decorator. */
export function firstLineOf(unit: Unit, node: Stmt & { readonly kind: 'FunctionDef' | 'AsyncFunctionDef' | 'ClassDef' }): number {
  const decorator = node.decorator_list[0];
  return decorator === undefined ? definitionPlace(unit, node).line : unit.lineOf(decorator);
}

function compileStatement(unit: Unit, node: Stmt): Steps | undefined {
  switch (node.kind) {
    case 'ExprStmt':
      return compileExpressionStatement(unit, node);
    case 'Assign':
      return compileAssign(unit, node);
    case 'AugAssign':
      return compileAugAssign(unit, node);
    case 'AnnAssign':
      return compileAnnAssign(unit, node);
    case 'FunctionDef':
    case 'AsyncFunctionDef':
      return compileFunction(unit, node);
    case 'ClassDef':
      return compileClass(unit, node);
    case 'TypeAlias':
      return compileTypeAlias(unit, node);
    case 'Return':
      return compileReturn(unit, node);
    case 'If':
      return compileIf(unit, node);
    case 'For':
      return compileFor(unit, node);
    case 'AsyncFor':
      return compileAsyncFor(unit, node);
    case 'While':
      return compileWhile(unit, node);
    case 'Break':
      return compileBreak(unit, node);
    case 'Continue':
      return compileContinue(unit, node);
    case 'With':
    case 'AsyncWith':
      return compileWith(unit, node, 0);
    case 'Try':
      return compileTry(unit, node);
    case 'TryStar':
      return compileTryStar(unit, node);
    case 'Match':
      return compileMatch(unit, node);
    case 'Raise':
      return compileRaise(unit, node);
    case 'Assert':
      return compileAssert(unit, node);
    case 'Delete':
      return expressions(unit, node.targets);
    case 'Import':
      return compileImport(unit, node);
    case 'ImportFrom':
      return compileImportFrom(unit, node);
    case 'Global':
    case 'Nonlocal':
    case 'Pass':
      return undefined;
    case 'ErrorStmt':
      return unit.fail('invalid syntax', node);
  }
}

function* compileExpressionStatement(unit: Unit, node: ExprStmt): Steps {
  if (unit.interactive) {
    yield expression(unit, node.value);
    unit.emit(ops.PRINT_EXPR);
  } else if (unit.constant(node.value) === undefined) {
    yield expression(unit, node.value);
    unit.emit(ops.POP_TOP);
  }
}

function* compileReturn(unit: Unit, node: Return): Steps {
  const { value } = node;
  if (unit.frameBlocks.some((block) => block.kind === 'exceptStar')) refuseInExceptStar(unit, value ?? node);
  const constant = value === null ? undefined : unit.constant(value);
  const preserve = value !== null && constant === undefined;
  if (preserve) yield expression(unit, value);
  yield unwindAll(unit, preserve);
  if (value === null) unit.loadNone();
  else if (!preserve) yield expression(unit, value);
  unit.emit(ops.RETURN_VALUE);
}

/** `elif` chains are If statements alone in `orelse`: each level is one generator on the heap. */
function* compileIf(unit: Unit, node: If): Steps {
  const end = new Block();
  const truth = unit.module.folds.truth(unit.folded(node.test));
  if (truth !== undefined) {
    yield deadOrAlive(unit, node.body, truth);
    yield deadOrAlive(unit, node.orelse, !truth);
  } else {
    const otherwise = node.orelse.length > 0 ? new Block() : end;
    yield jumpIf(unit, node.test, false, otherwise);
    yield conditionalBody(unit, node.body);
    if (node.orelse.length > 0) {
      unit.jump(ops.JUMP_FORWARD, end);
      unit.use(otherwise);
      yield conditionalBody(unit, node.orelse);
    }
  }
  unit.use(end);
}

/** Statements that never run are compiled for their errors and names alone. */
export function* deadOrAlive(unit: Unit, statements: readonly Stmt[], alive: boolean): Steps {
  if (!alive) unit.make.startDeadCode();
  yield conditionalBody(unit, statements);
  if (!alive) unit.make.endDeadCode();
}

function* compileRaise(unit: Unit, node: Raise): Steps {
  let count = 0;
  for (const part of [node.exc, node.cause]) {
    if (part === null) continue;
    yield expression(unit, part);
    count++;
  }
  unit.emit(ops.RAISE_VARARGS, count);
}

function* compileAssert(unit: Unit, node: Assert): Steps {
  const end = new Block();
  yield jumpIf(unit, node.test, true, end);
  unit.emit(ops.LOAD_ASSERTION_ERROR);
  if (node.msg !== null) {
    yield expression(unit, node.msg);
    unit.emit(ops.CALL_FUNCTION, 1);
  }
  // CPython underlines the test, not the statement.
  unit.make.place = unit.placeOf(node.test);
  unit.emit(ops.RAISE_VARARGS, 1);
  unit.use(end);
}
