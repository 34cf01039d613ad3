/**
 * Resume data made ready for side exits: what a failed guard needs is read off once, and each failure then only moves values.
 *
 * A reference becomes a number (its index and, in the lowest bits, where it points), a frame a list of such numbers beside the parts that are always the
 * same. Source of the idea: RPython numbers resume data compactly and decodes it straight into the frames' registers
 * (rpython/jit/metainterp/resume.py, ResumeDataDirectReader; resumecode.py for the form).
 */
import { Frame, type Block, type W_Code, type W_Generator } from '../runtime/functions';
import type { Concrete, FunctionConstant, ResumeData, ResumeFrame, ResumeRef, VirtualInfo } from './ir';
import type { FrameExtra } from './recorder/snapshots';

export interface RebuiltFrames {
  readonly innermost: Frame;
  /** How many frames, the outermost included. */
  readonly count: number;
  /** What the innermost frame's continuation gets, when it resumes right after a call. */
  readonly pending: { readonly value: Concrete } | null;
}

const BOX = 0;
const CONSTANT = 1;
const VIRTUAL = 2;
const UNBOUND = 3;

/** Constants of one piece of resume data, and the number of each reference: four times its index, and its kind. */
class Numbering {
  readonly constants: Concrete[] = [];

  readonly number = (ref: ResumeRef): number => {
    switch (ref.tag) {
      case 'box':
        return ref.index * 4 + BOX;
      case 'virtual':
        return ref.index * 4 + VIRTUAL;
      case 'const':
        return (this.constants.push(ref.value) - 1) * 4 + CONSTANT;
      default:
        return UNBOUND;
    }
  };
}

/** What a frame is filled in from. A negative number: it has no such value. */
interface FramePlan {
  readonly code: W_Code;
  readonly extra: FrameExtra;
  readonly pc: number;
  readonly block: Block | null;
  readonly continuation: number;
  readonly slots: Int32Array;
  readonly owner: number;
  readonly temp: number;
  readonly saved: Int32Array;
  readonly result: number;
}

const plans = new WeakMap<ResumeData, Restorer>();

/** The restorer of a guard's resume data, made when the guard first fails. */
export function restorerOf(resume: ResumeData): Restorer {
  let plan = plans.get(resume);
  if (plan === undefined) plans.set(resume, (plan = new Restorer(resume)));
  return plan;
}

/** Allocates the virtuals, does the pending stores and fills in real frames. `values` are the fail arguments. */
export class Restorer {
  private readonly numbering = new Numbering();
  private readonly frames: readonly FramePlan[];

  constructor(private readonly resume: ResumeData) {
    this.frames = resume.frames.map((frame) => planOf(frame, this.numbering));
  }

  rebuild(values: readonly Concrete[]): RebuiltFrames {
    const { resume, frames } = this;
    const { constants } = this.numbering;
    const made = resume.virtuals.length === 0 ? null : new Virtuals(resume.virtuals, values);
    if (resume.pending.length > 0) doPendingStores(resume, values, made);
    let back: Frame | null = null;
    let pending: { value: Concrete } | null = null;
    for (let i = 0; i < frames.length; i++) {
      const plan = frames[i];
      const { extra, slots: from, saved } = plan;
      const f = frameObject(plan.code, extra, plan.owner < 0 ? null : take(plan.owner, values, constants, made));
      const { slots } = f;
      for (let k = 0; k < from.length; k++) slots[k] = take(from[k], values, constants, made) ?? null;
      f.sp = from.length;
      f.pc = plan.pc;
      f.block = plan.block;
      f.cont = plan.continuation;
      f.contArg = extra.contArg;
      f.contTemp = plan.temp < 0 ? null : take(plan.temp, values, constants, made);
      if (saved.length > 0 || f.savedExceptions !== null) {
        const exceptions: Concrete[] = [];
        for (let k = 0; k < saved.length; k++) exceptions.push(take(saved[k], values, constants, made));
        f.savedExceptions = exceptions;
      }
      f.locals = extra.locals;
      f.nextPc = extra.nextPc;
      if (back !== null) {
        f.back = back;
        f.isBase = false;
      }
      if (plan.result >= 0) pending = { value: take(plan.result, values, constants, made) };
      back = f;
    }
    const innermost = back as unknown as Frame;
    if (pending === null) innermost.nextPc = innermost.pc;
    return { innermost, count: frames.length, pending };
  }
}

