/**
 * How much one run may compile. A program with endless warm paths (jit-model.md, section 12) would fill the host's memory with traces and
 * spend its time on making them. When the budget is used up, no more is recorded: what is compiled goes on running, the rest is interpreted, and the
 * log says so. PyPy frees old loops instead (loop_longevity), which never happens in runs as short as ours.
 *
 * Time is counted in recorded operations, about 10 us each to record, optimize and compile, so that the same program degrades at the same
 * place on every machine. Memory for generated code is the backend's matter (backend/policy.ts, `maxTotalBytecode`).
 */
import type { JitSetting } from '../api';

export interface CompileLimits {
  /** Loops, entry traces and bridges. */
  readonly traces: number;
  /** Operations recorded, given-up traces included. */
  readonly recordedOperations: number;
  /** Compiled operations of one loop, or entry trace, with its bridges; beyond, it is given up (see `pays`). */
  readonly treeOperations: number;
}

/** Some 40 s of compiling; the 512-path program of the benchmarks uses 2,000 traces. */
const DEFAULT_LIMITS: CompileLimits = { traces: 10_000, recordedOperations: 4_000_000, treeOperations: Infinity };

/**
 * A loop that has grown so large branches so much that its code is never warm: each path runs too seldom for V8 to optimize it (0.1 ms an operation),
 * and all of it is more than a processor's caches hold. The 512 paths of the benchmarks have 180,000 operations and took 20 times as long as
 * the interpreter; the largest tree of the other programs there has 5,200.
 */
const TREE_THAT_PAYS = 10_000;

/** `max_tree`, `max_traces` and `max_recorded` make the budget small, for tests; they are no parameters of the command line. `watched`: somebody looks at the traces. */
export function compileLimits(setting: JitSetting, watched: boolean): CompileLimits {
  if (setting === 'off') return DEFAULT_LIMITS;
  const treeOperations = Number(setting['max_tree'] ?? (watched ? DEFAULT_LIMITS.treeOperations : TREE_THAT_PAYS));
  return {
    treeOperations,
    traces: Number(setting['max_traces'] ?? DEFAULT_LIMITS.traces),
    recordedOperations: Number(setting['max_recorded'] ?? DEFAULT_LIMITS.recordedOperations),
  };
}

export class CompileBudget {
  private traces = 0;
  private recorded = 0;
  private told = false;

  constructor(
    private readonly limits: CompileLimits,
    /** Told once, with a sentence for the log. */
    private readonly degraded: (what: string) => void,
  ) {}

  /** A recording is over, whatever became of it. */
  spend(operations: number): void {
    this.recorded += operations;
  }

  /** A trace was attached. */
  attached(): void {
    this.traces++;
  }

  /**
   * Whether a loop of so many compiled operations, its bridges included, is worth having. Where the traces are looked at it always is: they are what PyPy
   * would have. Else a program is to be quick, and code that slows it down is dropped.
   */
  pays(operations: number): boolean {
    return operations <= this.limits.treeOperations;
  }

  /** Whether another trace may be recorded. */
  allows(): boolean {
    const { traces, recordedOperations } = this.limits;
    if (this.traces < traces && this.recorded < recordedOperations) return true;
    if (!this.told) {
      this.told = true;
      const what = this.traces >= traces ? `${traces} traces are compiled` : `${recordedOperations} operations are recorded`;
      this.degraded(`${what}, the most a run may have: no more is compiled, further paths are interpreted`);
    }
    return false;
  }
}
