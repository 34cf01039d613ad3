/**
 * Keep strings virtual: new ones that are filled in, concatenations and slices.
 *
 *     p2 = call_pure_r(ConstClass(concat), p0, p1, descr=<... OS=42>)
 *     i3 = strlen(p2)                                                  ->  i4 = strlen(p0); i5 = strlen(p1); i3 = int_add(i4, i5)
 *
 * Source: rpython/jit/metainterp/optimizeopt/vstring.py (OptString), PyPy 7.3.11. Comparisons are left to the elidable calls.
 */
import { ConstInt, ConstPtr, Operation, type CallDescr, type Value } from '../../ir';
import { constantOf, ptrInfo, replacement } from '../facts/forwarding';
import { CONST_0 } from '../facts/info';
import { addWrap, subWrap } from '../facts/int64';
import { Pass, type PassResult } from '../pass';
import { OS } from './oopspec';
import { charactersOf, StrInfo, type StringParts, stringInfo } from './string-info';

/** Longer new strings are made at once. */
const MAX_CONST_LEN = 100;
/** Copies up to this length are done character by character. */
const MAX_INLINE_COPY = 20;

export class OptString extends Pass {
  propagateForward(op: Operation): PassResult {
    switch (op.name) {
      case 'newstr':
        return this.newString(op);
      case 'strsetitem':
        return this.setCharacter(op);
      case 'strgetitem':
        return this.getCharacter(op);
      case 'strlen': {
        const length = this.lengthOf(op.args[0]!);
        return length === null ? this.emit(op) : this.makeEqualTo(op, length);
      }
      case 'copystrcontent':
        return this.copyCharacters(op);
      case 'call_r':
      case 'call_i':
      case 'call_pure_r':
      case 'call_pure_i':
        return this.call(op);
      case 'guard_no_exception':
        return this.lastEmitted === 'removed' ? null : this.emit(op);
      default:
        return this.emit(op);
    }
  }

  override postprocess(op: Operation): void {
    if (op.name === 'newstr') this.optimizer.passes.pure.pureFromArgs('strlen', [op], op.args[0]!);
  }

  private newString(op: Operation): PassResult {
    const length = this.constantBox(op.args[0]!);
    if (!(length instanceof ConstInt) || length.value < 0 || length.value > MAX_CONST_LEN) return this.emit(op);
    this.makeVirtual(op, { kind: 'chars', chars: new Array<null>(Number(length.value)).fill(null) }, new ConstInt(length.value));
    return null;
  }

  private makeVirtual(op: Operation, parts: StringParts, length: Value | null): void {
    this.replaceOpWith(op, op.name).forwarded = new StrInfo(parts, length);
  }

  private setCharacter(op: Operation): PassResult {
    const parts = virtualParts(op.args[0]!);
    const index = this.constantBox(op.args[1]!);
    if (parts?.kind === 'chars' && index instanceof ConstInt && index.value >= 0 && index.value < parts.chars.length) {
      parts.chars[Number(index.value)] = replacement(op.args[2]!);
      return null;
    }
    this.optimizer.makeNonnull(op.args[0]!);
    return this.emit(op);
  }

  private getCharacter(op: Operation): PassResult {
    const known = this.characterAt(op.args[0]!, op.args[1]!);
    if (known.code !== null) return this.makeEqualTo(op, known.code);
    return this.emit(this.replaceOpWith(op, 'strgetitem', [known.string, known.index]));
  }

  /** Walks into slices and concatenations; gives the character, or the string and index to read. */
  private characterAt(first: Value, at: Value): { code: Value | null; string: Value; index: Value } {
    let string = replacement(first);
    let index = replacement(at);
    stringInfo(string);
    for (;;) {
      const parts = virtualParts(string);
      const known = constantOf(index);
      const position = known instanceof ConstInt ? Number(known.value) : -1;
      if (parts?.kind === 'slice') {
        index = this.add(parts.start, index);
        string = replacement(parts.string);
      } else if (parts?.kind === 'chars' && position >= 0) {
        return { code: parts.chars[position] ?? null, string, index };
      } else if (parts?.kind === 'concat' && position >= 0) {
        const left = this.lengthOf(parts.left);
        if (!(left instanceof ConstInt)) break;
        const inLeft = position < left.value;
        string = replacement(inLeft ? parts.left : parts.right);
        if (!inLeft) index = new ConstInt(subWrap(position, left.value));
      } else break;
    }
    return { code: null, string, index };
  }

