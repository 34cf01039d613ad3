/**
 * Annotations. Deferred ones (PEP 649, CPython 3.14) become an `__annotate__` function; under `from __future__ import
 * annotations` they are strings; `eager` evaluates them where they stand, as PyPy 3.9 does.
 */
import type { AnnAssign, AsyncFunctionDef, ClassDef, Expr, FunctionDef, Node } from '../../../syntax/ast';
import { Block, NOWHERE } from '../assemble/block';
import { int, str, tuple } from '../assemble/constants';
import type { Code } from '../code';
import { MAKE_FUNCTION_FLAGS, ops } from '../opcodes';
import { MODULE_KEY } from '../symtable';
import { expression } from './expressions';
import type { FunctionFlags } from './functions';
import { innerUnit, loadNames, makeFunction } from './scopes';
import type { Steps } from './steps';
import type { Unit } from './unit';
import { unparse } from '../unparse';

/** `__annotate__` answers formats up to this one, VALUE_WITH_FAKE_GLOBALS, by running its code. */
const LAST_RUN_FORMAT = 2;
/** The format in which bounds, defaults and alias values are evaluated unless asked otherwise. */
const VALUE_FORMAT = 1;

// -- Functions -----------------------------------------------------------------------------------------------------------

/** Push what MAKE_FUNCTION wants for the annotations of a function, if it has any. */
export function* pushAnnotations(unit: Unit, node: FunctionDef | AsyncFunctionDef, flags: FunctionFlags): Steps {
  const annotated = annotatedParameters(unit, node);
  if (annotated.length === 0) return;
  const { annotations, futureAnnotations, symbols } = unit.module;
  if (annotations === 'deferred' && !futureAnnotations) {
    const inner = annotateUnit(unit, node, symbols.annotateScopes.get(node)!, '__annotate__');
    for (const { name, annotation } of annotated) {
      inner.loadConst(str(name));
      yield annotationValue(inner, annotation);
    }
    inner.emit(ops.BUILD_MAP, annotated.length);
    inner.emit(ops.RETURN_VALUE);
    makeFunction(unit, inner.assemble(), 0);
    flags.bits |= MAKE_FUNCTION_FLAGS.ANNOTATE;
    return;
  }
  for (const { annotation } of annotated) yield futureAnnotations ? pushSource(unit, annotation) : annotationValue(unit, annotation);
  loadNames(unit, annotated.map(({ name }) => name));
  unit.emit(ops.BUILD_CONST_KEY_MAP, annotated.length);
  flags.bits |= MAKE_FUNCTION_FLAGS.ANNOTATIONS;
}

function annotatedParameters(unit: Unit, node: FunctionDef | AsyncFunctionDef): { name: string; annotation: Expr }[] {
  const { args } = node;
  const found: { name: string; annotation: Expr }[] = [];
  for (const arg of [...args.posonlyargs, ...args.args, args.vararg, ...args.kwonlyargs, args.kwarg]) {
    if (arg?.annotation) found.push({ name: unit.scope.mangle(arg.arg), annotation: arg.annotation });
  }
  if (node.returns !== null) found.push({ name: 'return', annotation: node.returns });
  return found;
}

/** The value of an annotation; `*args: *Ts` means the one item of `*Ts`. */
function* annotationValue(unit: Unit, annotation: Expr): Steps {
  if (annotation.kind !== 'Starred') {
    yield expression(unit, annotation);
    return;
  }
  yield expression(unit, annotation.value);
  unit.emit(ops.UNPACK_SEQUENCE, 1);
}

function* pushSource(unit: Unit, annotation: Expr): Steps {
  const before = unit.enter(annotation);
  unit.loadConst(str(unparse(annotation)));
  unit.leave(before);
}

// -- Functions that evaluate later ------------------------------------------------------------------------------------------

/** A unit for code that takes an annotation format and refuses those it cannot produce. */
function annotateUnit(unit: Unit, node: Node, scope: Unit['scope'], name: string): Unit {
  const inner = innerUnit(unit, 'annotation', scope, name, node === MODULE_KEY ? unit.firstlineno : unit.lineOf(node));
  inner.argcount = 1;
  inner.posonlyargcount = 1;
  inner.make.place = unit.make.place;
  const supported = new Block();
  inner.emit(ops.LOAD_FAST, 0);
  inner.loadConst(int(LAST_RUN_FORMAT));
  inner.emit(ops.COMPARE_OP, 4);
  inner.jump(ops.POP_JUMP_IF_FALSE, supported, true);
  inner.emit(ops.LOAD_NOT_IMPLEMENTED_ERROR);
  inner.emit(ops.RAISE_VARARGS, 1);
  inner.use(supported);
  return inner;
}

/** Push a function that evaluates an expression later: the value of a type alias, a bound, a default. */
export function* pushEvaluator(unit: Unit, scopeKey: Node, value: Expr, name: string): Steps {
  unit.loadConst(tuple([int(VALUE_FORMAT)]));
  const inner = annotateUnit(unit, value, unit.module.symbols.scopes.get(scopeKey)!, name);
  yield annotationValue(inner, value);
  inner.emit(ops.RETURN_VALUE);
  makeFunction(unit, inner.assemble(), MAKE_FUNCTION_FLAGS.DEFAULTS);
}

// -- Classes and modules ---------------------------------------------------------------------------------------------------

