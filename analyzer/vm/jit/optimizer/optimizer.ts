/**
 * The driver: sends each operation through the passes and emits what comes out, guards with their resume data.
 *
 * Source: rpython/jit/metainterp/optimizeopt/optimizer.py (Optimizer), PyPy 7.3.11.
 */
import {
  ConstFloat,
  ConstInt,
  ConstPtr,
  Operation,
  isConst,
  type ArrayDescr,
  type FieldDescr,
  type OpName,
  type Value,
} from '../ir';
import { CallPureResults } from './facts/call-pure-results';
import { foldOperation } from './facts/fold';
import { type Box, type Const, constantOf, infoOf, ptrInfo, replacement, sameConstant } from './facts/forwarding';
import { ArrayInfo, FloatConstInfo, NonNullPtrInfo, ObjectInfo, PreambleOp, PtrInfo } from './facts/info';
import type { Info } from './facts/info-base';
import { IntBound } from './facts/intbound';
import { InvalidLoop } from './facts/invalid-loop';
import { forceVirtual } from './force';
import { emitGuardOperation } from './guards';
import { noStatistics, type OptimizerParameters, type OptimizerStatistics } from './parameters';
import { Emission, intBoundOf, type Pass } from './pass';
import { buildPasses, type Passes } from './passes';
import { ResumeMemo } from './resume';
import type { QuasiImmutableDependency, ResumeGuardDescr } from './tokens';
import type { TraceCopy } from './trace-copy';
import { type RecordedTrace, copyAndChange } from './trace-copy';
import type { OptUnroll } from './unroll/opt-unroll';

/** Operations that only read, allocate or compute: guards after them may share resume data, delayed stores may stay delayed. */
export function hasNoSideEffect({ info, name }: Operation): boolean {
  return (info.pure === true && !info.ovf) || info.heap === 'read' || info.malloc === true || name === 'force_token' || name === 'virtual_ref';
}

/** Notes for readers of the log. */
export const isJitDebug = (name: OpName): boolean =>
  name === 'debug_merge_point' || name === 'enter_portal_frame' || name === 'leave_portal_frame';

/** Result depends on the arguments alone and nothing can fail. */
export const isAlwaysPure = ({ info }: Operation): boolean => info.pure === true && info.ovf !== true;

export const isGuard = (op: Operation): boolean => op.info.guard === true;

export class Optimizer {
  readonly passes: Passes;
  /** The end of the chain. */
  readonly newOperations: Operation[] = [];
  readonly statistics: OptimizerStatistics = noStatistics();
  readonly resumeMemo: ResumeMemo;
  quasiImmutableDeps: QuasiImmutableDependency[] = [];
  /** Virtual values stored into real objects, put off past the guard about to be emitted; set by the heap pass. */
  pendingFields: Operation[] | null = null;
  /** The last guard whose resume data the next guard may share. */
  lastGuardOp: Operation | null = null;
  canReplaceGuards = true;
  /** Set while a loop is unrolled or a bridge looks for a label. */
  unroll: OptUnroll | null = null;
  trace!: TraceCopy;
  callPureResults: CallPureResults = CallPureResults.EMPTY;

  private readonly emitted = new Set<Operation>();
  private readonly replacesGuard = new Map<Operation, number>();
  private reallyEmitted: Operation | null = null;

  constructor(readonly params: OptimizerParameters) {
    this.resumeMemo = new ResumeMemo(this.statistics, params.failArgsLimit);
    this.passes = buildPasses(this);
  }

  /** Optimizes up to the last operation, which is returned and not yet sent unless `flush` is. */
  propagateAllForward(trace: RecordedTrace, copy: TraceCopy, flush: boolean): Operation | null {
    this.trace = copy;
    this.callPureResults = CallPureResults.of(trace.ops);
    let last: Operation | null = null;
    for (let op = copy.next(); op !== null; op = copy.next()) {
      this.reallyEmitted = null;
      if (op.name === 'jump' || op.name === 'finish') {
        last = op;
        break;
      }
      this.sendExtraOperation(op);
    }
    if (!flush) return last;
    if (last !== null) {
      this.flush();
      this.sendExtraOperation(last);
    } else if (this.newOperations.at(-1)?.name === 'guard_always_fails') {
      // The end of a segment: what is put off is in the guard's resume data, and nothing after it is ever run.
      this.append(new Operation('finish', []));
    } else throw new InvalidLoop('the trace has no end');
    return last;
  }

