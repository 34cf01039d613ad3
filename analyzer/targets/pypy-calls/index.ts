/** The call table of PyPy: everything measured in this folder and what follows from it. */
import { CallTable } from '../calls';
import { BUILTINS } from './builtins';
import { DERIVED } from './derived';
import { ITERATION } from './iteration';
import { LIBRARY } from './library';
import { METHODS } from './methods';
import { OPERATIONS } from './operations';
import { toRow } from './row';

export const PYPY_CALLS = new CallTable([
  ...[OPERATIONS, BUILTINS, METHODS, LIBRARY, ITERATION].flatMap((rows) => rows.map(toRow)),
  ...DERIVED,
]);
