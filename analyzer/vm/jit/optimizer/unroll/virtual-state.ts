/**
 * What a label demands of the values it receives: per live value a constant, a known class, non-null, anything, or a virtual with
 * its fields. A bridge may jump to the label when its own end state is at least as specific, or can be made so by guards that its
 * recorded values pass.
 *
 * Source: rpython/jit/metainterp/optimizeopt/virtualstate.py, PyPy 7.3.11. Arrays of structs are not modelled.
 */
import { ConstInt, ConstPtr, Operation, isConst, type Concrete, type IRType, type Value, type VTable } from '../../ir';
import { type Const, infoOf, ptrInfo, replacement, sameConstant } from '../facts/forwarding';
import { ArrayInfo, ObjectInfo, PreambleOp, PtrInfo } from '../facts/info';
import type { Info } from '../facts/info-base';
import { IntBound } from '../facts/intbound';
import type { Optimizer } from '../optimizer';

/** The label cannot take these values. */
export class VirtualStatesCantMatch extends Error {
  override readonly name = 'VirtualStatesCantMatch';
}
const cantMatch = (why: string): never => {
  throw new VirtualStatesCantMatch(why);
};

/** A value as recorded: an educated guess which guards would pass. Null when it was not recorded. */
export type Runtime = { readonly value: Concrete } | null;

export const LEVEL = { UNKNOWN: 0, NONNULL: 1, KNOWNCLASS: 2, CONSTANT: 3 } as const;
type Level = (typeof LEVEL)[keyof typeof LEVEL];

export class NotVirtualState {
  position = -1;
  /** Which argument of the label it is. */
  argument = -1;
  level: Level = LEVEL.UNKNOWN;
  constant: Const | null = null;
  cls: VTable | null = null;
  bound: IntBound | null = null;
  lengthBound: IntBound | null = null;

  constructor(
    readonly type: IRType,
    info: Info | null,
  ) {
    if (info?.isConstant()) {
      this.level = LEVEL.CONSTANT;
      this.constant = info.constant();
    } else if (info instanceof IntBound) {
      info.widenUpdate();
      this.bound = info;
    } else if (info instanceof PtrInfo) {
      this.cls = info.knownClass();
      this.level = this.cls ? LEVEL.KNOWNCLASS : info.isNonnull() ? LEVEL.NONNULL : LEVEL.UNKNOWN;
      this.lengthBound = info.lengthBound()?.clone() ?? null;
    }
  }
}

/** A virtual object or array. */
export class VirtualStructState {
  position = -1;
  parts: (StateInfo | null)[] = [];

  constructor(readonly info: ObjectInfo | ArrayInfo) {}

  sameShape(other: VirtualStructState): boolean {
    const [a, b] = [this.info, other.info];
    if (a instanceof ObjectInfo) return b instanceof ObjectInfo && a.size === b.size;
    return b instanceof ArrayInfo && a.descr === b.descr && a.length === b.length;
  }
}

export type StateInfo = NotVirtualState | VirtualStructState;

/** Fields in the order of the size descr, or items. */
function partsOf(info: ObjectInfo | ArrayInfo): (Value | null)[] {
  const known = info instanceof ObjectInfo ? info.size!.fields.map((f) => info.fields.get(f) ?? null) : info.items;
  return known.map((k) => (k instanceof PreambleOp ? k.op : k));
}

function virtualStruct(box: Value): ObjectInfo | ArrayInfo | null {
  if (isConst(box)) return null;
  const info = infoOf(box);
  return (info instanceof ObjectInfo || info instanceof ArrayInfo) && info.isVirtual() ? info : null;
}

export class VirtualState {
  /** How many values the label receives. */
  readonly numNotVirtuals: number;

  private constructor(readonly state: readonly StateInfo[]) {
    let positions = 0;
    let notVirtuals = 0;
    const stack = [...state].reverse();
    for (let s = stack.pop(); s !== undefined; s = stack.pop()) {
      if (s.position !== -1) continue;
      s.position = positions++;
      if (s instanceof VirtualStructState) {
        for (let i = s.parts.length - 1; i >= 0; i--) if (s.parts[i]) stack.push(s.parts[i]!);
      } else if (s.level !== LEVEL.CONSTANT) s.argument = notVirtuals++;
    }
    this.numNotVirtuals = notVirtuals;
  }

  /** The state of the arguments of a jump. */
  static of(optimizer: Optimizer, args: readonly Value[]): VirtualState {
    const states = new Map<Value, StateInfo>();
    const open: VirtualStructState[] = [];
    const create = (v: Value): StateInfo => {
      const box = replacement(v);
      const known = states.get(box);
      if (known) return known;
      const virtual = virtualStruct(box);
      const s = virtual ? new VirtualStructState(virtual) : new NotVirtualState(box.type, optimizer.infoFor(box));
      if (s instanceof VirtualStructState) open.push(s);
      states.set(box, s);
      return s;
    };
    const state = args.map(create);
    for (let s = open.pop(); s !== undefined; s = open.pop()) s.parts = partsOf(s.info).map((p) => (p === null ? null : create(p)));
    return new VirtualState(state);
  }

