/**
 * Quasi-immutable values: a version that compiled traces rely on. Changing what it stands for invalidates those traces.
 * Source: rpython/jit/metainterp/quasiimmut.py.
 */

/** Whoever relies on a version: a compiled loop. */
export interface Dependent {
  invalidated: boolean;
}

export class Version {
  /** Counts changes; inline caches of the interpreter compare it. */
  number = 0;
  private dependents: Dependent[] = [];

  depend(on: Dependent): void {
    if (!this.dependents.includes(on)) this.dependents.push(on);
  }

  /** Something that was taken for constant changes now. Returns whether compiled code relied on it. */
  bump(): boolean {
    this.number++;
    if (this.dependents.length === 0) return false;
    const list = this.dependents;
    this.dependents = [];
    for (const d of list) d.invalidated = true;
    onInvalidate.hook?.(list, this);
    return true;
  }
}

/** Set by the JIT to log invalidations. */
export const onInvalidate: { hook: ((dependents: readonly Dependent[], version: Version) => void) | null } = { hook: null };
