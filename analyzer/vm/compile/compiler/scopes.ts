/** Compiling inner scopes: qualified names, flags, closures. After `sub_scope` and `_make_function` of PyPy 3.9's codegen.py. */
import { str, tuple } from '../assemble/constants';
import { CODE_FLAGS, type Code } from '../code';
import { MAKE_FUNCTION_FLAGS, ops } from '../opcodes';
import type { Scope } from '../scope';
import { Unit, type UnitKind } from './unit';

/** A unit for a scope inside `outer`. */
export function innerUnit(outer: Unit, kind: UnitKind, scope: Scope, name: string, firstlineno: number): Unit {
  const unit = new Unit(outer.module, kind, scope, name, qualifiedName(outer, name));
  unit.firstlineno = firstlineno;
  if (kind !== 'class') unit.flags = functionFlags(scope, kind);
  return unit;
}

function qualifiedName(outer: Unit, name: string): string {
  // What is inside the hidden function of type parameters is named as if it stood outside.
  const parent = outer.kind === 'typeParams' ? outer.qualname.slice(0, -outer.name.length) : prefixOf(outer);
  const owner = outer.kind === 'typeParams' ? outer.scope.parent : outer.scope;
  return owner?.placement(name) === 'globalExplicit' ? name : `${parent}${name}`;
}

function prefixOf(outer: Unit): string {
  if (outer.kind === 'module') return '';
  return outer.scope.isFunctionLike ? `${outer.qualname}.<locals>.` : `${outer.qualname}.`;
}

function functionFlags(scope: Scope, kind: UnitKind): number {
  let flags: number = CODE_FLAGS.NEWLOCALS | CODE_FLAGS.OPTIMIZED;
  if (scope.nested) flags |= CODE_FLAGS.NESTED;
  if (scope.isGenerator) flags |= scope.isCoroutine ? CODE_FLAGS.ASYNC_GENERATOR : CODE_FLAGS.GENERATOR;
  else if (scope.isCoroutine) flags |= CODE_FLAGS.COROUTINE;
  if (scope.hasYieldInsideTry) flags |= CODE_FLAGS.YIELD_INSIDE_TRY;
  if (scope.hasVarargs) flags |= CODE_FLAGS.VARARGS;
  if (scope.hasVarkeywords) flags |= CODE_FLAGS.VARKEYWORDS;
  if (kind === 'generator' && !scope.isCoroutine) flags |= CODE_FLAGS.GENERATOR;
  return flags;
}

/** Turn code into a function: closure, code and qualified name are pushed here, the rest (`flags`) has been pushed before. */
export function makeFunction(unit: Unit, code: Code, flags: number): void {
  let operand = flags;
  if (code.freevars.length > 0) {
    operand |= MAKE_FUNCTION_FLAGS.CLOSURE;
    for (const free of code.freevars) unit.emit(ops.LOAD_CLOSURE, unit.cellIndex(free));
    unit.emit(ops.BUILD_TUPLE, code.freevars.length);
  }
  unit.loadConst({ type: 'code', code });
  unit.loadConst(str(code.qualname));
  unit.emit(ops.MAKE_FUNCTION, operand);
}

/** A tuple of names as a constant. */
export function loadNames(unit: Unit, names: readonly string[]): void {
  unit.loadConst(tuple(names.map(str)));
}
