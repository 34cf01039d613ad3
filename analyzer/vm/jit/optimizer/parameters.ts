/**
 * What the optimizer needs from outside: the JIT parameters of jit-model.md section 1, and how strings and frames are represented.
 */
import type { FieldDescr, SizeDescr } from '../ir';
import type { StringModel } from './facts/fold';

/** The descrs that frames' virtual references are made of (rpython/jit/metainterp/virtualref.py). */
export interface VirtualRefDescrs {
  readonly size: SizeDescr;
  readonly token: FieldDescr;
  readonly forced: FieldDescr;
}

export interface OptimizerParameters {
  /** `retrace_limit`: how many more labels bridges may give a loop. */
  readonly retraceLimit: number;
  /** `max_retrace_guards`: loops with more guards than this are never given more labels. */
  readonly maxRetraceGuards: number;
  /** `pureop_historylength`: how many earlier operations of a kind are looked at for a common subexpression. */
  readonly pureopHistoryLength: number;
  /** More fail arguments than this and compilation gives up (`compiling`). */
  readonly failArgsLimit: number;
  readonly strings: StringModel | null;
  /** Null: virtual references are plain references. */
  readonly virtualRef: VirtualRefDescrs | null;
  /** The next number of a guard; unique in the process. */
  newGuardId(): number;
  /** The next number of a label; unique in the process. */
  newTargetId(): number;
}

/** PyPy's defaults. Guards and labels are numbered from 1. */
export function defaultParameters(change: Partial<OptimizerParameters> = {}): OptimizerParameters {
  let guards = 0;
  let targets = 0;
  return {
    retraceLimit: 0,
    maxRetraceGuards: 15,
    pureopHistoryLength: 16,
    failArgsLimit: 1000,
    strings: null,
    virtualRef: null,
    newGuardId: () => ++guards,
    newTargetId: () => ++targets,
    ...change,
  };
}

/** The rows of PyPy's jit-summary that the optimizer knows, counted as there: guards merged into earlier ones count twice. */
export interface OptimizerStatistics {
  /** "opt ops": operations left, labels not counted. */
  operations: number;
  /** "opt guards". */
  guards: number;
  /** "opt guards shared". */
  sharedGuards: number;
  /** "nvirtuals": virtuals written into resume data. */
  virtuals: number;
  /** "nvholes". */
  holes: number;
  /** "nvreused". */
  reusedVirtuals: number;
}

export const noStatistics = (): OptimizerStatistics => ({
  operations: 0,
  guards: 0,
  sharedGuards: 0,
  virtuals: 0,
  holes: 0,
  reusedVirtuals: 0,
});
