/**
 * Keys of classes with a `__hash__` written in Python. PyPy looks into space.hash, so that `__hash__` runs in the trace like any function; then
 * the table is searched by a call that may force, since it may ask `__eq__`.
 *
 * Source: pypy/objspace/std/dictmultiobject.py (ObjectDictStrategy: an r_dict of space.eq_w and space.hash_w), setobject.py (ObjectSetStrategy),
 * rpython/rtyper/lltypesystem/rordereddict.py (ll_dict_lookup).
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { opaque, type Helper } from '../machine/helpers';
import { ops } from '../compile/opcodes';
import { w_None, type W } from '../runtime/values';
import { W_Function, type Frame, type W_Builtin } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { checkedHash, HASHED } from '../library/protocols/hashed';
import { callMethodOf } from './calls';
import { containsResult } from './compare';
import { C } from './continuations';

const hashResult = opaque('r', 'hash', 'check_hash_result', (w: W): W => checkedHash(w));
const LOOKUP = 'dict lookup with a user-defined or tuple key';
const helpers = {
  get: opaque('r', LOOKUP, 'll_dict_lookup', HASHED.get),
  has: opaque('r', LOOKUP, 'dict_lookup', HASHED.has),
  set: opaque('v', 'dict store with a user-defined or tuple key', 'll_dict_setitem', HASHED.set),
  delete: opaque('v', 'del item', 'delitem', HASHED.delete),
};
/** Methods of dicts and sets that are looked into up to the search, by the number of their arguments. */
const methods = new Map(Object.entries(HASHED.methods).map(([name, fn]) => [name, opaque('r', name, 'll_dict_lookup', fn)] as const));

/** Pushes the frame of the key's `__hash__`; false where it has none of its own. `afterHash` goes on. */
export function askHash(f: Frame, key: Ref): boolean {
  if (m.kind(key) !== K.INSTANCE) return false;
  const type = m.typeOf(key);
  m.dependOn(type.version);
  const method = type.lookup('__hash__');
  if (!(method instanceof W_Function)) return false;
  const { isGenerator, isCoroutine, isAsyncGenerator } = m.functionCode(m.ref(method));
  if (isGenerator || isCoroutine || isAsyncGenerator) return false;
  f.cont = C.HASHED;
  callMethodOf(f, method, [key]);
  return true;
}

/** As a method of a dict or set: only where the call stands in the frame's code as it is, so that `afterHash` finds its arguments. */
export function askHashOfArgument(f: Frame, args: readonly Ref[]): boolean {
  const called = f.cont === C.PUSH && f.code.opcodes[f.pc] === ops.CALL_METHOD && f.contArg === args.length + 1;
  return called && f.slots[f.sp - args.length] === args[0] && askHash(f, args[1]);
}

/** The key's hash is known: the operation of the frame's bytecode goes on. */
export function afterHash(f: Frame, r: Ref): void {
  const slots = f.slots;
  const opcode = f.code.opcodes[f.pc];
  const hash = m.kind(r) === K.INT ? r : m.callR(hashResult, r);
  const top = (i: number): Ref => slots[f.sp - i] as Ref;
  switch (opcode) {
    case ops.BINARY_SUBSCR: {
      f.cont = C.PUSH;
      const item = m.callR(helpers.get, top(2), top(1), hash);
      slots[--f.sp - 1] = item;
      return;
    }
    case ops.STORE_SUBSCR:
      f.cont = C.DISCARD;
      m.callV(helpers.set, top(2), top(1), top(3), hash);
      f.sp -= 3;
      return;
    case ops.DELETE_SUBSCR:
      f.cont = C.DISCARD;
      m.callV(helpers.delete, top(2), top(1), hash);
      f.sp -= 2;
      return;
    case ops.CONTAINS_OP: {
      f.cont = C.CONTAINS;
      const found = m.callR(helpers.has, top(1), top(2), hash);
      const value = containsResult(found, f.contArg);
      slots[--f.sp - 1] = value;
      return;
    }
    default: {
      f.cont = C.PUSH;
      const given = slots.slice(f.sp - f.contArg + 1, f.sp) as Ref[];
      const { qualname } = m.promote(top(f.contArg)) as W_Builtin;
      const result = m.callR(methods.get(qualname) as Helper, given[0], given[1], given[2] ?? m.ref(w_None), hash);
      f.sp -= f.contArg;
      slots[f.sp++] = result;
    }
  }
}
