/**
 * Write a guard's resume data: number the values its frames need, describe the virtuals to rebuild and the stores put off.
 *
 * Fail arguments are first those the frames hold themselves, in order of first use; then those only virtuals need. The latter keep
 * their numbers from guard to guard (counted from the end), which leaves holes (null) where one is not needed any more.
 * Source: rpython/jit/metainterp/resume.py (ResumeDataLoopMemo, ResumeDataVirtualAdder), PyPy 7.3.11.
 */
import {
  isConst,
  type Concrete,
  type FieldDescr,
  type ArrayDescr,
  type Operation,
  type PendingStore,
  type ResumeData,
  type ResumeFrame,
  type ResumeRef,
  type Value,
  type VirtualInfo,
} from '../ir';
import { serializeKnowledge } from './bridgeopt';
import { constantOf, infoOf, replacement, type Box, isVirtual } from './facts/forwarding';
import type { PtrInfo } from './facts/info';
import { ArrayInfo, ObjectInfo, PreambleOp, zeroOf } from './facts/info';
import { InvalidLoop } from './facts/invalid-loop';
import type { Optimizer } from './optimizer';
import type { OptimizerStatistics } from './parameters';
import { StrInfo } from './passes/string-info';

/** More fail arguments than the machine takes: compilation gives up ("compiling"). */
export class TooManyFailArgs extends InvalidLoop {
  override readonly name = 'TooManyFailArgs';
}

// A tag is number * 4 + kind; numbers below 0 count from the end.
const CONST = 0;
const UNSET = 1;
const BOX = 2;
const VIRTUAL = 3;
const tag = (kind: number, n: number): number => n * 4 + kind;
const kindOf = (t: number): number => ((t % 4) + 4) % 4;
const numberOf = (t: number): number => Math.floor(t / 4);

export interface NumberedGuard {
  readonly resume: ResumeData;
  readonly failArgs: (Box | null)[];
}

/** Shared by all guards of one piece of code. */
export class ResumeMemo {
  private readonly boxes = new Map<Box, number>();
  private readonly virtuals = new Map<Box, number>();
  private readonly constants = new Map<Concrete, number>();
  private readonly constantValues: Concrete[] = [];
  private readonly lastTags = new WeakMap<PtrInfo, readonly number[]>();

  constructor(
    private readonly statistics: OptimizerStatistics,
    private readonly failArgsLimit: number,
  ) {}

  number(optimizer: Optimizer, guard: Operation, pending: readonly Operation[]): NumberedGuard {
    return new Numbering(this, optimizer).run(guard, pending);
  }

  constantTag(value: Concrete): number {
    // 0.0 and -0.0 are one Map key: the latter always gets a new number.
    let n = Object.is(value, -0) ? undefined : this.constants.get(value);
    if (n === undefined) {
      n = this.constantValues.length;
      this.constantValues.push(value);
      if (!Object.is(value, -0)) this.constants.set(value, n);
    }
    return tag(CONST, n);
  }

  constantOf = (t: number): Concrete => this.constantValues[numberOf(t)];

  boxNumber(box: Box, extra: (Box | null)[]): number {
    const known = this.boxes.get(box);
    if (known !== undefined) {
      extra[-known - 1] = box;
      return known;
    }
    extra.push(box);
    this.boxes.set(box, -extra.length);
    return -extra.length;
  }

  virtualNumber(box: Box): number {
    let n = this.virtuals.get(box);
    if (n === undefined) this.virtuals.set(box, (n = -this.virtuals.size - 1));
    return n;
  }

  get cachedBoxes(): number {
    return this.boxes.size;
  }

  get cachedVirtuals(): number {
    return this.virtuals.size;
  }

  countVirtuals(length: number, used: number): void {
    this.statistics.virtuals += length;
    this.statistics.holes += length - used;
  }

  /** Counts a virtual described exactly as for the guard before. */
  noteTags(info: PtrInfo, tags: readonly number[]): void {
    const last = this.lastTags.get(info);
    if (last !== undefined && last.length === tags.length && last.every((t, i) => t === tags[i])) this.statistics.reusedVirtuals++;
    else this.lastTags.set(info, tags);
  }

