/**
 * Hotness as a reasoned estimate: what in a file, or in files that belong together, can get hot enough for a JIT, and why.
 *
 * Module-level code runs once. A loop multiplies what is in it by its trip count; a function runs as often as the places that
 * call it. Counts are exact where the text says them; an unknown trip count is kept as an unknown factor. Functions that call
 * each other are solved together (Tarjan's algorithm): recursion that branches or loops is one more unknown factor.
 */
import type { Edge } from './calls';
import type { Environment } from './environment';
import type { Loop, Place, Summary, Unit } from './summary';
import { loopsFrom, placeOf } from './summary';
import type { Text } from './text';
import { text } from './text';
import type { Trips } from './trips';
import { shortSource, tripsOf } from './trips';

/**
 * `cold`: runs a known number of times, below the target's threshold. `possible`: in one loop of unknown length. `hot`: at least the
 * threshold, in a loop that never ends, in a loop of unknown length that is entered often, or under two unknown factors; of a program, whose
 * module-level code leads to it, a loop of unknown length in a function is what it is there for.
 */
export type Heat = 'cold' | 'possible' | 'hot';

/** How often something runs: `count` times, times `unknowns` unknown factors. */
export interface Rate {
  readonly count: number;
  readonly unknowns: number;
}

export interface Warmth {
  readonly heat: Heat;
  readonly rate: Rate;
  /** False when a method name alone links it to the loop. */
  readonly certain: boolean;
  /** Calls between the loop and the code: 0 when the loop is in the same function. */
  readonly distance: number;
  /** Why, as a clause: "called from the loop at line 41, which runs over `rows`". Empty for cold code. */
  readonly reason: Text;
}

export interface Hotness {
  /** Of a function: how often it is entered. */
  ofUnit(unit: Unit): Warmth;
  /** Of code in a loop of a function: how often the loop goes round. */
  ofLoop(unit: Unit, loop: number): Warmth;
  /** How often a loop goes round each time it is reached. */
  tripsOf(unit: Unit, loop: Loop): Trips;
  /** The calls that enter a function from hot code. */
  callersOf(unit: Unit): readonly Edge[];
  /** All calls that enter a function: what they hand over is what it works on. */
  callsOf(unit: Unit): readonly Edge[];
}

/** Iterations (entries for a function) from which a target compiles. */
export interface Thresholds {
  readonly loop: number;
  readonly function: number;
}

const ONCE: Rate = { count: 1, unknowns: 0 };
/** What an unknown factor counts for when two rates are compared; only the order matters. */
const UNKNOWN_WEIGHT = 256;
/** A loop of unknown length that is itself repeated is taken to run at least this often each time. */
const LIKELY_LENGTH = 16;
const NO_EDGES: readonly Edge[] = [];
/** Beyond this, counts are all the same to a JIT, and stay finite. */
const MANY = 1e12;

/** Of the code in some statements, with every call between them. */
export function hotnessOf(env: Environment, summaries: readonly Summary[], edges: readonly Edge[], thresholds: Thresholds): Hotness {
  return new Estimate(env, summaries, edges, thresholds);
}

class Estimate implements Hotness {
  private readonly rates = new Map<Unit, Rate>();
  /** The edge that makes a unit as hot as it is. */
  private readonly via = new Map<Unit, Edge>();
  private readonly incoming = new Map<Unit, Edge[]>();
  /** Functions that module-level code calls when the file runs, or calls through others. */
  private readonly run = new Set<Unit>();
  /** Functions that are entered often only if they call themselves often. */
  private readonly recursive = new Set<Unit>();
  private readonly trips = new Map<Loop, Trips>();
  private readonly warmths = new Map<Unit, Map<number, Warmth>>();

  constructor(
    private readonly env: Environment,
    summaries: readonly Summary[],
    edges: readonly Edge[],
    private readonly thresholds: Thresholds,
  ) {
    const outgoing = new Map<Unit, Edge[]>();
    for (const edge of edges) {
      push(outgoing, edge.from, edge);
      push(this.incoming, edge.to, edge);
    }
    this.findRun(summaries, outgoing);
    const units = summaries.flatMap((summary) => summary.units);
    // Tarjan gives callees first; rates flow from callers, so go backwards.
    const groups = stronglyConnected(units, (unit) => (outgoing.get(unit) ?? []).map((edge) => edge.to));
    for (let index = groups.length - 1; index >= 0; index--) this.solve(groups[index]!);
  }

