/** Guards as tests on registers: true when the guard holds. */
import type { ConstPtr, Concrete, Operation, VTable } from '../../ir';
import type { CompiledTrace, ExitPoint } from '../code';
import { checked } from '../int64';
import type { Machine } from '../machine';
import type { RegisterFile, Registers } from './registers';

export type Test = (r: Registers) => boolean;

export function guardTest(op: Operation, machine: Machine, registers: RegisterFile, trace: CompiledTrace): Test {
  const { validity } = trace;
  const [a, b] = registers.all(op.args);
  switch (op.name) {
    case 'guard_true':
      return (r) => r[a] !== 0;
    case 'guard_false':
      return (r) => r[a] === 0;
    case 'guard_value':
      return op.args[0].type === 'f' ? (r) => Object.is(r[a], r[b]) : (r) => r[a] === r[b];
    case 'guard_nonnull':
      return (r) => r[a] !== null;
    case 'guard_isnull':
      return (r) => r[a] === null;
    case 'guard_class':
    case 'guard_nonnull_class':
    case 'guard_subclass':
    case 'guard_gc_type': {
      const vtable = classOf(op, 1);
      return (r) => r[a] !== null && vtable.test(r[a]);
    }
    case 'guard_no_exception':
      return () => machine.pending === null;
    case 'guard_exception': {
      const vtable = classOf(op, 0);
      const to = registers.of(op);
      return (r) => {
        if (machine.pending === null || !vtable.test(machine.pendingException())) return false;
        r[to] = machine.takeException();
        return true;
      };
    }
    case 'guard_no_overflow':
      return () => !checked.overflow;
    case 'guard_overflow':
      return () => checked.overflow;
    case 'guard_not_forced':
      return popping(machine, trace.exits.get(op)!);
    case 'guard_not_invalidated':
      return () => !validity.invalidated;
    case 'guard_always_fails':
      return () => false;
    default:
      throw new Error(`${op.name} is not a guard`);
  }
}

const popping =
  (machine: Machine, exit: ExitPoint): Test =>
  () =>
    !machine.popActivation(exit);

/** The class constant at argument `i`. */
export const classOf = (op: Operation, i: number): VTable => (op.args[i] as ConstPtr).value as Concrete as VTable;
