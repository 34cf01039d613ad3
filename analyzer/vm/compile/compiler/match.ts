/**
 * match statements (PEP 634), after CPython 3.10's compile.c.
 *
 * Captured values wait on the stack, below everything a pattern still works on, until the whole pattern has matched. `onTop`
 * counts the working values above them. A failing test jumps to a block that pops exactly what is there at that moment:
 * `failPop[n]` pops n values and then goes on with the next case.
 */
import type {
  Expr, Match, MatchAs, MatchCase, MatchClass, MatchMapping, MatchOr, MatchSequence, MatchStar, Node, Pattern,
} from '../../../syntax/ast';
import { Block } from '../assemble/block';
import { FALSE, int, keyOf, NONE, TRUE } from '../assemble/constants';
import { ops } from '../opcodes';
import { expression, expressions } from './expressions';
import { jumpIf } from './jumps';
import { loadNames } from './scopes';
import { conditionalBody } from './statements';
import type { Steps } from './steps';
import type { Unit } from './unit';

const COMPARE_EQ = 2;
const COMPARE_GE = 5;

export function* compileMatch(unit: Unit, node: Match): Steps {
  yield expression(unit, node.subject);
  const end = new Block();
  const { cases } = node;
  const last = cases[cases.length - 1]!;
  const hasDefault = cases.length > 1 && isWildcard(last.pattern);
  const tested = hasDefault ? cases.length - 1 : cases.length;
  for (let index = 0; index < tested; index++) yield compileCase(unit, cases[index]!, index === tested - 1, index === cases.length - 1, end);
  if (hasDefault) {
    unit.make.place = unit.placeOf(last, last.pattern.end);
    unit.emit(ops.NOP);
    if (last.guard !== null) yield jumpIf(unit, last.guard, false, end);
    yield conditionalBody(unit, last.body);
  }
  unit.use(end);
}

function* compileCase(unit: Unit, node: MatchCase, isLastTest: boolean, isLastCase: boolean, end: Block): Steps {
  unit.make.place = unit.placeOf(node, node.pattern.end);
  if (!isLastTest) unit.emit(ops.DUP_TOP);
  const matcher = new Matcher(unit, node.guard !== null || isLastCase);
  yield matcher.pattern(node.pattern);
  for (const name of matcher.stores) unit.nameOp(name, 'Store');
  if (node.guard !== null) yield jumpIf(unit, node.guard, false, matcher.failBlock(0));
  if (!isLastTest) unit.emit(ops.POP_TOP);
  yield conditionalBody(unit, node.body);
  unit.jump(ops.JUMP_FORWARD, end);
  matcher.useFailBlocks();
}

class Matcher {
  /** Captured names; the first one's value is nearest to the top. */
  stores: string[] = [];
  private onTop = 0;
  private failPop: Block[] = [];

  constructor(private readonly unit: Unit, private allowIrrefutable: boolean) {}

  pattern(node: Pattern): Steps {
    switch (node.kind) {
      case 'MatchValue':
        return this.value(node.value);
      case 'MatchSingleton':
        return this.singleton(node.value);
      case 'MatchSequence':
        return this.sequence(node);
      case 'MatchMapping':
        return this.mapping(node);
      case 'MatchClass':
        return this.class(node);
      case 'MatchStar':
        return this.star(node);
      case 'MatchAs':
        return this.as(node);
      case 'MatchOr':
        return this.or(node);
      case 'ErrorPattern':
        return this.unit.fail('invalid syntax', node);
    }
  }

  // -- Failing -----------------------------------------------------------------------------------------------------------

  failBlock(pops: number): Block {
    while (this.failPop.length <= pops) this.failPop.push(new Block());
    return this.failPop[pops]!;
  }

  private failIf(opcode: number): void {
    this.unit.jump(opcode, this.failBlock(this.onTop + this.stores.length), opcode !== ops.JUMP_FORWARD);
  }

  useFailBlocks(): void {
    if (this.failPop.length === 0) this.unit.use();
    for (let pops = this.failPop.length - 1; pops > 0; pops--) {
      this.unit.use(this.failPop[pops]);
      this.unit.emit(ops.POP_TOP);
    }
    if (this.failPop.length > 0) this.unit.use(this.failPop[0]);
    this.failPop = [];
  }

  // -- Patterns ----------------------------------------------------------------------------------------------------------

  /** A pattern inside another: the outer one may still fail, so it may match everything. */
  private *part(node: Pattern): Steps {
    const before = this.allowIrrefutable;
    this.allowIrrefutable = true;
    yield this.pattern(node);
    this.allowIrrefutable = before;
  }

