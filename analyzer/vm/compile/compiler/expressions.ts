/** Expressions. After the `visit_*` methods of PyPy 3.9's interpreter/astcompiler/codegen.py, whose instructions these are. */
import type {
  Attribute, Await, BinOp, Compare, CompareOperator, Dict, Expr, IfExp, Keyword, List, NamedExpr, Operator, SetExpr, Slice, Starred, Subscript, Tuple,
  UnaryOp, UnaryOperator, Yield, YieldFrom, BoolOp,
} from '../../../syntax/ast';
import { Block } from '../assemble/block';
import { ops } from '../opcodes';
import { compileCall } from './calls';
import { compileComprehension } from './comprehensions';
import { compileLambda } from './functions';
import { jumpIf } from './jumps';
import { MAX_STACKED_ITEMS } from './limits';
import type { Steps } from './steps';
import { compileFormatted, compileInterpolation, compileJoined, compileTemplate } from './strings';
import type { Unit } from './unit';

const UNARY: Readonly<Record<UnaryOperator, number>> = {
  '~': ops.UNARY_INVERT, not: ops.UNARY_NOT, '+': ops.UNARY_POSITIVE, '-': ops.UNARY_NEGATIVE,
};

const BINARY: Readonly<Record<Operator, number>> = {
  '+': ops.BINARY_ADD, '-': ops.BINARY_SUBTRACT, '*': ops.BINARY_MULTIPLY, '@': ops.BINARY_MATRIX_MULTIPLY, '/': ops.BINARY_TRUE_DIVIDE,
  '%': ops.BINARY_MODULO, '**': ops.BINARY_POWER, '<<': ops.BINARY_LSHIFT, '>>': ops.BINARY_RSHIFT, '|': ops.BINARY_OR, '^': ops.BINARY_XOR,
  '&': ops.BINARY_AND, '//': ops.BINARY_FLOOR_DIVIDE,
};

const COMPARE: Readonly<Record<CompareOperator, readonly [opcode: number, operand: number]>> = {
  '<': [ops.COMPARE_OP, 0], '<=': [ops.COMPARE_OP, 1], '==': [ops.COMPARE_OP, 2], '!=': [ops.COMPARE_OP, 3], '>': [ops.COMPARE_OP, 4],
  '>=': [ops.COMPARE_OP, 5], in: [ops.CONTAINS_OP, 0], 'not in': [ops.CONTAINS_OP, 1], is: [ops.IS_OP, 0], 'is not': [ops.IS_OP, 1],
};

/** Compile an expression; its value ends on top of the stack (targets: the top value is stored or the target deleted). */
export function expression(unit: Unit, original: Expr): Steps | undefined {
  const node = unit.folded(original);
  const constant = unit.module.folds.constant(node);
  if (constant !== undefined) {
    const before = unit.enter(node);
    unit.loadConst(constant);
    unit.leave(before);
    return undefined;
  }
  switch (node.kind) {
    case 'Name': {
      const before = unit.enter(node);
      unit.nameOp(node.id, node.ctx);
      unit.leave(before);
      return undefined;
    }
    case 'BinOp':
      return compileBinary(unit, node);
    case 'UnaryOp':
      return compileUnary(unit, node);
    case 'BoolOp':
      return compileBool(unit, node);
    case 'Compare':
      return compileCompare(unit, node);
    case 'Call':
      return compileCall(unit, node);
    case 'Attribute':
      return compileAttribute(unit, node);
    case 'Subscript':
      return compileSubscript(unit, node);
    case 'Slice':
      return compileSlice(unit, node);
    case 'Tuple':
    case 'List':
      return compileSequence(unit, node);
    case 'Set':
      return compileSet(unit, node);
    case 'Dict':
      return compileDict(unit, node);
    case 'IfExp':
      return compileConditional(unit, node);
    case 'Lambda':
      return compileLambda(unit, node);
    case 'ListComp':
    case 'SetComp':
    case 'DictComp':
    case 'GeneratorExp':
      return compileComprehension(unit, node);
    case 'NamedExpr':
      return compileNamed(unit, node);
    case 'Yield':
      return compileYield(unit, node);
    case 'YieldFrom':
      return compileYieldFrom(unit, node);
    case 'Await':
      return compileAwait(unit, node);
    case 'JoinedStr':
      return compileJoined(unit, node);
    case 'FormattedValue':
      return compileFormatted(unit, node);
    case 'TemplateStr':
      return compileTemplate(unit, node);
    case 'Interpolation':
      return compileInterpolation(unit, node);
    case 'Starred':
      return unit.fail("can't use starred expression here", node);
    case 'ErrorExpr':
      return unit.fail('invalid syntax', node);
    case 'Constant':
      return undefined;
  }
}

