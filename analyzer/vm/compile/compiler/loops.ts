/** Loops. After PyPy 3.9's codegen.py: the condition of `while` is tested at the top, and JUMP_ABSOLUTE closes every loop. */
import type { AsyncFor, Break, Continue, For, While } from '../../../syntax/ast';
import { Block } from '../assemble/block';
import { ops } from '../opcodes';
import { allowsAwait, expression } from './expressions';
import { jumpIf } from './jumps';
import { conditionalBody } from './statements';
import type { Steps } from './steps';
import type { Unit } from './unit';
import { innermostLoop, unwindToLoop } from './unwind';

export function* compileFor(unit: Unit, node: For): Steps {
  const start = new Block();
  const cleanup = new Block();
  const end = new Block();
  unit.openBlock({ kind: 'for', block: start, end }, node);
  yield expression(unit, node.iter);
  unit.emit(ops.GET_ITER);
  unit.use(start);
  unit.jump(ops.FOR_ITER, cleanup);
  yield expression(unit, node.target);
  yield conditionalBody(unit, node.body);
  unit.jump(ops.JUMP_ABSOLUTE, start, true);
  unit.use(cleanup);
  unit.frameBlocks.pop();
  yield conditionalBody(unit, node.orelse);
  unit.use(end);
}

export function* compileAsyncFor(unit: Unit, node: AsyncFor): Steps {
  if (!allowsAwait(unit)) unit.fail("'async for' outside async function", node);
  const start = new Block();
  const except = new Block();
  const end = new Block();
  yield expression(unit, node.iter);
  unit.emit(ops.GET_AITER);
  unit.use(start);
  unit.openBlock({ kind: 'for', block: start, end }, node);
  unit.jump(ops.SETUP_EXCEPT, except);
  unit.emit(ops.GET_ANEXT);
  unit.loadNone();
  unit.emit(ops.YIELD_FROM);
  unit.emit(ops.POP_BLOCK);
  yield expression(unit, node.target);
  yield conditionalBody(unit, node.body);
  unit.jump(ops.JUMP_ABSOLUTE, start, true);
  unit.frameBlocks.pop();
  unit.use(except);
  unit.emit(ops.END_ASYNC_FOR);
  yield conditionalBody(unit, node.orelse);
  unit.use(end);
}

export function* compileWhile(unit: Unit, node: While): Steps {
  const truth = unit.module.folds.truth(unit.folded(node.test));
  const loop = new Block();
  const end = new Block();
  if (truth === false) {
    unit.make.startDeadCode();
    unit.openBlock({ kind: 'while', block: loop, end }, node);
    yield conditionalBody(unit, node.body);
    unit.frameBlocks.pop();
    unit.make.endDeadCode();
    yield conditionalBody(unit, node.orelse);
    return;
  }
  const anchor = new Block();
  unit.openBlock({ kind: 'while', block: loop, end }, node);
  unit.use(loop);
  if (truth === undefined) yield jumpIf(unit, node.test, false, anchor);
  yield conditionalBody(unit, node.body);
  unit.jump(ops.JUMP_ABSOLUTE, loop, true);
  if (truth === undefined) unit.use(anchor);
  unit.frameBlocks.pop();
  yield conditionalBody(unit, node.orelse);
  unit.use(end);
}

export function* compileBreak(unit: Unit, node: Break): Steps {
  const loop = innermostLoop(unit, node);
  if (loop === undefined) unit.fail("'break' outside loop", node);
  yield unwindToLoop(unit, loop, true);
  unit.jump(ops.JUMP_ABSOLUTE, loop.end, true);
}

export function* compileContinue(unit: Unit, node: Continue): Steps {
  const loop = innermostLoop(unit, node);
  if (loop === undefined) unit.fail("'continue' not properly in loop", node);
  yield unwindToLoop(unit, loop, false);
  unit.jump(ops.JUMP_ABSOLUTE, loop.block, true);
}
