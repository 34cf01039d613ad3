/** Conditions that jump. After `accept_jump_if` in PyPy 3.9's interpreter/astcompiler/optimize.py. */
import type { BoolOp, Expr } from '../../../syntax/ast';
import { Block } from '../assemble/block';
import { ops } from '../opcodes';
import { expression } from './expressions';
import type { Steps } from './steps';
import type { Unit } from './unit';

/** Jump to `target` if the truth of the expression is `condition`; otherwise fall through. */
export function* jumpIf(unit: Unit, original: Expr, condition: boolean, target: Block): Steps {
  let node = unit.folded(original);
  let wanted = condition;
  while (node.kind === 'UnaryOp' && node.op === 'not' && unit.constant(node) === undefined) {
    node = unit.folded(node.operand);
    wanted = !wanted;
  }
  if (node.kind === 'BoolOp') {
    yield jumpIfBool(unit, node, wanted, target);
    return;
  }
  yield expression(unit, node);
  const before = unit.enter(node);
  const place = unit.make.place;
  // The jump belongs to the enclosing statement's line, and to the condition's characters.
  unit.make.place = { line: before.line, start: place.start, end: place.end };
  unit.jump(wanted ? ops.POP_JUMP_IF_TRUE : ops.POP_JUMP_IF_FALSE, target, true);
  unit.leave(before);
}

function* jumpIfBool(unit: Unit, node: BoolOp, condition: boolean, target: Block): Steps {
  const last = node.values.length - 1;
  // `a and b` jumps on false as soon as one value is false; on true only after the last.
  if (condition !== (node.op === 'and')) {
    for (const value of node.values) yield jumpIf(unit, value, condition, target);
    return;
  }
  const end = new Block();
  for (let index = 0; index < last; index++) yield jumpIf(unit, node.values[index]!, !condition, end);
  yield jumpIf(unit, node.values[last]!, condition, target);
  unit.use(end);
}
