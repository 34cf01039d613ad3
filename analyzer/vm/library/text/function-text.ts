/** How messages about a call name what is called. Source: CPython's Objects/object.c, `_PyObject_FunctionStr`. */
import { hooks } from '../../runtime/hooks';
import { strText, type W } from '../../runtime/values';
import { strOf } from './text';

export function functionText(w: W): string {
  const name = strText(hooks.findattr(w, '__qualname__'));
  if (name === null) return strOf(w);
  const module = strText(hooks.findattr(w, '__module__'));
  return module === null || module === 'builtins' ? `${name}()` : `${module}.${name}()`;
}
