/** One closure an operation that neither leaves the trace nor calls: arithmetic, heap, creation. */
import type { ArrayDescr, Concrete, FieldDescr, IntValue, Operation } from '../../ir';
import type { Creation, StringCreation } from '../lower';
import type { Machine } from '../machine';
import { buildString } from '../strings';
import { BINARY, UNARY } from './arithmetic';
import type { RegisterFile, Registers } from './registers';

export type Effect = (r: Registers) => void;

/** Null for operations of other kinds. */
export function effectOf(op: Operation, machine: Machine, registers: RegisterFile): Effect | null {
  return arithmetic(op, registers) ?? heap(op, registers) ?? other(op, machine, registers);
}

function arithmetic(op: Operation, registers: RegisterFile): Effect | null {
  const binary = BINARY[op.name];
  const to = registers.of(op);
  const a = op.args.length > 0 ? registers.of(op.args[0]) : -1;
  if (binary) {
    const b = registers.of(op.args[1]);
    return (r) => {
      r[to] = binary(r[a], r[b]);
    };
  }
  const unary = UNARY[op.name];
  if (!unary) return null;
  return (r) => {
    r[to] = unary(r[a]);
  };
}

function heap(op: Operation, registers: RegisterFile): Effect | null {
  const to = registers.of(op);
  const [a, b, c] = registers.all(op.args);
  switch (op.name) {
    case 'getfield_gc_i':
    case 'getfield_gc_r':
    case 'getfield_gc_f':
    case 'getfield_raw_i': {
      const field = op.descr as FieldDescr;
      return (r) => {
        r[to] = field.get(r[a]);
      };
    }
    case 'setfield_gc':
    case 'setfield_raw': {
      const field = op.descr as FieldDescr;
      return (r) => field.set(r[a], r[b]);
    }
    case 'getarrayitem_gc_i':
    case 'getarrayitem_gc_r':
    case 'getarrayitem_gc_f': {
      const array = op.descr as ArrayDescr;
      return (r) => {
        r[to] = array.get(r[a], r[b] as number);
      };
    }
    case 'setarrayitem_gc': {
      const array = op.descr as ArrayDescr;
      return (r) => array.set(r[a], r[b] as number, r[c]);
    }
    case 'arraylen_gc': {
      const array = op.descr as ArrayDescr;
      return (r) => {
        r[to] = array.length(r[a]);
      };
    }
    case 'new_array':
    case 'new_array_clear': {
      const array = op.descr as ArrayDescr;
      return (r) => {
        r[to] = array.create(r[a] as number);
      };
    }
    default:
      return null;
  }
}

function other(op: Operation, machine: Machine, registers: RegisterFile): Effect | null {
  const to = registers.of(op);
  const [a, b] = registers.all(op.args);
  switch (op.name) {
    case 'strlen':
      return (r) => {
        r[to] = machine.strings.length(r[a]);
      };
    case 'strgetitem':
      return (r) => {
        r[to] = machine.strings.codeAt(r[a], r[b] as number);
      };
    case 'force_token':
      return (r) => {
        r[to] = null;
      };
    case 'virtual_ref':
      return (r) => {
        r[to] = r[a];
      };
    default:
      return null;
  }
}

export function creation(c: Creation, registers: RegisterFile): Effect {
  const to = registers.of(c.result);
  const { descr } = c;
  const from = c.values.map((v) => (v === null ? -1 : registers.of(v)));
  const defaults: Concrete[] = descr.fields.map((f) => (f.type === 'r' ? null : 0));
  return (r) => {
    r[to] = descr.create(from.map((n, i) => (n < 0 ? defaults[i] : r[n])));
  };
}

export function stringCreation(c: StringCreation, machine: Machine, registers: RegisterFile): Effect {
  const to = registers.of(c.result);
  const length = registers.of(c.length);
  const writes = c.writes.map((w) => ({ copy: w.name === 'copystrcontent', args: registers.all(w.args) }));
  return (r) => {
    const values = writes.map((w) => (w.copy ? [r[w.args[0]], ...w.args.slice(2).map((n) => r[n])] : w.args.slice(1).map((n) => r[n])));
    r[to] = buildString(machine.strings, r[length] as IntValue, values);
  };
}
