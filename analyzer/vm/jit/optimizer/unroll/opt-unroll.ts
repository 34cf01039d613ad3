/**
 * Carries what the preamble established into the peeled loop, and finds labels that jumps may go to.
 *
 * Source: rpython/jit/metainterp/optimizeopt/unroll.py (OptUnroll, UnrollOptimizer.setinfo_from_preamble), PyPy 7.3.11.
 */
import { Operation, isConst, type ArrayDescr, type ConstInt, type ConstPtr, type FieldDescr, type InputArg, type Value } from '../../ir';
import { infoOf, isVirtual, replacement } from '../facts/forwarding';
import { ArrayInfo, FloatConstInfo, NonNullPtrInfo, ObjectInfo, PreambleOp, PtrInfo } from '../facts/info';
import type { Info } from '../facts/info-base';
import { IntBound } from '../facts/intbound';
import { InvalidLoop } from '../facts/invalid-loop';
import type { Optimizer } from '../optimizer';
import { intBoundOf } from '../pass';
import { StrInfo } from '../passes/string-info';
import { type JitLoopToken, type JitTargetToken, type ShortPreamble, resumeAtPosition } from '../tokens';
import { copyAndChange } from '../trace-copy';
import { type ExportedState, forceAtEndOfPreamble } from './export';
import type { ProducedShortOp } from './short-boxes';
import { ShortPreambleBuilder } from './short-preamble';
import { type Runtime, VirtualState, VirtualStatesCantMatch } from './virtual-state';

export class OptUnroll {
  builder: ShortPreambleBuilder | null = null;
  /** Values of the preamble the loop has found; when one is used for real it becomes a label argument. */
  private readonly potentialExtraOps = new Map<Value, PreambleOp>();

  constructor(
    private readonly optimizer: Optimizer,
    /** As in RecordedTrace. */
    private readonly lastInstr: number | null = null,
  ) {}

  // -- values of the preamble --

  forceOpFromPreamble(known: PreambleOp): Value {
    this.builder!.useBox(known.preambleOp, (info) => this.setInfoFromPreamble(known.op, info, null));
    const box = known.inventedName ? replacement(known.op) : known.op;
    if (!isConst(box)) this.potentialExtraOps.set(box, known);
    return known.op;
  }

  useExtraOp(box: Value): void {
    const known = this.potentialExtraOps.get(box);
    if (known === undefined) return;
    this.potentialExtraOps.delete(box);
    this.builder?.addPreambleOp(known);
  }

