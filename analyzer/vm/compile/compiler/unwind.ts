/**
 * Leaving blocks early: what `return`, `break` and `continue` undo on their way out. After `unwind_fblock` in PyPy 3.9's
 * codegen.py: the code of a `finally` is repeated at each place that leaves it.
 */
import type { Node } from '../../../syntax/ast';
import { NONE } from '../assemble/constants';
import { ops } from '../opcodes';
import { awaitTop } from './expressions';
import { body } from './statements';
import type { Steps } from './steps';
import type { FrameBlock, Unit } from './unit';

export type LoopBlock = Extract<FrameBlock, { kind: 'while' | 'for' }>;

/** Undo every block of the frame; `preserve` keeps the value to return on top. */
export function* unwindAll(unit: Unit, preserve: boolean): Steps {
  const removed: FrameBlock[] = [];
  for (let block = unit.frameBlocks.pop(); block !== undefined; block = unit.frameBlocks.pop()) {
    removed.push(block);
    yield unwind(unit, block, preserve);
  }
  while (removed.length > 0) unit.frameBlocks.push(removed.pop()!);
}

/** The loop that `break` or `continue` means; undefined outside loops. */
export function innermostLoop(unit: Unit, node: Node): LoopBlock | undefined {
  for (let index = unit.frameBlocks.length - 1; index >= 0; index--) {
    const block = unit.frameBlocks[index]!;
    if (block.kind === 'while' || block.kind === 'for') return block;
    if (block.kind === 'exceptStar') refuseInExceptStar(unit, node);
  }
  return undefined;
}

/** What a handler of `except*` raises is collected, so it may not be left in any other way. */
export function refuseInExceptStar(unit: Unit, node: Node): never {
  return unit.fail("'break', 'continue' and 'return' cannot appear in an except* block", node);
}

/** Undo the blocks inside the innermost loop; then `atLoop` is compiled with only the outer blocks open. */
export function* unwindToLoop(unit: Unit, loop: LoopBlock, leavesLoop: boolean): Steps {
  const removed: FrameBlock[] = [];
  while (unit.frameBlocks[unit.frameBlocks.length - 1] !== loop) {
    const block = unit.frameBlocks.pop()!;
    removed.push(block);
    yield unwind(unit, block, false);
  }
  while (removed.length > 0) unit.frameBlocks.push(removed.pop()!);
  if (leavesLoop) yield unwind(unit, loop, false);
}

function* unwind(unit: Unit, block: FrameBlock, preserve: boolean): Steps {
  const popBelow = (): void => {
    if (preserve) unit.emit(ops.ROT_TWO);
    unit.emit(ops.POP_TOP);
  };
  switch (block.kind) {
    case 'while':
    case 'exceptHandler':
    case 'exceptStar':
      return;
    case 'for':
    case 'popValue':
      popBelow();
      return;
    case 'tryExcept':
      unit.emit(ops.POP_BLOCK);
      return;
    case 'finallyTry': {
      unit.emit(ops.POP_BLOCK);
      if (preserve) unit.frameBlocks.push({ kind: 'popValue' });
      const before = unit.make.place;
      yield body(unit, block.finalbody);
      unit.make.place = before;
      if (preserve) unit.frameBlocks.pop();
      return;
    }
    case 'finallyEnd':
      popBelow();
      unit.emit(ops.POP_EXCEPT);
      return;
    case 'with':
    case 'asyncWith':
      unit.emit(ops.POP_BLOCK);
      if (preserve) unit.emit(ops.ROT_TWO);
      callExitWithNones(unit);
      if (block.kind === 'asyncWith') awaitTop(unit);
      unit.emit(ops.POP_TOP);
      return;
    case 'handlerCleanup':
      if (block.name !== null) unit.emit(ops.POP_BLOCK);
      unit.emit(ops.POP_EXCEPT);
      if (block.name !== null) forgetName(unit, block.name.id);
  }
}

/** `name = None; del name`, at the end of `except E as name`. */
export function forgetName(unit: Unit, name: string): void {
  unit.loadConst(NONE);
  unit.nameOp(name, 'Store');
  unit.nameOp(name, 'Del');
}

/** Call the __exit__ on top with no exception. */
export function callExitWithNones(unit: Unit): void {
  unit.loadNone();
  unit.emit(ops.DUP_TOP);
  unit.emit(ops.DUP_TOP);
  unit.emit(ops.CALL_FUNCTION, 3);
}
