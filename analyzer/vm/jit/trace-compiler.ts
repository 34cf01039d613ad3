/**
 * What was recorded becomes compiled code: a loop, an entry trace or a bridge, attached to its cell or its guard, and dependent on what
 * it took for constant. Source: rpython/jit/metainterp/compile.py; pyjitpl.py (reached_loop_header, compile_loop, compile_trace).
 */
import type { Dependent } from '../runtime/quasi';
import type { Backend, CompiledTrace, ExitPoint } from './backend';
import type { CompileBudget } from './budget';
import { EXIT_WITH_EXCEPTION, isConst, Operation, type LoopToken } from './ir';
import type { JitLog } from './log/log';
import {
  defaultParameters,
  InvalidLoop,
  JitLoopToken,
  optimizeBridge,
  optimizeLoop,
  optimizeSimple,
  optimizeSimpleLoop,
  TooManyFailArgs,
  type BridgeOrigin,
  type JitTargetToken,
  type OptimizedTrace,
  type OptimizerParameters,
  type ResumeGuardDescr,
} from './optimizer';
import { placeOf, type Closing, type Ending, type MetaInterp } from './recorder/metainterp';
import { AbortTrace } from './recorder/signals';
import type { Cell, JitParameters } from './warmstate';

export class TraceCompiler {
  private readonly optimizerParameters: OptimizerParameters;
  private readonly cells = new Map<LoopToken, Cell>();

  constructor(
    private readonly backend: Backend,
    private readonly log: JitLog,
    private readonly budget: CompileBudget,
    { retrace_limit, max_retrace_guards, pureop_historylength }: JitParameters,
  ) {
    this.optimizerParameters = {
      ...defaultParameters(),
      retraceLimit: retrace_limit,
      maxRetraceGuards: max_retrace_guards,
      pureopHistoryLength: pureop_historylength,
    };
  }

  /**
   * A loop header was reached: compiles what was recorded, if that can be done. A loop that is refused is tried once more without
   * unrolling it; a jump that is refused is none, and recording goes on. Source: pyjitpl.py (reached_loop_header, compile_loop, compile_trace).
   */
  close(m: MetaInterp, ending: Closing, startCell: Cell | null, bridge: ExitPoint | null): boolean {
    try {
      if (ending.kind === 'jump') return attempt(() => this.compileJump(m, ending, startCell, bridge));
      if (attempt(() => this.compileLoop(m, ending, optimizeLoop))) return true;
      if (attempt(() => this.compileLoop(m, ending, optimizeSimpleLoop))) return true;
    } catch (e) {
      if (e instanceof TooManyFailArgs) throw new AbortTrace('compiling');
      throw e;
    }
    throw new AbortTrace('bad loop');
  }

  private compileLoop(m: MetaInterp, ending: Closing & { kind: 'loop' }, optimize: typeof optimizeLoop): void {
    const token = new JitLoopToken(0);
    const jump = new Operation('jump', ending.args, token);
    jump.snapshot = m.headerSnapshot();
    const from = ending.from;
    const trace = { inputargs: from.args, ops: [...m.ops.slice(from.start), jump], lastInstr: ending.lastInstr };
    this.attachLoop(token, ending.cell, optimize(trace, token, this.optimizerParameters), m, 'loop');
  }

  private compileJump(m: MetaInterp, ending: Closing & { kind: 'jump' }, startCell: Cell | null, bridge: ExitPoint | null): void {
    const target = ending.cell.token as JitLoopToken;
    const jump = new Operation('jump', ending.args, target);
    jump.snapshot = m.headerSnapshot();
    const optimized = optimizeBridge(
      { inputargs: m.inputargs, ops: [...m.ops, jump], lastInstr: ending.lastInstr },
      originOf(bridge),
      target,
      this.optimizerParameters,
    );
    if (bridge === null) this.attachLoop(new JitLoopToken(0), startCell as Cell, optimized, m, 'entry bridge');
    else this.attachBridge(bridge, optimized, m);
  }

