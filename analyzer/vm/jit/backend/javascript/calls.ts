/** Calls. A guest error stays pending for the guard behind the call; a call that may force spills the guard's values first. */
import { operationInfo, type Operation } from '../../ir';
import { Activation, type ExitPoint } from '../code';
import type { Writer } from './writer';

export interface CallContext {
  readonly observed: boolean;
  readonly notForced: ExitPoint | null;
}

export function call(op: Operation, w: Writer, context: CallContext): void {
  const { observed, notForced } = context;
  if (notForced) {
    const values = (notForced.op.failArgs ?? []).map((v) => (v === null || v === op ? 'null' : w.value(v)));
    w.emit(`M.activations.push(new ${w.constant(Activation)}(${w.constant(notForced)},[${values.join(',')}]));`, 40 + 6 * values.length);
  }
  const expression = invocation(op, w);
  const size = 24 + 4 * op.args.length;
  if (op.type === 'v') {
    w.emit(observed ? `try{${expression};}catch(e){M.caught(e);}` : `${expression};`, observed ? size + 30 : size);
  } else if (observed) {
    const name = w.declare(op);
    w.emit(`try{${name}=${expression};}catch(e){M.caught(e);${name}=${op.type === 'r' ? 'null' : '0'};}`, size + 34);
  } else w.define(op, expression, size);
}

function invocation(op: Operation, w: Writer): string {
  const args = op.args.map((v) => w.value(v));
  const kind = operationInfo(op.name).call;
  if (kind === 'assembler') return `M.hooks.callAssembler(${w.constant(op.descr)},[${args.join(',')}])`;
  if (kind === 'cond') {
    const [condition, f, ...rest] = args;
    const invoke = `${f}.invoke(${rest.join(',')})`;
    if (op.name === 'cond_call') return `if(${condition}!==0)${invoke}`;
    return `${condition}===${op.type === 'r' ? 'null' : '0'}?${invoke}:${condition}`;
  }
  const [f, ...rest] = args;
  return `${f}.invoke(${rest.join(',')})`;
}