  private findRun(summaries: readonly Summary[], outgoing: ReadonlyMap<Unit, readonly Edge[]>): void {
    const pending: Unit[] = summaries.map((summary) => summary.units[0]!);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const { to, kind, call, certain } of outgoing.get(next) ?? []) {
        // What is only handed over, such as a test or a handler that is registered, need not run.
        if (!certain || kind !== 'call' || call === null || this.run.has(to)) continue;
        this.run.add(to);
        pending.push(to);
      }
    }
  }

  ofUnit(unit: Unit): Warmth {
    return this.ofLoop(unit, -1);
  }

  ofLoop(unit: Unit, loop: number): Warmth {
    let known = this.warmths.get(unit);
    if (known === undefined) this.warmths.set(unit, (known = new Map<number, Warmth>()));
    let warmth = known.get(loop);
    if (warmth === undefined) known.set(loop, (warmth = loop < 0 ? this.unitWarmth(unit) : this.loopWarmth(unit, loop)));
    return warmth;
  }

  private unitWarmth(unit: Unit): Warmth {
    const rate = this.rates.get(unit) ?? ONCE;
    const edge = this.via.get(unit);
    if (edge === undefined) return { heat: 'cold', rate, certain: true, distance: 0, reason: [] };
    // Code inlined into a hot loop is as hot as the loop, whatever its own threshold.
    const limit = edge.loop >= 0 ? Math.min(this.thresholds.loop, this.thresholds.function) : this.thresholds.function;
    const heat = heatOf(rate, limit, this.run.has(unit) && !this.recursive.has(unit));
    return { heat, rate, ...this.link(unit), reason: heat === 'cold' ? [] : this.reasonFor(unit) };
  }

  private loopWarmth(unit: Unit, loop: number): Warmth {
    const own = this.rateIn(unit, loop);
    const heat = heatOf(own, this.thresholds.loop, this.run.has(unit));
    return { heat, rate: own, certain: this.link(unit).certain, distance: 0, reason: heat === 'cold' ? [] : this.loopReason(unit, loop) };
  }

  callersOf(unit: Unit): readonly Edge[] {
    return (this.incoming.get(unit) ?? []).filter((edge) => this.ofLoop(edge.from, edge.loop).heat !== 'cold');
  }

  callsOf(unit: Unit): readonly Edge[] {
    return this.incoming.get(unit) ?? NO_EDGES;
  }

  /** Rates of functions that (may) call each other, from the calls that come from outside the group. */
  private solve(group: readonly Unit[]): void {
    const members = new Set(group);
    const inner = group.flatMap((unit) => (this.incoming.get(unit) ?? []).filter((edge) => members.has(edge.from)));
    // One call in tail position is a walk down a chain; two, or one in a loop, are a tree.
    const sure = inner.filter((edge) => edge.certain);
    const branching = sure.length > group.length || sure.some((edge) => edge.loop >= 0);
    let best: Rate | null = null;
    let bestEdge: Edge | null = null;
    const single = group.length === 1 && inner.length === 0;
    for (const unit of group) {
      for (const edge of this.incoming.get(unit) ?? []) {
        if (members.has(edge.from)) continue;
        const rate = this.along(edge);
        if (best === null || weight(rate) > weight(best)) [best, bestEdge] = [rate, edge];
      }
    }
    const entered = best ?? ONCE;
    const rate = single || !branching ? entered : { count: entered.count, unknowns: entered.unknowns + 1 };
    for (const unit of group) {
      this.rates.set(unit, rate);
      if (rate !== entered && entered.unknowns === 0) this.recursive.add(unit);
      const own = (this.incoming.get(unit) ?? []).filter((edge) => !members.has(edge.from));
      const edge =
        own.length > 0
          ? own.reduce((a, b) => (weight(this.along(b)) > weight(this.along(a)) ? b : a))
          : branching
            ? (inner.find((candidate) => candidate.to === unit) ?? bestEdge)
            : bestEdge;
      if (edge !== null) this.via.set(unit, edge);
    }
  }

  /** How a function is linked to the loop that makes it hot. */
  private link(unit: Unit): { readonly certain: boolean; readonly distance: number } {
    let at = unit;
    let certain = true;
    for (let distance = 0; distance < 20; distance++) {
      const edge = this.via.get(at);
      if (edge === undefined) return { certain, distance };
      certain &&= edge.certain;
      if (edge.from === at || edge.loop >= 0 || edge.kind === 'consumed') return { certain, distance: distance + 1 };
      at = edge.from;
    }
    return { certain, distance: 20 };
  }

  private along(edge: Edge): Rate {
    const at = this.rateIn(edge.from, edge.loop);
    return edge.kind === 'consumed' ? { count: at.count, unknowns: at.unknowns + 1 } : at;
  }

  private rateIn(unit: Unit, loop: number): Rate {
    let { count, unknowns } = this.rates.get(unit) ?? ONCE;
    for (const around of loopsFrom(unit, loop)) {
      const trips = this.tripsOf(unit, around);
      if (trips === 'unknown') unknowns++;
      else count = Math.min(MANY, count * (trips === 'endless' ? MANY : trips));
    }
    return { count, unknowns };
  }

  tripsOf(unit: Unit, loop: Loop): Trips {
    let trips = this.trips.get(loop);
    if (trips === undefined) {
      trips = tripsOf(this.env, unit, loop, (of) => this.incoming.get(of) ?? []);
      this.trips.set(loop, trips);
    }
    return trips;
  }

  /** Why a function is hot: the nearest loop on the way to it. */
  private reasonFor(unit: Unit): Text {
    const through: string[] = [];
    const seen = new Set<Unit>();
    let at = unit;
    for (let steps = 0; steps < 20; steps++) {
      const edge = this.via.get(at);
      if (edge === undefined) return [];
      if (edge.kind === 'consumed') return text`called for each item at line ${placeOf(edge.from, edge.range)}`;
      if (edge.loop >= 0) {
        const loop = this.decisiveLoop(edge.from, edge.loop);
        const how = through.length === 0 ? 'called' : `called through ${through.map((name) => `\`${name}\``).join(' and ')}`;
        return text`${how} from the loop at line ${loopPlace(edge.from, loop)}, ${this.describe(edge.from, loop)}`;
      }
      if (edge.from === at || seen.has(edge.from)) return text`calls itself again and again from line ${placeOf(edge.from, edge.range)}`;
      seen.add(at);
      if (through.length < 2) through.unshift(edge.from.name);
      at = edge.from;
    }
    return [];
  }

  private loopReason(unit: Unit, loop: number): Text {
    const decisive = this.decisiveLoop(unit, loop);
    const own =
      decisive.index === loop
        ? text`this loop ${this.describe(unit, decisive).replace(/^which /, '')}`
        : text`in the loop at line ${loopPlace(unit, decisive)}, ${this.describe(unit, decisive)}`;
    const entered = this.ofUnit(unit);
    return entered.reason.length === 0 ? own : text`${own}, in a function ${entered.reason}`;
  }

  /** Of the loops around a place, the innermost that is not known to be short. */
  private decisiveLoop(unit: Unit, loop: number): Loop {
    const around = loopsFrom(unit, loop);
    const long = around.find((candidate) => {
      const trips = this.tripsOf(unit, candidate);
      return typeof trips !== 'number' || trips >= 100;
    });
    return long ?? around[0]!;
  }

  private describe(unit: Unit, loop: Loop): string {
    const trips = this.tripsOf(unit, loop);
    if (trips === 'endless') return 'which never ends';
    if (typeof trips === 'number') return `which runs ${trips} times`;
    if (loop.node.kind === 'While') return 'which runs until its test fails';
    const source = shortSource(loop.node.iter);
    if (source !== null) return `which runs over \`${source}\``;
    return loop.node.iter.kind === 'Call' && loop.node.iter.func.kind === 'Name'
      ? `which runs over \`${loop.node.iter.func.id}(...)\``
      : 'which is of unknown length';
  }
}

