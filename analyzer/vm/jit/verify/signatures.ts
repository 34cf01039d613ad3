/**
 * Types of arguments and kinds of descrs, one row an operation where its name does not say it already.
 *
 * Letters: i, r, f; `*` any; `d` the type of the descr's field or item; `c` a class constant. A call's arguments are free.
 */
import { operationInfo, type Descr, type OpName } from '../ir';

const EXPLICIT: Partial<Record<OpName, string>> = {
  same_as_i: 'i',
  same_as_r: 'r',
  same_as_f: 'f',
  cast_int_to_float: 'i',
  cast_float_to_int: 'f',
  ptr_eq: 'rr',
  ptr_ne: 'rr',
  instance_ptr_eq: 'rr',
  instance_ptr_ne: 'rr',
  strlen: 'r',
  strgetitem: 'ri',
  newstr: 'i',
  strsetitem: 'rii',
  copystrcontent: 'rriii',
  new_array: 'i',
  new_array_clear: 'i',
  getfield_gc_i: 'r',
  getfield_gc_r: 'r',
  getfield_gc_f: 'r',
  setfield_gc: 'rd',
  getarrayitem_gc_i: 'ri',
  getarrayitem_gc_r: 'ri',
  getarrayitem_gc_f: 'ri',
  setarrayitem_gc: 'rid',
  arraylen_gc: 'r',
  getfield_raw_i: '*',
  setfield_raw: '*d',
  quasiimmut_field: 'r',
  guard_true: 'i',
  guard_false: 'i',
  guard_value: '**',
  guard_class: 'rc',
  guard_nonnull: 'r',
  guard_isnull: 'r',
  guard_nonnull_class: 'rc',
  guard_subclass: 'rc',
  guard_gc_type: 'rc',
  guard_exception: 'c',
  virtual_ref: '**',
  virtual_ref_finish: '**',
  enter_portal_frame: '**',
  leave_portal_frame: '*',
  keepalive: '*',
};

/** One letter an argument, or null when the operation takes any number of any type. */
export function signature(name: OpName): string | null {
  const explicit = EXPLICIT[name];
  if (explicit !== undefined) return explicit;
  const { arity } = operationInfo(name);
  if (arity < 0) return null;
  if (/^u?int_/.test(name)) return 'i'.repeat(arity);
  if (name.startsWith('float_')) return 'f'.repeat(arity);
  return '*'.repeat(arity);
}

/** The kind of descr an operation must carry, or null when it needs none. */
export function descrKind(name: OpName): Descr['kind'] | null {
  const info = operationInfo(name);
  if (info.guard) return 'guard';
  if (info.call === 'assembler') return 'loop';
  if (info.call) return 'call';
  if (name === 'label' || name === 'jump') return 'target';
  if (name === 'new' || name === 'new_with_vtable') return 'size';
  if (name.startsWith('getfield') || name.startsWith('setfield') || name === 'quasiimmut_field') return 'field';
  if (/array/.test(name)) return 'array';
  return null;
}
