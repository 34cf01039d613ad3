/**
 * From resume data to the recorder's frames, with trace values, when a bridge is recorded; restore.ts makes the real ones.
 * Source: rpython/jit/metainterp/resume.py (ResumeDataBoxReader).
 */
import { Frame, type Block, type W_Code } from '../runtime/functions';
import {
  ConstFloat,
  ConstInt,
  ConstPtr,
  type FunctionConstant,
  type ResumeData,
  type ResumeRef,
  type Value,
  type VirtualInfo,
  type InputArg,
} from './ir';
import { F } from './recorder/descrs';
import { nullConst, type MetaInterp } from './recorder/metainterp';
import type { FrameExtra } from './recorder/snapshots';
import { construct } from './restore';

/** One frame's values apart. */
interface Parts<T> {
  readonly slots: T[];
  readonly owner: T | null;
  readonly temp: T | null;
  readonly saved: T[];
  readonly result: T | null;
}

function split<T>(values: readonly T[], depth: number, extra: FrameExtra, pending: boolean): Parts<T> {
  let at = depth;
  const owner = extra.hasOwner ? values[at++] : null;
  const temp = extra.hasTemp ? values[at++] : null;
  const saved = values.slice(at, at + extra.saved);
  at += extra.saved;
  return { slots: values.slice(0, depth), owner, temp, saved, result: pending ? values[at] : null };
}

/** Sets up the recorder's shadow frames for a bridge. Real frames have been rebuilt already: `real` is the innermost. */
export function shadowFrames(
  m: MetaInterp,
  resume: ResumeData,
  inputs: readonly (InputArg | null)[],
  real: Frame,
): { pending: Value | null } {
  const reals: Frame[] = [];
  for (let f: Frame | null = real, n = resume.frames.length; f !== null && n > 0; f = f.back, n--) reals.unshift(f);
  const made: (Value | undefined)[] = [];
  const box = (ref: ResumeRef): Value => {
    switch (ref.tag) {
      case 'const':
        return ref.value === null ? nullConst : new ConstPtr(ref.value, 'ptr');
      case 'box':
        return inputs[ref.index] ?? nullConst;
      case 'virtual':
        return (made[ref.index] ??= virtualBox(m, resume.virtuals[ref.index], box));
      default:
        return nullConst;
    }
  };
  for (const store of resume.pending) {
    if (store.kind === 'field') {
      const o = box(store.object);
      const v = typed(store.value, store.descr.type, box);
      m.record('setfield_gc', [o, v], null, store.descr);
      m.cache.setField(o, store.descr, v);
      // The real frames got virtuals of their own: from here the object holds what the recorder works on (resume.py, execute_setfield_gc).
      store.descr.set(o.value, v.value);
    } else {
      const a = box(store.array);
      const v = typed(store.value, store.descr.item, box);
      m.record('setarrayitem_gc', [a, new ConstInt(store.index), v], null, store.descr);
      m.cache.setItem(a, store.index, store.descr, v);
      store.descr.set(a.value, store.index, v.value);
    }
  }
  let pending: Value | null = null;
  let previous: Frame | null = null;
  resume.frames.forEach(({ info, values }, i) => {
    const extra = info.extra as FrameExtra;
    const parts = split(
      values.map((r) => (r.tag === 'unbound' ? null : box(r))),
      info.depth,
      extra,
      info.pending,
    );
    const f = new Frame(info.code as W_Code, extra.globals);
    parts.slots.forEach((v, k) => (f.slots[k] = v));
    f.sp = info.depth;
    f.depth = info.depth;
    f.pc = info.pc;
    f.block = (info.blocks[0] as Block | undefined) ?? null;
    f.cont = info.continuation;
    f.contArg = extra.contArg;
    f.contTemp = parts.temp;
    f.savedExceptions = parts.saved.length > 0 ? parts.saved : null;
    f.locals = extra.locals;
    f.nextPc = extra.nextPc;
    f.real = reals[i];
    f.generator = reals[i].generator;
    f.back = previous ?? reals[0].back;
    if (parts.owner !== null) m.setOwner(f, parts.owner);
    m.push(f, null);
    if (info.pending) pending = parts.result ?? nullConst;
    previous = f;
  });
  const top = m.top;
  if (pending === null) top.nextPc = top.pc;
  return { pending };
}

/** A constant in resume data is an int or a double where the store says so. */
function typed(ref: ResumeRef, type: 'i' | 'r' | 'f', box: (ref: ResumeRef) => Value): Value {
  if (ref.tag === 'const' && type === 'i') return new ConstInt(ref.value as number);
  if (ref.tag === 'const' && type === 'f') return new ConstFloat(ref.value as number);
  if (ref.tag === 'unbound' && type !== 'r') return type === 'i' ? new ConstInt(0) : new ConstFloat(0);
  return box(ref);
}

/** Records making a virtual again; its concrete value is made as well. */
function virtualBox(m: MetaInterp, v: VirtualInfo, box: (ref: ResumeRef) => Value): Value {
  if (v.kind === 'object') {
    const fields = v.descr.fields.map((d, i) => [d, v.fields[i]] as const).filter(([, r]) => r !== undefined);
    const values = fields.map(([d, r]) => typed(r, d.type, box));
    const op = m.record('new_with_vtable', [], v.descr.create(values.map((x) => x.value)), v.descr);
    const kind = (v.descr.vtable as { kind?: number } | null)?.kind ?? null;
    m.cache.setFresh(op, kind);
    fields.forEach(([d, r], i) => {
      if (r.tag === 'unbound') return;
      m.record('setfield_gc', [op, values[i]], null, d);
      m.cache.learnField(op, d, values[i]);
    });
    return op;
  }
  if (v.kind === 'array') {
    const values = v.items.map((r) => typed(r, v.descr.item, box));
    const op = m.record(
      'new_array_clear',
      [new ConstInt(values.length)],
      values.map((x) => x.value),
      v.descr,
    );
    m.cache.setFresh(op, null);
    m.cache.learnField(op, F.listLength, new ConstInt(values.length));
    values.forEach((x, i) => {
      m.record('setarrayitem_gc', [op, new ConstInt(i), x], null, v.descr);
      m.cache.learnItem(op, i, v.descr, x);
    });
    return op;
  }
  if (v.kind === 'made') {
    const [fn, ...before] = v.call.args;
    const args = v.args.map((r, i) => typed(r, before[i].type as 'i' | 'r' | 'f', box));
    const value = (fn.value as FunctionConstant).invoke(...args.map((a) => a.value));
    return m.record(v.call.name, [fn, ...args], value, v.call.descr);
  }
  return new ConstPtr(
    construct(v, (r) => box(r).value),
    'ptr',
  );
}
