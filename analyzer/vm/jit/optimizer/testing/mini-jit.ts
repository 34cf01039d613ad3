/** A whole tracing JIT around mini-programs: loops, bridges and side exits, with the thresholds at one and two. */
import { InputArg, type Concrete, type FieldDescr, type ResumeData, type ResumeRef, type SizeDescr, type Value } from '../../ir';
import { TestNode } from '../../text/testing';
import { verifyTrace } from '../../verify';
import { Backend, type Exit } from '../../backend';
import { TEST_SCOPE } from '../../text/testing';
import {
  InvalidLoop,
  JitLoopToken,
  defaultParameters,
  optimizeBridge,
  optimizeLoop,
  type OptimizedTrace,
  type RecordedTrace,
  ResumeGuardDescr,
} from '..';
import { constantFor } from '../facts/fold';
import { type Instruction, Recorder, type Slot, inputSlots, step, tick } from './mini-program';
import { show } from './optimize';

/** Plain execution. */
export function runPlainly(program: readonly Instruction[], start: readonly Concrete[], limit: number): Concrete[] {
  const slots: Slot[] = start.map((value) => ({ value, ir: null }));
  while (tick(slots, limit, null)) for (let pc = 1; pc <= program.length;) pc = step(program, pc, slots, null);
  return slots.map((s) => s.value);
}

export class MiniJit {
  readonly counts = { loops: 0, bridges: 0, toPeeled: 0, exits: 0, invalid: 0 };
  private readonly params = defaultParameters();
  private readonly backend: Backend;
  private readonly token = new JitLoopToken(1);
  private readonly failures = new Map<ResumeGuardDescr, number>();
  private slots: Slot[] = [];
  private pc = 0;

  constructor(
    private readonly program: readonly Instruction[],
    private readonly limit: number,
    engine: 'interpreter' | 'javascript' = 'interpreter',
  ) {
    this.backend = new Backend(
      {
        isGuestError: () => false,
        exceptionOf: (e) => e,
        callAssembler: () => null,
        poll: () => (this.backend.machine.fuel[0] = 100_000),
        scope: TEST_SCOPE,
      },
      { policy: { engine } },
    );
  }

  run(start: readonly Concrete[]): Concrete[] {
    this.slots = start.map((value) => ({ value, ir: null }));
    let attempts = 0;
    for (;;) {
      if (this.pc === 0 && this.counts.loops > 0) this.enter();
      else if (this.pc === 0 && attempts < 3) {
        attempts++;
        if (!this.recordLoop()) break;
        continue;
      }
      if (this.pc === 0) {
        if (!tick(this.slots, this.limit, null)) break;
        this.pc = 1;
      }
      while (this.pc !== 0) this.advance(null);
    }
    return this.slots.map((s) => s.value);
  }

  private advance(rec: Recorder | null): void {
    this.pc = step(this.program, this.pc, this.slots, rec);
    if (this.pc > this.program.length) this.pc = 0;
  }

  /** False when the program ended. */
  private recordLoop(): boolean {
    this.slots = inputSlots(this.slots.map((s) => s.value));
    const inputargs = this.slots.map((s) => s.ir!);
    const rec = new Recorder(this.slots);
    if (!tick(this.slots, this.limit, rec)) return false;
    this.pc = 1;
    while (this.pc !== 0) this.advance(rec);
    this.attempt(() => {
      const trace = optimizeLoop(this.close(inputargs, rec), this.token, this.params);
      this.check(trace);
      this.backend.compileLoop({ ...trace, token: this.token });
      this.counts.loops++;
    });
    return true;
  }

  private close(inputargs: readonly Value[], rec: Recorder): RecordedTrace {
    rec.emit(
      'jump',
      this.slots.map((s) => s.ir!),
    ).snapshot = rec.here(0);
    return { inputargs, ops: rec.ops };
  }

  private attempt(f: () => void): void {
    try {
      f();
    } catch (e) {
      if (!(e instanceof InvalidLoop)) throw e;
      this.counts.invalid++;
    }
  }

  private check(trace: OptimizedTrace): void {
    const errors = verifyTrace(trace, { label: (t) => (this.backend.loop(this.token) && this.labelTypes.get(t)) ?? null });
    if (errors.length > 0) throw new Error([...errors, ...show(trace, true)].join('\n'));
    for (const op of trace.ops)
      if (op.name === 'label')
        this.labelTypes.set(
          op.descr,
          op.args.map((a) => a.type),
        );
  }
  private readonly labelTypes = new Map<unknown, Value['type'][]>();