  checkLimits(failArgs: number, holes: number): void {
    if (failArgs > this.failArgsLimit) throw new TooManyFailArgs(`${failArgs} fail arguments`);
    if (failArgs > this.failArgsLimit >> 1 && holes > Math.floor(failArgs / 3)) {
      this.boxes.clear();
      this.virtuals.clear();
    }
  }
}

/** The numbering of one guard. */
class Numbering {
  private readonly fromFrames = new Map<Box, number>();
  private readonly failArgs: (Box | null)[] = [];
  private frameVirtuals = 0;
  /** Boxes seen only inside virtuals and pending stores, and all virtuals; values are tags, UNSET kinds until numbered. */
  private readonly inner = new Map<Box, number>();
  private readonly contents = new Map<Box, readonly (Value | null)[]>();
  private virtualLength = 0;
  private readonly positions = new Map<number, number>();

  constructor(
    private readonly memo: ResumeMemo,
    private readonly optimizer: Optimizer,
  ) {}

  run(guard: Operation, pending: readonly Operation[]): NumberedGuard {
    const frames = (guard.snapshot?.frames ?? []).map((f) => ({ info: f.info, tags: f.values.map((v) => this.frameTag(v)) }));
    for (const box of this.fromFrames.keys()) if (isVirtual(box)) this.walkVirtual(box);
    const stores = pending.map((op) => this.registerStore(op));
    this.numberInner();
    const virtuals = this.describeVirtuals();
    const data: ResumeData = {
      frames: frames.map((f): ResumeFrame => ({ info: f.info, values: f.tags.map((t) => this.ref(t)) })),
      virtuals,
      pending: stores.map((s) => this.pendingStore(s)),
      knowledge: serializeKnowledge(this.optimizer, this.failArgs, this.fromFrames),
    };
    return { resume: data, failArgs: this.failArgs };
  }

  private frameTag(value: Value | null): number {
    // The result of a call without one, held while the guard behind the call resumes after it, is nothing.
    if (value === null || value.type === 'v') return tag(UNSET, 0);
    const box = settled(this.optimizer.trace.copyOf(value));
    if (isConst(box)) return this.memo.constantTag(box.value);
    const known = this.fromFrames.get(box);
    if (known !== undefined) return known;
    const t = isVirtual(box) ? tag(VIRTUAL, this.frameVirtuals++) : tag(BOX, this.failArgs.push(box) - 1);
    this.fromFrames.set(box, t);
    return t;
  }

  private register(box: Value | null): void {
    if (box === null || isConst(box) || this.fromFrames.has(box) || this.inner.has(box)) return;
    this.inner.set(box, tag(UNSET, BOX));
  }

  /** Registers a virtual and all virtuals in it, outer ones first. */
  private walkVirtual(first: Box): void {
    const stack = [first];
    for (let box = stack.pop(); box !== undefined; box = stack.pop()) {
      if (this.contents.has(box)) continue;
      const items = contentsOf(infoOf(box) as PtrInfo).map((v) => (v === null ? null : settled(v)));
      this.inner.set(box, this.fromFrames.get(box) ?? tag(UNSET, VIRTUAL));
      this.contents.set(box, items);
      for (const item of items) this.register(item);
      for (let i = items.length - 1; i >= 0; i--) {
        const item = items[i]!;
        if (item !== null && !isConst(item) && isVirtual(item)) stack.push(item);
      }
    }
  }

  private registerStore(op: Operation): { op: Operation; object: Value; value: Value } {
    const object = settled(op.args[0]!);
    const value = settled(op.args.at(-1)!);
    this.register(object);
    this.register(value);
    if (isVirtual(value)) this.walkVirtual(value as Box);
    return { op, object, value };
  }

