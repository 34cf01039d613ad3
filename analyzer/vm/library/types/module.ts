/** ModuleType. Source: CPython's Objects/moduleobject.c (behaviour). */
import { dictSetStr, newModuleDict } from '../../runtime/dicts';
import { typeError } from '../../runtime/errors';
import { W_Module, type NativeImpl } from '../../runtime/functions';
import { T, typeOf, type W_Type } from '../../runtime/types';
import { newStr, strText, w_None } from '../../runtime/values';
import { constructor, rawMethod } from '../define';
import { argument, onlyKeywords } from '../native';

// A builtin class is not asked for its `__init__` when it is called itself.
constructor(T.module, (args, keywords) => {
  const module = new W_Module('?', newModuleDict(), args[0] === T.module ? null : (args[0] as W_Type));
  if (args[0] === T.module) initialize([module, ...args.slice(1)], keywords);
  return module;
});
const initialize: NativeImpl = (args, keywords) => {
  const [module] = args;
  if (!(module instanceof W_Module))
    throw typeError(`descriptor '__init__' requires a 'module' object but received a '${typeOf(module).name}'`);
  onlyKeywords('module', keywords, ['name', 'doc']);
  const name = argument(args, 1, keywords, 'name');
  if (name === undefined) throw typeError("module() missing required argument 'name' (pos 1)");
  const text = strText(name);
  if (text === null) throw typeError(`module() argument 'name' must be str, not ${typeOf(name).name}`);
  module.name = text;
  dictSetStr(module.dict, '__name__', newStr(text));
  dictSetStr(module.dict, '__doc__', argument(args, 2, keywords, 'doc') ?? w_None);
  for (const key of ['__package__', '__loader__', '__spec__']) dictSetStr(module.dict, key, w_None);
  return w_None;
};
rawMethod(T.module, '__init__', initialize);