  /** Whether `other` fits without any guards. */
  generalizationOf(other: VirtualState): boolean {
    try {
      this.generateGuards(other, null, null, false);
      return true;
    } catch (e) {
      if (e instanceof VirtualStatesCantMatch) return false;
      throw e;
    }
  }

  /** The guards that make values in state `other` fit. Throws VirtualStatesCantMatch. */
  generateGuards(
    other: VirtualState,
    boxes: readonly Value[] | null,
    runtime: readonly Runtime[] | null,
    forceBoxes: boolean,
  ): Operation[] {
    const guards: Operation[] = [];
    const renumbered = new Map<number, number>();
    const tasks: Task[] = [];
    const push = (
      mine: readonly (StateInfo | null)[],
      theirs: readonly (StateInfo | null)[],
      sub: (i: number) => [Value | null, Runtime],
    ): void => {
      for (let i = mine.length - 1; i >= 0; i--) {
        if (mine[i] === null) continue;
        if (!theirs[i]) cantMatch('a field is set in one state only');
        const [box, value] = sub(i);
        tasks.push({ mine: mine[i]!, theirs: theirs[i]!, box, runtime: value });
      }
    };
    push(this.state, other.state, (i) => [boxes?.[i] ?? null, runtime?.[i] ?? null]);
    for (let t = tasks.pop(); t !== undefined; t = tasks.pop()) {
      const seen = renumbered.get(t.mine.position);
      if (seen !== undefined) {
        if (seen !== t.theirs.position) cantMatch('two values are the same box in one state but not in the other');
        continue;
      }
      renumbered.set(t.mine.position, t.theirs.position);
      const { mine, theirs } = t;
      if (mine instanceof NotVirtualState) {
        matchNotVirtual(mine, theirs, t, guards, forceBoxes);
        continue;
      }
      if (!(theirs instanceof VirtualStructState) || !mine.sameShape(theirs)) cantMatch('different kinds of virtuals');
      const { box, runtime: object } = t;
      const info = box === null ? null : virtualStruct(replacement(box));
      const parts = info === null ? null : partsOf(info);
      push(mine.parts, (theirs as VirtualStructState).parts, (i) => [
        parts?.[i] ?? null,
        runtimePart(mine.info, parts?.[i] ? object : null, i),
      ]);
    }
    return guards;
  }

  /**
   * The label's arguments, taken from the arguments of a jump. With `forceBoxes`, virtuals where the label wants a real object are
   * allocated; else, and where a virtual is missing, throws VirtualStatesCantMatch.
   */
  makeInputargs(args: readonly Value[], optimizer: Optimizer, forceBoxes = false): Value[] {
    const boxes: Value[] = new Array<Value>(this.numNotVirtuals);
    // Forcing one value may change others that share parts with it: then go through all of them again.
    if (forceBoxes) args.forEach((a, i) => enumForcedBoxes(boxes, this.state[i]!, a, optimizer, true));
    args.forEach((a, i) => enumForcedBoxes(boxes, this.state[i]!, a, optimizer, false));
    return boxes;
  }

  /** Also gives the virtuals among the arguments: the short preamble may read fields of what is not virtual elsewhere. */
  makeInputargsAndVirtuals(args: readonly Value[], optimizer: Optimizer, forceBoxes = false): { args: Value[]; virtuals: Value[] } {
    const inputargs = this.makeInputargs(args, optimizer, forceBoxes);
    return { args: inputargs, virtuals: args.filter((_, i) => this.state[i] instanceof VirtualStructState) };
  }
}

interface Task {
  readonly mine: StateInfo;
  readonly theirs: StateInfo;
  readonly box: Value | null;
  readonly runtime: Runtime;
}

function runtimePart(info: ObjectInfo | ArrayInfo, object: Runtime, i: number): Runtime {
  if (object === null || object.value === null || object.value === undefined) return null;
  if (info instanceof ArrayInfo) return { value: info.descr.get(object.value, i) };
  return { value: info.size!.fields[i]!.get(object.value) };
}

