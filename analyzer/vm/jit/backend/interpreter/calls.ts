/** Calls. A guest error stays pending when a guard looks at it, so that the guard decides where the program goes on. */
import { operationInfo, type Concrete, type LoopToken, type Operation } from '../../ir';
import type { ExitPoint, SlotType } from '../code';
import type { Machine } from '../machine';
import type { RegisterFile, Registers } from './registers';
import type { Effect } from './steps';

export interface CallContext {
  /** A guard checks for an exception afterwards. */
  readonly observed: boolean;
  /** The guard_not_forced afterwards. */
  readonly notForced: ExitPoint | null;
}

export function callEffect(op: Operation, machine: Machine, registers: RegisterFile, context: CallContext): Effect {
  const to = registers.of(op);
  const zero = op.type === 'r' ? null : 0;
  const body = spilling(op, bodyOf(op, machine, registers, context), machine, registers, context.notForced);
  if (!context.observed) {
    return (r) => {
      r[to] = body(r);
    };
  }
  return (r) => {
    try {
      r[to] = body(r);
    } catch (error) {
      machine.caught(error);
      r[to] = zero;
    }
  };
}

type Body = (r: Registers) => Concrete;

function bodyOf(op: Operation, machine: Machine, registers: RegisterFile, { observed, notForced }: CallContext): Body {
  const numbers = registers.all(op.args);
  const kind = operationInfo(op.name).call;
  if (kind === 'assembler') {
    const token = op.descr as LoopToken;
    const types = op.args.map((v) => v.type as SlotType);
    return (r) => {
      for (let i = 0; i < numbers.length; i++) machine.write(types[i], i, r[numbers[i]]);
      const result = machine.assemble(token, numbers.length, notForced);
      if (!observed && machine.pending !== null) machine.raise();
      return result;
    };
  }
  if (kind === 'cond') {
    const [condition, f, ...rest] = numbers;
    const call = (r: Registers): Concrete =>
      machine.invoke(
        r[f],
        rest.map((n) => r[n]),
      );
    if (op.name === 'cond_call') return (r) => (r[condition] === 0 ? null : call(r));
    const nothing = op.type === 'r' ? null : 0;
    return (r) => (r[condition] === nothing ? call(r) : r[condition]);
  }
  const [f, ...rest] = numbers;
  return (r) =>
    machine.invoke(
      r[f],
      rest.map((n) => r[n]),
    );
}

/** Around calls that may force: what the guard afterwards would hand over is kept where a force can find it. */
function spilling(op: Operation, body: Body, machine: Machine, registers: RegisterFile, state: ExitPoint | null): Body {
  if (state === null) return body;
  const numbers = (state.op.failArgs ?? []).map((v) => (v === null || v === op ? -1 : registers.of(v)));
  return (r) => {
    machine.pushActivation(
      state,
      numbers.map((n) => (n < 0 ? null : r[n])),
    );
    return body(r);
  };
}
