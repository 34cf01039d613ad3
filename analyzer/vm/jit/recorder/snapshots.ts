/**
 * What a guard must know of one frame to go on in it: the values in its slots and beside them, and where it stands.
 * Source: rpython/jit/metainterp/opencoder.py (create_snapshot); pyjitpl.py (capture_resumedata).
 */
import type { Frame } from '../../runtime/functions';
import { ConstPtr, InputArg, isConst, Operation, type FrameInfo, type FrameSnapshot, type Value } from '../ir';
import { AbortTrace } from './signals';

/** What a frame needs besides FrameInfo's own fields. */
export interface FrameExtra {
  readonly frame: 'outer' | 'inlined' | 'generator';
  readonly globals: Frame['globals'];
  readonly locals: Frame['locals'];
  readonly contArg: number;
  readonly hasOwner: boolean;
  readonly hasTemp: boolean;
  readonly saved: number;
  /** Unit of the instruction after the one at pc, where jumps do not say otherwise. */
  readonly nextPc: number;
}

export const isValue = (x: unknown): x is Value => x instanceof Operation || x instanceof InputArg || isConst(x as Value);

/** What the recorder knows of the frame. */
interface Standing {
  readonly place: FrameExtra['frame'];
  /** What stands for the frame itself in the trace: a value for the outermost and for generators. */
  readonly owner: Value | null;
  /** The frame waits for this value, which is known. */
  readonly result: Value | null;
  /** It waits for a frame above. */
  readonly suspended: boolean;
  /** Values that turned out to be constants. */
  readonly constants: ReadonlyMap<Value, Value>;
}

/** At the start of the frame's bytecode, or behind the call that it waits for. Throws AbortTrace where the frame holds what no trace can. */
export function snapshotOf(f: Frame, { place, owner, result, suspended, constants }: Standing): FrameSnapshot {
  const isWaiting = result !== null || suspended;
  const depth = isWaiting ? f.sp : f.depth;
  const values: (Value | null)[] = [];
  for (let i = 0; i < depth; i++) values.push(slotValue(f.slots[i], constants));
  if (owner !== null) values.push(owner);
  const temp = isWaiting ? f.contTemp : null;
  if (temp !== null && !isValue(temp)) throw new AbortTrace('compiling');
  if (temp !== null) values.push(temp);
  const saved = f.savedExceptions ?? [];
  for (const s of saved) values.push(slotValue(s, constants));
  if (result !== null) values.push(result);
  const extra: FrameExtra = {
    frame: place,
    globals: f.globals,
    locals: f.locals,
    contArg: f.contArg,
    hasOwner: owner !== null,
    hasTemp: temp !== null,
    saved: saved.length,
    nextPc: f.nextPc,
  };
  const info: FrameInfo = {
    code: f.code,
    pc: f.pc,
    depth,
    blocks: f.block === null ? [] : [f.block],
    continuation: f.cont,
    pending: result !== null,
    extra,
  };
  return { info, values };
}

function slotValue(x: unknown, constants: ReadonlyMap<Value, Value>): Value | null {
  if (x === null || x === undefined) return null;
  const v = x as Value;
  const known = constants.get(v) ?? v;
  return known instanceof ConstPtr && known.value === null ? null : known;
}
