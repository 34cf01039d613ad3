/** -x, +x, ~x, not x. */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { ops } from '../compile/opcodes';
import type { Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { w_False, w_True } from '../runtime/values';
import { unaryHelper } from '../library/protocols/operators';
import { callMethodOf } from './calls';
import { truth } from './compare';
import { C } from './continuations';

const METHODS: Readonly<Record<number, string>> = {
  [ops.UNARY_NEGATIVE]: '__neg__',
  [ops.UNARY_POSITIVE]: '__pos__',
  [ops.UNARY_INVERT]: '__invert__',
};

/** Undefined when a frame was pushed. */
export function unary(f: Frame, opcode: number, w: Ref): Ref | undefined {
  if (opcode === ops.UNARY_NOT) {
    const yes = truth(f, w, C.NOT, 1);
    return yes === undefined ? undefined : m.ref(yes ? w_False : w_True);
  }
  const k = m.kind(w);
  f.cont = C.PUSH;
  f.contArg = 1;
  if (k === K.INT) {
    if (opcode === ops.UNARY_POSITIVE) return w;
    if (opcode === ops.UNARY_INVERT) return m.newInt(m.invert(m.intval(w)));
    const r = m.subOvf(m.int(0), m.intval(w));
    if (r !== null) return m.newInt(r);
  } else if (k === K.FLOAT && opcode !== ops.UNARY_INVERT) {
    return opcode === ops.UNARY_POSITIVE ? w : m.newFloat(m.fneg(m.floatval(w)));
  } else if (k === K.INSTANCE || k === K.EXCEPTION) {
    const type = m.typeOf(w);
    m.dependOn(type.version);
    const method = type.lookup(METHODS[opcode]);
    if (method !== null) return callMethodOf(f, method, [w]);
  }
  return m.callR(unaryHelper(opcode, k), w);
}
