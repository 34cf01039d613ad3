/**
 * Type parameters and type aliases (PEP 695, PEP 696). A generic function, class or alias is made by a hidden function that
 * holds its parameters and is called at once, as in CPython 3.12 and later.
 */
import type { AsyncFunctionDef, ClassDef, FunctionDef, Name, TypeAlias, TypeParam } from '../../../syntax/ast';
import { str } from '../assemble/constants';
import { MAKE_FUNCTION_FLAGS, ops, TYPE_PARAM_KINDS } from '../opcodes';
import { pushEvaluator } from './annotations';
import { buildClass } from './classes';
import { compileDefinition, pushDefaults, type FunctionFlags } from './functions';
import { innerUnit, makeFunction } from './scopes';
import type { Steps } from './steps';
import type { Unit } from './unit';

type Generic = FunctionDef | AsyncFunctionDef | ClassDef | TypeAlias;

export function* compileGenericFunction(unit: Unit, node: FunctionDef | AsyncFunctionDef): Steps {
  const inner = hiddenUnit(unit, node, node.name.id);
  const hasDefaults = node.args.defaults.length > 0;
  const hasKwdefaults = node.args.kw_defaults.some((value) => value !== null);
  inner.argcount = Number(hasDefaults) + Number(hasKwdefaults);
  yield pushTypeParams(inner, node.type_params);
  yield compileDefinition(inner, node, function* (flags) {
    if (hasDefaults) {
      flags.bits |= MAKE_FUNCTION_FLAGS.DEFAULTS;
      inner.nameOp('.defaults', 'Load');
    }
    if (hasKwdefaults) {
      flags.bits |= MAKE_FUNCTION_FLAGS.KWDEFAULTS;
      inner.nameOp('.kwdefaults', 'Load');
    }
  });
  inner.emit(ops.ROT_TWO);
  inner.emit(ops.SET_FUNCTION_TYPE_PARAMS);
  inner.emit(ops.RETURN_VALUE);
  makeFunction(unit, inner.assemble(), 0);
  const pushed: FunctionFlags = { bits: 0 };
  yield pushDefaults(unit, node.args, pushed);
  unit.emit(ops.CALL_FUNCTION, inner.argcount);
}

export function* compileGenericClass(unit: Unit, node: ClassDef): Steps {
  const inner = hiddenUnit(unit, node, node.name.id);
  yield pushTypeParams(inner, node.type_params);
  inner.emit(ops.DUP_TOP);
  inner.nameOp('.type_params', 'Store');
  inner.emit(ops.SUBSCRIPT_GENERIC);
  inner.nameOp('.generic_base', 'Store');
  const genericBase: Name = { kind: 'Name', id: '.generic_base', ctx: 'Load', start: node.name.start, end: node.name.end };
  yield buildClass(inner, node, [...node.bases, genericBase]);
  inner.emit(ops.RETURN_VALUE);
  makeFunction(unit, inner.assemble(), 0);
  unit.emit(ops.CALL_FUNCTION, 0);
}

export function* compileTypeAlias(unit: Unit, node: TypeAlias): Steps {
  const name = node.name.id;
  if (node.type_params.length === 0) {
    unit.loadConst(str(name));
    unit.loadNone();
    yield pushEvaluator(unit, node, node.value, name);
    unit.emit(ops.MAKE_TYPE_ALIAS);
  } else {
    const inner = hiddenUnit(unit, node, name);
    inner.loadConst(str(name));
    yield pushTypeParams(inner, node.type_params);
    yield pushEvaluator(inner, node, node.value, name);
    inner.emit(ops.MAKE_TYPE_ALIAS);
    inner.emit(ops.RETURN_VALUE);
    makeFunction(unit, inner.assemble(), 0);
    unit.emit(ops.CALL_FUNCTION, 0);
  }
  unit.nameOp(name, 'Store');
}

function hiddenUnit(unit: Unit, node: Generic, name: string): Unit {
  const scope = unit.module.symbols.typeParamScopes.get(node)!;
  const inner = innerUnit(unit, 'typeParams', scope, `<generic parameters of ${name}>`, unit.make.place.line);
  inner.make.place = unit.make.place;
  return inner;
}

/** Make the parameters, bind each to its name, and push the tuple of them. */
function* pushTypeParams(unit: Unit, parameters: readonly TypeParam[]): Steps {
  for (const parameter of parameters) {
    const before = unit.enter(parameter);
    unit.loadConst(str(parameter.name));
    let kind: number = parameter.kind === 'ParamSpec' ? TYPE_PARAM_KINDS.PARAMSPEC : TYPE_PARAM_KINDS.TYPEVARTUPLE;
    if (parameter.kind === 'TypeVar') {
      kind = TYPE_PARAM_KINDS.TYPEVAR;
      if (parameter.bound !== null) {
        kind = parameter.bound.kind === 'Tuple' ? TYPE_PARAM_KINDS.TYPEVAR_WITH_CONSTRAINTS : TYPE_PARAM_KINDS.TYPEVAR_WITH_BOUND;
        yield pushEvaluator(unit, parameter.bound, parameter.bound, parameter.name);
      }
    }
    unit.emit(ops.MAKE_TYPE_PARAM, kind);
    if (parameter.default_value !== null) {
      yield pushEvaluator(unit, parameter.default_value, parameter.default_value, parameter.name);
      unit.emit(ops.SET_TYPE_PARAM_DEFAULT);
    }
    unit.emit(ops.DUP_TOP);
    unit.nameOp(parameter.name, 'Store');
    unit.leave(before);
  }
  unit.emit(ops.BUILD_TUPLE, parameters.length);
}