function take(number: number, values: readonly Concrete[], constants: readonly Concrete[], made: Virtuals | null): Concrete {
  switch (number & 3) {
    case BOX:
      return values[number >> 2];
    case CONSTANT:
      return constants[number >> 2];
    case VIRTUAL:
      return (made as Virtuals).object(number >> 2);
    default:
      return null;
  }
}

/** The slots come first, then the owner, the continuation's temporary, the saved exceptions and the result (FrameExtra says which there are). */
function planOf({ info, values }: ResumeFrame, { number }: Numbering): FramePlan {
  const extra = info.extra as FrameExtra;
  let at = info.depth;
  const owner = extra.hasOwner ? number(values[at++]) : -1;
  const temp = extra.hasTemp ? number(values[at++]) : -1;
  const saved = Int32Array.from(values.slice(at, at + extra.saved), number);
  at += extra.saved;
  return {
    code: info.code as W_Code,
    extra,
    pc: info.pc,
    block: (info.blocks[0] as Block | undefined) ?? null,
    continuation: info.continuation,
    slots: Int32Array.from(values.slice(0, info.depth), number),
    owner,
    temp,
    saved,
    result: info.pending ? number(values[at]) : -1,
  };
}

function frameObject(code: W_Code, extra: FrameExtra, owner: Concrete | null): Frame {
  if (extra.frame === 'outer') {
    const f = owner as Frame;
    f.provideSlots();
    return f;
  }
  if (extra.frame === 'generator') {
    const f = (owner as W_Generator).frame;
    f.isBase = false;
    return f;
  }
  return new Frame(code, extra.globals);
}

function doPendingStores(resume: ResumeData, values: readonly Concrete[], made: Virtuals | null): void {
  const virtuals = made ?? new Virtuals(resume.virtuals, values);
  for (const store of resume.pending) {
    if (store.kind === 'field') store.descr.set(virtuals.read(store.object), virtuals.read(store.value));
    else store.descr.set(virtuals.read(store.array), store.index, virtuals.read(store.value));
  }
}

/** Objects that the trace did without: each is made once, when it is first asked for. */
class Virtuals {
  private readonly made: Concrete[] = [];
  private readonly done: boolean[] = [];

  constructor(
    private readonly infos: readonly VirtualInfo[],
    private readonly values: readonly Concrete[],
  ) {}

  object(index: number): Concrete {
    if (this.done[index]) return this.made[index];
    this.done[index] = true;
    this.made[index] = construct(this.infos[index], this.read);
    return this.made[index];
  }

  readonly read = (ref: ResumeRef): Concrete => {
    switch (ref.tag) {
      case 'const':
        return ref.value;
      case 'box':
        return this.values[ref.index];
      case 'virtual':
        return this.object(ref.index);
      default:
        return null;
    }
  };
}

/** A virtual's object. */
export function construct(v: VirtualInfo, read: (ref: ResumeRef) => Concrete): Concrete {
  switch (v.kind) {
    case 'object':
      return v.descr.create(v.fields.map(read));
    case 'array': {
      const array = v.descr.create(v.items.length);
      v.items.forEach((item, i) => {
        v.descr.set(array, i, read(item));
      });
      return array;
    }
    case 'concat':
      return `${String(read(v.left))}${String(read(v.right))}`;
    case 'made':
      return (v.call.args[0].value as FunctionConstant).invoke(...v.args.map(read));
    case 'chars':
      return String.fromCharCode(...v.codes.map((c) => Number(read(c))));
    case 'slice':
      return String(read(v.string)).slice(Number(read(v.start)), Number(read(v.stop)));
  }
}

/** Frames that a force has made while their call was running: its result is known now. */
export function withResult(forced: RebuiltFrames, resume: ResumeData, values: readonly Concrete[]): RebuiltFrames {
  if (forced.pending === null) return forced;
  const refs = resume.frames[resume.frames.length - 1].values;
  const result = refs[refs.length - 1];
  return { ...forced, pending: result.tag === 'box' ? { value: values[result.index] } : forced.pending };
}