  private *value(node: Expr): Steps {
    yield expression(this.unit, node);
    this.unit.emit(ops.COMPARE_OP, COMPARE_EQ);
    this.failIf(ops.POP_JUMP_IF_FALSE);
  }

  private *singleton(value: 'None' | 'True' | 'False'): Steps {
    this.unit.loadConst(value === 'None' ? NONE : value === 'True' ? TRUE : FALSE);
    this.unit.emit(ops.IS_OP, 0);
    this.failIf(ops.POP_JUMP_IF_FALSE);
  }

  private *star(node: MatchStar): Steps {
    this.storeName(node.name, node);
  }

  private *as(node: MatchAs): Steps {
    const { unit } = this;
    if (node.pattern === null) {
      if (!this.allowIrrefutable) {
        unit.fail(node.name === null ? 'wildcard makes remaining patterns unreachable' : `name capture '${node.name}' makes remaining patterns unreachable`, node);
      }
      this.storeName(node.name, node);
      return;
    }
    this.onTop++;
    unit.emit(ops.DUP_TOP);
    yield this.pattern(node.pattern);
    this.onTop--;
    this.storeName(node.name, node);
  }

  /** Move the top value down to the captured ones. */
  private storeName(name: string | null, node: Node): void {
    if (name === null) {
      this.unit.emit(ops.POP_TOP);
      return;
    }
    this.refuseRepeated(name, node);
    this.rotate(this.onTop + this.stores.length + 1);
    this.stores.push(name);
  }

  private refuseRepeated(name: string, node: Node): void {
    if (this.stores.includes(name)) this.unit.fail(`multiple assignments to name '${name}' in pattern`, node);
  }

  private rotate(count: number): void {
    if (count > 1) this.unit.emit(ops.ROT_N, count);
  }

  private *sequence(node: MatchSequence): Steps {
    const { unit } = this;
    const { patterns } = node;
    const star = patterns.findIndex((pattern) => pattern.kind === 'MatchStar');
    const second = patterns.findIndex((pattern, index) => index > star && pattern.kind === 'MatchStar');
    if (star >= 0 && second >= 0) unit.fail('multiple starred names in sequence pattern', node);
    this.onTop++;
    unit.emit(ops.MATCH_SEQUENCE);
    this.failIf(ops.POP_JUMP_IF_FALSE);
    if (star < 0 || patterns.length > 1) this.checkLength(star < 0 ? patterns.length : patterns.length - 1, star < 0 ? COMPARE_EQ : COMPARE_GE);
    this.onTop--;
    if (patterns.every(isWildcard)) unit.emit(ops.POP_TOP);
    else if (star >= 0 && isWildcard(patterns[star]!)) yield this.subscripts(patterns, star);
    else yield this.unpack(patterns, star);
  }

  private checkLength(length: number, comparison: number): void {
    this.unit.emit(ops.GET_LEN);
    this.unit.loadConst(int(length));
    this.unit.emit(ops.COMPARE_OP, comparison);
    this.failIf(ops.POP_JUMP_IF_FALSE);
  }

  private *unpack(patterns: readonly Pattern[], star: number): Steps {
    if (star < 0) this.unit.emit(ops.UNPACK_SEQUENCE, patterns.length);
    else this.unit.emit(ops.UNPACK_EX, star + ((patterns.length - star - 1) << 8));
    this.onTop += patterns.length;
    for (const pattern of patterns) {
      this.onTop--;
      yield this.part(pattern);
    }
  }

  /** With `*_` nothing needs unpacking: only the items that matter are fetched. */
  private *subscripts(patterns: readonly Pattern[], star: number): Steps {
    const { unit } = this;
    this.onTop++;
    for (const [index, pattern] of patterns.entries()) {
      if (index === star || isWildcard(pattern)) continue;
      unit.emit(ops.DUP_TOP);
      if (index < star) {
        unit.loadConst(int(index));
      } else {
        unit.emit(ops.GET_LEN);
        unit.loadConst(int(patterns.length - index));
        unit.emit(ops.BINARY_SUBTRACT);
      }
      unit.emit(ops.BINARY_SUBSCR);
      yield this.part(pattern);
    }
    this.onTop--;
    unit.emit(ops.POP_TOP);
  }

