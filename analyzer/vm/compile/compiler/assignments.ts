/** Assignments. After `visit_Assign`, `_optimize_unpacking` and `visit_AugAssign` of PyPy 3.9's codegen.py. */
import type { Assign, AugAssign, Expr, Name, Operator } from '../../../syntax/ast';
import type { CodeConstant } from '../code';
import { ops } from '../opcodes';
import { expression, expressions } from './expressions';
import type { Steps } from './steps';
import type { Unit } from './unit';

const INPLACE: Readonly<Record<Operator, number>> = {
  '+': ops.INPLACE_ADD, '-': ops.INPLACE_SUBTRACT, '*': ops.INPLACE_MULTIPLY, '@': ops.INPLACE_MATRIX_MULTIPLY, '/': ops.INPLACE_TRUE_DIVIDE,
  '%': ops.INPLACE_MODULO, '**': ops.INPLACE_POWER, '<<': ops.INPLACE_LSHIFT, '>>': ops.INPLACE_RSHIFT, '|': ops.INPLACE_OR, '^': ops.INPLACE_XOR,
  '&': ops.INPLACE_AND, '//': ops.INPLACE_FLOOR_DIVIDE,
};

/** More values than this are unpacked through a tuple, unless all targets are names. */
const MAX_ROTATED = 3;

export function* compileAssign(unit: Unit, node: Assign): Steps {
  const swap = node.targets.length === 1 ? swapWithoutTuple(unit, node.targets[0]!, node.value) : undefined;
  if (swap !== undefined) {
    yield swap;
    return;
  }
  yield expression(unit, node.value);
  for (const [index, target] of node.targets.entries()) {
    if (index < node.targets.length - 1) unit.emit(ops.DUP_TOP);
    yield expression(unit, target);
  }
}

type Value = Expr | CodeConstant;

/** `a, b = x, y` needs no tuple: the values are rotated, or stored in reverse when all targets are names. */
function swapWithoutTuple(unit: Unit, target: Expr, value: Expr): Steps | undefined {
  if (target.kind !== 'Tuple' && target.kind !== 'List') return undefined;
  const targets = target.elts;
  const values = partsOf(unit, value);
  if (values === undefined || values.length !== targets.length) return undefined;
  if (values.some((part) => 'kind' in part && part.kind === 'Starred')) return undefined;
  const firstOther = targets.find((part) => part.kind !== 'Name');
  if (firstOther === undefined) return storeNamesInReverse(unit, targets as readonly Name[], values, value);
  if (firstOther.kind === 'Starred' || values.length > MAX_ROTATED) return undefined;
  return rotateAndStore(unit, targets, values, value);
}

function partsOf(unit: Unit, original: Expr): readonly Value[] | undefined {
  const node = unit.folded(original);
  const constant = unit.constant(node);
  switch (constant?.type) {
    case undefined:
      return node.kind === 'Tuple' || node.kind === 'List' ? node.elts : undefined;
    case 'tuple':
      return constant.items;
    case 'str':
      return Array.from(constant.value, (value): CodeConstant => ({ type: 'str', value }));
    case 'bytes':
      return Array.from(constant.value, (value): CodeConstant => ({ type: 'int', value: BigInt(value) }));
    default:
      return undefined;
  }
}

function* pushValues(unit: Unit, values: readonly Value[], place: Expr): Steps {
  for (const value of values) {
    if ('kind' in value) {
      yield expression(unit, value);
    } else {
      const before = unit.enter(place);
      unit.loadConst(value);
      unit.leave(before);
    }
  }
}

function* storeNamesInReverse(unit: Unit, targets: readonly Name[], values: readonly Value[], place: Expr): Steps {
  yield pushValues(unit, values, place);
  const seen = new Set<string>();
  for (let index = targets.length - 1; index >= 0; index--) {
    const { id } = targets[index]!;
    // `a, a = x, y` keeps the last value, which is stored first.
    if (seen.has(id)) unit.emit(ops.POP_TOP);
    else unit.nameOp(id, 'Store');
    seen.add(id);
  }
}

function* rotateAndStore(unit: Unit, targets: readonly Expr[], values: readonly Value[], place: Expr): Steps {
  yield pushValues(unit, values, place);
  if (values.length === 2) {
    unit.emit(ops.ROT_TWO);
  } else if (values.length === 3) {
    unit.emit(ops.ROT_THREE);
    unit.emit(ops.ROT_TWO);
  }
  yield expressions(unit, targets);
}

export function* compileAugAssign(unit: Unit, node: AugAssign): Steps {
  const { target } = node;
  switch (target.kind) {
    case 'Attribute':
      if (target.attr === '__debug__') unit.fail('cannot assign to __debug__', target);
      yield expression(unit, target.value);
      unit.emit(ops.DUP_TOP);
      unit.emitName(ops.LOAD_ATTR, target.attr);
      yield expression(unit, node.value);
      unit.emit(INPLACE[node.op]);
      unit.emit(ops.ROT_TWO);
      unit.emitName(ops.STORE_ATTR, target.attr);
      return;
    case 'Subscript':
      yield expression(unit, target.value);
      yield expression(unit, target.slice);
      unit.emit(ops.DUP_TOP_TWO);
      unit.emit(ops.BINARY_SUBSCR);
      yield expression(unit, node.value);
      unit.emit(INPLACE[node.op]);
      unit.emit(ops.ROT_THREE);
      unit.emit(ops.STORE_SUBSCR);
      return;
    case 'Name':
      unit.nameOp(target.id, 'Load');
      yield expression(unit, node.value);
      unit.emit(INPLACE[node.op]);
      unit.nameOp(target.id, 'Store');
      return;
    default:
      unit.fail('illegal expression for augmented assignment', target);
  }
}