function enumForcedBoxes(boxes: Value[], state: StateInfo, arg: Value, optimizer: Optimizer, force: boolean): void {
  const stack: [StateInfo, Value][] = [[state, arg]];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [s, v] = top;
    const box = replacement(v);
    if (s instanceof NotVirtualState) {
      if (s.level === LEVEL.CONSTANT) continue;
      const virtual = box.type === 'r' && (ptrInfo(box)?.isVirtual() ?? false);
      if (virtual && !force) cantMatch('a virtual appears where a real object is needed');
      boxes[s.argument] = virtual ? optimizer.forceBox(box, optimizer.passes.earlyforce) : box;
      continue;
    }
    const info = virtualStruct(box) ?? cantMatch('a real object appears where a virtual is needed');
    if (info instanceof ArrayInfo !== s.info instanceof ArrayInfo) cantMatch('different kinds of virtuals');
    const parts = partsOf(info);
    if (info instanceof ArrayInfo && s.parts.length > parts.length) cantMatch('other has a different length');
    for (let i = Math.min(s.parts.length, parts.length) - 1; i >= 0; i--) {
      const part = s.parts[i];
      if (!part || part.position <= s.position) continue;
      stack.push([part, parts[i] ?? cantMatch('a field is not set')]);
    }
  }
}

function matchNotVirtual(mine: NotVirtualState, theirs: StateInfo, task: Task, guards: Operation[], forceBoxes: boolean): void {
  if (mine.type === 'r') {
    if (forceBoxes && theirs instanceof VirtualStructState && theirs.info instanceof ObjectInfo && theirs.info.knownClass()) {
      if (mine.level === LEVEL.CONSTANT) cantMatch('a constant and a virtual object');
      if (mine.level === LEVEL.KNOWNCLASS && mine.cls !== theirs.info.knownClass()) cantMatch("classes don't match");
      return;
    }
    if (!(theirs instanceof NotVirtualState))
      return cantMatch('a virtual appears where a pointer is needed and it is too late to force it');
    if (mine.lengthBound && !mine.lengthBound.containsBound(theirs.lengthBound ?? IntBound.atLeast(0)))
      cantMatch('length bound does not match');
    if (mine.level === LEVEL.NONNULL) return matchNonnull(theirs, task, guards);
    if (mine.level === LEVEL.KNOWNCLASS) return matchClass(mine.cls!, theirs, task, guards);
  }
  if (!(theirs instanceof NotVirtualState)) return cantMatch('a virtual appears where none can be');
  if (mine.level === LEVEL.CONSTANT) return matchConstant(mine.constant!, theirs, task, guards);
  if (mine.bound !== null) matchBound(mine.bound, theirs, task, guards);
}

function matchConstant(constant: Const, theirs: NotVirtualState, { box, runtime }: Task, guards: Operation[]): void {
  if (theirs.constant !== null) {
    if (!sameConstant(constant, theirs.constant)) cantMatch('different constants');
  } else if (box !== null && runtime !== null && Object.is(runtime.value, constant.value)) {
    guards.push(new Operation('guard_value', [box, constant]));
  } else cantMatch('other not constant');
}

function matchBound(bound: IntBound, theirs: NotVirtualState, { box, runtime }: Task, guards: Operation[]): void {
  const other = theirs.constant instanceof ConstInt ? IntBound.constant(theirs.constant.value) : (theirs.bound ?? IntBound.unbounded());
  if (bound.containsBound(other)) return;
  const value = runtime?.value;
  // A few more guards than needed perhaps; superfluous ones are removed when they are emitted.
  if (box !== null && (typeof value === 'number' || typeof value === 'bigint') && bound.contains(value)) bound.makeGuards(box, guards);
  else cantMatch("int bounds don't match");
}

const isNonnull = (runtime: Runtime): boolean => runtime !== null && runtime.value !== null && runtime.value !== undefined;

function matchNonnull(theirs: NotVirtualState, { box, runtime }: Task, guards: Operation[]): void {
  if (theirs.level === LEVEL.UNKNOWN) {
    if (box === null || !isNonnull(runtime)) cantMatch('other not known to be nonnull');
    guards.push(new Operation('guard_nonnull', [box!]));
  } else if (theirs.level === LEVEL.CONSTANT && theirs.constant!.value === null) cantMatch('constant is null');
}

function matchClass(cls: VTable, theirs: NotVirtualState, { box, runtime }: Task, guards: Operation[]): void {
  if (theirs.level === LEVEL.KNOWNCLASS) {
    if (cls !== theirs.cls) cantMatch("classes don't match");
  } else if (theirs.level === LEVEL.CONSTANT) {
    const value = theirs.constant!.value;
    if (value === null || !cls.test(value)) cantMatch("classes don't match");
  } else {
    if (box === null || !isNonnull(runtime) || !cls.test(runtime!.value)) cantMatch("other's class is unknown");
    guards.push(new Operation(theirs.level === LEVEL.UNKNOWN ? 'guard_nonnull_class' : 'guard_class', [box!, new ConstPtr(cls, cls.name)]));
  }
}
