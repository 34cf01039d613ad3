/**
 * Stand-ins for modules that cannot be had, so that the rest of a file can still be profiled. Importing one succeeds; calling it, or
 * reading an attribute of it, raises the ModuleNotFoundError that the import would have raised. An import that is guarded (inside a
 * try with an except) sees that error at once, since the program has another way to go. Only in `profile`, never in `run`.
 */
import { makePlaceholderName, placeholderType } from '../../library/placeholder-type';
import { newModuleDict, dictSetStr } from '../dicts';
import { exceptionType, GuestError, newException } from '../errors';
import { W_Builtin, W_Module, type Frame } from '../functions';
import { newList } from '../lists';
import { newStr, W_Native, type W } from '../values';

/** Whether the statement that runs stands inside a try with an except, in this frame. */
export function isGuarded(frame: Frame | null): boolean {
  for (let block = frame?.block ?? null; block !== null; block = block.previous) if (block.kind === 'except') return true;
  return false;
}

/** A module in place of `name`. Everything asked of it is a placeholder that raises when it is used. */
export function placeholderModule(name: string): W_Module {
  const module = new W_Module(name, newModuleDict());
  dictSetStr(module.dict, '__name__', newStr(name));
  // Submodules are placeholders as well.
  dictSetStr(module.dict, '__path__', newList([]));
  dictSetStr(module.dict, '__getattr__', new W_Builtin('__getattr__', (args) => placeholder(name, args[0]), '__getattr__', false, name));
  return module;
}

function placeholder(module: string, attribute: W): W {
  const text = typeof attribute === 'string' ? attribute : '?';
  // Import machinery and introspection ask for these; they are not uses.
  if (text.startsWith('__') && text.endsWith('__')) throw new GuestError(newException(exceptionType('AttributeError'), [newStr(`module '${module}' has no attribute '${text}'`)]));
  const w = new W_Native(placeholderType);
  makePlaceholderName(w, `${module}.${text}`);
  return w;
}
