/** Calls. After `visit_Call`, `_optimize_method_call` and `CallCodeGenerator` of PyPy 3.9's codegen.py. */
import type { Attribute, Call, Expr, Keyword } from '../../../syntax/ast';
import { tuple } from '../assemble/constants';
import { ops } from '../opcodes';
import { expression, expressions } from './expressions';
import { MAX_STACKED_ARGUMENTS } from './limits';
import { loadNames } from './scopes';
import type { Steps } from './steps';
import type { Unit } from './unit';

export function* compileCall(unit: Unit, node: Call): Steps {
  const before = unit.enter(node);
  const { func } = node;
  checkKeywords(unit, node.keywords);
  if (func.kind === 'Attribute' && hasNoStars(node)) {
    yield callMethod(unit, node, func);
  } else {
    yield expression(unit, func);
    yield callWith(unit, 0, node.args, node.keywords);
  }
  unit.leave(before);
}

function hasNoStars(node: Call): boolean {
  return node.args.every((argument) => argument.kind !== 'Starred') && node.keywords.every((keyword) => keyword.arg !== null);
}

/** `a.name(...)` looks the method up without making a bound method object. */
function* callMethod(unit: Unit, node: Call, func: Attribute): Steps {
  yield expression(unit, func.value);
  unit.emitName(ops.LOAD_METHOD, func.attr);
  yield expressions(unit, node.args);
  if (node.keywords.length === 0) {
    unit.emit(ops.CALL_METHOD, node.args.length);
    return;
  }
  for (const keyword of node.keywords) yield expression(unit, keyword.value);
  loadNames(unit, node.keywords.map((keyword) => keyword.arg!));
  unit.emit(ops.CALL_METHOD_KW, node.args.length + node.keywords.length);
}

/** Refuse a keyword given twice. */
export function checkKeywords(unit: Unit, keywords: readonly Keyword[]): void {
  const seen = new Set<string>();
  for (const keyword of keywords) {
    if (keyword.arg === null) continue;
    if (keyword.arg === '__debug__') unit.fail('cannot assign to __debug__', keyword);
    if (seen.has(keyword.arg)) unit.fail(`keyword argument repeated: ${keyword.arg}`, keyword);
    seen.add(keyword.arg);
  }
}

/** Call what is on the stack below `pushed` arguments already there. */
export function* callWith(unit: Unit, pushed: number, args: readonly Expr[], keywords: readonly Keyword[]): Steps {
  const call = new CallBuilder(unit, pushed, keywords);
  yield call.pushArguments(args);
  if (keywords.length > 0) {
    call.packArgumentsIfNeeded();
    yield call.pushKeywords();
  }
  call.emitCall();
}

class CallBuilder {
  /** Keywords pushed one by one since the last dict. */
  private names: string[] = [];
  /** All positional arguments are in one sequence on the stack. */
  private hasArgumentTuple = false;
  private hasDict = false;

  constructor(private readonly unit: Unit, private pushed: number, private readonly keywords: readonly Keyword[]) {}

  *pushArguments(args: readonly Expr[]): Steps {
    const { unit } = this;
    if (args.length === 1 && this.pushed === 0 && args[0]!.kind === 'Starred') {
      yield expression(unit, args[0]!.value);
      this.hasArgumentTuple = true;
      return;
    }
    for (const argument of args) {
      if (argument.kind === 'Starred') {
        this.startList();
        yield expression(unit, argument.value);
        unit.emit(ops.LIST_EXTEND, 1);
        continue;
      }
      if (this.pushed >= MAX_STACKED_ARGUMENTS) this.startList();
      yield expression(unit, argument);
      if (this.hasArgumentTuple) unit.emit(ops.LIST_APPEND, 1);
      else this.pushed++;
    }
    if (this.hasArgumentTuple) unit.emit(ops.LIST_TO_TUPLE);
  }

  private startList(): void {
    if (this.hasArgumentTuple) return;
    this.unit.emit(ops.BUILD_LIST, this.pushed);
    this.hasArgumentTuple = true;
    this.pushed = 0;
  }

  /** CALL_FUNCTION_EX wants a tuple: with `**mapping`, or with very many keywords. */
  packArgumentsIfNeeded(): void {
    if (this.hasArgumentTuple) return;
    if (this.keywords.every((keyword) => keyword.arg !== null) && this.keywords.length <= MAX_STACKED_ARGUMENTS) return;
    if (this.pushed === 0) this.unit.loadConst(tuple([]));
    else this.unit.emit(ops.BUILD_TUPLE, this.pushed);
    this.hasArgumentTuple = true;
  }

  *pushKeywords(): Steps {
    const { unit, keywords } = this;
    if (keywords.length === 1 && keywords[0]!.arg === null) {
      yield expression(unit, keywords[0]!.value);
      this.hasDict = true;
      return;
    }
    for (const keyword of keywords) {
      if (keyword.arg === null) {
        this.packKeywords();
        if (!this.hasDict) unit.emit(ops.BUILD_MAP, 0);
        yield expression(unit, keyword.value);
        unit.emit(ops.DICT_MERGE);
        this.hasDict = true;
        continue;
      }
      if (this.names.length > MAX_STACKED_ARGUMENTS) this.packKeywords();
      this.names.push(keyword.arg);
      yield expression(unit, keyword.value);
    }
  }

  private packKeywords(): void {
    if (this.names.length === 0) return;
    loadNames(this.unit, this.names);
    this.unit.emit(ops.BUILD_CONST_KEY_MAP, this.names.length);
    this.names = [];
    if (this.hasDict) this.unit.emit(ops.DICT_MERGE);
    this.hasDict = true;
  }

  emitCall(): void {
    const { unit } = this;
    if (this.hasArgumentTuple || this.hasDict) {
      this.packKeywords();
      unit.emit(ops.CALL_FUNCTION_EX, this.hasDict ? 1 : 0);
    } else if (this.names.length > 0) {
      loadNames(unit, this.names);
      unit.emit(ops.CALL_FUNCTION_KW, this.pushed + this.names.length);
    } else {
      unit.emit(ops.CALL_FUNCTION, this.pushed);
    }
  }
}
