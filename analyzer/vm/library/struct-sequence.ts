/** Tuples with named fields that natives give: sys.version_info, time.struct_time, os.stat_result. Source: CPython's structseq.c. */
import { sideTables } from '../runtime/lifetime';
import { typeError } from '../runtime/errors';
import { T, type W_Type } from '../runtime/types';
import { newStr, newTuple, tupleItems, w_None, W_Instance, type W } from '../runtime/values';
import { constructor, getset, method } from './define';
import { toArray } from './protocols/iterables';
import { moduleType } from './native';
import { reprOf } from './text/text';

export interface StructSequence {
  readonly type: W_Type;
  /** `items`, and then the values of hidden fields. */
  make(items: W[]): W;
}

/** Values of fields that are attributes and no items of the tuple. */
const hiddenValues = new WeakMap<W_Instance, readonly W[]>();
sideTables.push((w) => hiddenValues.get(w as W_Instance));

/** Defines such a type: a subclass of tuple. */
export function structSequence(module: string, name: string, fields: readonly string[], hidden: readonly string[] = []): StructSequence {
  const type = moduleType(module, name, [T.tuple]);
  const make = (items: W[]): W => {
    const w = new W_Instance(type.maps.empty);
    w.payload = newTuple(items.slice(0, hidden.length === 0 ? undefined : fields.length));
    if (hidden.length > 0) hiddenValues.set(w, items.slice(fields.length));
    return w;
  };
  fields.forEach((field, i) => getset(type, field, (w) => (tupleItems(w) as W[])[i]));
  hidden.forEach((field, i) => getset(type, field, (w) => hiddenValues.get(w as W_Instance)?.[i] ?? w_None));
  constructor(type, (args) => {
    const items = toArray(args[1]);
    if (items.length < fields.length)
      throw typeError(`${module}.${name}() takes an at least ${fields.length}-sequence (${items.length}-sequence given)`);
    return make(items);
  });
  method(type, '__repr__', 1, 1, (w) =>
    newStr(`${module}.${name}(${(tupleItems(w) ?? []).map((item, i) => `${fields[i] ?? i}=${reprOf(item)}`).join(', ')})`),
  );
  return { type, make };
}
