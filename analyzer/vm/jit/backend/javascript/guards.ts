/** Guards as JavaScript conditions that hold when the guard FAILS. */
import { ConstFloat, type ConstPtr, type Operation, type VTable } from '../../ir';
import type { CompiledTrace } from '../code';
import { checked } from '../int64';
import { spillSize } from '../machine';
import { numberLiteral, type Writer } from './writer';

/** `M` names the machine. `condition` gives a comparison that only this guard uses, or null. */
export function guardFailure(op: Operation, w: Writer, trace: CompiledTrace, condition: (op: Operation) => string | null): string {
  const [a, b] = op.args.map((v, i) => (i === 0 && condition(op) !== null ? '' : w.value(v)));
  switch (op.name) {
    case 'guard_true':
      return `!(${condition(op) ?? `${a}!==0`})`;
    case 'guard_false':
      return condition(op) ?? `${a}!==0`;
    case 'guard_value':
      return op.args[1] instanceof ConstFloat ? differentDouble(a, op.args[1].value) : `${a}!==${b}`;
    case 'guard_nonnull':
      return `${a}===null`;
    case 'guard_isnull':
      return `${a}!==null`;
    case 'guard_class':
    case 'guard_nonnull_class':
    case 'guard_subclass':
    case 'guard_gc_type':
      return `${a}===null||!(${classOf(op, 1).jsTest(a)})`;
    case 'guard_no_exception':
      return 'M.pending!==null';
    case 'guard_exception': {
      const exception = w.fresh('e');
      w.emit(`const ${exception}=M.pending===null?null:M.pendingException();`, 20);
      return `${exception}===null||!(${classOf(op, 0).jsTest(exception)})`;
    }
    case 'guard_no_overflow':
      return `${w.constant(checked)}.overflow`;
    case 'guard_overflow':
      return `!${w.constant(checked)}.overflow`;
    case 'guard_not_forced': {
      // Machine.popActivation, spelled out.
      const size = spillSize(trace.exits.get(op)!);
      return `(M.sp-=${size},S[M.sp+${size - 1}]!==null)&&M.wasForced(S[M.sp+${size - 1}])`;
    }
    case 'guard_not_invalidated':
      return `${w.constant(trace.validity)}.invalidated`;
    case 'guard_always_fails':
      return 'true';
    default:
      throw new Error(`${op.name} is not a guard`);
  }
}

/** By bits, as the machine compares: NaN equals itself, 0 is not -0. */
function differentDouble(a: string, x: number): string {
  if (Number.isNaN(x)) return `${a}===${a}`;
  if (x === 0) return `${a}!==0||1/${a}!==${Object.is(x, -0) ? '-Infinity' : 'Infinity'}`;
  return `${a}!==${numberLiteral(x)}`;
}

const classOf = (op: Operation, i: number): VTable => (op.args[i] as ConstPtr).value as VTable;