  /** Gives a value of the loop what was known of it at the end of the preamble. */
  private setInfoFromPreamble(v: Value, info: Info | null, infos: ReadonlyMap<Value, Info> | null): void {
    const work: [Value, Info][] = info === null ? [] : [[v, info]];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const [value, known] = next;
      const box = replacement(value);
      if (isConst(box) || infoOf(box) !== null) continue;
      if (known instanceof IntBound) {
        if (known.isConstant()) box.forwarded = known.constant();
        else intBoundOf(box).intersect(known.widen());
      } else if (known instanceof FloatConstInfo) box.forwarded = known.constant();
      else if (known instanceof PtrInfo && known.isVirtual()) {
        box.forwarded = known;
        for (const item of contentsOf(known)) {
          const inner = item === null ? undefined : infos?.get(item);
          if (item !== null && inner) work.push([item, inner]);
        }
      } else if (known instanceof PtrInfo) box.forwarded = known.isConstant() ? known.constant() : importedInfo(known);
    }
  }

  // -- the loop's beginning --

  /** Returns the label's arguments. Throws VirtualStatesCantMatch. */
  importState(inputargs: readonly InputArg[], state: ExportedState): Value[] {
    state.nextIterationArgs.forEach((target, i) => {
      const source = inputargs[i]!;
      source.forwarded = target;
      this.setInfoFromPreamble(source, state.infos.get(target) ?? null, state.infos);
    });
    const labelArgs = state.virtualState.makeInputargs(inputargs, this.optimizer);
    this.builder = new ShortPreambleBuilder(state.shortInputargs, state.shortBoxes, (result) =>
      isConst(result) ? this.optimizer.infoFor(result) : (state.infos.get(result) ?? null),
    );
    for (const produced of state.shortBoxes) this.importShortBox(produced, state.infos);
    return labelArgs;
  }

  private importShortBox({ short, preambleOp, inventedName }: ProducedShortOp, infos: ReadonlyMap<Value, Info>): void {
    if (short.kind === 'input' || !(preambleOp instanceof Operation)) return;
    const { heap, pure, rewrite } = this.optimizer.passes;
    const op = short.op!;
    if (short.kind === 'heap') {
      const struct = op.args[0]!;
      const info = infos.get(struct);
      if (info) this.setInfoFromPreamble(struct, info, infos);
      if (isVirtual(struct)) return;
      const known = new PreambleOp(short.result, preambleOp, inventedName, null);
      if (op.descr!.kind === 'field') heap.fieldCache(op.descr as FieldDescr).remember(struct, known);
      else heap.itemCache(op.descr as ArrayDescr, Number((op.args[1] as ConstInt).value)).remember(struct, known);
    } else if (short.kind === 'loopinvariant') {
      rewrite.loopInvariants.set((op.args[0] as ConstPtr).value, new PreambleOp(short.result, preambleOp, inventedName, null));
    } else {
      let key = op;
      if (inventedName) {
        key = copyAndChange(op, op.name);
        key.forwarded = short.result;
      }
      const known = new PreambleOp(key, preambleOp, inventedName, key);
      if (op.info.call) pure.extraCallPure.push(known);
      else pure.pure(op.name, known);
    }
  }

  // -- jumps to labels --

  /** Jumps to the first label that fits; the state of the jump is returned when none does. Throws InvalidLoop. */
  jumpToExistingTrace(jump: Operation, token: JitLoopToken, runtime: readonly Runtime[], forceBoxes: boolean): JitTargetToken | null {
    // What is put here may turn out bogus (another label is tried then): it must not strengthen guards further up.
    const before = this.optimizer.canReplaceGuards;
    this.optimizer.canReplaceGuards = false;
    try {
      return this.tryLabels(jump, token, runtime, forceBoxes);
    } finally {
      this.optimizer.canReplaceGuards = before;
    }
  }

  private tryLabels(jump: Operation, token: JitLoopToken, runtime: readonly Runtime[], forceBoxes: boolean): JitTargetToken | null {
    const { optimizer } = this;
    let state = VirtualState.of(optimizer, jump.args);
    const args = jump.args.map(replacement);
    for (const target of token.targetTokens) {
      const wanted = target.virtualState;
      if (wanted === null || target.lastInstr !== this.lastInstr) continue;
      try {
        for (const guard of wanted.generateGuards(state, args, runtime, forceBoxes)) this.sendAtPosition(guard, jump);
      } catch (e) {
        if (e instanceof VirtualStatesCantMatch) continue;
        throw e;
      }
      let given: { args: Value[]; virtuals: Value[] };
      try {
        given = wanted.makeInputargsAndVirtuals(args, optimizer, forceBoxes);
      } catch (e) {
        if (!(e instanceof VirtualStatesCantMatch)) throw e;
        state = VirtualState.of(optimizer, args);
        continue;
      }
      const extra = this.inlineShortPreamble([...given.args, ...given.virtuals], given.args, target.shortPreamble!, jump);
      const last = copyAndChange(jump, 'jump', [...given.args, ...extra], target);
      last.snapshot = null;
      optimizer.sendExtraOperation(last);
      return target;
    }
    return null;
  }

  /** Guards before a jump fail at the loop header, where the jump would have gone. */
  private sendAtPosition(op: Operation, jump: Operation): void {
    if (op.info.guard) {
      op.descr = resumeAtPosition(op.name);
      op.snapshot = jump.snapshot;
    }
    op.at ??= jump.at;
    this.optimizer.sendExtraOperation(op);
  }

  private inlineShortPreamble(
    jumpArgs: readonly Value[],
    argsNoVirtuals: readonly Value[],
    short: ShortPreamble,
    jump: Operation,
  ): Value[] {
    const mapping = new Map<Value, Value>();
    short.inputargs.forEach((input, i) => mapping.set(input, jumpArgs[i]!));
    const mapped = (v: Value): Value => (isConst(v) ? v : mapping.get(v)!);
    // A loop's own short preamble may grow while it is inlined.
    for (let i = 0; ;) {
      for (; i < short.ops.length; i++) {
        const op = short.ops[i]!;
        const copy = copyAndChange(op, op.name, op.args.map(mapped));
        copy.at = jump.at;
        mapping.set(op, copy);
        this.sendAtPosition(copy, jump);
      }
      for (const arg of [...argsNoVirtuals, ...short.jumpArgs.map(mapped)]) this.optimizer.forceBox(arg);
      this.optimizer.flush();
      if (i === short.ops.length) break;
    }
    return short.jumpArgs.map((v) => replacement(mapped(v)));
  }

  /** Jumps to the general label, which takes anything: all virtuals are made. */
  jumpToPreamble(jump: Operation, token: JitLoopToken): JitTargetToken {
    const target = token.targetTokens[0];
    if (target === undefined) throw new InvalidLoop('the loop has no label');
    const last = copyAndChange(jump, 'jump', jump.args, target);
    last.snapshot = null;
    this.optimizer.sendExtraOperation(last);
    return target;
  }

  /** Makes virtual what a label could not take otherwise (strings), keeps the rest. */
  forceArgsAtEnd(args: readonly Value[]): void {
    for (const a of args) forceAtEndOfPreamble(this.optimizer, replacement(a));
  }
}

function contentsOf(info: PtrInfo): (Value | null)[] {
  const known =
    info instanceof ObjectInfo
      ? [...info.fields.values()]
      : info instanceof ArrayInfo
        ? info.items
        : info instanceof StrInfo
          ? info.contents()
          : [];
  return known.map((k) => (k instanceof PreambleOp ? k.op : k));
}

/** A copy of what is known that stays true in every iteration: type and length, no contents. */
function importedInfo(known: PtrInfo): Info | null {
  if (known instanceof StrInfo) {
    const info = new StrInfo(null);
    info.lengthBound().intersect(known.lengthBound());
    return info;
  }
  const array = (old: ArrayInfo): ArrayInfo => {
    const info = new ArrayInfo(old.descr);
    info.setLengthBound(old.lengthBound().clone());
    return info;
  };
  if (known instanceof ArrayInfo) return array(known);
  if (!(known instanceof ObjectInfo)) return known.isNonnull() ? new NonNullPtrInfo() : null;
  const info = new ObjectInfo(known.cls);
  for (const owner of known.owners) info.addOwner(owner);
  if (known.array) info.array = array(known.array);
  return info;
}
