/**
 * Counters and what is attached to green keys (bytecode offset, code object).
 *
 * A backward jump adds 1/(threshold - 0.001), an entry of the interpreter loop 1/(function_threshold - 0.001); at 1 tracing starts. All counters
 * lose 4 % each time a loop or function trace starts. Source: rpython/jit/metainterp/{counter,warmstate}.py; jit-model.md section 2.
 */
import { PYPY_PARAMETERS, type PyPyParameter } from '../../targets';
import type { JitSetting } from '../api';
import type { W_Code } from '../runtime/functions';
import { JitLoopToken } from './optimizer';
import type { MetaInterp } from './recorder/metainterp';

export type JitParameters = Record<PyPyParameter, number>;

/** PyPy's defaults with the changes of a run; unknown names are ignored here, the command line refuses them. */
export function jitParameters(setting: JitSetting): JitParameters {
  const p = Object.fromEntries(PYPY_PARAMETERS.map((row) => [row.name, row.default])) as JitParameters;
  if (setting !== 'off')
    for (const row of PYPY_PARAMETERS) {
      const v = setting[row.name];
      if (v !== undefined && Number.isFinite(Number(v))) p[row.name] = Number(v);
    }
  return p;
}

/**
 * A counter that decays: its value is brought up to date when it is looked at. Counters are 32-bit floats, as in counter.py, and the
 * rounding is part of the behaviour: with the default threshold of 1039 it is the 1,040th backward jump that starts tracing.
 */
export class Counter {
  private value = 0;
  private epoch: number;
  constructor(private readonly warm: Decay) {
    this.epoch = warm.epoch;
  }
  /** Adds; true when it reaches 1, and is 0 again. */
  tick(increment: number): boolean {
    const { epoch, factor } = this.warm;
    for (; this.epoch < epoch && this.value > 0; this.epoch++) this.value = Math.fround(this.value * factor);
    this.epoch = epoch;
    const value = this.value + increment;
    if (value < 1) {
      this.value = Math.fround(value);
      return false;
    }
    this.value = 0;
    return true;
  }
  /** Adds, unless that would make it 1 or more: false then. */
  addBelowOne(increment: number): boolean {
    if (this.tick(0)) return true;
    const value = this.value + increment;
    if (value >= 1) return false;
    this.value = Math.fround(value);
    return true;
  }
  set(value: number): void {
    this.value = value;
    this.epoch = this.warm.epoch;
  }
}

/** When all counters lose a share. */
export interface Decay {
  readonly epoch: number;
  readonly factor: number;
}

/**
 * What is known about one green key, as warmstate.py's JitCell with its flags. PyPy makes a cell when it first starts tracing there and
 * drops it when it is of no use any more; here it is there from the start and `installed` says whether PyPy would have it.
 */
export class Cell {
  readonly counter: Counter;
  /** Compiled code: a loop with labels, or an entry trace without. */
  token: JitLoopToken | null = null;
  /** Led to by call_assembler while there is no code (JC_TEMPORARY). */
  temporary: JitLoopToken | null = null;
  installed = false;
  /** JC_TRACING. */
  tracing = false;
  /** JC_TRACING_OCCURRED. */
  traced = false;
  /** JC_DONT_TRACE_HERE: not to be inlined (too long, or recursion), and to be traced by itself soon. */
  dontTraceHere = false;
  /** JC_FORCE_FINISH: the next trace from here is cut into segments. */
  segmenting = false;
  /** Its code had grown beyond what pays: it is interpreted from then on (CompileBudget.pays). */
  givenUp = false;
  /** Had code, maybe temporary, that may be gone since. */
  private hadToken = false;

  constructor(
    readonly code: W_Code,
    readonly unit: number,
    warm: Decay,
  ) {
    this.counter = new Counter(warm);
  }

  /** Something with labels is attached (an entry trace that ends in finish does not count). */
  get hasLoop(): boolean {
    return this.token !== null && this.token.targetTokens.length > 0;
  }

  /**
   * The interpreter comes by and there is no code: whether to start tracing now (maybe_compile_and_run). A cell that led nowhere, by an abort or
   * because its code is invalid, is only cleaned up, and counting begins anew.
   */
  due(increment: number): boolean {
    if (this.tracing || this.givenUp) return false;
    if (!this.installed || this.temporary !== null) return this.counter.tick(increment);
    if (this.dontTraceHere && !this.hadToken) return !this.traced || this.counter.tick(increment);
    this.counter.set(0);
    if (this.segmenting && !this.dontTraceHere) return false;
    this.installed = this.traced = this.dontTraceHere = this.segmenting = this.hadToken = false;
    return false;
  }

  attach(token: JitLoopToken): void {
    this.token = token;
    this.temporary = null;
    this.hadToken = true;
    this.installed = true;
  }

  /** The token that stands for code to come (get_assembler_token). */
  placeholder(): JitLoopToken {
    this.hadToken = true;
    this.installed = true;
    return (this.temporary ??= new JitLoopToken(0));
  }

  /** Neither compiled again nor inlined. Compiled callers go on to call the interpreter. */
  giveUp(): void {
    this.token = null;
    this.givenUp = true;
    this.dontInline();
  }

  dontInline(): void {
    this.dontTraceHere = true;
    this.installed = true;
  }
}

export class WarmState implements Decay {
  epoch = 0;
  /** Stubs made for call_assembler to code that is not there yet (compile_tmp_callback). PyPy's jit-summary counts them as loops. */
  callbacks = 0;
  factor = 1;
  loopIncrement = 0;
  functionIncrement = 0;
  guardIncrement = 0;
  /** Copies the recorder's frames to the real ones before a call that may look at them; set by the driver. */
  syncForCall: (m: MetaInterp) => void = () => undefined;

  constructor(readonly parameters: JitParameters) {
    this.applyParameters();
  }

  /** The parameters have changed (pypyjit.set_param). */
  applyParameters(): void {
    const { decay, threshold, function_threshold, trace_eagerness } = this.parameters;
    this.factor = Math.fround(1 - decay * 0.001);
    this.loopIncrement = incrementOf(threshold);
    this.functionIncrement = incrementOf(function_threshold);
    this.guardIncrement = incrementOf(trace_eagerness);
  }

  cell(code: W_Code, unit: number): Cell {
    return ((code.jitCells[unit] as Cell | undefined) ?? (code.jitCells[unit] = new Cell(code, unit, this))) as Cell;
  }

  peek(code: W_Code, unit: number): Cell | null {
    return (code.jitCells[unit] as Cell | undefined) ?? null;
  }

  /** A loop or function trace starts: all counters decay. */
  decayAll(): void {
    this.epoch++;
  }
}

/** counter.py, compute_threshold: zero and less is never. */
const incrementOf = (threshold: number): number => (threshold <= 0 ? 0 : 1 / (threshold - 0.001));
