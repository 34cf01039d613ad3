/** Calls. A guest error stays pending for the guard behind the call; a call that may force spills the guard's values first. */
import { operationInfo, type Operation } from '../../ir';
import type { ExitPoint } from '../code';
import { FLOAT_SLOTS, spillSize } from '../machine';
import type { Writer } from './writer';

export interface CallContext {
  readonly observed: boolean;
  readonly notForced: ExitPoint | null;
}

export function call(op: Operation, w: Writer, context: CallContext): void {
  const { observed, notForced } = context;
  if (notForced) spill(op, w, notForced);
  const size = 24 + 4 * op.args.length;
  if (operationInfo(op.name).call === 'assembler') {
    op.args.forEach((v, slot) => {
      const text = w.value(v);
      if (v.type === 'r' || slot >= FLOAT_SLOTS) w.emit(`R[${slot}]=${text};`, 11);
      else if (v.type === 'f') w.emit(`F[${slot}]=${text};`, 11);
      else w.emit(`I(${slot},${text});`, 13);
    });
    const expression = `M.assemble(${w.constant(op.descr)},${op.args.length},${notForced === null ? 'null' : w.constant(notForced)})`;
    if (op.type === 'v') w.emit(`${expression};`, size);
    else w.define(op, expression, size);
    if (!observed) w.emit('if(M.pending!==null)M.raise();', 16);
    return;
  }
  const expression = invocation(op, w);
  if (op.type === 'v') {
    w.emit(observed ? `try{${expression};}catch(e){M.caught(e);}` : `${expression};`, observed ? size + 30 : size);
  } else if (observed) {
    const name = w.declare(op);
    w.emit(`try{${name}=${expression};}catch(e){M.caught(e);${name}=${op.type === 'r' ? 'null' : '0'};}`, size + 34);
  } else w.define(op, expression, size);
}

/** What the guard behind the call would hand over, where a force finds it: see Machine.pushActivation. */
function spill(op: Operation, w: Writer, exit: ExitPoint): void {
  const q = w.fresh('q');
  w.emit(`const ${q}=M.sp;`, 6);
  const values = (exit.op.failArgs ?? []).map((v) => (v === null || v === op ? 'null' : w.value(v)));
  [...values, w.constant(exit), 'null'].forEach((text, i) => w.emit(`S[${i === 0 ? q : `${q}+${i}`}]=${text};`, 11));
  w.emit(`M.sp=${q}+${spillSize(exit)};`, 8);
}

function invocation(op: Operation, w: Writer): string {
  const args = op.args.map((v) => w.value(v));
  const kind = operationInfo(op.name).call;
  if (kind === 'cond') {
    const [condition, f, ...rest] = args;
    const invoke = `${f}.invoke(${rest.join(',')})`;
    if (op.name === 'cond_call') return `if(${condition}!==0)${invoke}`;
    return `${condition}===${op.type === 'r' ? 'null' : '0'}?${invoke}:${condition}`;
  }
  const [f, ...rest] = args;
  return `${f}.invoke(${rest.join(',')})`;
}
