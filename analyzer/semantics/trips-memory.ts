/** Trip counts that are kept from revision to revision of a file, as long as what they rest on stays. */
import type { Edge } from './calls';
import type { Changes } from './changes';
import type { Environment } from './environment';
import type { TripsMemory } from './hotness';
import type { Kept } from './memo';
import { keep } from './memo';
import { sameItems } from './questions';
import type { Loop, Unit } from './summary';
import type { Trips } from './trips';
import { tripsOf } from './trips';

interface Known {
  readonly kept: Kept<Trips>;
  /** The calls of functions that were looked at: what they hand over bounds a loop. */
  readonly callers: ReadonlyMap<Unit, readonly Edge[]>;
}

export class KeptTrips implements TripsMemory {
  private readonly known = new WeakMap<Loop, Known>();
  /** What the present environment answers otherwise than the one before it, where that is known. */
  changes: Changes | null = null;

  tripsOf(env: Environment, unit: Unit, loop: Loop, callersOf: (of: Unit) => readonly Edge[]): Trips {
    const known = this.known.get(loop);
    if (known?.kept.holds(env, null, this.changes) === true && areSame(known.callers, callersOf)) return known.kept.answer;
    const callers = new Map<Unit, readonly Edge[]>();
    const asked = (of: Unit): readonly Edge[] => {
      const edges = callersOf(of);
      callers.set(of, edges);
      return edges;
    };
    const kept = keep(env, null, (recording) => tripsOf(recording, unit, loop, asked));
    this.known.set(loop, { kept, callers });
    return kept.answer;
  }
}

function areSame(callers: ReadonlyMap<Unit, readonly Edge[]>, callersOf: (of: Unit) => readonly Edge[]): boolean {
  for (const [unit, edges] of callers) if (!sameItems(edges, callersOf(unit))) return false;
  return true;
}
