/**
 * Maps (hidden classes) of instances: which attribute stands in which slot, and whether it is held unboxed.
 *
 * Attribute order does not matter: PyPy 7.3.11 reorders maps (mapdict.py, `_reorder_and_add`), so a map here is the *set* of
 * attributes. An attribute first written with an int (float) is held unboxed while it keeps that type; a write of
 * another type gives the instance a map with the boxed attribute and stops unboxing for the class (mapdict.py, `allow_unboxing`).
 */
import type { W_Type } from './types';

export interface Attribute {
  readonly name: string;
  readonly index: number;
  readonly unboxed: 'i' | 'f' | null;
}

/** The attribute that holds the dict of an instance whose `__dict__` was assigned: no name of a program has this form. */
export const DEVOLVED = '\0dict';

export class AttrMap {
  readonly attributes = new Map<string, Attribute>();
  /** Attributes other than slots are in a dict. */
  readonly devolved: boolean;
  /** Successors by `name` and representation. */
  private readonly adds = new Map<string, AttrMap>();
  /** How attributes that were added here are held: the first value decides (CachedAttributeHolder). */
  private readonly holders = new Map<string, 'i' | 'f' | null>();

  constructor(
    readonly cls: W_Type,
    private readonly registry: MapRegistry,
    attributes: Iterable<Attribute> = [],
  ) {
    for (const a of attributes) this.attributes.set(a.name, a);
    this.devolved = this.attributes.has(DEVOLVED);
  }

  get(name: string): Attribute | null {
    return this.attributes.get(name) ?? null;
  }

  get size(): number {
    return this.attributes.size;
  }

  /**
   * The map after adding an attribute whose value may be held as `offered`, null for boxed. One whose first value was boxed is boxed for all; one
   * that was held unboxed and meets another type ends unboxing for the class (mapdict.py, CachedAttributeHolder.pick_attr). Slots keep their places, unless a map of the same set exists already: then `permute` moves them. */
  add(name: string, offered: 'i' | 'f' | null): AttrMap {
    let unboxed = this.holders.get(name);
    if (unboxed === undefined) this.holders.set(name, (unboxed = offered));
    else if (unboxed !== null && unboxed !== offered) {
      this.registry.allowUnboxing = false;
      this.holders.set(name, (unboxed = null));
    }
    const key = (unboxed ?? 'r') + name;
    let next = this.adds.get(key);
    if (next === undefined) {
      next = this.registry.find(this, [...this.attributes.values(), { name, index: this.size, unboxed }]);
      this.adds.set(key, next);
    }
    return next;
  }

  /** The map with one attribute held boxed. */
  boxed(name: string): AttrMap {
    this.registry.allowUnboxing = false;
    return this.registry.find(
      this,
      [...this.attributes.values()].map((a) => (a.name === name ? { ...a, unboxed: null } : a)),
    );
  }

  /** The map without one attribute. */
  remove(name: string): AttrMap {
    const rest: Attribute[] = [];
    for (const a of this.attributes.values()) if (a.name !== name) rest.push({ ...a, index: rest.length });
    return this.registry.find(this, rest);
  }

  /** The same attributes for another class (`obj.__class__ = C`). */
  withClass(cls: W_Type): AttrMap {
    return cls.maps.find(this, [...this.attributes.values()]);
  }

  /** Room for the attributes that an instance of the class will have, going by those before it: an array that grows takes more than it needs. */
  newSlots(): unknown[] {
    const { expected } = this.registry;
    return expected === 0 ? [] : new Array<unknown>(expected);
  }

  private slotSources: Int32Array | null = null;

  /** For each slot, where its value stands among those that a trace makes an instance of: three an attribute, for a reference, an int and a double. */
  get sources(): Int32Array {
    if (this.slotSources === null) {
      this.slotSources = new Int32Array(this.size);
      for (const { index, unboxed } of this.attributes.values())
        this.slotSources[index] = index * 3 + (unboxed === null ? 0 : unboxed === 'i' ? 1 : 2);
    }
    return this.slotSources;
  }

  get allowUnboxing(): boolean {
    return this.registry.allowUnboxing;
  }

  /** Slots of `from`'s layout in this map's layout; a missing one is undefined. */
  permute(slots: readonly unknown[], from: AttrMap): unknown[] {
    const out = new Array<unknown>(this.size);
    for (const a of this.attributes.values()) {
      const old = from.get(a.name);
      out[a.index] = old === null ? undefined : slots[old.index];
    }
    return out;
  }
}

const MOST_EXPECTED = 16;

/** All maps of one class: PyPy's terminator. */
export class MapRegistry {
  allowUnboxing = true;
  /** Attributes of the largest map so far: how much a new instance in a trace may need. */
  largest = 4;
  /** Attributes of the largest map so far, as it is. */
  expected = 0;
  readonly empty: AttrMap;
  private readonly bySet = new Map<string, AttrMap>();

  constructor(private readonly cls: W_Type) {
    this.empty = new AttrMap(cls, this);
  }

  find(_from: AttrMap, attributes: readonly Attribute[]): AttrMap {
    if (attributes.length === 0) return this.empty;
    const key = attributes
      .map((a) => `${a.unboxed ?? 'r'}${a.name}`)
      .sort()
      .join('\u0000');
    let map = this.bySet.get(key);
    this.largest = Math.max(this.largest, attributes.length);
    // One with hundreds of attributes does not make every other as large.
    this.expected = Math.min(MOST_EXPECTED, Math.max(this.expected, attributes.length));
    if (map === undefined) {
      map = new AttrMap(
        this.cls,
        this,
        attributes.map((a, index) => ({ ...a, index })),
      );
      this.bySet.set(key, map);
    }
    return map;
  }
}
