/** What stands for a name of a module that cannot be had: using it in any way raises. */
import { exceptionType, GuestError, newException } from '../runtime/errors';
import { builtinType } from '../runtime/types';
import { newStr, type W, type W_Native } from '../runtime/values';
import { rawMethod } from './define';

export const placeholderType = builtinType('placeholder');
const names = new WeakMap<W_Native, string>();

export function makePlaceholderName(w: W_Native, name: string): void {
  names.set(w, name);
}

function used(w: W): never {
  const name = names.get(w as W_Native) ?? '?';
  const module = name.slice(0, name.lastIndexOf('.'));
  throw new GuestError(
    newException(exceptionType('ModuleNotFoundError'), [
      newStr(`No module named '${module}' (needed for '${name}'; the profile goes without it)`),
    ]),
  );
}

for (const method of ['__call__', '__getattr__', '__getitem__', '__iter__', '__len__', '__bool__', '__add__', '__radd__', '__enter__'])
  rawMethod(placeholderType, method, (args) => used(args[0]));
