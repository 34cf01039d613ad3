/**
 * RPython helpers by what a Python programmer knows. Names in a log carry suffixes that number trampolines and spell types
 * (`ll_call_lookup_function_trampoline__v1691___simple_call__function_`), so a row is a prefix; the first that fits holds.
 *
 * Evidence: the logs and the table of constructs measured on PyPy 7.3.11 (targets/pypy-calls).
 */
const HELPERS: readonly (readonly [prefix: string, pythonName: string])[] = [
  ['ll_call_lookup_function', 'dict lookup'],
  ['_ll_dict_setitem_lookup_done', 'dict store'],
  ['_ll_dict_del', 'dict delete'],
  ['_ll_dictnext', 'dict iteration'],
  ['ll_dict_copy', 'dict.copy'],
  ['_ll_list_resize', 'list growth'],
  ['ll_arraycopy', 'list copy'],
  ['ll_arraymove', 'list move'],
  ['ll_pop_nonneg', 'list.pop'],
  ['W_ListObject.descr_sort', 'list.sort'],
  ['IntegerListStrategy._safe_find_or_count', 'search in a list'],
  ['_ll_2_str_eq', 'str =='],
  ['ll_streq', 'str =='],
  ['ll_strcmp', 'str <'],
  ['_ll_strhash', 'hash(str)'],
  ['ll_strhash', 'hash(str)'],
  ['ll_str_mul', 'str * int'],
  ['ll_str__IntegerR', 'str(int)'],
  ['ll_int2dec', 'str(int)'],
  ['string_to_int', 'int(str)'],
  ['startswith', 'str.startswith'],
  ['codepoints_in_utf8', 'length of a str'],
  ['_check_utf8', 'decoding a str'],
  ['ll_append_res', 'building a str'],
  ['ll_grow_by', 'building a str'],
  ['ll_build', 'building a str'],
  ['rbigint.', 'int beyond 64 bits'],
  ['ll_int_py_div', 'int //'],
  ['ll_int_py_mod', 'int %'],
  ['gcd_binary', 'math.gcd'],
  ['ccall_', 'C function of math or time'],
  ['RPyThread', 'lock'],
  ['_ll_1_weakref_create', 'weak reference'],
  ['register_finalizer', 'finalizer'],
  ['may_ignore_finalizer', 'finalizer'],
  ['_ll_1_threadlocalref_get', 'thread state'],
  ['_ll_1_gc_identityhash', 'id or hash of an object'],
  ['_ll_1_jit_force_virtual', 'forcing a frame'],
  ['CheckSignalAction._poll_for_signals', 'signal check'],
];

/** The helper's own name when it is not in the table. */
export function pythonCallee(helper: string): string {
  return HELPERS.find(([prefix]) => helper.startsWith(prefix))?.[1] ?? helper;
}