  flush(): void {
    for (const pass of this.passes.chain) pass.flush();
  }

  /** Sends an operation through the passes from number `from` on. */
  sendExtraOperation(first: Operation, from = 0): void {
    const { chain } = this.passes;
    // What each pass handed on, and what it wants done afterwards; most want nothing.
    const seen: (Operation | (() => void))[] = [];
    const by: Pass[] = [];
    let op: Operation | null = first;
    for (let i = from; i < chain.length && op !== null; i++) {
      const pass = chain[i]!;
      const result = pass.propagateForward(op);
      if (result instanceof Emission) {
        op = result.op;
        seen.push(result.callback);
        by.push(pass);
      } else {
        op = result;
        if (op === null || !pass.postprocesses) continue;
        seen.push(op);
        by.push(pass);
      }
    }
    if (op !== null) this.propagateForward(op);
    for (let i = seen.length - 1; i >= 0; i--) {
      const emitted = seen[i]!;
      if (typeof emitted === 'function') emitted();
      else by[i]!.postprocess(emitted);
    }
  }

  private propagateForward(op: Operation): void {
    if (op.name === 'same_as_i' || op.name === 'same_as_r' || op.name === 'same_as_f') this.makeEqualTo(op, op.args[0]!);
    else this.emit(op);
  }

  emit(op: Operation): void {
    if (op.info.bool) intBoundOf(op).makeBool();
    this.emitOperation(op);
    const box = replacement(op);
    if (box.type !== 'i' || isConst(box)) return;
    const info = infoOf(box);
    if (info instanceof IntBound && info.isConstant()) box.forwarded = info.constant();
  }

  private emitOperation(original: Operation): void {
    const box = replacement(original);
    if (isConst(box)) return; // postponed, and constant since
    let op = box as Operation;
    op.args = op.args.map((a) => this.forceBox(a));
    this.statistics.operations++;
    if (isGuard(op)) {
      this.statistics.guards++;
      const pending = this.pendingFields;
      this.pendingFields = null;
      const position = this.replacesGuard.get(original);
      if (position !== undefined) {
        this.replacesGuard.delete(original);
        this.replaceGuardOp(position, op);
        return;
      }
      op = emitGuardOperation(this, op, pending ?? []);
    } else if (!hasNoSideEffect(op) && !isJitDebug(op.name) && !op.info.ovf) {
      this.lastGuardOp = null;
    }
    this.append(op);
  }

  /** Adds an operation that needs nothing more. */
  append(op: Operation): void {
    this.reallyEmitted = op;
    this.newOperations.push(op);
    this.emitted.add(op);
  }

  /** The operation emitted last for the current operation of the trace. */
  lastOp(): Operation | null {
    return this.reallyEmitted;
  }

  /** `v` when it is an operation of the code being made, not of an earlier part. */
  asOperation(v: Value): Operation | null {
    return v instanceof Operation && this.emitted.has(v) ? v : null;
  }

  // -- guards merged into earlier ones --

  /** When `op` is emitted it takes the place of the earlier guard on the same value. */
  replaceGuard(op: Operation, info: PtrInfo): void {
    if (info.lastGuardPos !== -1) this.replacesGuard.set(op, info.lastGuardPos);
  }

  private replaceGuardOp(position: number, op: Operation): void {
    const old = this.newOperations[position]!;
    // It fails where the earlier one would have, and guards that share its resume data now share with this one.
    const descr = old.descr as ResumeGuardDescr;
    descr.recordedAs = op.name;
    op.descr = descr;
    op.failArgs = old.failArgs;
    this.newOperations[position] = op;
    this.emitted.add(op);
  }

  markLastGuard(info: PtrInfo): void {
    if (this.reallyEmitted === null || !isGuard(this.reallyEmitted)) return;
    info.lastGuardPos = this.newOperations.length - 1;
  }

  lastGuardOf(info: PtrInfo | null): Operation | null {
    return info === null || info.lastGuardPos === -1 ? null : this.newOperations[info.lastGuardPos]!;
  }

  // -- facts --

  constantBox(v: Value): Const | null {
    return constantOf(v);
  }

