/**
 * What is known about strings, virtual or not: their length, and of what parts a virtual one consists.
 *
 * A virtual concatenation or slice that must be made is made by the call it came from; PyPy copies the characters itself.
 * Source: rpython/jit/metainterp/optimizeopt/vstring.py (StrPtrInfo, VString*Info), PyPy 7.3.11.
 */
import { ConstInt, ConstPtr, Operation, isConst, type CallDescr, type ResumeRef, type Value, type VirtualInfo } from '../../ir';
import { type Box, infoOf, replacement } from '../facts/forwarding';
import { NonNullPtrInfo } from '../facts/info';
import { IntBound } from '../facts/intbound';
import type { Pass } from '../pass';
import { copyAndChange } from '../trace-copy';

export type StringParts =
  | { readonly kind: 'chars'; readonly chars: (Value | null)[] }
  | { readonly kind: 'concat'; readonly left: Value; readonly right: Value; readonly call: Operation }
  | { readonly kind: 'slice'; readonly string: Value; readonly start: Value; readonly stop: Value; readonly call: Operation }
  | { readonly kind: 'made'; readonly args: readonly Value[]; readonly call: Operation };

export class StrInfo extends NonNullPtrInfo {
  private virtual: boolean;
  private readonly bound: IntBound;
  /** See charactersOf. */
  copy: Value | null = null;

  constructor(
    /** Null: a string nobody here made. */
    readonly parts: StringParts | null,
    /** The value that is its length, once there is one. */
    public length: Value | null = null,
  ) {
    super();
    this.virtual = parts !== null;
    this.bound = length instanceof ConstInt ? IntBound.constant(length.value) : IntBound.atLeast(0);
  }

  override isVirtual(): boolean {
    return this.virtual;
  }
  override lengthBound(): IntBound {
    return this.bound;
  }

  override makeGuards(box: Value, guards: Operation[]): void {
    super.makeGuards(box, guards);
    if (this.bound.lower < 1) return;
    const length = new Operation('strlen', [box]);
    guards.push(length);
    this.bound.makeGuards(length, guards);
  }

  /** The values a virtual string is made of, null for characters not set. */
  contents(): (Value | null)[] {
    const parts = this.parts!;
    if (parts.kind === 'chars') return [...parts.chars];
    if (parts.kind === 'made') return [...parts.args];
    return parts.kind === 'concat' ? [parts.left, parts.right] : [parts.string, parts.start, parts.stop];
  }

  /** `refs` are those of `contents()`. */
  describe(refs: ResumeRef[]): VirtualInfo {
    const [a, b, c] = refs as [ResumeRef, ResumeRef, ResumeRef];
    if (this.parts!.kind === 'chars') return { kind: 'chars', codes: refs };
    if (this.parts!.kind === 'made') return { kind: 'made', call: this.parts!.call, args: refs };
    return this.parts!.kind === 'concat' ? { kind: 'concat', left: a, right: b } : { kind: 'slice', string: a, start: b, stop: c };
  }

  /** Makes the string; the new operations enter the chain after `from`. Parts that are virtual are made first. */
  force(box: Box, from: Pass): Value {
    const stack: Box[] = [box];
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const info = infoOf(top);
      if (!(info instanceof StrInfo) || !info.virtual) {
        stack.pop();
        continue;
      }
      const inner = info.parts?.kind === 'made' ? undefined : info.contents().find((v): v is Box => v !== null && isVirtualString(v));
      if (inner !== undefined) stack.push(replacement(inner) as Box);
      else {
        stack.pop();
        info.make(top, from);
      }
    }
    return replacement(box);
  }

  private make(box: Box, from: Pass): void {
    const parts = this.parts!;
    this.virtual = false;
    if (parts.kind === 'chars') this.makeChars(box, parts.chars, from);
    else if (parts.kind === 'made') {
      const made = copyOfCall(parts.call, parts.args, allocating(parts.call.descr as CallDescr), from);
      box.forwarded = made;
      made.forwarded = this;
    } else {
      const made = copyAndChange(parts.call, parts.call.type === 'r' ? 'call_r' : parts.call.name, [
        parts.call.args[0]!,
        ...this.contents().map((v) => replacement(v!)),
      ]);
      from.emitExtra(made);
      box.forwarded = made;
      made.forwarded = this;
    }
  }

  private makeChars(box: Box, chars: readonly (Value | null)[], from: Pass): void {
    const codes = chars.map((c) => (c === null ? null : replacement(c)));
    const { strings } = from.optimizer.params;
    if (strings && codes.every((c): c is ConstInt => c instanceof ConstInt)) {
      box.forwarded = new ConstPtr(strings.fromCodes(codes.map((c) => Number(c.value))));
      return;
    }
    const made = new Operation('newstr', [new ConstInt(chars.length)]);
    made.at = (box as Operation).at ?? null;
    from.emitExtra(made);
    box.forwarded = made;
    made.forwarded = this;
    codes.forEach((code, i) => {
      if (code !== null) from.emitExtra(new Operation('strsetitem', [made, new ConstInt(i), code]));
    });
  }
}

/**
 * The string for somebody who looks at its characters only. PyPy reads them where the parts have them, so this is no allocation of its own, and the
 * string stays virtual. One copy serves all.
 */
export function charactersOf(v: Value, from: Pass): Value {
  const first = replacement(v);
  if (!isMade(first)) return first;
  const stack: Box[] = [first];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const info = infoOf(top) as StrInfo;
    if (info.copy !== null) continue;
    const { args, call } = info.parts as StringParts & { kind: 'made' };
    const inner = args.map(replacement).filter((a): a is Box => isMade(a) && (infoOf(a) as StrInfo).copy === null);
    if (inner.length > 0) stack.push(top, ...inner);
    else info.copy = copyOfCall(call, args, call.descr as CallDescr, from);
  }
  return (infoOf(first) as StrInfo).copy!;
}

const isMade = (v: Value): v is Box => isVirtualString(v) && (infoOf(v as Box) as StrInfo).parts!.kind === 'made';

function copyOfCall(call: Operation, args: readonly Value[], descr: CallDescr, from: Pass): Operation {
  const made = copyAndChange(call, 'call_r', [call.args[0]!, ...args.map((a) => charactersOf(a, from))], descr);
  from.emitExtra(made);
  return made;
}

/** The same call where the string is made for good. */
function allocating(descr: CallDescr): CallDescr {
  let made = allocations.get(descr);
  if (made === undefined) allocations.set(descr, (made = { ...descr, makes: 'str' }));
  return made;
}
const allocations = new WeakMap<CallDescr, CallDescr>();

function isVirtualString(v: Value): boolean {
  const box = replacement(v);
  if (isConst(box)) return false;
  const info = infoOf(box);
  return info instanceof StrInfo && info.isVirtual();
}

/** Facts about a value used as a string; attached when there were none. Null for values known in another way. */
export function stringInfo(v: Value): StrInfo | null {
  const box = replacement(v);
  if (isConst(box)) return null;
  const old = infoOf(box);
  if (old instanceof StrInfo) return old;
  if (old !== null && (!(old instanceof NonNullPtrInfo) || old.constructor !== NonNullPtrInfo)) return null;
  const info = new StrInfo(null);
  if (old !== null) info.lastGuardPos = old.lastGuardPos;
  box.forwarded = info;
  return info;
}
