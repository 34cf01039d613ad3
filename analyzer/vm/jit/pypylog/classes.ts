/**
 * What residual calls and allocations of a PyPy log are, as far as the log tells.
 *
 * Source: rpython/jit/codewriter/effectinfo.py (EF numbers); the classes are those of jit-model.md section 8.
 */
import type { CallClass } from '../tracelog';

/** EF where an operation does not print one. */
export function defaultEffect(name: string): number {
  if (name.startsWith('call_may_force') || name.startsWith('call_assembler')) return 6;
  return 5;
}

export function callClass(name: string, effect: number): CallClass {
  if (name.startsWith('call_assembler')) return 'own loop';
  if (name.startsWith('call_release_gil')) return 'C call';
  if (name.startsWith('cond_call')) return 'inline+helper';
  // Loop-invariant: the thread's execution context, read once a trace.
  if (effect === 1) return 'inline';
  if (effect === 0 || effect === 3 || effect === 4) return 'pure call';
  return effect >= 6 ? 'opaque' : 'helper';
}

export const isResidualCall = (name: string): boolean => name.startsWith('call_') || name.startsWith('cond_call');

const ALLOCATIONS = new Set(['new', 'new_with_vtable', 'new_array', 'new_array_clear', 'newstr', 'newunicode']);
export const isAllocation = (name: string): boolean => ALLOCATIONS.has(name);

/** PyPy's classes by the name a Python programmer knows. Others keep their own. */
const PYTHON_NAMES: ReadonlyMap<string, string> = new Map([
  ['W_IntObject', 'int'],
  ['W_LongObject', 'int'],
  ['W_FloatObject', 'float'],
  ['W_ComplexObject', 'complex'],
  ['W_UnicodeObject', 'str'],
  ['W_BytesObject', 'bytes'],
  ['W_TupleObject', 'tuple'],
  ['W_SpecialisedTupleObject_ii', 'tuple'],
  ['W_SpecialisedTupleObject_ff', 'tuple'],
  ['W_SpecialisedTupleObject_oo', 'tuple'],
  ['W_ListObject', 'list'],
  ['W_DictObject', 'dict'],
  ['W_SetObject', 'set'],
  ['W_SliceObject', 'slice'],
  ['W_IntRangeIterator', 'range iterator'],
  ['W_SeqIterObject', 'iterator'],
  ['W_FastListIterObject', 'list iterator'],
  ['PyFrame', 'frame'],
  ['GeneratorIterator', 'generator'],
  ['Function', 'function'],
  ['Method', 'bound method'],
  ['Cell', 'closure cell'],
  ['OperationError', 'exception'],
  ['PyTraceback', 'traceback'],
  ['Arguments', 'arguments'],
  ['JitVirtualRef', 'frame reference'],
]);

const FIELD_CLASS = /<Field\w (?:[\w.]+\.)?(\w+)\.\w+(?: |>)/;

/** The class whose field a setfield writes: it names the object that `new_with_vtable` made without a name. */
export function classOfField(args: string): string | null {
  const m = FIELD_CLASS.exec(args);
  return m ? (PYTHON_NAMES.get(m[1]) ?? m[1]) : null;
}

export function allocationName(name: string, descr: string): string {
  if (name === 'newstr' || name === 'newunicode') return 'str';
  if (name.startsWith('new_array')) return descr === '' ? 'array' : descr;
  return descr === '' ? 'object' : descr;
}