  private *mapping(node: MatchMapping): Steps {
    const { unit } = this;
    const size = node.keys.length;
    this.onTop++;
    unit.emit(ops.MATCH_MAPPING);
    this.failIf(ops.POP_JUMP_IF_FALSE);
    if (size === 0 && node.rest === null) {
      this.onTop--;
      unit.emit(ops.POP_TOP);
      return;
    }
    if (size > 0) this.checkLength(size, COMPARE_GE);
    this.refuseRepeatedKeys(node);
    yield expressions(unit, node.keys);
    unit.emit(ops.BUILD_TUPLE, size);
    unit.emit(ops.MATCH_KEYS);
    this.onTop += 2;
    this.failIf(ops.POP_JUMP_IF_FALSE);
    yield this.items(node.patterns);
    this.onTop -= 2;
    unit.emit(ops.POP_TOP);
    if (node.rest !== null) {
      unit.emit(ops.COPY_DICT_WITHOUT_KEYS);
      this.storeName(node.rest, node);
    } else {
      unit.emit(ops.POP_TOP);
    }
    this.onTop--;
    unit.emit(ops.POP_TOP);
  }

  private refuseRepeatedKeys(node: MatchMapping): void {
    const seen = new Set<string>();
    for (const key of node.keys) {
      const constant = this.unit.constant(key);
      if (constant === undefined) continue;
      const image = keyOf(constant);
      if (seen.has(image)) this.unit.fail(`mapping pattern checks duplicate key (${sourceOf(this.unit, key)})`, node);
      seen.add(image);
    }
  }

  /** Match parts against the items of the tuple on top. */
  private *items(patterns: readonly Pattern[]): Steps {
    const { unit } = this;
    for (const [index, pattern] of patterns.entries()) {
      if (isWildcard(pattern)) continue;
      unit.emit(ops.DUP_TOP);
      unit.loadConst(int(index));
      unit.emit(ops.BINARY_SUBSCR);
      yield this.part(pattern);
    }
  }

  private *class(node: MatchClass): Steps {
    const { unit } = this;
    for (const [index, name] of node.kwd_attrs.entries()) {
      if (node.kwd_attrs.indexOf(name) !== index) unit.fail(`attribute name repeated in class pattern: ${name}`, node.kwd_patterns[index]!);
    }
    yield expression(unit, node.cls);
    loadNames(unit, node.kwd_attrs);
    unit.emit(ops.MATCH_CLASS, node.patterns.length);
    this.onTop++;
    this.failIf(ops.POP_JUMP_IF_FALSE);
    yield this.items([...node.patterns, ...node.kwd_patterns]);
    this.onTop--;
    unit.emit(ops.POP_TOP);
  }

  private *or(node: MatchOr): Steps {
    const { unit } = this;
    const end = new Block();
    const outer = { stores: this.stores, onTop: this.onTop, failPop: this.failPop, allowIrrefutable: this.allowIrrefutable };
    let control: string[] = [];
    for (const [index, alternative] of node.patterns.entries()) {
      this.stores = [];
      this.onTop = 0;
      this.failPop = [];
      this.allowIrrefutable = index === node.patterns.length - 1 && outer.allowIrrefutable;
      unit.emit(ops.DUP_TOP);
      yield this.pattern(alternative);
      if (index === 0) control = this.stores;
      else this.reorder(control, node);
      unit.jump(ops.JUMP_FORWARD, end);
      this.useFailBlocks();
    }
    Object.assign(this, outer);
    unit.emit(ops.POP_TOP);
    this.failIf(ops.JUMP_FORWARD);
    unit.use(end);
    const depth = control.length + 1 + this.onTop + this.stores.length;
    for (const name of control) {
      this.rotate(depth);
      this.refuseRepeated(name, node);
      this.stores.push(name);
    }
    unit.emit(ops.POP_TOP);
  }

  /** All alternatives leave their captures in the order of the first. */
  private reorder(control: readonly string[], node: MatchOr): void {
    const { stores } = this;
    if (stores.length !== control.length || control.some((name) => !stores.includes(name))) {
      this.unit.fail('alternative patterns bind different names', node);
    }
    for (let wanted = control.length - 1; wanted >= 0; wanted--) {
      const found = stores.indexOf(control[wanted]!);
      if (found === wanted) continue;
      const rotated = stores.splice(0, found + 1);
      stores.splice(wanted - found, 0, ...rotated);
      for (let count = found + 1; count > 0; count--) this.rotate(wanted + 1);
    }
  }
}

function isWildcard(node: Pattern): boolean {
  return (node.kind === 'MatchAs' && node.pattern === null && node.name === null) || (node.kind === 'MatchStar' && node.name === null);
}

function sourceOf(unit: Unit, node: Node): string {
  const { base, lines } = unit.module;
  return lines.text.slice(base + node.start, base + node.end);
}
