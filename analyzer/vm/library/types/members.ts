/**
 * The attributes of builtin types as descriptors on those types, so that `types.FunctionType.__code__`, `dir(f)` and `inspect` find them. What they
 * compute stands in protocols/attributes.ts. Source: the PyGetSetDef and PyMemberDef tables of CPython's Objects/.
 */
import { attributeError } from '../../runtime/errors';
import { T, typeOf, type W_Type } from '../../runtime/types';
import { w_None } from '../../runtime/values';
import { getset } from '../define';
import { ownAttribute, setOwnAttribute } from '../protocols/attributes';

const MEMBERS: readonly (readonly [W_Type, string])[] = [
  [
    T.function,
    '__code__ __globals__ __defaults__ __kwdefaults__ __closure__ __annotations__ __annotate__ __dict__ __name__ __qualname__ __module__ __type_params__ __builtins__',
  ],
  [
    T.code,
    'co_name co_qualname co_filename co_firstlineno co_argcount co_posonlyargcount co_kwonlyargcount co_nlocals co_varnames co_names co_freevars co_cellvars co_flags co_consts co_stacksize co_code co_lnotab co_linetable co_exceptiontable',
  ],
  [T.frame, 'f_lineno f_code f_globals f_back f_locals f_lasti f_builtins f_trace f_trace_lines f_trace_opcodes'],
  [T.traceback, 'tb_lineno tb_frame tb_next tb_lasti'],
  [T.generator, 'gi_frame gi_running gi_code gi_suspended gi_yieldfrom __name__ __qualname__'],
  [T.coroutine, 'cr_frame cr_running cr_code cr_suspended cr_await cr_origin __name__ __qualname__'],
  [T.asyncGenerator, 'ag_frame ag_running ag_code ag_suspended ag_await __name__ __qualname__'],
  [T.method, '__func__ __self__'],
  [T.builtin, '__name__ __qualname__ __self__ __module__ __text_signature__'],
  [T.methodDescriptor, '__name__ __qualname__ __objclass__ __text_signature__'],
  [T.slotWrapper, '__name__ __qualname__ __objclass__ __text_signature__'],
  [T.methodWrapper, '__name__ __qualname__ __self__ __objclass__ __text_signature__'],
  [T.property, 'fget fset fdel'],
  [T.staticmethod, '__func__ __wrapped__'],
  [T.classmethod, '__func__ __wrapped__'],
  [T.super, '__thisclass__ __self__ __self_class__'],
];

// A value that can change has no hash.
for (const type of [T.list, T.dict, T.set, T.bytearray]) type.dict.set('__hash__', w_None);

for (const [type, names] of MEMBERS) {
  for (const name of names.split(' ')) {
    if (type.dict.has(name)) continue;
    getset(
      type,
      name,
      (w) => {
        const value = ownAttribute(w, name);
        if (value !== null) return value;
        if (name === '__text_signature__') return w_None;
        throw attributeError(w, name, `'${typeOf(w).name}' object has no attribute '${name}'`);
      },
      (w, v) => {
        if (!setOwnAttribute(w, name, v)) throw attributeError(w, name, `attribute '${name}' of '${type.name}' objects is not writable`);
      },
    );
  }
}
