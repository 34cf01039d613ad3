/** Names of called functions, for people. */

/** PyPy's helpers carry the types they were specialised for: `ll_append_res0__stringbuilderPtr_rpy_stringPtr` is `append_res0`,
 * `_trampoline__v1691___simple_call__function_` has no name of its own. Names of Python pass unchanged. */
export function readableCallee(callee: string): string {
  const short = /^_?(?:ll_(?:\d_)?)?(\w+?)(?:_trampoline)?__(?:v\d|[A-Za-z]+(?:Ptr|_|$))/.exec(callee)?.[1];
  return short === undefined || short === '' || short === 'trampoline' ? callee : short;
}
