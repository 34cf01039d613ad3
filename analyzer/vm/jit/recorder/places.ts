/** Helpers that only traces need: pieces of operations that the Direct machine does in place. */
import { askingText, containerHelper, elidable, giving, helper, keeping, opaque, plainHelper, type Helper } from '../../machine/helpers';
import { dictGetStr, type W_Dict } from '../../runtime/dicts';
import { Frame, W_Generator, type W_Code } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { floordiv64, mod64 } from '../../runtime/ints';
import { listItems, type W_List } from '../../runtime/lists';
import type { AttrMap } from '../../runtime/maps';
import { reorderAndAdd, convertToBoxed, newRange, rangeIterator } from '../../machine/direct';
import { nativeBind } from '../../machine/direct';
import { newException } from '../../runtime/errors';
import { nativeAttribute } from '../../library/protocols/attributes';
import { typeOf } from '../../runtime/types';
import { newTuple, strText, type W, type W_Exception } from '../../runtime/values';

type I = number | bigint;
const cached = <A, H>(make: (a: A) => H): ((a: A) => H) => {
  const known = new Map<A, H>();
  return (a) => {
    let h = known.get(a);
    if (h === undefined) known.set(a, (h = make(a)));
    return h;
  };
};

/** The names of keyword arguments: one object for the same names in the same order, so that a trace can rely on it. */
export class KeywordNames {
  constructor(readonly names: readonly string[]) {}
}
const knownNames = new Map<string, KeywordNames>();
function namesOf(names: readonly string[]): KeywordNames {
  const key = JSON.stringify(names);
  let known = knownNames.get(key);
  if (known === undefined) knownNames.set(key, (known = new KeywordNames(names)));
  return known;
}

export const placeHelper = {
  pyDiv: elidable('i', 'int //', 'll_int_py_div', (a: I, b: I) => floordiv64(a, b), [], 12),
  pyMod: elidable('i', 'int %', 'll_int_py_mod', (a: I, b: I) => mod64(a, b), [], 14),
  strLen: askingText(elidable('i', 'len', 'strlen', (s: string) => s.length)),
  resize: containerHelper('v', 'list grow', '_ll_list_resize_hint_really_look_inside_iff', () => undefined, ['items']),
  rangeIter: helper('r', 'iter', 'range_iter', (w: never) => rangeIterator(w)),
  rangeLength: elidable('i', 'len', 'compute_range_length', (start: number, stop: number, step: number) => {
    const span = step > 0 ? stop - start : start - stop;
    return span <= 0 ? 0 : Math.floor((span - 1) / Math.abs(step)) + 1;
  }),
  newRange: plainHelper('r', 'range', 'W_Range', (start: never, stop: never, step: never) => newRange([start, stop, step])),
  breakContextCycle: opaque('v', 'raise in an except block', '_break_context_cycle', () => undefined),
  arrayCopy: keeping(
    plainHelper('v', 'copy', 'll_arraycopy', (from: unknown[], to: unknown[], at: number, start: number, n: number) => {
      for (let i = 0; i < n; i++) to[start + i] = from[at + i];
    }),
    'all',
  ),
  fixedItems: helper('r', 'f(*list)', 'getitems_fixedsize', (w: W_List) => listItems(w)),
  copiedItems: helper('r', 'list of objects', 'getitems_copy', (w: W_List) => listItems(w)),
  exceptionText: {
    ...giving(helper('r', 'str', 'descr_str', (args: W[]) => strText(args.length === 1 ? args[0] : hooks.repr(newTuple(args))))),
    callClass: 'inline',
  } satisfies Helper,
  lookupName: helper('r', 'dict lookup', 'getitem_str', (d: W_Dict, name: string) => dictGetStr(d, name) ?? null),
  keywordNames: helper('r', 'f(**dict)', 'view_as_kwargs', (keywords: (mapping: W) => Map<string, W>, mapping: W) =>
    namesOf([...keywords(mapping).keys()]),
  ),
  makeError: (template: W_Exception): Helper =>
    plainHelper('r', typeOf(template).name, 'oefmt', () => {
      const e = newException(typeOf(template), template.args.slice());
      e.value = template.value;
      return e;
    }),
  newGenerator: (code: W_Code, globals: W_Dict, flavour: W_Generator['flavour'], qualname: string): Helper =>
    generatorHelpers(code)(globals, flavour, qualname),
  keywordDict: (make: (names: readonly string[], values: W[]) => W, names: readonly string[]): Helper =>
    keeping(
      plainHelper('r', 'dict', 'kwargs_dict', (...values: W[]) => make(names, values)),
      'all',
    ),
  collectedKeywords: (make: (names: readonly string[], values: W[]) => W, names: readonly string[]): Helper =>
    keeping(
      opaque('r', 'keyword arguments', '_collect_keyword_args', (...values: W[]) => make(names, values)),
      'all',
    ),
  /** It may force, as the attributes it moves are read and written through any kind of map (mapdict.py). */
  reorder: (next: AttrMap, name: string): Helper =>
    opaque('v', 'attribute reorder', '_reorder_and_add', (w: never, v: never) => reorderAndAdd(w, next, name, v)),
  box: (next: AttrMap, name: string): Helper =>
    keeping(
      helper('v', 'attribute boxing', '_convert_to_boxed', (w: never, v: never) => convertToBoxed(w, next, name, v), null),
      'all',
    ),
  bind: cached((found: W) => opaque('r', 'descriptor', 'descr_get', (_value: W, w: W, owner: W) => nativeBind.hook(found, w, owner))),
  nativeField: cached((name: string) => helper('r', `.${name}`, `descr_get_${name}`, (w: W) => nativeAttribute(w, name), null)),
  frameField: cached((name: string) =>
    opaque('r', `.${name}`, `fget_${name}`, (w: W) => nativeAttribute(w, name) ?? hooks.getattr(w, name)),
  ),
  setattr: cached((name: string) => opaque('v', `setattr ${name}`, 'setattr', (w: W, v: W) => hooks.setattr(w, name, v))),
  /** The attribute is taken out of the map, and no code of the guest's runs (mapdict.py, delete). */
  deleteOwn: cached((name: string): Helper => ({
    ...helper('v', `del .${name}`, 'delete', (w: W) => hooks.delattr(w, name), null),
    callClass: 'inline+helper',
  })),
  delattr: cached((name: string) => opaque('v', `delattr ${name}`, 'delattr', (w: W) => hooks.delattr(w, name))),
};

const generatorHelpers = cached((code: W_Code) => {
  const known = new Map<string, Helper>();
  return (globals: W_Dict, flavour: W_Generator['flavour'], qualname: string): Helper => {
    let h = known.get(flavour + qualname);
    if (h === undefined) {
      h = keeping(
        plainHelper('r', `${flavour} ${qualname}`, 'GeneratorIterator', (...slots: (W | null)[]) => {
          const f = new Frame(code, globals);
          slots.forEach((w, i) => (f.slots[i] = w));
          const g = new W_Generator(f, flavour, qualname);
          f.generator = g;
          return g;
        }),
        'all',
      );
      known.set(flavour + qualname, h);
    }
    return h;
  };
});