  /** The value that is a string's length, null when it must be read. Iterative: concatenations nest deep. */
  private lengthOf(v: Value): Value | null {
    const stack = [replacement(v)];
    const lengths = new Map<Value, Value>();
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const info = ptrInfo(top);
      let length = lengths.get(top) ?? (info instanceof StrInfo ? info.length : null);
      const parts = virtualParts(top);
      if (length === null && parts?.kind === 'concat') {
        const [left, right] = [replacement(parts.left), replacement(parts.right)];
        const missing = [left, right].filter((x) => !lengths.has(x));
        if (missing.length > 0) {
          stack.push(...missing);
          continue;
        }
        length = this.add(lengths.get(left)!, lengths.get(right)!);
      } else if (length === null && parts?.kind === 'slice') length = this.subtract(parts.stop, parts.start);
      else if (length === null) {
        length = this.constantLength(top);
        if (length === null && top === replacement(v)) return null;
        length ??= this.readLength(top);
      }
      if (info instanceof StrInfo && parts !== null) info.length = length;
      lengths.set(top, length);
      stack.pop();
    }
    return replacement(lengths.get(replacement(v))!);
  }

  private constantLength(string: Value): ConstInt | null {
    const { strings } = this.optimizer.params;
    return string instanceof ConstPtr && strings && string.value !== null ? new ConstInt(strings.length(string.value)) : null;
  }

  private readLength(string: Value): Value {
    const op = new Operation('strlen', [string]);
    this.optimizer.sendExtraOperation(op);
    return replacement(op);
  }

  private copyCharacters(op: Operation): PassResult {
    const [source, target] = op.args as [Value, Value];
    const [from, to, count] = op.args.slice(2).map((v) => this.constantBox(v));
    if (count instanceof ConstInt && count.value === 0) return null;
    const targetParts = virtualParts(target);
    const known = virtualParts(source) !== null || constantOf(source) !== null;
    if (
      known &&
      from instanceof ConstInt &&
      to instanceof ConstInt &&
      count instanceof ConstInt &&
      (count.value < MAX_INLINE_COPY || targetParts?.kind === 'chars')
    ) {
      for (let i = 0; i < count.value; i++) this.copyOne(source, new ConstInt(addWrap(from.value, i)), target, Number(to.value) + i);
      return null;
    }
    return this.emit(op);
  }

  private copyOne(source: Value, index: ConstInt, target: Value, to: number): void {
    const read = new Operation('strgetitem', [source, index]);
    this.optimizer.sendExtraOperation(read);
    this.optimizer.sendExtraOperation(new Operation('strsetitem', [target, new ConstInt(to), read]));
  }

  private call(op: Operation): PassResult {
    const { oopspec, callClass } = op.descr as CallDescr;
    const made = oopspec === OS.MADE_TEXT || oopspec === OS.MADE_CHARACTER;
    if (made && !op.args.every((v) => constantOf(replacement(v)) !== null)) {
      const length = oopspec === OS.MADE_CHARACTER ? new ConstInt(1) : null;
      this.makeVirtual(op, { kind: 'made', args: op.args.slice(1).map(replacement), call: op }, length);
    } else if (oopspec === OS.ASKS_TEXT || oopspec === OS.ASKS_CHARACTER || (callClass === 'inline' && !made)) {
      const asks = (v: Value): boolean => v.type === 'r' && (oopspec !== OS.ASKS_CHARACTER || this.isCharacter(v));
      const args = op.args.map((v) => (asks(v) ? charactersOf(v, this) : v));
      return this.emit(args.every((a, i) => a === replacement(op.args[i]!)) ? op : this.replaceOpWith(op, op.name, args));
    } else if ((oopspec === OS.STR_CONCAT || oopspec === OS.UNI_CONCAT) && op.args.length === 3) {
      const [left, right] = [replacement(op.args[1]!), replacement(op.args[2]!)];
      stringInfo(left);
      stringInfo(right);
      this.makeVirtual(op, { kind: 'concat', left, right, call: op }, null);
    } else if ((oopspec === OS.STR_SLICE || oopspec === OS.UNI_SLICE) && op.args.length === 4) {
      const [string, start, stop] = op.args.slice(1).map(replacement) as [Value, Value, Value];
      stringInfo(string);
      this.makeVirtual(op, { kind: 'slice', string, start, stop, call: op }, null);
    } else return this.emit(op);
    this.lastEmitted = 'removed';
    return null;
  }

  private isCharacter(v: Value): boolean {
    const info = ptrInfo(replacement(v));
    return info instanceof StrInfo && info.length instanceof ConstInt && info.length.value === 1;
  }

  private add(a: Value, b: Value): Value {
    if (a instanceof ConstInt && b instanceof ConstInt) return new ConstInt(addWrap(a.value, b.value));
    return this.send('int_add', a, b, a instanceof ConstInt && a.value === 0 ? b : b instanceof ConstInt && b.value === 0 ? a : null);
  }

  private subtract(a: Value, b: Value): Value {
    if (a instanceof ConstInt && b instanceof ConstInt) return new ConstInt(subWrap(a.value, b.value));
    return this.send('int_sub', a, b, b === CONST_0 || (b instanceof ConstInt && b.value === 0) ? a : null);
  }

  private send(name: 'int_add' | 'int_sub', a: Value, b: Value, known: Value | null): Value {
    if (known !== null) return known;
    const op = new Operation(name, [a, b]);
    this.optimizer.sendExtraOperation(op);
    return replacement(op);
  }
}

/** The parts of a virtual string, null for any other value. */
function virtualParts(v: Value): StringParts | null {
  const info = ptrInfo(v);
  return info instanceof StrInfo && info.isVirtual() ? info.parts : null;
}
