/** mappingproxy: a read-only view of a mapping. Source: CPython's descrobject.c (behaviour). */
import { typeError } from '../../runtime/errors';
import { W_Dict } from '../../runtime/dicts';
import { hooks } from '../../runtime/hooks';
import { w_object, typeOf, W_Type } from '../../runtime/types';
import { newStr, w_NotImplemented, W_Native, type W } from '../../runtime/values';
import { constructor, method, rawMethod } from '../define';
import { moduleType } from '../native';
import { lengthOf } from '../protocols/length';
import { reprOf, strOf } from '../text/text';

export const proxyType = moduleType('builtins', 'mappingproxy', [w_object]);

class W_MappingProxy extends W_Native {
  constructor(readonly mapping: W) {
    super(proxyType);
  }
}
export const mappingProxy = (mapping: W): W => new W_MappingProxy(mapping);
export const proxied = (w: W): W => (w instanceof W_MappingProxy ? w.mapping : w);
const M = (w: W): W => {
  if (w instanceof W_MappingProxy) return w.mapping;
  throw typeError(`descriptor requires a 'mappingproxy' object but received '${typeOf(w).name}'`);
};

constructor(proxyType, (args) => {
  if (args.length !== 2) throw typeError(`mappingproxy() missing required argument 'mapping' (pos 1)`);
  const w = args[1];
  if (
    !(w instanceof W_Dict) &&
    (typeOf(w).lookup('__getitem__') === null ||
      typeof w === 'string' ||
      w instanceof W_Type ||
      typeOf(w).name === 'list' ||
      typeOf(w).name === 'tuple')
  )
    throw typeError(`mappingproxy() argument must be a mapping, not ${typeOf(w).name}`);
  return new W_MappingProxy(w);
});
method(proxyType, '__getitem__', 2, 2, (w, key) => hooks.getitem(M(w), key));
method(proxyType, '__contains__', 2, 2, (w, key) => hooks.call(hooks.getattr(M(w), '__contains__'), [key]));
method(proxyType, '__len__', 1, 1, (w) => lengthOf(M(w)));
method(proxyType, '__iter__', 1, 1, (w) => hooks.iter(M(w)));
method(proxyType, '__reversed__', 1, 1, (w) => hooks.call(hooks.getattr(M(w), '__reversed__'), []));
method(proxyType, '__repr__', 1, 1, (w) => newStr(`mappingproxy(${reprOf(M(w))})`));
method(proxyType, '__str__', 1, 1, (w) => newStr(strOf(M(w))));
method(proxyType, '__hash__', 1, 1, (w) => hooks.call(hooks.getattr(hooks.importModule('builtins', w, 0, w), 'hash'), [M(w)]));
method(proxyType, '__or__', 2, 2, (a, b) => hooks.binary(10, proxied(a), proxied(b)));
method(proxyType, '__ror__', 2, 2, (a, b) => hooks.binary(10, proxied(b), proxied(a)));
method(proxyType, '__ior__', 2, 2, (a) => {
  throw typeError(`'|=' is not supported by ${typeOf(a).name}; use '|' instead`);
});
for (const [op, name] of ['__lt__', '__le__', '__eq__', '__ne__', '__gt__', '__ge__'].entries()) {
  method(proxyType, name, 2, 2, (a, b) => (a instanceof W_MappingProxy ? hooks.compare(op, a.mapping, proxied(b)) : w_NotImplemented));
}
for (const name of ['get', 'keys', 'values', 'items', 'copy'])
  rawMethod(proxyType, name, (args, keywords) => hooks.call(hooks.getattr(M(args[0]), name), args.slice(1), keywords));
