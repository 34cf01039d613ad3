/**
 * call_assembler: compiled code, or the interpreter, runs the rest of a frame that a trace calls without inlining it.
 * Source: rpython/jit/metainterp/warmspot.py (assembler_call_helper); jit-model.md section 3.
 */
import { run } from '../generated/direct/dispatch';
import { error, GuestError } from '../runtime/errors';
import type { Frame } from '../runtime/functions';
import { vm } from '../runtime/vm';
import type { W, W_Exception } from '../runtime/values';
import type { Backend, ExitPoint } from './backend';
import type { Concrete } from './ir';
import type { ResumeGuardDescr } from './optimizer';
import { runFrameAsBase } from './recorder/baseframe';
import type { Cell } from './warmstate';

export class AssemblerCalls {
  /** `handleGuard` makes the frames of an exit real and, where the guard is hot, records its bridge. */
  constructor(
    private readonly backend: Backend,
    private readonly handleGuard: (exit: ExitPoint) => void,
  ) {}

  /**
   * Runs the rest of a frame; its arguments are in the transfer slots. Compiled code is entered right away, and if it runs to the
   * frame's end nothing else happens: no frame is filled in, and an exception is handed over, not thrown.
   */
  call(count: number, after: ExitPoint | null): Concrete {
    const { backend } = this;
    const { R } = backend.machine;
    const f = R[0] as Frame;
    const cell = f.code.jitCells[f.nextPc] as Cell | undefined;
    const { depth, nesting } = vm;
    // The calling trace's inlined frames count as well.
    const inner = depth + (after === null ? 1 : (after.guard as ResumeGuardDescr).depth);
    if (inner > vm.recursionLimit) return this.leavePending(tooDeep());
    if (cell === undefined || cell.token === null || nesting >= vm.nestingLimit) return this.interpretCall(f, count, inner);
    // A generator's frame is there when it has yielded; other frames are filled in by the guard that leaves the code.
    if (f.generator !== null) this.fill(f, count);
    const outer = vm.frame;
    f.back = outer;
    f.isBase = true;
    vm.nesting = nesting + 1;
    vm.depth = inner;
    vm.frame = f;
    if (--vm.fuel <= 0) vm.refuel();
    let value: Concrete;
    try {
      const exit = backend.enter(cell.token);
      if (exit.kind === 'guard') value = this.interpretRest(exit);
      else {
        value = R[0];
        if (f.generator !== null) settleGenerator(f);
        if (exit.kind === 'raise') value = this.leavePending(new GuestError(value as W_Exception));
      }
    } catch (e) {
      value = this.leavePending(guestError(e));
    }
    vm.frame = outer;
    vm.depth = depth;
    vm.nesting = nesting;
    return value;
  }

  private interpretCall(f: Frame, count: number, inner: number): Concrete {
    this.fill(f, count);
    const { depth } = vm;
    vm.depth = inner - 1;
    let value: Concrete;
    try {
      value = runFrameAsBase(f) as Concrete;
    } catch (e) {
      value = this.leavePending(guestError(e));
    }
    vm.depth = depth;
    return value;
  }

  /** What call_assembler has put into the transfer slots: the frame, the execution context, the frame's slots. */
  private fill(f: Frame, count: number): void {
    f.provideSlots();
    const { R } = this.backend.machine;
    for (let i = 2; i < count; i++) f.slots[i - 2] = R[i];
    f.sp = count - 2;
  }

  /** Compiled code of a base frame was left by a guard. */
  private interpretRest(exit: ExitPoint): Concrete {
    let raised: GuestError | null = null;
    try {
      this.handleGuard(exit);
    } catch (e) {
      if (!(e instanceof GuestError) || e.leftBase) throw e;
      raised = e;
    }
    return vm.ended !== null ? vm.takeEnded() : (run(raised) as unknown as W);
  }

  private leavePending(e: GuestError): null {
    e.leftBase = false;
    this.backend.machine.pending = e;
    return null;
  }
}

const tooDeep = (): GuestError => error('RecursionError', 'maximum recursion depth exceeded');

/** A guest error, or the guest's name for the end of the host's stack; anything else ends the run. */
function guestError(e: unknown): GuestError {
  if (e instanceof GuestError) return e;
  if (e instanceof RangeError && /call stack/i.test(e.message)) return tooDeep();
  throw e;
}

/** A generator's frame has left compiled code: by a yield, or for good. */
export function settleGenerator(f: Frame): void {
  if (f.generator !== null) f.generator.running = false;
  if (f.suspended !== 0) {
    f.suspended = 0;
    // Compiled code waits in no handler: what was saved on entry is no longer.
    f.savedExceptions = null;
  } else if (f.generator !== null) f.generator.finished = true;
}
