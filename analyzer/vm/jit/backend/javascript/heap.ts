/** Field and item access, creation and string contents, through the descrs' own snippets. */
import type { ArrayDescr, FieldDescr, Operation } from '../../ir';
import { plainStrings } from '../hooks';
import type { Creation, StringCreation } from '../lower';
import type { Machine } from '../machine';
import { buildString } from '../strings';
import type { Writer } from './writer';

/** True when the operation was one of these. */
export function heap(op: Operation, w: Writer, machine: Machine): boolean {
  const [a, b, c] = op.args.map((v) => w.value(v));
  switch (op.name) {
    case 'getfield_gc_i':
    case 'getfield_gc_r':
    case 'getfield_gc_f':
    case 'getfield_raw_i':
      w.define(op, (op.descr as FieldDescr).jsGet(a));
      break;
    case 'setfield_gc':
    case 'setfield_raw':
      w.emit((op.descr as FieldDescr).jsSet(a, b), 10);
      break;
    case 'getarrayitem_gc_i':
    case 'getarrayitem_gc_r':
    case 'getarrayitem_gc_f':
      w.define(op, (op.descr as ArrayDescr).jsGet(a, b));
      break;
    case 'setarrayitem_gc':
      w.emit((op.descr as ArrayDescr).jsSet(a, b, c), 12);
      break;
    case 'arraylen_gc':
      w.define(op, (op.descr as ArrayDescr).jsLength(a));
      break;
    case 'new_array':
    case 'new_array_clear':
      w.define(op, (op.descr as ArrayDescr).jsCreate(a), 24);
      break;
    case 'strlen':
      w.define(op, machine.strings === plainStrings ? `${a}.length` : `${w.constant(machine.strings)}.length(${a})`);
      break;
    case 'strgetitem':
      w.define(
        op,
        machine.strings === plainStrings
          ? `typeof ${a}==='string'?${a}.charCodeAt(${b}):${a}[${b}]`
          : `${w.constant(machine.strings)}.codeAt(${a},${b})`,
        24,
      );
      break;
    case 'force_token':
      w.define(op, 'null', 4);
      break;
    default:
      return false;
  }
  w.facts.learn(op);
  return true;
}

export function creation(c: Creation, w: Writer): void {
  const values = c.values.map((v, i) => (v === null ? (c.descr.fields[i].type === 'r' ? 'null' : '0') : w.value(v)));
  w.define(c.result, c.descr.jsCreate(values), 16 + 4 * values.length);
}

export function stringCreation(c: StringCreation, w: Writer, machine: Machine): void {
  // [index, code] or [source, from, to, count]: the string itself is left out.
  const writes = c.writes.map(
    (op) =>
      `[${op.args
        .filter((v) => v !== c.result)
        .map((v) => w.value(v))
        .join(',')}]`,
  );
  w.define(
    c.result,
    `${w.constant(buildString)}(${w.constant(machine.strings)},${w.value(c.length)},[${writes.join(',')}])`,
    40 + 30 * writes.length,
  );
}