  makeConstant(v: Value, constant: Const): void {
    const box = replacement(v);
    if (isConst(box)) {
      if (!sameConstant(box, constant)) throw new InvalidLoop('a constant is turned into another constant');
      return;
    }
    const info = infoOf(box);
    if (info instanceof IntBound && constant instanceof ConstInt && !info.contains(constant.value)) {
      throw new InvalidLoop('an int is turned into a constant outside the range allowed for it');
    }
    if (info instanceof PtrInfo && constant instanceof ConstPtr) this.passes.heap.copyFieldsToConstant(info, constant);
    box.forwarded = constant;
  }

  makeEqualTo(v: Value, value: Value): void {
    const box = replacement(v);
    const target = replacement(value);
    if (box === target || isConst(box)) return;
    const info = infoOf(box);
    box.forwarded = target;
    if (info === null || isConst(target)) return;
    const known = infoOf(target);
    if (known === null) target.forwarded = info;
    else if (known instanceof IntBound && info instanceof IntBound) known.intersect(info);
  }

  replaceOpWith(op: Operation, name: OpName, args?: readonly Value[], descr?: Operation['descr']): Operation {
    const copy = copyAndChange(op, name, args, descr);
    if (copy.type === 'v') return copy;
    const box = replacement(op);
    if (isConst(box)) return copy;
    const info = infoOf(box);
    if (info !== null) copy.forwarded = info;
    box.forwarded = copy;
    return copy;
  }

  makeNonnull(v: Value): void {
    const box = replacement(v);
    if (!isConst(box) && box.type === 'r' && infoOf(box) === null) box.forwarded = new NonNullPtrInfo();
  }

  /** Facts about a box that has fields; attached when there were none. */
  objectInfoOf(box: Box): ObjectInfo {
    const old = infoOf(box);
    if (old instanceof ObjectInfo) return old;
    if (old?.isVirtual()) return this.objectInfoOf(this.forceBox(box) as Box);
    const info = new ObjectInfo();
    if (old instanceof PtrInfo) info.lastGuardPos = old.lastGuardPos;
    if (old instanceof ArrayInfo) info.array = old;
    box.forwarded = info;
    return info;
  }

  /** Facts about the object a field operation works on (ensure_ptr_info_arg0). */
  ensureObject(v: Value, descr: FieldDescr | null): ObjectInfo {
    const box = replacement(v);
    if (isConst(box)) return this.passes.heap.constantObject(box);
    const info = this.objectInfoOf(box);
    if (descr?.owner && !info.isVirtual()) info.addOwner(descr.owner);
    return info;
  }

  /** Facts about the array an item operation works on. */
  ensureArray(v: Value, descr: ArrayDescr): ArrayInfo {
    const box = replacement(v);
    if (isConst(box)) return this.passes.heap.constantArray(box, descr);
    const old = infoOf(box);
    if (old instanceof ArrayInfo) return old;
    if (old instanceof ObjectInfo) return (old.array ??= new ArrayInfo(descr));
    const info = new ArrayInfo(descr);
    if (old instanceof PtrInfo) info.lastGuardPos = old.lastGuardPos;
    box.forwarded = info;
    return info;
  }

  /** Facts about any value, null when there are none (getinfo). */
  infoFor(v: Value): Info | null {
    if (v.type === 'r') return ptrInfo(v);
    const box = replacement(v);
    if (box instanceof ConstFloat) return new FloatConstInfo(box);
    return v.type === 'i' ? intBoundOf(box) : null;
  }

  /** Folds an operation all of whose arguments are constants; null when it cannot be run now. */
  constantFold(op: Operation): Const | null {
    const args: Const[] = [];
    for (const a of op.args) {
      const c = constantOf(a);
      if (c === null) return null;
      args.push(c);
    }
    return foldOperation(op, args, this.params.strings);
  }

  // -- forcing --

  /** The value as code can use it: virtuals are allocated. `from`: the pass after which the new operations enter. */
  forceBox(v: Value, from: Pass | null = null): Value {
    const box = replacement(v);
    if (isConst(box)) return box;
    this.unroll?.useExtraOp(box);
    const info = infoOf(box);
    if (info === null) return box;
    if (info instanceof IntBound) return info.isConstant() ? info.constant() : box;
    return info.isVirtual() ? forceVirtual(this, box, from) : box;
  }

  /** What a cached field or pure operation of the preamble stands for, noting that the loop uses it. */
  forceOpFromPreamble(known: Value | PreambleOp): Value {
    return known instanceof PreambleOp ? this.unroll!.forceOpFromPreamble(known) : known;
  }
}
