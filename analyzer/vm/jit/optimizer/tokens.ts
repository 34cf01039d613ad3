/**
 * What the optimizer leaves behind for later: guards with their resume data, loops with their labels.
 *
 * Source: rpython/jit/metainterp/compile.py (ResumeGuardDescr and its family), history.py (JitCellToken, TargetToken), PyPy 7.3.11.
 */
import type {
  Concrete,
  FieldDescr,
  FrameInfo,
  GuardDescr,
  InputArg,
  LoopToken,
  OpName,
  Operation,
  ResumeData,
  TargetToken,
  Value,
} from '../ir';
import type { VirtualState } from './unroll/virtual-state';

/** A guard of optimized code. */
export class ResumeGuardDescr implements GuardDescr {
  readonly kind = 'guard';
  /** Unique in a process when the parameters' `newGuardId` is; given when the trace is finished. */
  id = 0;
  resume: ResumeData | null = null;
  /** The frame info shared by all guards that resume at the same place, innermost frame: for messages. */
  innermost: FrameInfo | null = null;

  /** Frames it rebuilds. */
  get depth(): number {
    return this.resume?.frames.length ?? 1;
  }

  constructor(
    /** The guard as it was recorded: a guard_value counts failures per value even where a bool made it a guard_true. */
    public recordedAs: OpName,
    /** Shares the resume data of an earlier guard: when it fails, the program goes on at the earlier one's place. */
    readonly sharedWith: ResumeGuardDescr | null = null,
    /** Made for a jump, at the loop header: its bridges go to the loop's general label (ResumeAtPositionDescr). */
    readonly atPosition = false,
  ) {
    if (!sharedWith) return;
    this.resume = sharedWith.resume;
    this.innermost = sharedWith.innermost;
  }
}

/** A guard put before a jump; its bridges never inline a short preamble. */
export const resumeAtPosition = (name: OpName): ResumeGuardDescr => new ResumeGuardDescr(name, null, true);

/** The operations a bridge must run before it may jump to a specialised label. */
export interface ShortPreamble {
  /** Stand for the label's arguments and the virtuals among the jump's arguments, in that order. */
  readonly inputargs: readonly InputArg[];
  readonly ops: Operation[];
  /** Extra label arguments. */
  readonly jumpArgs: Value[];
}

export class JitTargetToken implements TargetToken {
  readonly kind = 'target';
  id = 0;
  /** Null for the general label, which takes anything. */
  virtualState: VirtualState | null = null;
  shortPreamble: ShortPreamble | null = null;
  /** The last instruction before the label, a constant of its state (RecordedTrace). */
  lastInstr: number | null = null;

  constructor(
    readonly loop: JitLoopToken,
    readonly index: number,
  ) {}
}

/** A compiled loop or entry trace. */
export class JitLoopToken implements LoopToken {
  readonly kind = 'loop';
  /** In the order the labels stand in the code; [0] is general. Filled by optimizeLoop. */
  readonly targetTokens: JitTargetToken[] = [];
  compiled: object | null = null;
  /** Bridges that were allowed to add a label (retrace_limit). */
  retracedCount = 0;
  /** A bridge was too long, with no inlined function to blame: the next ones are cut into segments (FORCE_BRIDGE_SEGMENTING). */
  segmentBridges = false;
  /** Compiled operations: its own and its bridges'. */
  operations = 0;

  constructor(public number: number) {}
}

/** A trace that read `descr` of `object` as a constant: writing it invalidates the trace. */
export interface QuasiImmutableDependency {
  readonly object: Concrete;
  readonly descr: FieldDescr;
}
