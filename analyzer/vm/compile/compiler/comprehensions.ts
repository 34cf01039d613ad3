/** Comprehensions: each is a function of the outermost iterator, called at once. After PyPy 3.9's codegen.py. */
import type { Comprehension } from '../../../syntax/ast';
import { Block } from '../assemble/block';
import { ops } from '../opcodes';
import type { Comp } from '../symtable';
import { awaitTop, expression } from './expressions';
import { jumpIf } from './jumps';
import { innerUnit, makeFunction } from './scopes';
import type { Steps } from './steps';
import type { Unit } from './unit';

const NAMES = { ListComp: '<listcomp>', SetComp: '<setcomp>', DictComp: '<dictcomp>', GeneratorExp: '<genexpr>' } as const;

export function* compileComprehension(unit: Unit, node: Comp): Steps {
  const before = unit.enter(node);
  const scope = unit.module.symbols.scopes.get(node)!;
  const isGenerator = node.kind === 'GeneratorExp';
  if (scope.isCoroutine && !isGenerator) allowAsynchronous(unit, node);
  const inner = innerUnit(unit, isGenerator ? 'generator' : 'comprehension', scope, NAMES[node.kind], unit.lineOf(node));
  yield compileBody(inner, node);
  makeFunction(unit, inner.assemble(), 0);
  const outermost = node.generators[0]!;
  yield expression(unit, outermost.iter);
  unit.emit(outermost.is_async ? ops.GET_AITER : ops.GET_ITER);
  unit.emit(ops.CALL_FUNCTION, 1);
  if (scope.isCoroutine && !isGenerator) awaitTop(unit);
  unit.leave(before);
}

/** An asynchronous comprehension makes the comprehension around it asynchronous too; elsewhere it needs an async function. */
function allowAsynchronous(unit: Unit, node: Comp): void {
  if (unit.scope.isCoroutine) return;
  unit.fail('asynchronous comprehension outside of an asynchronous function', node);
}

function* compileBody(unit: Unit, node: Comp): Steps {
  unit.argcount = 1;
  unit.make.place = unit.placeOf(node);
  const [first] = node.generators;
  if (node.kind === 'ListComp' && node.generators.length === 1 && first!.ifs.length === 0) {
    unit.emit(ops.LOAD_FAST, 0);
    unit.emit(ops.BUILD_LIST_FROM_ARG);
  } else {
    if (node.kind === 'ListComp') unit.emit(ops.BUILD_LIST, 0);
    else if (node.kind === 'SetComp') unit.emit(ops.BUILD_SET, 0);
    else if (node.kind === 'DictComp') unit.emit(ops.BUILD_MAP, 0);
    unit.emit(ops.LOAD_FAST, 0);
  }
  yield compileLoop(unit, node, 0);
  if (node.kind !== 'GeneratorExp') unit.emit(ops.RETURN_VALUE);
}

function compileLoop(unit: Unit, node: Comp, index: number): Steps {
  return node.generators[index]!.is_async ? asynchronousLoop(unit, node, index) : synchronousLoop(unit, node, index);
}

function* synchronousLoop(unit: Unit, node: Comp, index: number): Steps {
  const start = new Block();
  const next = new Block();
  const anchor = new Block();
  const generator = node.generators[index]!;
  if (index > 0) {
    yield expression(unit, generator.iter);
    unit.emit(ops.GET_ITER);
  }
  unit.use(start);
  unit.jump(ops.FOR_ITER, anchor);
  unit.use();
  yield expression(unit, generator.target);
  yield inside(unit, node, generator, index, next);
  unit.use(next);
  unit.jump(ops.JUMP_ABSOLUTE, start, true);
  unit.use(anchor);
}

function* asynchronousLoop(unit: Unit, node: Comp, index: number): Steps {
  const start = new Block();
  const except = new Block();
  const next = new Block();
  const generator = node.generators[index]!;
  if (index > 0) {
    yield expression(unit, generator.iter);
    unit.emit(ops.GET_AITER);
  }
  unit.use(start);
  unit.jump(ops.SETUP_EXCEPT, except);
  unit.emit(ops.GET_ANEXT);
  unit.loadNone();
  unit.emit(ops.YIELD_FROM);
  unit.emit(ops.POP_BLOCK);
  yield expression(unit, generator.target);
  yield inside(unit, node, generator, index, next);
  unit.use(next);
  unit.jump(ops.JUMP_ABSOLUTE, start, true);
  unit.use(except);
  unit.emit(ops.END_ASYNC_FOR);
}

/** Conditions, then the next loop or the element. */
function* inside(unit: Unit, node: Comp, generator: Comprehension, index: number, next: Block): Steps {
  for (const condition of generator.ifs) {
    yield jumpIf(unit, condition, false, next);
    unit.use();
  }
  const depth = index + 1;
  if (depth < node.generators.length) {
    yield compileLoop(unit, node, depth);
    return;
  }
  switch (node.kind) {
    case 'ListComp':
      yield expression(unit, node.elt);
      unit.emit(ops.LIST_APPEND, depth + 1);
      return;
    case 'SetComp':
      yield expression(unit, node.elt);
      unit.emit(ops.SET_ADD, depth + 1);
      return;
    case 'DictComp':
      yield expression(unit, node.key);
      yield expression(unit, node.value);
      unit.emit(ops.MAP_ADD, depth + 1);
      return;
    case 'GeneratorExp':
      yield expression(unit, node.elt);
      unit.emit(ops.YIELD_VALUE);
      unit.emit(ops.POP_TOP);
  }
}
