/** What a method call on an object of unknown class may mean: the methods of that name that the file defines. */
import { COMMON_METHODS } from './builtin-methods';
import type { Environment } from './environment';
import type { Unit } from './summary';

const NONE: readonly Unit[] = [];

/** The methods of the file that `x.name()` may call, whatever `x` is: none for a name that builtin types have too. */
export function methodsCalled(env: Environment, name: string): readonly Unit[] {
  return COMMON_METHODS.has(name) ? NONE : env.methodsNamed(name);
}
