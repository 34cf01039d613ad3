/** The features of `__future__` and the code flags they set (Lib/__future__.py; PyPy's values of `compiler_flag`). */
export const FUTURE_FLAGS: ReadonlyMap<string, number> = new Map([
  ['nested_scopes', 0x10], ['generators', 0], ['division', 0x20000], ['absolute_import', 0x40000], ['with_statement', 0x80000],
  ['print_function', 0x100000], ['unicode_literals', 0x200000], ['barry_as_FLUFL', 0x400000], ['generator_stop', 0x800000],
  ['annotations', 0x1000000],
]);