/** Before the statements of a class or module: somewhere to put its annotations. */
export function prepareAnnotations(unit: Unit): void {
  if (!unit.scope.containsAnnotated) return;
  if (unit.module.annotations === 'eager' || unit.module.futureAnnotations) unit.emit(ops.SETUP_ANNOTATIONS);
  else if (unit.scope.hasConditionalAnnotations) {
    unit.emit(ops.BUILD_SET, 0);
    if (unit.scope.kind === 'class') unit.emit(ops.STORE_DEREF, unit.cellIndex('__conditional_annotations__'));
    else unit.nameOp('__conditional_annotations__', 'Store');
  }
}

/** After the statements of a class: its `__annotate__`. */
export function* emitClassAnnotations(unit: Unit, node: ClassDef): Steps {
  if (unit.deferredAnnotations.length === 0) return;
  yield pushSharedAnnotate(unit, node);
  unit.nameOp('__annotate_func__', 'Store');
}

/** Before the statements of a module, into the block reserved for it, once they are known. */
export function* emitModuleAnnotations(unit: Unit, reserved: Block): Steps {
  if (unit.deferredAnnotations.length === 0) return;
  const resume = unit.make.switchTo(reserved);
  unit.make.place = NOWHERE;
  yield pushSharedAnnotate(unit, MODULE_KEY);
  unit.nameOp('__annotate__', 'Store');
  unit.make.switchTo(resume);
}

function* pushSharedAnnotate(unit: Unit, opener: Node): Steps {
  const { module } = unit;
  const inner = annotateUnit(unit, opener, module.symbols.annotateScopes.get(opener)!, '__annotate__');
  inner.emit(ops.BUILD_MAP, 0);
  const base = module.base;
  for (const deferred of unit.deferredAnnotations) {
    module.base = deferred.base;
    const next = new Block();
    if (deferred.index !== null) {
      inner.loadConst(int(deferred.index));
      inner.nameOp('__conditional_annotations__', 'Load');
      inner.emit(ops.CONTAINS_OP, 0);
      inner.jump(ops.POP_JUMP_IF_FALSE, next, true);
    }
    inner.loadConst(str(deferred.name));
    yield expression(inner, deferred.annotation);
    inner.emit(ops.MAP_ADD, 1);
    inner.use(next);
  }
  module.base = base;
  inner.emit(ops.RETURN_VALUE);
  const code: Code = inner.assemble();
  makeFunction(unit, code, 0);
}

// -- Annotated assignments ---------------------------------------------------------------------------------------------------

export function* compileAnnAssign(unit: Unit, node: AnnAssign): Steps {
  const { target } = node;
  if (node.value !== null) {
    yield expression(unit, node.value);
    yield expression(unit, target);
  }
  const inFunction = unit.scope.isFunctionLike;
  const deferred = unit.module.annotations === 'deferred' && !unit.module.futureAnnotations;
  if (target.kind === 'Name') {
    if (node.simple && !inFunction && deferred) noteDeferred(unit, node, target.id);
    else if (node.simple && !inFunction) yield storeAnnotation(unit, node, target.id);
  } else if (node.value === null) {
    // The parts of the target are evaluated for their errors.
    if (target.kind === 'Attribute') {
      yield evaluate(unit, target.value);
    } else if (target.kind === 'Subscript') {
      yield evaluate(unit, target.value);
      yield evaluateSubscript(unit, target.slice);
    }
  }
  if (!node.simple && !inFunction && !deferred) yield evaluateAnnotation(unit, node.annotation);
}

function noteDeferred(unit: Unit, node: AnnAssign, name: string): void {
  const isModule = unit.scope.kind === 'module';
  const index = isModule || unit.conditionalDepth > 0 ? unit.deferredAnnotations.length : null;
  unit.deferredAnnotations.push({ name: unit.scope.mangle(name), annotation: node.annotation, base: unit.module.base, index });
  if (index === null) return;
  if (isModule) unit.nameOp('__conditional_annotations__', 'Load');
  else unit.emit(ops.LOAD_DEREF, unit.cellIndex('__conditional_annotations__'));
  unit.loadConst(int(index));
  unit.emit(ops.SET_ADD, 1);
  unit.emit(ops.POP_TOP);
}

function* storeAnnotation(unit: Unit, node: AnnAssign, name: string): Steps {
  if (unit.module.futureAnnotations) yield pushSource(unit, node.annotation);
  else yield expression(unit, node.annotation);
  unit.emit(ops.LOAD_NAME, unit.make.names.indexOf('__annotations__'));
  unit.loadConst(str(unit.scope.mangle(name)));
  unit.emit(ops.STORE_SUBSCR);
}

function* evaluateAnnotation(unit: Unit, annotation: Expr): Steps {
  if (unit.module.futureAnnotations) yield pushSource(unit, annotation);
  else yield expression(unit, annotation);
  unit.emit(ops.POP_TOP);
}

function* evaluate(unit: Unit, node: Expr): Steps {
  yield expression(unit, node);
  unit.emit(ops.POP_TOP);
}

function* evaluateSubscript(unit: Unit, original: Expr): Steps {
  const node = unit.folded(original);
  if (node.kind === 'Slice') {
    for (const bound of [node.lower, node.upper, node.step]) if (bound !== null) yield evaluate(unit, bound);
  } else if (node.kind === 'Tuple' && unit.constant(node) === undefined) {
    for (const element of node.elts) yield evaluateSubscript(unit, element);
  } else {
    yield evaluate(unit, node);
  }
}
