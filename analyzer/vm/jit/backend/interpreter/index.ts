/**
 * Runs traces as they are, one closure an operation: the cold tier, the oracle the JavaScript backend is compared with, and
 * the bisector when the two differ.
 *
 * Source of the idea: rpython/jit/backend/llgraph/runner.py (LLFrame.execute).
 */
import { operationInfo, type Operation, type Value } from '../../ir';
import { ExitPoint, type Code, type CompiledTrace, type SlotType } from '../code';
import { exceptionObserved, fuelCost, lower, notForcedAfter, type LoweredOp } from '../lower';
import type { Machine } from '../machine';
import { callEffect } from './calls';
import { guardTest } from './guards';
import { RegisterFile, type Registers } from './registers';
import { creation, effectOf, stringCreation } from './steps';

/** A jump within the trace: where to go on. */
class LocalJump {
  constructor(readonly label: number) {}
}

type Step = (r: Registers) => ExitPoint | LocalJump | undefined;

/** Asked at the start and at each label, before anything is counted: code to go on with instead, or null. */
export type Promote = () => Code | null;

export function interpret(trace: CompiledTrace, machine: Machine, promote: Promote): Code {
  const compiler = new StepCompiler(trace, machine, promote);
  compiler.run();
  const { steps, labelSteps, registers } = compiler;
  const loads = [trace.inputargs, ...trace.labels.map((l) => l.args)].map((values) => loader(values, machine, registers));

  return (entry) => {
    if (entry === 0) {
      const better = promote();
      if (better) return better(0);
    }
    const r = registers.template.slice();
    loads[entry](r);
    let pc = entry === 0 ? 0 : labelSteps[entry - 1];
    for (;;) {
      const result = steps[pc++](r);
      if (result === undefined) continue;
      if (result instanceof ExitPoint) return result;
      pc = labelSteps[result.label];
    }
  };
}

function loader(values: readonly Value[], machine: Machine, registers: RegisterFile): (r: Registers) => void {
  const moves = values.map((v, slot) => ({ type: v.type as SlotType, slot, to: registers.of(v) }));
  return (r) => {
    for (const m of moves) r[m.to] = machine.read(m.type, m.slot);
  };
}

class StepCompiler {
  readonly steps: Step[] = [];
  readonly labelSteps: number[] = [];
  readonly registers = new RegisterFile();
  private readonly positions = new Map<Operation, number>();

  constructor(
    private readonly trace: CompiledTrace,
    private readonly machine: Machine,
    private readonly promote: Promote,
  ) {
    trace.ops.forEach((op, i) => this.positions.set(op, i));
  }

  run(): void {
    for (const op of lower(this.trace.ops)) this.steps.push(this.step(op));
  }

  private step(op: LoweredOp): Step {
    const { machine, registers, trace } = this;
    if (op.name === 'create') return silent(creation(op, registers));
    if (op.name === 'create_string') return silent(stringCreation(op, machine, registers));
    const effect = effectOf(op, machine, registers);
    if (effect) return silent(effect);
    const info = operationInfo(op.name);
    if (info.guard) return this.guard(op);
    if (info.call) {
      const i = this.positions.get(op)!;
      const guard = notForcedAfter(trace.ops, i);
      const context = { observed: exceptionObserved(trace.ops, i), notForced: guard ? trace.exits.get(guard)! : null };
      return silent(callEffect(op, machine, registers, context));
    }
    switch (op.name) {
      case 'label':
        return this.label(op);
      case 'jump':
        return this.jump(op);
      case 'finish':
        return this.leave(op);
      default:
        throw new Error(`no engine runs ${op.name}`);
    }
  }

  private guard(op: Operation): Step {
    const { trace, machine, registers } = this;
    const test = guardTest(op, machine, registers, trace);
    const leave = this.leave(op);
    return (r) => (test(r) ? undefined : leave(r));
  }

  /** Puts the exit's values into the slots. */
  private leave(op: Operation): Step {
    const { machine, registers } = this;
    const exit = this.trace.exits.get(op)!;
    const moves = exit.values.map((v, slot) => ({ type: v.type as SlotType, slot, from: registers.of(v) }));
    return (r) => {
      for (const m of moves) machine.write(m.type, m.slot, r[m.from]);
      return exit;
    };
  }

  private label(op: Operation): Step {
    const { trace, machine, promote } = this;
    const index = this.labelSteps.length;
    this.labelSteps.push(this.steps.length);
    const moves = op.args.map((v, slot) => ({ type: v.type as SlotType, slot, from: this.registers.of(v) }));
    return (r) => {
      const better = promote();
      if (better) {
        for (const m of moves) machine.write(m.type, m.slot, r[m.from]);
        return better(index + 1);
      }
      trace.counted[index]++;
      return undefined;
    };
  }

  private jump(op: Operation): Step {
    const { trace, machine, registers } = this;
    const cost = fuelCost(trace.ops, this.positions.get(op)!);
    const burn = (): void => {
      if ((machine.fuel[0] -= cost) <= 0) machine.hooks.poll();
    };
    const label = trace.labels.find((l) => l.token === op.descr);
    if (!label) {
      const leave = this.leave(op);
      return (r) => {
        burn();
        return leave(r);
      };
    }
    const from = registers.all(op.args);
    const to = registers.all(label.args);
    const target = new LocalJump(label.index);
    return (r) => {
      burn();
      const values = from.map((n) => r[n]);
      for (let i = 0; i < to.length; i++) r[to[i]] = values[i];
      return target;
    };
  }
}

const silent =
  (effect: (r: Registers) => void): Step =>
  (r) => {
    effect(r);
    return undefined;
  };
