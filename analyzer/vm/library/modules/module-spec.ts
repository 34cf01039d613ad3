/** ModuleSpec: what `__spec__` of a module holds. Source: Lib/importlib/_bootstrap.py, ModuleSpec (its attributes; the finders are the VM's own). */
import { hooks } from '../../runtime/hooks';
import { newStr, w_False, w_None, w_True, W_Instance, type W } from '../../runtime/values';
import { defineModule, getset, method, rawMethod } from '../define';
import { argument, moduleType } from '../native';
import { strText } from '../../runtime/values';
import { reprOf } from '../text/text';

const specType = moduleType('_frozen_importlib', 'ModuleSpec');
specType.hasDict = true;

/** The spec of a module: `origin` is its file, `locations` the list that is its `__path__`. */
export function newModuleSpec(name: string, origin: string | null, locations: W | null): W {
  const spec = new W_Instance(specType.maps.empty);
  fill(spec, newStr(name), w_None, origin === null ? w_None : newStr(origin), locations ?? w_None);
  return spec;
}

function fill(spec: W, name: W, loader: W, origin: W, locations: W): void {
  const set = (key: string, value: W): void => hooks.setattr(spec, key, value);
  set('name', name);
  set('loader', loader);
  set('origin', origin);
  set('submodule_search_locations', locations);
  set('loader_state', w_None);
  set('cached', w_None);
  set('has_location', origin === w_None || origin === 'built-in' ? w_False : w_True);
}

rawMethod(specType, '__init__', (args, keywords) => {
  fill(args[0], args[1], argument(args, 2, keywords, 'loader') ?? w_None, argument(args, 3, keywords, 'origin') ?? w_None, w_None);
  return w_None;
});
getset(specType, 'parent', (w) => {
  const name = strText(hooks.getattr(w, 'name')) ?? '';
  return hooks.getattr(w, 'submodule_search_locations') === w_None
    ? newStr(name.slice(0, Math.max(0, name.lastIndexOf('.'))))
    : newStr(name);
});
method(specType, '__repr__', 1, 1, (w) => {
  const shown = [`name=${reprOf(hooks.getattr(w, 'name'))}`, `loader=${reprOf(hooks.getattr(w, 'loader'))}`];
  for (const key of ['origin', 'submodule_search_locations'])
    if (hooks.getattr(w, key) !== w_None) shown.push(`${key}=${reprOf(hooks.getattr(w, key))}`);
  return newStr(`ModuleSpec(${shown.join(', ')})`);
});

defineModule('_frozen_importlib', (m) => m.set('ModuleSpec', specType));
