/** How a recording ends: thrown through the traced operations, never seen by guest code. */
import type { AbortReason } from '../tracelog';

/** The trace is complete: see MetaInterp.ending. */
export class EndTrace {}

/** Tracing is given up; the interpreter goes on at the start of the bytecode being traced. */
export class AbortTrace {
  constructor(readonly reason: AbortReason) {}
}
