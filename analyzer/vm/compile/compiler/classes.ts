/** Classes. After `visit_ClassDef` and `ClassCodeGenerator` of PyPy 3.9's codegen.py. */
import type { ClassDef, Expr } from '../../../syntax/ast';
import { NONE, str } from '../assemble/constants';
import { ops } from '../opcodes';
import { emitClassAnnotations, prepareAnnotations } from './annotations';
import { callWith, checkKeywords } from './calls';
import { expressions } from './expressions';
import { docstringOf } from './functions';
import { innerUnit, makeFunction } from './scopes';
import { body, firstLineOf } from './statements';
import type { Steps } from './steps';
import { compileGenericClass } from './typeparams';
import type { Unit } from './unit';

export function* compileClass(unit: Unit, node: ClassDef): Steps {
  checkKeywords(unit, node.keywords);
  yield expressions(unit, node.decorator_list);
  if (node.type_params.length > 0) yield compileGenericClass(unit, node);
  else yield buildClass(unit, node, node.bases);
  for (let count = node.decorator_list.length; count > 0; count--) unit.emit(ops.CALL_FUNCTION, 1);
  unit.nameOp(node.name.id, 'Store');
}

/** `__build_class__(function, name, *bases, **keywords)`. */
export function* buildClass(unit: Unit, node: ClassDef, bases: readonly Expr[]): Steps {
  const inner = innerUnit(unit, 'class', unit.module.symbols.scopes.get(node)!, node.name.id, firstLineOf(unit, node));
  yield compileBody(inner, node);
  unit.emit(ops.LOAD_BUILD_CLASS);
  makeFunction(unit, inner.assemble(), 0);
  unit.loadConst(str(node.name.id));
  yield callWith(unit, 2, bases, node.keywords);
}

function* compileBody(unit: Unit, node: ClassDef): Steps {
  const docstring = docstringOf(unit, node.body);
  unit.make.addConst(docstring ?? NONE);
  unit.make.place = { line: unit.firstlineno, start: unit.module.base + node.name.start, end: unit.module.base + node.name.end };
  unit.argcount = 1;
  unit.nameOp('__name__', 'Load');
  unit.nameOp('__module__', 'Store');
  unit.loadConst(str(unit.qualname));
  unit.nameOp('__qualname__', 'Store');
  if (unit.make.cellvars.has('__classdict__')) {
    unit.emit(ops.LOAD_LOCALS);
    unit.emit(ops.STORE_DEREF, unit.cellIndex('__classdict__'));
  }
  if (node.type_params.length > 0) {
    unit.nameOp('.type_params', 'Load');
    unit.nameOp('__type_params__', 'Store');
  }
  prepareAnnotations(unit);
  yield documentedBody(unit, node);
  yield emitClassAnnotations(unit, node);
  if (unit.make.cellvars.has('__classdict__')) {
    unit.emit(ops.LOAD_CLOSURE, unit.cellIndex('__classdict__'));
    unit.nameOp('__classdictcell__', 'Store');
  }
  if (unit.make.cellvars.has('__class__')) {
    unit.emit(ops.LOAD_CLOSURE, unit.cellIndex('__class__'));
    unit.emit(ops.DUP_TOP);
    unit.nameOp('__classcell__', 'Store');
  } else {
    unit.loadNone();
  }
  unit.emit(ops.RETURN_VALUE);
}

/** Statements of a class or module; a docstring is stored in `__doc__`. */
export function* documentedBody(unit: Unit, node: { readonly body: ClassDef['body'] }): Steps {
  const first = node.body[0];
  if (first?.kind !== 'ExprStmt' || docstringOf(unit, node.body) === undefined) {
    yield body(unit, node.body);
    return;
  }
  storeDocstring(unit, first);
  yield body(unit, node.body, 1);
}

/** `__doc__ = docstring`. */
export function storeDocstring(unit: Unit, statement: Extract<ClassDef['body'][number], { kind: 'ExprStmt' }>): void {
  unit.make.place = unit.placeOf(statement);
  unit.loadConst(docstringOf(unit, [statement]) ?? NONE);
  unit.nameOp('__doc__', 'Store');
  unit.make.docRemovable = true;
}