/** Several expressions, in order. */
export function* expressions(unit: Unit, nodes: readonly Expr[]): Steps {
  for (const node of nodes) yield expression(unit, node);
}

function* compileBinary(unit: Unit, node: BinOp): Steps {
  const before = unit.enter(node);
  yield expression(unit, node.left);
  yield expression(unit, node.right);
  unit.emit(BINARY[node.op]);
  unit.leave(before);
}

function* compileUnary(unit: Unit, node: UnaryOp): Steps {
  const before = unit.enter(node);
  yield expression(unit, node.operand);
  unit.emit(UNARY[node.op]);
  unit.leave(before);
}

function* compileBool(unit: Unit, node: BoolOp): Steps {
  const before = unit.enter(node);
  const isAnd = node.op === 'and';
  const opcode = isAnd ? ops.JUMP_IF_FALSE_OR_POP : ops.JUMP_IF_TRUE_OR_POP;
  const end = new Block();
  let last = node.values.length - 1;
  for (let index = 0; index < last; index++) {
    const value = node.values[index]!;
    const truth = unit.module.folds.truth(unit.folded(value));
    if (truth === undefined) {
      yield expression(unit, value);
      unit.jump(opcode, end, true);
    } else if (truth !== isAnd) {
      // It decides the result: what follows is compiled for its errors alone.
      last = index;
      unit.make.startDeadCode();
      for (let rest = index + 1; rest < node.values.length; rest++) yield expression(unit, node.values[rest]!);
      unit.make.endDeadCode();
    }
  }
  yield expression(unit, node.values[last]!);
  unit.use(end);
  unit.leave(before);
}

function* compileCompare(unit: Unit, node: Compare): Steps {
  const before = unit.enter(node);
  yield expression(unit, node.left);
  const count = node.ops.length;
  const cleanup = new Block();
  if (count > 1) yield expression(unit, node.comparators[0]!);
  for (let index = 1; index < count; index++) {
    unit.emit(ops.DUP_TOP);
    unit.emit(ops.ROT_THREE);
    unit.emit(...COMPARE[node.ops[index - 1]!]);
    unit.jump(ops.JUMP_IF_FALSE_OR_POP, cleanup, true);
    if (index < count - 1) yield expression(unit, node.comparators[index]!);
  }
  const operator = node.ops[count - 1]!;
  const comparator = node.comparators[count - 1]!;
  if (!loadConstantMembers(unit, operator, comparator)) yield expression(unit, comparator);
  unit.emit(...COMPARE[operator]);
  if (count > 1) {
    const end = new Block();
    unit.jump(ops.JUMP_FORWARD, end);
    unit.use(cleanup);
    unit.emit(ops.ROT_TWO);
    unit.emit(ops.POP_TOP);
    unit.use(end);
  }
  unit.leave(before);
}

/** `x in [1, 2]` asks a constant tuple, `x in {1, 2}` a constant frozenset. */
function loadConstantMembers(unit: Unit, operator: CompareOperator, original: Expr): boolean {
  const node = unit.folded(original);
  if ((operator !== 'in' && operator !== 'not in') || (node.kind !== 'List' && node.kind !== 'Set')) return false;
  const members = unit.module.folds.tupleOf(node.elts);
  if (members === undefined || members.type !== 'tuple') return false;
  unit.loadConst(node.kind === 'List' ? members : { type: 'frozenset', items: members.items });
  return true;
}

