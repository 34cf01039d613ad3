/** The recorder's shadow frames, made real where the interpreter or a native looks at them. */
import { Frame } from '../runtime/functions';
import { vm } from '../runtime/vm';
import type { Concrete } from './ir';
import type { MetaInterp } from './recorder/metainterp';
import { isValue } from './recorder/snapshots';

/** Copies the recorder's frames to real ones. `inCall`: a native is about to run and may look at them. */
export function syncFrames(m: MetaInterp, inCall: boolean): void {
  let back: Frame | null = m.frames[0].back;
  m.frames.forEach((shadow, i) => {
    const innermost = i === m.frames.length - 1;
    const atStart = innermost && !inCall && m.ending === null;
    let real = shadow.real;
    if (real === null) {
      real = shadow.generator !== null && m.ownerOf(shadow) !== null && i > 0 ? shadow.generator.frame : new Frame(shadow.code, shadow.globals);
      shadow.real = real;
    }
    const depth = atStart ? shadow.depth : shadow.sp;
    for (let k = 0; k < depth; k++) real.slots[k] = concreteOf(shadow.slots[k]);
    real.sp = depth;
    real.block = shadow.block;
    real.pc = shadow.pc;
    real.nextPc = atStart ? shadow.pc : shadow.nextPc;
    real.cont = shadow.cont;
    real.contArg = shadow.contArg;
    real.contTemp = isValue(shadow.contTemp) ? shadow.contTemp.value : null;
    real.savedExceptions = shadow.savedExceptions === null ? null : shadow.savedExceptions.map(concreteOf);
    real.locals = shadow.locals;
    if (i > 0) {
      real.back = back;
      real.isBase = false;
      if (shadow.generator !== null) real.generator = shadow.generator;
    }
    back = real;
  });
  vm.frame = back;
}

const concreteOf = (x: unknown): Concrete => (x === null || x === undefined ? null : isValue(x) ? x.value : x);
