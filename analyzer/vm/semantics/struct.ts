/**
 * struct with a format that is a constant of the trace: unrolled into reads of single items; a format that varies is a call
 * (jit-model.md, section 8, "the struct rule").
 *
 * Source: pypy/module/struct/interp_struct.py (look_inside_iff(isconstant(format))).
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { K } from '../runtime/kinds';
import { formatItems, readItemHelper, structError } from '../library/struct-format';
import type { Traceable } from './builtins';

function unpackFrom(format: Ref, buffer: Ref, offset: m.Int, exact: boolean): Ref | null {
  const text = m.constantOf(format);
  if (typeof text !== 'string' || m.kind(buffer) !== K.BYTES) return null;
  const items = formatItems(text);
  const size = items.size;
  const length = m.callI(readItemHelper.length, buffer);
  if (exact) {
    if (!m.branch(m.intEq(length, m.int(size)))) throw structError(`unpack requires a buffer of ${size} bytes`);
  } else {
    if (m.branch(m.intLt(offset, m.int(0)))) return null;
    if (m.branch(m.intLt(m.intSub(length, offset), m.int(size)))) return null;
  }
  const out = items.fields.map((field) => {
    const at = field.offset === 0 ? offset : m.intAdd(offset, m.int(field.offset));
    return field.type === 'f' ? m.newFloat(m.callF(readItemHelper.of(field.code), buffer, at)) : field.type === 'i' ? m.newInt(m.callI(readItemHelper.of(field.code), buffer, at)) : null;
  });
  if (out.includes(null)) return null;
  return m.newTuple(out as Ref[]);
}

export const structTraceables: readonly (readonly [string, Traceable])[] = [
  [
    'struct.unpack_from',
    (_f, args, named) => {
      if (named !== null || args.length < 2 || args.length > 3) return null;
      const offset = args.length === 3 ? (m.kind(args[2]) === K.INT ? m.intval(args[2]) : null) : m.int(0);
      return offset === null ? null : unpackFrom(args[0], args[1], offset, false);
    },
  ],
  ['struct.unpack', (_f, args, named) => (named === null && args.length === 2 ? unpackFrom(args[0], args[1], m.int(0), true) : null)],
  [
    'Struct.unpack_from',
    (_f, args, named) => {
      if (named !== null || args.length < 2 || args.length > 3) return null;
      const format = m.structFormat(args[0]);
      const offset = args.length === 3 ? (m.kind(args[2]) === K.INT ? m.intval(args[2]) : null) : m.int(0);
      return offset === null ? null : unpackFrom(format, args[1], offset, false);
    },
  ],
];