/** The place that stands for a loop in a sentence. */
export function loopPlace(unit: Unit, loop: Loop): Place {
  return placeOf(unit, loop.header);
}

function heatOf(rate: Rate, threshold: number, isRun: boolean): Heat {
  if (rate.count === 0) return 'cold';
  const enough = rate.unknowns === 0 ? threshold : threshold / LIKELY_LENGTH;
  if (rate.count >= enough || rate.unknowns >= (isRun ? 1 : 2)) return 'hot';
  return rate.unknowns === 1 ? 'possible' : 'cold';
}

function weight(rate: Rate): number {
  return rate.count * UNKNOWN_WEIGHT ** Math.min(rate.unknowns, 4);
}

function push<K, V>(into: Map<K, V[]>, key: K, value: V): void {
  const list = into.get(key);
  if (list === undefined) into.set(key, [value]);
  else list.push(value);
}

/** Tarjan's strongly connected components with its own stack: callees before callers. */
export function stronglyConnected<T>(nodes: readonly T[], successors: (node: T) => readonly T[]): T[][] {
  const index = new Map<T, number>();
  const low = new Map<T, number>();
  const onStack = new Set<T>();
  const stack: T[] = [];
  const groups: T[][] = [];
  for (const root of nodes) {
    if (index.has(root)) continue;
    const work: { node: T; next: readonly T[]; at: number }[] = [];
    const enter = (node: T): void => {
      index.set(node, index.size);
      low.set(node, index.get(node)!);
      stack.push(node);
      onStack.add(node);
      work.push({ node, next: successors(node), at: 0 });
    };
    enter(root);
    while (work.length > 0) {
      const frame = work[work.length - 1]!;
      if (frame.at < frame.next.length) {
        const successor = frame.next[frame.at++]!;
        if (!index.has(successor)) enter(successor);
        else if (onStack.has(successor)) low.set(frame.node, Math.min(low.get(frame.node)!, index.get(successor)!));
        continue;
      }
      work.pop();
      const parent = work[work.length - 1];
      if (parent !== undefined) low.set(parent.node, Math.min(low.get(parent.node)!, low.get(frame.node)!));
      if (low.get(frame.node) !== index.get(frame.node)) continue;
      const group: T[] = [];
      for (;;) {
        const node = stack.pop()!;
        onStack.delete(node);
        group.push(node);
        if (node === frame.node) break;
      }
      groups.push(group);
    }
  }
  return groups;
}
