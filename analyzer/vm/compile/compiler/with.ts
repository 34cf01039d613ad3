/** with statements. After `handle_withitem` of PyPy 3.9's codegen.py; several items nest. */
import type { AsyncWith, With } from '../../../syntax/ast';
import { Block } from '../assemble/block';
import { ops } from '../opcodes';
import { allowsAwait, awaitTop, expression } from './expressions';
import { conditionalBody } from './statements';
import type { Steps } from './steps';
import type { Unit } from './unit';
import { callExitWithNones } from './unwind';

export function* compileWith(unit: Unit, node: With | AsyncWith, index: number): Steps {
  const isAsync = node.kind === 'AsyncWith';
  if (isAsync && !allowsAwait(unit)) unit.fail("'async with' outside async function", node);
  const cleanup = new Block();
  const exit = new Block();
  const item = node.items[index]!;
  yield expression(unit, item.context_expr);
  if (isAsync) {
    unit.emit(ops.BEFORE_ASYNC_WITH);
    awaitTop(unit);
    unit.jump(ops.SETUP_ASYNC_WITH, cleanup);
  } else {
    unit.jump(ops.SETUP_WITH, cleanup);
  }
  unit.use();
  unit.openBlock({ kind: isAsync ? 'asyncWith' : 'with' }, item.context_expr);
  if (item.optional_vars !== null) yield expression(unit, item.optional_vars);
  else unit.emit(ops.POP_TOP);
  yield index === node.items.length - 1 ? conditionalBody(unit, node.body) : compileWith(unit, node, index + 1);
  unit.emit(ops.POP_BLOCK);
  unit.frameBlocks.pop();
  callExitWithNones(unit);
  if (isAsync) awaitTop(unit);
  unit.emit(ops.POP_TOP);
  unit.jump(ops.JUMP_ABSOLUTE, exit, true);

  // An exception came: __exit__ decides whether it is swallowed.
  unit.use(cleanup);
  unit.emit(ops.WITH_EXCEPT_START);
  if (isAsync) awaitTop(unit);
  const swallowed = new Block();
  unit.jump(ops.POP_JUMP_IF_TRUE, swallowed, true);
  unit.emit(ops.RERAISE);
  unit.use(swallowed);
  unit.emit(ops.POP_TOP);
  unit.emit(ops.POP_EXCEPT);
  unit.use(exit);
}