function* compileConditional(unit: Unit, node: IfExp): Steps {
  const before = unit.enter(node);
  const end = new Block();
  const otherwise = new Block();
  yield jumpIf(unit, node.test, false, otherwise);
  yield expression(unit, node.body);
  unit.jump(ops.JUMP_FORWARD, end);
  unit.use(otherwise);
  yield expression(unit, node.orelse);
  unit.use(end);
  unit.leave(before);
}

function* compileAttribute(unit: Unit, node: Attribute): Steps {
  const before = unit.enter(node);
  yield expression(unit, node.value);
  if (node.attr === '__debug__' && node.ctx !== 'Load') unit.fail(`cannot ${node.ctx === 'Store' ? 'assign to' : 'delete'} __debug__`, node);
  const opcode = node.ctx === 'Load' ? ops.LOAD_ATTR : node.ctx === 'Store' ? ops.STORE_ATTR : ops.DELETE_ATTR;
  unit.emitName(opcode, node.attr);
  unit.leave(before);
}

function* compileSubscript(unit: Unit, node: Subscript): Steps {
  const before = unit.enter(node);
  yield expression(unit, node.value);
  yield expression(unit, node.slice);
  unit.emit(node.ctx === 'Load' ? ops.BINARY_SUBSCR : node.ctx === 'Store' ? ops.STORE_SUBSCR : ops.DELETE_SUBSCR);
  unit.leave(before);
}

function* compileSlice(unit: Unit, node: Slice): Steps {
  const before = unit.enter(node);
  for (const bound of [node.lower, node.upper]) {
    if (bound !== null) yield expression(unit, bound);
    else unit.loadNone();
  }
  if (node.step !== null) yield expression(unit, node.step);
  unit.emit(ops.BUILD_SLICE, node.step === null ? 2 : 3);
  unit.leave(before);
}

// -- Displays ------------------------------------------------------------------------------------------------------------

function* compileSequence(unit: Unit, node: Tuple | List): Steps {
  const before = unit.enter(node);
  if (node.ctx === 'Store') yield unpackInto(unit, node);
  else if (node.ctx === 'Del') yield expressions(unit, node.elts);
  else yield buildDisplay(unit, node.elts, ops.BUILD_LIST, ops.LIST_APPEND, ops.LIST_EXTEND, node.kind === 'Tuple');
  unit.leave(before);
}

function* compileSet(unit: Unit, node: SetExpr): Steps {
  const before = unit.enter(node);
  yield buildDisplay(unit, node.elts, ops.BUILD_SET, ops.SET_ADD, ops.SET_UPDATE, false);
  unit.leave(before);
}

function* buildDisplay(unit: Unit, elements: readonly Expr[], build: number, add: number, extend: number, isTuple: boolean): Steps {
  const firstStar = elements.findIndex((element) => element.kind === 'Starred');
  if (firstStar < 0 && elements.length <= MAX_STACKED_ITEMS) {
    yield expressions(unit, elements);
    unit.emit(isTuple ? ops.BUILD_TUPLE : build, elements.length);
    return;
  }
  const stacked = Math.max(0, firstStar);
  for (let index = 0; index < stacked; index++) yield expression(unit, elements[index]!);
  unit.emit(build, stacked);
  for (let index = stacked; index < elements.length; index++) {
    const element = elements[index]!;
    if (element.kind === 'Starred') {
      yield expression(unit, element.value);
      unit.emit(extend, 1);
    } else {
      yield expression(unit, element);
      unit.emit(add, 1);
    }
  }
  if (isTuple) unit.emit(ops.LIST_TO_TUPLE);
}

function* unpackInto(unit: Unit, node: Tuple | List): Steps {
  const star = node.elts.findIndex((element) => element.kind === 'Starred');
  const after = node.elts.length - star - 1;
  if (star >= 0 && node.elts.some((element, index) => index > star && element.kind === 'Starred')) {
    unit.fail('multiple starred expressions in assignment', node);
  }
  if (star < 0) {
    unit.emit(ops.UNPACK_SEQUENCE, node.elts.length);
  } else {
    if (star >= 1 << 8 || after >= 0x7fffff) unit.fail('too many expressions in star-unpacking assignment', node);
    unit.emit(ops.UNPACK_EX, star + (after << 8));
  }
  for (const element of node.elts) yield expression(unit, element.kind === 'Starred' ? (element as Starred).value : element);
}

