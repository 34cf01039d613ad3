/** Functions and lambdas. After `_visit_function` and `visit_Lambda` of PyPy 3.9's codegen.py. */
import type { Arguments, AsyncFunctionDef, Expr, FunctionDef, Lambda, Stmt } from '../../../syntax/ast';
import { NONE } from '../assemble/constants';
import type { CodeConstant } from '../code';
import { cleanDocstring } from '../docstring';
import { MAKE_FUNCTION_FLAGS, ops } from '../opcodes';
import { pushAnnotations } from './annotations';
import { expression, expressions } from './expressions';
import { innerUnit, loadNames, makeFunction } from './scopes';
import { body, definitionPlace, firstLineOf } from './statements';
import type { Steps } from './steps';
import { compileGenericFunction } from './typeparams';
import type { Unit } from './unit';

type Definition = FunctionDef | AsyncFunctionDef;

export function* compileFunction(unit: Unit, node: Definition): Steps {
  for (const decorator of node.decorator_list) {
    unit.make.place = unit.placeOf(decorator);
    yield expression(unit, decorator);
  }
  unit.make.place = definitionPlace(unit, node);
  if (node.type_params.length > 0) yield compileGenericFunction(unit, node);
  else yield compileDefinition(unit, node, (flags) => pushDefaults(unit, node.args, flags));
  for (let count = node.decorator_list.length; count > 0; count--) unit.emit(ops.CALL_FUNCTION, 1);
  unit.nameOp(node.name.id, 'Store');
}

/** What has been pushed below a function, as the operand of MAKE_FUNCTION. */
export interface FunctionFlags {
  bits: number;
}

/** Push defaults (as `push` does), annotations and the function itself. */
export function* compileDefinition(unit: Unit, node: Definition, push: (flags: FunctionFlags) => Steps): Steps {
  const flags: FunctionFlags = { bits: 0 };
  yield push(flags);
  yield pushAnnotations(unit, node, flags);
  const inner = innerUnit(unit, 'function', unit.module.symbols.scopes.get(node)!, node.name.id, firstLineOf(unit, node));
  const docstring = docstringOf(inner, node.body);
  inner.make.addConst(docstring ?? NONE);
  inner.make.docRemovable = docstring !== undefined;
  countArguments(inner, node.args);
  yield body(inner, node.body, docstring === undefined ? 0 : 1);
  makeFunction(unit, inner.assemble(), flags.bits);
}

/** The docstring of a body: a plain string as its first statement. */
export function docstringOf(unit: Unit, statements: readonly Stmt[]): CodeConstant | undefined {
  const first = statements[0];
  if (first?.kind !== 'ExprStmt') return undefined;
  const constant = unit.constant(first.value);
  if (constant?.type !== 'str') return undefined;
  return unit.module.cleansDocstrings ? { type: 'str', value: cleanDocstring(constant.value) } : constant;
}

function countArguments(unit: Unit, args: Arguments): void {
  unit.argcount = args.posonlyargs.length + args.args.length;
  unit.posonlyargcount = args.posonlyargs.length;
  unit.kwonlyargcount = args.kwonlyargs.length;
}

/** Push the tuple of defaults and the dict of keyword-only defaults, as far as there are any. */
export function* pushDefaults(unit: Unit, args: Arguments, flags: FunctionFlags): Steps {
  if (args.defaults.length > 0) {
    flags.bits |= MAKE_FUNCTION_FLAGS.DEFAULTS;
    yield pushTuple(unit, args.defaults);
  }
  const names: string[] = [];
  for (const [index, value] of args.kw_defaults.entries()) {
    if (value === null) continue;
    names.push(unit.scope.mangle(args.kwonlyargs[index]!.arg));
    yield expression(unit, value);
  }
  if (names.length > 0) {
    flags.bits |= MAKE_FUNCTION_FLAGS.KWDEFAULTS;
    loadNames(unit, names);
    unit.emit(ops.BUILD_CONST_KEY_MAP, names.length);
  }
}

function* pushTuple(unit: Unit, values: readonly Expr[]): Steps {
  const constant = unit.module.folds.tupleOf(values.map((value) => unit.folded(value)));
  if (constant !== undefined) {
    unit.make.place = unit.placeOf(values[values.length - 1]!);
    unit.loadConst(constant);
  } else {
    yield expressions(unit, values);
    unit.emit(ops.BUILD_TUPLE, values.length);
  }
}

export function* compileLambda(unit: Unit, node: Lambda): Steps {
  const before = unit.enter(node);
  const flags: FunctionFlags = { bits: 0 };
  yield pushDefaults(unit, node.args, flags);
  const inner = innerUnit(unit, 'lambda', unit.module.symbols.scopes.get(node)!, '<lambda>', unit.lineOf(node));
  countArguments(inner, node.args);
  // A string in the body must not become the first constant, the docstring.
  inner.make.addConst(NONE);
  yield expression(inner, node.body);
  inner.emit(ops.RETURN_VALUE);
  makeFunction(unit, inner.assemble(), flags.bits);
  unit.leave(before);
}
