/** What the machine asks of the library: binding of native descriptors, `cls[item]`, refusing to make abstract classes. */
import { abstractCheck, classItem, nativeBind } from '../machine/direct';
import { typeError } from '../runtime/errors';
import { hooks } from '../runtime/hooks';
import { typeOf, W_Type } from '../runtime/types';
import { strText, W_ClassMethod, W_None, W_StaticMethod, W_Super } from '../runtime/values';
import { toArray } from './protocols/iterables';
import { genericAlias } from './types/alias';

abstractCheck.hook = (cls) => {
  const names = toArray(hooks.getattr(cls, '__abstractmethods__'))
    .map((n) => strText(n) ?? '')
    .sort();
  if (names.length === 0) return;
  const quoted = names.map((n) => `'${n}'`).join(', ');
  throw typeError(
    `Can't instantiate abstract class ${cls.name} without an implementation for abstract method${names.length === 1 ? '' : 's'} ${quoted}`,
  );
};

nativeBind.hook = (found, w, owner) => {
  if (found instanceof W_Super || found instanceof W_Type) return found;
  const get = typeof found === 'object' ? typeOf(found).lookup('__get__') : null;
  return get === null || found instanceof W_StaticMethod || found instanceof W_ClassMethod ? found : hooks.call(get, [found, w, owner]);
};

classItem.hook = (cls, index) => {
  const type = cls as W_Type;
  const meta = typeOf(type).lookup('__getitem__');
  if (meta !== null && !(meta instanceof W_None)) return hooks.call(meta, [cls, index]);
  const own = type.lookup('__class_getitem__');
  if (own !== null) return hooks.call(own instanceof W_ClassMethod || own instanceof W_StaticMethod ? own.func : own, [cls, index]);
  return genericAlias(cls, index);
};
