/** Calls. A guest error stays pending when a guard looks at it, so that the guard decides where the program goes on. */
import { operationInfo, type Concrete, type LoopToken, type Operation } from '../../ir';
import { Activation, type ExitPoint } from '../code';
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
  const body = spilling(op, bodyOf(op, machine, registers), machine, registers, context.notForced);
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

function bodyOf(op: Operation, machine: Machine, registers: RegisterFile): Body {
  const numbers = registers.all(op.args);
  const kind = operationInfo(op.name).call;
  if (kind === 'assembler') {
    const token = op.descr as LoopToken;
    return (r) =>
      machine.hooks.callAssembler(
        token,
        numbers.map((n) => r[n]),
      );
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
    machine.activations.push(
      new Activation(
        state,
        numbers.map((n) => (n < 0 ? null : r[n])),
      ),
    );
    return body(r);
  };
}