  private numberInner(): void {
    const extra: (Box | null)[] = new Array<null>(this.memo.cachedBoxes).fill(null);
    let used = 0;
    for (const [box, t] of this.inner) {
      if (kindOf(t) !== UNSET) continue;
      if (numberOf(t) === BOX) {
        this.inner.set(box, tag(BOX, this.memo.boxNumber(box, extra)));
        used++;
      } else this.inner.set(box, tag(VIRTUAL, this.memo.virtualNumber(box)));
    }
    const holes = extra.length - used;
    for (let i = extra.length - 1; i >= 0; i--) this.failArgs.push(extra[i]!);
    if (this.contents.size > 0) {
      this.virtualLength = this.frameVirtuals + this.memo.cachedVirtuals;
      this.memo.countVirtuals(this.virtualLength, this.contents.size);
    }
    this.memo.checkLimits(this.failArgs.length, holes);
  }

  private tagOf(value: Value | null): number {
    if (value === null) return tag(UNSET, 0);
    if (isConst(value)) return this.memo.constantTag(value.value);
    return this.fromFrames.get(value) ?? this.inner.get(value)!;
  }

  private describeVirtuals(): VirtualInfo[] {
    const numbered: { n: number; box: Box }[] = [];
    for (const box of this.contents.keys()) {
      const n = numberOf(this.inner.get(box)!);
      numbered.push({ n: n >= 0 ? n : this.virtualLength + n, box });
    }
    numbered.sort((a, b) => a.n - b.n);
    numbered.forEach(({ n }, position) => this.positions.set(n, position));
    return numbered.map(({ box }) => this.describe(infoOf(box) as PtrInfo, this.contents.get(box)!));
  }

  private describe(info: PtrInfo, contents: readonly (Value | null)[]): VirtualInfo {
    const tags = contents.map((v) => this.tagOf(v));
    this.memo.noteTags(info, tags);
    const refs = (zero: (i: number) => Concrete): ResumeRef[] =>
      tags.map((t, i) => (kindOf(t) === UNSET ? { tag: 'const', value: zero(i) } : this.ref(t)));
    if (info instanceof ObjectInfo) {
      const descr = info.size!;
      return { kind: 'object', descr, fields: refs((i) => zeroOf(descr.fields[i]!.type).value) };
    }
    if (info instanceof ArrayInfo) return { kind: 'array', descr: info.descr, items: refs(() => zeroOf(info.descr.item).value) };
    if (info instanceof StrInfo) return info.describe(refs(() => 0));
    throw new InvalidLoop('a virtual of an unknown kind');
  }

  private ref(t: number): ResumeRef {
    const n = numberOf(t);
    switch (kindOf(t)) {
      case CONST:
        return { tag: 'const', value: this.memo.constantOf(t) };
      case BOX:
        return { tag: 'box', index: n >= 0 ? n : this.failArgs.length + n };
      case VIRTUAL:
        return { tag: 'virtual', index: this.positions.get(n >= 0 ? n : this.virtualLength + n)! };
      default:
        return { tag: 'unbound' };
    }
  }

  private pendingStore({ op, object, value }: { op: Operation; object: Value; value: Value }): PendingStore {
    const to = this.ref(this.tagOf(object));
    const stored = this.ref(this.tagOf(value));
    if (op.name === 'setfield_gc') return { kind: 'field', object: to, descr: op.descr as FieldDescr, value: stored };
    const index = constantOf(op.args[1]!)!.value;
    return { kind: 'item', array: to, index: Number(index), descr: op.descr as ArrayDescr, value: stored };
  }
}

/** The value itself, or the constant that guards have shown it to be. */
const settled = (v: Value): Value => constantOf(v) ?? replacement(v);

/** The fields or items of a virtual, null where nothing is set. */
function contentsOf(info: PtrInfo): (Value | null)[] {
  if (info instanceof ObjectInfo) return info.size!.fields.map((f) => valueOf(info.fields.get(f) ?? null));
  if (info instanceof ArrayInfo) return info.items.map(valueOf);
  return info instanceof StrInfo ? info.contents() : [];
}

const valueOf = (known: Value | PreambleOp | null): Value | null => (known instanceof PreambleOp ? known.op : known);