function* compileDict(unit: Unit, node: Dict): Steps {
  const before = unit.enter(node);
  if (node.keys.length > MAX_STACKED_ITEMS && !node.keys.includes(null)) {
    unit.emit(ops.BUILD_MAP, 0);
    for (const [index, value] of node.values.entries()) {
      yield expression(unit, node.keys[index]!);
      yield expression(unit, value);
      unit.emit(ops.MAP_ADD, 1);
    }
  } else {
    yield buildDict(unit, node);
  }
  unit.leave(before);
}

function* buildDict(unit: Unit, node: Dict): Steps {
  const keys = node.keys.includes(null) ? undefined : unit.module.folds.tupleOf(node.keys as readonly Expr[]);
  const constantKeys = keys?.type === 'tuple' && keys.items.length > 0 ? keys : undefined;
  let pending = 0;
  let hasDict = false;
  const flush = (): void => {
    if (constantKeys !== undefined) {
      unit.loadConst(constantKeys);
      unit.emit(ops.BUILD_CONST_KEY_MAP, pending);
    } else {
      unit.emit(ops.BUILD_MAP, pending);
      if (hasDict) unit.emit(ops.DICT_UPDATE);
    }
    hasDict = true;
    pending = 0;
  };
  for (const [index, value] of node.values.entries()) {
    const key = node.keys[index]!;
    if (key !== null) {
      if (pending === 0xffff) flush();
      if (constantKeys === undefined) yield expression(unit, key);
      yield expression(unit, value);
      pending++;
      continue;
    }
    if (pending > 0) flush();
    if (!hasDict) {
      unit.emit(ops.BUILD_MAP, 0);
      hasDict = true;
    }
    yield expression(unit, value);
    unit.emit(ops.DICT_UPDATE);
  }
  if (pending > 0 || !hasDict) flush();
}

// -- The rest ------------------------------------------------------------------------------------------------------------

function* compileNamed(unit: Unit, node: NamedExpr): Steps {
  const before = unit.enter(node);
  yield expression(unit, node.value);
  unit.emit(ops.DUP_TOP);
  yield expression(unit, node.target);
  unit.leave(before);
}

function* compileYield(unit: Unit, node: Yield): Steps {
  const before = unit.enter(node);
  if (node.value !== null) yield expression(unit, node.value);
  else unit.loadNone();
  unit.emit(ops.YIELD_VALUE);
  unit.leave(before);
}

function* compileYieldFrom(unit: Unit, node: YieldFrom): Steps {
  const before = unit.enter(node);
  if (unit.scope.kind === 'function' && unit.scope.isCoroutine) unit.fail("'yield from' inside async function", node);
  yield expression(unit, node.value);
  unit.emit(ops.GET_YIELD_FROM_ITER);
  unit.loadNone();
  unit.emit(ops.YIELD_FROM);
  unit.leave(before);
}

function* compileAwait(unit: Unit, node: Await): Steps {
  const before = unit.enter(node);
  if (!allowsAwait(unit)) unit.fail("'await' outside async function", node);
  yield expression(unit, node.value);
  awaitTop(unit);
  unit.leave(before);
}

/** Whether `await` may stand here: in async functions, and in comprehensions, which are checked where they are made. */
export function allowsAwait(unit: Unit): boolean {
  return unit.kind === 'comprehension' || unit.kind === 'generator' || (unit.kind === 'function' && unit.scope.isCoroutine);
}

/** `await` of the top value. */
export function awaitTop(unit: Unit): void {
  unit.emit(ops.GET_AWAITABLE);
  unit.loadNone();
  unit.emit(ops.YIELD_FROM);
}

/** Names of keyword arguments, for messages and calls. */
export function keywordNames(keywords: readonly Keyword[]): string[] {
  return keywords.flatMap((keyword) => keyword.arg ?? []);
}