  /** Runs compiled code until it leaves for good. */
  private enter(): void {
    const exit: Exit = this.backend.execute(
      this.token,
      this.slots.map((s) => s.value),
    );
    if (exit.kind !== 'guard') throw new Error('loops only leave through guards');
    this.counts.exits++;
    const descr = exit.guard;
    if (!(descr instanceof ResumeGuardDescr)) throw new Error('a guard without resume data');
    const seen = (this.failures.get(descr) ?? 0) + 1;
    this.failures.set(descr, seen);
    if (seen === 2) this.recordBridge(descr, exit);
    else this.restore(descr.resume!, exit.values);
  }

  private restore(resume: ResumeData, values: readonly Concrete[]): Concrete[] {
    const objects = resume.virtuals.map((v): Concrete => {
      if (v.kind === 'array') return new Array<Concrete>(v.items.length).fill(null);
      return v.kind === 'object' && v.descr.vtable!.name === 'Node' ? new TestNode('Node', 0, null, 0, 0, 0, null) : null;
    });
    const get = (ref: ResumeRef): Concrete => {
      switch (ref.tag) {
        case 'const':
          return ref.value;
        case 'box':
          return values[ref.index];
        case 'virtual':
          return objects[ref.index];
        default:
          throw new Error('no slot is unbound here');
      }
    };
    resume.virtuals.forEach((v, i) => {
      if (v.kind === 'object' && objects[i] === null) objects[i] = v.descr.create(v.fields.map(get));
    });
    resume.virtuals.forEach((v, i) => {
      if (v.kind === 'array') v.items.forEach((ref, n) => ((objects[i] as Concrete[])[n] = get(ref)));
      else if (v.kind === 'object' && objects[i] instanceof TestNode) {
        const [value, next, weight, tag, length, version] = v.fields.map(get);
        Object.assign(objects[i] as object, { value, next, weight, tag, length, version });
      }
    });
    for (const p of resume.pending) {
      if (p.kind === 'field') p.descr.set(get(p.object), get(p.value));
      else p.descr.set(get(p.array), p.index, get(p.value));
    }
    const frame = resume.frames[0]!;
    this.slots = frame.values.map((ref) => ({ value: get(ref), ir: null }));
    this.pc = frame.info.pc;
    return objects;
  }

  private recordBridge(descr: ResumeGuardDescr, exit: Exit & { kind: 'guard' }): void {
    const resume = descr.resume!;
    const { failArgs } = exit.state.op;
    const objects = this.restore(resume, exit.values);
    const inputs = failArgs!.map((box, i) => (box === null ? null : new InputArg(box.type as 'i', i, exit.values[i])));
    const rec = new Recorder(this.slots);
    const made = resume.virtuals.map((v, i) =>
      v.kind === 'array'
        ? rec.emit('new_array_clear', [constInt(v.items.length)], v.descr, objects[i])
        : rec.emit('new_with_vtable', [], (v as { descr: SizeDescr }).descr, objects[i]),
    );
    const ir = (ref: ResumeRef): Value =>
      ref.tag === 'box' ? inputs[ref.index]! : ref.tag === 'virtual' ? made[ref.index]! : constOf((ref as { value: Concrete }).value);
    const typed = (ref: ResumeRef, type: 'i' | 'r' | 'f'): Value => (ref.tag === 'const' ? constOfType(type, ref.value) : ir(ref));
    resume.virtuals.forEach((v, i) => {
      if (v.kind === 'array') v.items.forEach((ref, n) => rec.emit('setarrayitem_gc', [made[i]!, constInt(n), ir(ref)], v.descr));
      else if (v.kind === 'object')
        v.fields.forEach((ref, n) => rec.emit('setfield_gc', [made[i]!, typed(ref, v.descr.fields[n]!.type)], v.descr.fields[n]!));
    });
    for (const p of resume.pending) {
      if (p.kind === 'field') rec.emit('setfield_gc', [ir(p.object), typed(p.value, (p.descr as FieldDescr).type)], p.descr);
      else rec.emit('setarrayitem_gc', [ir(p.array), constInt(p.index), ir(p.value)], p.descr);
    }
    resume.frames[0]!.values.forEach((ref, i) => (this.slots[i]!.ir = ir(ref)));
    if (this.pc === 0) {
      if (!tick(this.slots, this.limit, rec)) return;
      this.pc = 1;
    }
    while (this.pc !== 0) this.advance(rec);
    this.attempt(() => {
      const trace = optimizeBridge(
        this.close(
          inputs.filter((a): a is InputArg => a !== null),
          rec,
        ),
        { descr, failArgs: failArgs! },
        this.token,
        this.params,
      );
      this.check(trace);
      this.backend.compileBridge(descr, trace);
      this.counts.bridges++;
      if (trace.target!.index === 1) this.counts.toPeeled++;
    });
  }
}

const constInt = (n: number): Value => constOfType('i', n);
const constOf = (value: Concrete): Value => constOfType('r', value);

function constOfType(type: 'i' | 'r' | 'f', value: Concrete): Value {
  return constantFor(type, value);
}
