/**
 * The table of a dict that a trace makes itself, with keys that are constants of the trace. PyPy looks into a lookup or a store with a constant
 * key while the table is virtual, so that `{"x": x, "y": y}` and the dict of a `**` parameter leave nothing until somebody else sees them.
 *
 * A table is a structure with a shape (its keys) and a field for each value. Real tables are the dict itself, which has its own storage.
 *
 * Source: rpython/rtyper/lltypesystem/rordereddict.py (look_inside_iff of ll_call_lookup_function and _ll_dict_setitem_lookup_done),
 * pypy/objspace/std/{dictmultiobject,kwargsdict}.py.
 */
import { dictKeys, dictSet, W_Dict } from '../../runtime/dicts';
import type { W } from '../../runtime/values';
import type { Concrete, FieldDescr, SizeDescr } from '../ir';
import { internalClass } from './classes';
import { field, size } from './descr-shapes';

/** Beyond this the table is made anew for more (rordereddict.py, DICT_INITSIZE and _overallocate_entries_len). */
export const MOST_KEYS = 8;

/** The keys of a table, in order: one object for the same keys, so that a trace can take it for constant. */
export class DictShape {
  private readonly next = new Map<W, DictShape>();
  constructor(readonly keys: readonly W[]) {}

  with(key: W): DictShape {
    let longer = this.next.get(key);
    if (longer === undefined) this.next.set(key, (longer = new DictShape([...this.keys, key])));
    return longer;
  }
}
export const NO_KEYS = new DictShape([]);

const tableClass = internalClass(
  'dicttable',
  (v) => v instanceof W_Dict,
  () => 'true',
);

export function makeTable(shape: DictShape, values: readonly Concrete[]): W_Dict {
  const d = new W_Dict();
  shape.keys.forEach((key, i) => dictSet(d, key, values[i] as W));
  return d;
}
/** The table gets the keys that it lacks; their values follow. */
export function shapeTable(d: W_Dict, shape: DictShape): void {
  for (const key of shape.keys.slice(dictKeys(d).length)) dictSet(d, key, null as unknown as W);
}
export const tableValue = (d: W_Dict, i: number): Concrete => [...d.map.values()][i];
export const setTableValue = (d: W_Dict, i: number, w: W): void => dictSet(d, dictKeys(d)[i], w);

export const tableShape = field(tableClass, 'keys', 'r', '', {
  get: (() => null) as never,
  set: shapeTable as never,
  jsGet: () => 'null',
  jsSet: (d, shape) => `shapeTable(${d}, ${shape});`,
});
export const tableValues: readonly FieldDescr[] = Array.from({ length: MOST_KEYS }, (_, i) =>
  field(tableClass, `value${i}`, 'r', '', {
    get: ((d: W_Dict) => tableValue(d, i)) as never,
    set: ((d: W_Dict, w: W) => setTableValue(d, i, w)) as never,
    jsGet: (d) => `tableValue(${d}, ${i})`,
    jsSet: (d, w) => `setTableValue(${d}, ${i}, ${w});`,
  }),
);
export const tableSize: SizeDescr = size(
  56,
  'dict storage',
  tableClass,
  [tableShape, ...tableValues],
  ([shape, ...values]) => makeTable(shape as DictShape, values),
  ([shape, ...values]) => `makeTable(${shape}, [${values.join(', ')}])`,
);
