/**
 * Which code of a trace is the user's own: what lies in no library of an interpreter. PyPy's app-level code has paths such as
 * `<builtin>/app_operation.py`; installed packages and standard libraries lie in folders with well-known names.
 */
const LIBRARY = /^<|(?:^|[\\/])(?:lib_pypy|lib-python|site-packages|dist-packages|lib[\\/](?:python|pypy)[\d.]*)[\\/]/;

/** True for library code, and for places without a path (jitdrivers other than Python's). */
export function isLibraryPath(path: string): boolean {
  return path === '' || LIBRARY.test(path);
}
