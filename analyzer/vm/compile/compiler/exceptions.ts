/**
 * try statements. After `_visit_try_except` and `_visit_try_finally` of PyPy 3.9's codegen.py; `except*` follows CPython 3.11's
 * plan with the instructions described in opcodes.ts.
 */
import type { ExceptHandler, Try, TryStar } from '../../../syntax/ast';
import { Block } from '../assemble/block';
import { ops } from '../opcodes';
import { expression } from './expressions';
import { conditionalBody } from './statements';
import type { Steps } from './steps';
import type { Unit } from './unit';
import { forgetName } from './unwind';

type AnyTry = Try | TryStar;

export function compileTry(unit: Unit, node: Try): Steps {
  return node.finalbody.length > 0 ? compileTryFinally(unit, node) : compileTryExcept(unit, node);
}

export function compileTryStar(unit: Unit, node: TryStar): Steps {
  return node.finalbody.length > 0 ? compileTryFinally(unit, node) : compileExceptStar(unit, node);
}

function* compileTryFinally(unit: Unit, node: AnyTry): Steps {
  const end = new Block();
  const exit = new Block();
  unit.jump(ops.SETUP_FINALLY, end);
  unit.use();
  unit.openBlock({ kind: 'finallyTry', finalbody: node.finalbody }, node);
  if (node.handlers.length === 0) yield conditionalBody(unit, node.body);
  else if (node.kind === 'Try') yield compileTryExcept(unit, node);
  else yield compileExceptStar(unit, node);
  unit.emit(ops.POP_BLOCK);
  unit.frameBlocks.pop();
  yield conditionalBody(unit, node.finalbody);
  unit.jump(ops.JUMP_FORWARD, exit);
  // The same statements again for the case that an exception passes.
  unit.use(end);
  unit.frameBlocks.push({ kind: 'finallyEnd' });
  yield conditionalBody(unit, node.finalbody);
  unit.frameBlocks.pop();
  unit.emit(ops.RERAISE);
  unit.use(exit);
}

function* compileTryExcept(unit: Unit, node: Try): Steps {
  const handlers = new Block();
  const otherwise = new Block();
  const end = new Block();
  yield guardedBody(unit, node, handlers, otherwise);
  unit.use(handlers);
  unit.frameBlocks.push({ kind: 'exceptHandler' });
  for (const handler of node.handlers) {
    enterHandler(unit, handler);
    const next = new Block();
    if (handler.type !== null) {
      unit.emit(ops.DUP_TOP);
      yield expression(unit, handler.type);
      unit.jump(ops.JUMP_IF_NOT_EXC_MATCH, next, true);
    } else if (handler !== node.handlers[node.handlers.length - 1]) {
      unit.fail("default 'except:' must be last", handler);
    }
    unit.emit(ops.POP_TOP);
    yield handler.name === null ? plainHandler(unit, handler, end) : namedHandler(unit, handler, handler.name.id, end);
    unit.use(next);
  }
  unit.frameBlocks.pop();
  // Nobody wanted it: drop type and value, raise on what the unroller holds.
  unit.emit(ops.POP_TOP);
  unit.emit(ops.POP_TOP);
  unit.emit(ops.RERAISE);
  unit.use(otherwise);
  yield conditionalBody(unit, node.orelse);
  unit.use(end);
}

function* guardedBody(unit: Unit, node: AnyTry, handlers: Block, otherwise: Block): Steps {
  unit.jump(ops.SETUP_EXCEPT, handlers);
  unit.use();
  unit.openBlock({ kind: 'tryExcept' }, node);
  yield conditionalBody(unit, node.body);
  unit.emit(ops.POP_BLOCK);
  unit.frameBlocks.pop();
  unit.jump(ops.JUMP_FORWARD, otherwise);
}

function enterHandler(unit: Unit, handler: ExceptHandler): void {
  unit.make.place = unit.placeOf(handler, handler.name?.end ?? handler.type?.end ?? handler.start + 'except'.length);
}

