/**
 * Delays allocations to their first use, so that an object is made with all its first fields at once.
 *
 *     p1 = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)
 *     setfield_gc(p1, i0, descr=<FieldS ...inst_intval>)      ->   Creation(p1, [i0])
 *     finish(p1)                                                    finish(p1)
 *
 * A guest int is a JavaScript number: it has no moment without its value. Nobody can see the difference: until its first use
 * nobody else holds the object. The same for strings that are filled character by character.
 */
import { ConstInt, operationInfo, type Operation, type SizeDescr, type Value } from '../ir';

/** An object with its first fields, in the order of the descr; null for the default (0, null). */
export interface Creation {
  readonly name: 'create';
  readonly result: Operation;
  readonly descr: SizeDescr;
  readonly values: readonly (Value | null)[];
}

/** A string of `length` characters made by `writes` (strsetitem, copystrcontent). */
export interface StringCreation {
  readonly name: 'create_string';
  readonly result: Operation;
  readonly length: Value;
  readonly writes: readonly Operation[];
}

export type LoweredOp = Operation | Creation | StringCreation;

/** Also drops the operations that do nothing when run. */
export function lower(ops: readonly Operation[]): LoweredOp[] {
  const out: LoweredOp[] = [];
  const objects = new Map<Value, Map<unknown, Value>>();
  const strings = new Map<Value, Operation[]>();

  const use = (v: Value | null): void => {
    if (v === null) return;
    const fields = objects.get(v);
    if (fields) {
      objects.delete(v);
      const op = v as Operation;
      const descr = op.descr as SizeDescr;
      const values = descr.fields.map((f) => fields.get(f) ?? null);
      for (const value of values) use(value);
      out.push({ name: 'create', result: op, descr, values });
      return;
    }
    const writes = strings.get(v);
    if (writes) {
      strings.delete(v);
      const op = v as Operation;
      use(op.args[0]);
      for (const w of writes) for (const a of w.args.filter((x) => x !== v)) use(a);
      out.push({ name: 'create_string', result: op, length: op.args[0], writes });
    }
  };

  ops.forEach((op, i) => {
    if (op.name === 'new' || op.name === 'new_with_vtable') {
      objects.set(op, new Map());
      return;
    }
    if (op.name === 'newstr') {
      strings.set(op, []);
      return;
    }
    if (op.name === 'setfield_gc') {
      const fields = objects.get(op.args[0]);
      if (fields) {
        // Holding another new object's reference is no use of it yet, unless it would then hold itself.
        const initial = (op.args[0] as Operation).descr as SizeDescr;
        if (op.args[1] === op.args[0] || !initial.fields.some((f) => f === op.descr)) use(op.args[0]);
        else {
          use(op.args[1]);
          fields.set(op.descr, op.args[1]);
          return;
        }
      }
    }
    if (op.name === 'strsetitem' && strings.has(op.args[0])) {
      use(op.args[2]);
      strings.get(op.args[0])!.push(op);
      return;
    }
    if (op.name === 'copystrcontent' && strings.has(op.args[1]) && op.args[0] !== op.args[1]) {
      use(op.args[0]);
      strings.get(op.args[1])!.push(op);
      return;
    }
    if (doesNothing(op)) return;
    for (const a of op.args) use(a);
    for (const a of op.failArgs ?? []) use(a);
    // What guard_not_forced keeps is spilled before the call; an overflow check is one with its operation.
    const guard = operationInfo(op.name).ovf ? nextWorking(ops, i) : notForcedAfter(ops, i);
    for (const a of guard?.failArgs ?? []) if (a !== op) use(a);
    out.push(op);
  });
  return out;
}

const NOTHING = new Set([
  'debug_merge_point',
  'enter_portal_frame',
  'leave_portal_frame',
  'keepalive',
  'quasiimmut_field',
  'virtual_ref_finish',
  'guard_not_forced_2',
]);

/**
 * guard_not_forced_2 checks for a force between storing the frame's token and `finish`; here frames are forced only while an
 * activation is on the stack, so nothing can happen there.
 */
const doesNothing = (op: Operation): boolean => NOTHING.has(op.name);

function nextWorking(ops: readonly Operation[], i: number): Operation | null {
  for (let j = i + 1; j < ops.length; j++) if (!operationInfo(ops[j].name).free) return ops[j];
  return null;
}

/** The guard_not_forced that belongs to the call at `i`. */
export function notForcedAfter(ops: readonly Operation[], i: number): Operation | null {
  const kind = operationInfo(ops[i].name).call;
  if (kind !== 'may_force' && kind !== 'assembler') return null;
  for (let j = i + 1; j < ops.length; j++) {
    if (ops[j].name === 'guard_not_forced') return ops[j];
    if (!operationInfo(ops[j].name).free) return null;
  }
  return null;
}

/** Whether a guard looks at the exception of the call at `i`; if none does, a guest error ends the trace from outside. */
export function exceptionObserved(ops: readonly Operation[], i: number): boolean {
  for (let j = i + 1; j < ops.length; j++) {
    const { name } = ops[j];
    if (name === 'guard_no_exception' || name === 'guard_exception') return true;
    if (operationInfo(name).call || name === 'label') return false;
  }
  return false;
}

/**
 * What reaching operation `i` (a jump) costs: the calls whose bytecodes stand since the start or the last label, that of the loop included, so
 * that fuel counts back-edges and calls as the interpreter does; at least 1.
 */
export function fuelCost(ops: readonly Operation[], i: number): number {
  const calls = new Set<unknown>();
  for (let j = i - 1; j >= 0 && ops[j].name !== 'label'; j--) {
    const [, call] = ops[j].args;
    if (ops[j].name === 'debug_merge_point' && call instanceof ConstInt) calls.add(call.value);
  }
  return Math.max(calls.size, 1);
}

export const constantInt = (v: Value): number | null => (v instanceof ConstInt && typeof v.value === 'number' ? v.value : null);
