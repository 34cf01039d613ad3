/** The call table of PyPy: everything measured in this folder and what follows from it. */
import { CallTable } from '../calls';
import { BUILTINS } from './builtins';
import { DERIVED } from './derived';
import { ITERATION } from './iteration';
import { LIBRARY } from './library';
import { METHODS } from './methods';
import { MORE_CONTAINERS } from './more-containers';
import { MORE_MODULES } from './more-modules';
import { MORE_NUMBERS } from './more-numbers';
import { MORE_OBJECTS } from './more-objects';
import { MORE_STATEMENTS } from './more-statements';
import { MORE_TEXT } from './more-text';
import { OPERATIONS } from './operations';
import { toRow } from './row';
import { UNMEASURED } from './unmeasured';

export const PYPY_CALLS = new CallTable(() => [
  ...[OPERATIONS, BUILTINS, METHODS, LIBRARY, ITERATION].flatMap((rows) => rows.map(toRow)),
  ...[MORE_STATEMENTS, MORE_OBJECTS, MORE_CONTAINERS, MORE_TEXT, MORE_NUMBERS, MORE_MODULES].flatMap((rows) => rows.map(toRow)),
  ...DERIVED,
  ...UNMEASURED,
]);
