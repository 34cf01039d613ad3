/**
 * The features of `__future__` and the code flags they set. All but annotations have long been the rule; PyPy 3.9 sets no
 * flag for those (interpreter/pyparser/future.py).
 */
import { CODE_FLAGS } from './code';

export const FUTURE_FLAGS: ReadonlyMap<string, number> = new Map([
  ['nested_scopes', 0], ['generators', 0], ['division', 0], ['absolute_import', 0], ['with_statement', 0], ['print_function', 0],
  ['unicode_literals', 0], ['barry_as_FLUFL', 0x400000], ['generator_stop', 0], ['annotations', CODE_FLAGS.FUTURE_ANNOTATIONS],
]);