/** Value and unroller go, the statements run. */
function* plainHandler(unit: Unit, handler: ExceptHandler, end: Block): Steps {
  unit.emit(ops.POP_TOP);
  unit.emit(ops.POP_TOP);
  unit.use();
  unit.frameBlocks.push({ kind: 'handlerCleanup', name: null });
  yield conditionalBody(unit, handler.body);
  unit.frameBlocks.pop();
  unit.emit(ops.POP_EXCEPT);
  unit.jump(ops.JUMP_FORWARD, end);
}

/** `except E as name:` wraps its statements in a hidden `try: ... finally: name = None; del name`. */
function* namedHandler(unit: Unit, handler: ExceptHandler, name: string, end: Block): Steps {
  const cleanup = new Block();
  unit.nameOp(name, 'Store');
  unit.emit(ops.POP_TOP);
  unit.jump(ops.SETUP_FINALLY, cleanup);
  unit.use();
  unit.frameBlocks.push({ kind: 'handlerCleanup', name: handler.name });
  yield conditionalBody(unit, handler.body);
  unit.frameBlocks.pop();
  unit.emit(ops.POP_BLOCK);
  unit.emit(ops.POP_EXCEPT);
  forgetName(unit, name);
  unit.jump(ops.JUMP_FORWARD, end);
  unit.use(cleanup);
  // PyPy marks this hidden finally with a NOP, so that tracing reports no line for it.
  unit.emit(ops.NOP);
  forgetName(unit, name);
  unit.emit(ops.RERAISE);
}

// -- except* -------------------------------------------------------------------------------------------------------------

function* compileExceptStar(unit: Unit, node: TryStar): Steps {
  const handlers = new Block();
  const otherwise = new Block();
  const end = new Block();
  yield guardedBody(unit, node, handlers, otherwise);
  unit.use(handlers);
  unit.frameBlocks.push({ kind: 'exceptStar' });
  unit.emit(ops.BEGIN_EXCEPT_STAR);
  for (const handler of node.handlers) yield starHandler(unit, handler);
  unit.frameBlocks.pop();
  const done = new Block();
  unit.emit(ops.PREP_RERAISE_STAR);
  unit.emit(ops.DUP_TOP);
  unit.loadNone();
  unit.emit(ops.IS_OP, 0);
  unit.jump(ops.POP_JUMP_IF_TRUE, done, true);
  unit.emit(ops.RERAISE);
  unit.use(done);
  unit.emit(ops.POP_TOP);
  unit.emit(ops.POP_EXCEPT);
  unit.jump(ops.JUMP_FORWARD, end);
  unit.use(otherwise);
  yield conditionalBody(unit, node.orelse);
  unit.use(end);
}

/** Stack at its start and end: unroller, list of what handlers raised, rest of the group. */
function* starHandler(unit: Unit, handler: ExceptHandler): Steps {
  enterHandler(unit, handler);
  if (handler.type === null) unit.fail('expected one or more exception types', handler);
  const noMatch = new Block();
  const raised = new Block();
  const next = new Block();
  yield expression(unit, handler.type);
  unit.emit(ops.CHECK_EG_MATCH);
  unit.emit(ops.DUP_TOP);
  unit.loadNone();
  unit.emit(ops.IS_OP, 0);
  unit.jump(ops.POP_JUMP_IF_TRUE, noMatch, true);
  if (handler.name !== null) unit.nameOp(handler.name.id, 'Store');
  else unit.emit(ops.POP_TOP);
  unit.jump(ops.SETUP_FINALLY, raised);
  unit.use();
  yield conditionalBody(unit, handler.body);
  unit.emit(ops.POP_BLOCK);
  if (handler.name !== null) forgetName(unit, handler.name.id);
  unit.jump(ops.JUMP_FORWARD, next);
  unit.use(raised);
  if (handler.name !== null) forgetName(unit, handler.name.id);
  unit.emit(ops.END_EXCEPT_STAR_HANDLER);
  unit.jump(ops.JUMP_FORWARD, next);
  unit.use(noMatch);
  unit.emit(ops.POP_TOP);
  unit.use(next);
}