  /** A trace that ends with its frame, or at the end of a segment. */
  finishTrace(m: MetaInterp, ending: Ending & { kind: 'finish' | 'segment' }, startCell: Cell | null, bridge: ExitPoint | null): void {
    const ops = m.ops.slice();
    if (ending.kind === 'finish') ops.push(new Operation('finish', [m.resolve(ending.value)], ending.raised ? EXIT_WITH_EXCEPTION : null));
    const trace = { inputargs: m.inputargs, ops };
    const done = attempt(() => {
      if (bridge !== null) this.attachBridge(bridge, optimizeSimple(trace, originOf(bridge), this.optimizerParameters), m);
      else if (ending.kind === 'segment') {
        const token = new JitLoopToken(0);
        this.attachLoop(token, startCell as Cell, optimizeSimpleLoop(trace, token, this.optimizerParameters), m, 'loop');
      } else
        this.attachLoop(new JitLoopToken(0), startCell as Cell, optimizeSimple(trace, null, this.optimizerParameters), m, 'entry bridge');
    });
    if (done) return;
    const top = m.frames[m.frames.length - 1];
    this.log.abort('compiling', placeOf(top.code, top.pc), null, m.ops.length);
  }

  private attachLoop(token: JitLoopToken, cell: Cell, optimized: OptimizedTrace, m: MetaInterp, kind: 'loop' | 'entry bridge'): void {
    keepGuardedValues(optimized.ops);
    const compiled = this.backend.compileLoop({ inputargs: optimized.inputargs, ops: optimized.ops, token });
    token.number = compiled.id;
    token.operations = optimized.ops.length;
    this.budget.attached();
    if (cell.temporary !== null) this.backend.redirect(cell.temporary, token);
    cell.attach(token);
    this.cells.set(token, cell);
    this.dependOn(m, token, cell);
    this.log.compiled(compiled, optimized, m, kind, null, placeOf(cell.code, cell.unit));
  }

  private attachBridge(guard: ExitPoint, optimized: OptimizedTrace, m: MetaInterp): void {
    keepGuardedValues(optimized.ops);
    const compiled = this.backend.compileBridge(guard.guard as ResumeGuardDescr, { inputargs: optimized.inputargs, ops: optimized.ops });
    this.budget.attached();
    const root = this.tokenOf(guard);
    this.dependOn(m, root, this.cells.get(root) ?? null);
    this.log.compiled(compiled, optimized, m, 'bridge', guard, guard.op.at ?? m.at);
    root.operations += optimized.ops.length;
    if (!this.budget.pays(root.operations)) this.giveUp(root);
  }

  /** No new run enters the loop's code; entry traces that do nothing but lead there are dropped as well. */
  private giveUp(token: JitLoopToken): void {
    for (const [other, cell] of this.cells) {
      if (cell.token !== other) continue;
      if (other === token) cell.giveUp();
      else if (leadsTo(this.backend.loop(other), token)) cell.token = null;
    }
  }

  /** What the trace took for constant: changing it makes the code invalid and the cell empty. */
  private dependOn(m: MetaInterp, token: JitLoopToken, cell: Cell | null): void {
    const { backend, log } = this;
    const dependent: Dependent = {
      get invalidated() {
        return false;
      },
      set invalidated(yes: boolean) {
        if (!yes) return;
        backend.invalidate(token);
        log.invalidated(token);
        if (cell !== null && cell.token === token) cell.token = null;
      },
    };
    for (const version of m.versions) version.depend(dependent);
  }

  /** The loop, or entry trace, that the code at an exit grew from. */
  tokenOf(state: ExitPoint): JitLoopToken {
    let t = state.trace;
    while (t.parent !== null) t = t.parent.trace;
    return t.token as JitLoopToken;
  }
}

/** Whether it could be done: false when the optimizer found that it cannot be right. Throws TooManyFailArgs. */
function attempt(compile: () => void): boolean {
  try {
    compile();
    return true;
  } catch (e) {
    if (e instanceof InvalidLoop && !(e instanceof TooManyFailArgs)) return false;
    throw e;
  }
}

/** An entry trace whose last operation is a jump to a label of the loop. */
function leadsTo(entry: CompiledTrace | null, loop: JitLoopToken): boolean {
  const descr = entry?.labels.length === 0 ? entry.ops[entry.ops.length - 1].descr : null;
  return descr?.kind === 'target' && (descr as JitTargetToken).loop === loop;
}

const originOf = (bridge: ExitPoint | null): BridgeOrigin | null =>
  bridge === null ? null : { descr: bridge.guard as ResumeGuardDescr, failArgs: bridge.op.failArgs ?? [] };

/** guard_value counts failures per value (compile.py, make_a_counter_per_value), so the value must be known when it fails. */
function keepGuardedValues(ops: readonly Operation[]): void {
  for (const op of ops) {
    if (op.name !== 'guard_value' || isConst(op.args[0])) continue;
    const failArgs = op.failArgs ?? [];
    if (!failArgs.includes(op.args[0])) op.failArgs = [...failArgs, op.args[0]];
  }
}
