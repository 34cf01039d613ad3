/**
 * What is known about values while recording, so that the same guard or read is not recorded twice.
 * Source: rpython/jit/metainterp/heapcache.py (the optimizer would remove them anyway, but recorded operations count against trace_limit).
 */
import type { ArrayDescr, FieldDescr, Value } from '../ir';

export class HeapCache {
  private readonly kinds = new Map<Value, number>();
  private readonly nonNull = new Set<Value>();
  private readonly fields = new Map<FieldDescr, Map<Value, Value>>();
  private readonly items = new Map<ArrayDescr, Map<Value, Map<number, Value>>>();
  private readonly fresh = new Set<Value>();
  /** Made in this trace and seen by nobody else; the optimizer has them as virtuals. */
  private readonly unescaped = new Set<Value>();
  /** Unescaped values that an unescaped one holds. */
  private readonly held = new Map<Value, Value[]>();
  /** Dicts made of the keywords of a call in this trace: their names are known. */
  private readonly keywordDicts = new Set<Value>();
  /** Values found constant by guard_value. */
  readonly constants = new Map<Value, Value>();
  /** guard_not_invalidated must be recorded before relying on a version again. */
  needsValidity = true;
  /** Whether somebody traces or profiles must still be asked (call-trace.ts). */
  needsCallTrace = true;

  kind(v: Value): number | undefined {
    return this.kinds.get(v);
  }
  setKind(v: Value, kind: number): void {
    this.kinds.set(v, kind);
    this.nonNull.add(v);
  }
  isNonNull(v: Value): boolean {
    return this.nonNull.has(v);
  }
  setNonNull(v: Value): void {
    this.nonNull.add(v);
  }
  /** Made in this trace: no other value is the same object. */
  setFresh(v: Value, kind: number | null): void {
    this.fresh.add(v);
    this.unescaped.add(v);
    this.nonNull.add(v);
    if (kind !== null) this.kinds.set(v, kind);
  }

  setKeywordDict(v: Value): void {
    this.keywordDicts.add(v);
  }

  isKeywordDict(v: Value): boolean {
    return this.keywordDicts.has(v);
  }

  isUnescaped(v: Value): boolean {
    return this.unescaped.has(v);
  }
  /** `v` is stored in `container`. */
  stored(container: Value, v: Value): void {
    if (!this.unescaped.has(v)) return;
    if (!this.unescaped.has(container)) this.escape(v);
    else {
      const inside = this.held.get(container);
      if (inside === undefined) this.held.set(container, [v]);
      else inside.push(v);
    }
  }
  escape(v: Value): void {
    const work = [v];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      if (!this.unescaped.delete(next)) continue;
      work.push(...(this.held.get(next) ?? []));
      this.held.delete(next);
    }
  }

  getField(object: Value, descr: FieldDescr): Value | undefined {
    return this.fields.get(descr)?.get(object);
  }
  learnField(object: Value, descr: FieldDescr, value: Value): void {
    let known = this.fields.get(descr);
    if (known === undefined) this.fields.set(descr, (known = new Map<Value, Value>()));
    known.set(object, value);
  }
  setField(object: Value, descr: FieldDescr, value: Value): void {
    const known = this.fields.get(descr);
    if (known !== undefined) for (const other of [...known.keys()]) if (!this.apart(object, other)) known.delete(other);
    this.learnField(object, descr, value);
  }
  getItem(array: Value, index: number, descr: ArrayDescr): Value | undefined {
    return this.items.get(descr)?.get(array)?.get(index);
  }
  learnItem(array: Value, index: number, descr: ArrayDescr, value: Value): void {
    let arrays = this.items.get(descr);
    if (arrays === undefined) this.items.set(descr, (arrays = new Map<Value, Map<number, Value>>()));
    let known = arrays.get(array);
    if (known === undefined) arrays.set(array, (known = new Map<number, Value>()));
    known.set(index, value);
  }
  /** A store at a constant index, or at an unknown one (null). */
  setItem(array: Value, index: number | null, descr: ArrayDescr, value: Value): void {
    const arrays = this.items.get(descr);
    if (arrays !== undefined) {
      for (const [other, known] of arrays) {
        if (this.apart(array, other)) continue;
        if (index === null) known.clear();
        else known.delete(index);
      }
    }
    if (index !== null) this.learnItem(array, index, descr, value);
  }

  /** A call that may write anything but immutable fields. */
  forgetHeap(links = true): void {
    for (const [descr, known] of this.fields) if (!descr.pure && (links || descr.link !== true)) known.clear();
    for (const [descr, arrays] of this.items) if (!descr.pure) arrays.clear();
    this.needsValidity = true;
  }
  forgetField(descr: FieldDescr): void {
    this.fields.get(descr)?.clear();
  }
  forgetItems(descr: ArrayDescr): void {
    this.items.get(descr)?.clear();
  }

  private apart(a: Value, b: Value): boolean {
    return a !== b && (this.fresh.has(a) || this.fresh.has(b));
  }
}
