/**
 * Iterators the tracer looks into: range, list, tuple, str, dict, set, enumerate, zip, map, filter, reversed.
 * Sources: pypy/objspace/std/iterobject.py, pypy/module/__builtin__/functional.py.
 */
import type { W_List } from './lists';
import { K } from './kinds';
import { layout, Obj, type W } from './values';
import type { W_Type } from './types';

/** range with step 1 (PyPy has a class of its own for it): counts `current` up to `stop`. */
export class W_RangeIter extends Obj {
  constructor(
    public current: number | bigint,
    readonly stop: number | bigint,
  ) {
    super();
  }
}
/** range with another step. */
export class W_RangeStepIter extends Obj {
  constructor(
    public current: number | bigint,
    public remaining: number | bigint,
    readonly step: number | bigint,
  ) {
    super();
  }
}
/** Over a list; `list` is null when exhausted. */
export class W_SeqIter extends Obj {
  index = 0;
  constructor(public list: W_List | null) {
    super();
  }
}
export class W_TupleIter extends Obj {
  index = 0;
  constructor(public items: W[] | null) {
    super();
  }
}
export class W_StrIter extends Obj {
  index = 0;
  constructor(public text: W | null) {
    super();
  }
}
export class W_Enumerate extends Obj {
  constructor(
    readonly iterator: W,
    public index: number | bigint,
  ) {
    super();
  }
}
export class W_Zip extends Obj {
  constructor(
    readonly iterators: W[],
    /** A number, so that a trace can guard on it. */
    readonly strict: 0 | 1,
  ) {
    super();
  }
}
export class W_MapIter extends Obj {
  constructor(
    readonly func: W,
    readonly iterators: W[],
  ) {
    super();
  }
}
export class W_FilterIter extends Obj {
  constructor(
    readonly func: W,
    readonly iterator: W,
  ) {
    super();
  }
}
/** Any iterator written in TypeScript that the tracer does not look into; `step` gives null at the end. */
export class W_NativeIter extends Obj {
  /** What is to come, without a step being made: for copies and pickles. Null: cannot be said. */
  rest: (() => W[]) | null = null;
  /** The guest values that its steps use (lifetime.ts); null: nobody has said. */
  holds: (() => readonly unknown[]) | null = null;
  constructor(
    readonly cls: W_Type,
    readonly step: () => W | null,
    /** Items left, for __length_hint__; -1 unknown. */
    readonly hint: () => number = () => -1,
    /** A step makes an object that the iterator keeps: W_Count's next number, W_Product's gears, the context that a pattern matches in. */
    readonly allocates = false,
  ) {
    super();
  }
}
/** One whose steps read what it holds and run no guest code: PyPy looks into it, or calls a helper that forces nothing. */
export class W_PlainIter extends W_NativeIter {}
/** `it` with what it holds. */
export function holding<I extends W_NativeIter>(it: I, ...held: readonly unknown[]): I {
  it.holds = () => held;
  return it;
}
/** A dict's iterator: also a NativeIter, with its own layout because PyPy has helper calls for it. */
export class W_DictIter extends W_NativeIter {
  /** What it gives: PyPy has a class for each. */
  flavour: 'keys' | 'values' | 'items' = 'keys';
}
export class W_SetIter extends W_NativeIter {}

/** A live view: d.keys(), d.values(), d.items(). */
export class W_DictView extends Obj {
  constructor(
    readonly dict: W,
    readonly flavour: 'keys' | 'values' | 'items',
  ) {
    super();
  }
}

layout(W_RangeIter, K.RANGE_ITER);
layout(W_RangeStepIter, K.RANGE_STEP_ITER);
layout(W_SeqIter, K.SEQ_ITER);
layout(W_TupleIter, K.TUPLE_ITER);
layout(W_StrIter, K.STR_ITER);
layout(W_Enumerate, K.ENUMERATE);
layout(W_Zip, K.ZIP);
layout(W_MapIter, K.MAP);
layout(W_FilterIter, K.FILTER);
layout(W_NativeIter, K.NATIVE_ITER);
layout(W_PlainIter, K.PLAIN_ITER);
layout(W_DictIter, K.DICT_ITER);
layout(W_SetIter, K.SET_ITER);
layout(W_DictView, K.DICT_VIEW);
