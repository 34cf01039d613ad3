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
  /** Whether the file is a program whose module-level code leads here: it surely runs, where other functions may be there for nobody. */
  readonly isRun: boolean;
  /** Calls between the loop and the code: 0 when the loop is in the same function. */
  readonly distance: number;
  /** Why, as a clause: "called from the loop at line 41, which runs over `rows`". Empty for cold code. */
  readonly reason: Text;
}

export interface Hotness {
  /** Tells estimates apart for whoever must not keep them: one leads to a whole revision of the file. */
  readonly mark: object;
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
  /** Whether all that is said of a unit here is what the estimate marked `other` says of it. False where that is not known without asking. */
  agrees(unit: Unit, other: object): boolean;
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
const NO_NODES: readonly Node[] = [];
/** Beyond this, counts are all the same to a JIT, and stay finite. */
const MANY = 1e12;

/** How deep a chain of calls is followed to the loop that makes a function hot. */
const LONGEST_CHAIN = 20;

/**
 * Of the code in some statements, with every call between them. `before` is the estimate for the revision before, with the same thresholds:
 * of what has not changed since it is known that the answers are the same.
 */
export function hotnessOf(
  env: Environment,
  summaries: readonly Summary[],
  edges: readonly Edge[],
  thresholds: Thresholds,
  { before = null, trips = NO_MEMORY }: Memory = {},
): Hotness {
  return new Estimate(env, summaries, edges, thresholds, before instanceof Estimate ? before : null, trips);
}

/** What is remembered of earlier revisions. */
export interface Memory {
  readonly before?: Hotness | null;
  readonly trips?: TripsMemory;
}

/** Trip counts by loop, as long as what they rest on stays. */
export interface TripsMemory {
  tripsOf(env: Environment, unit: Unit, loop: Loop, callers: (of: Unit) => readonly Edge[]): Trips;
}

const NO_MEMORY: TripsMemory = { tripsOf };

/** A unit among the calls. */
interface Node {
  readonly unit: Unit;
  incoming: Edge[] | null;
  outgoing: Edge[] | null;
  rate: Rate;
  /** The edge that makes the unit as hot as it is. */
  via: Edge | null;
  /** Module-level code calls it when the file runs, or calls it through others. */
  isRun: boolean;
  /** It is entered often only if it calls itself often: it is started a few times. */
  isRecursive: boolean;
  /** By loop; that of the unit itself under -1. */
  warmths: Map<number, Warmth> | null;
  /** Whether it is known to be as it was before. */
  isSame: boolean | null;
}

const COLD: Warmth = { heat: 'cold', rate: ONCE, certain: true, isRun: false, distance: 0, reason: [] };

class Estimate implements Hotness {
  readonly mark = {};
  private readonly nodes = new Map<Unit, Node>();
  private readonly trips = new Map<Loop, Trips>();
  private readonly incomingOf = (unit: Unit): readonly Edge[] => this.nodes.get(unit)?.incoming ?? NO_EDGES;

  constructor(
    private readonly env: Environment,
    summaries: readonly Summary[],
    edges: readonly Edge[],
    private readonly thresholds: Thresholds,
    private before: Estimate | null,
    private readonly memory: TripsMemory,
  ) {
    if (before !== null) before.before = null;
    const nodes: Node[] = [];
    for (const edge of edges) {
      (this.node(edge.from).outgoing ??= []).push(edge);
      const called = this.node(edge.to);
      if (called.incoming === null) nodes.push(called);
      (called.incoming ??= []).push(edge);
    }
    this.findRun(summaries);
    // Tarjan gives callees first; rates flow from callers, so go backwards. What nobody calls runs once, as is said of it already.
    const groups = stronglyConnected(nodes, ({ outgoing }) =>
      outgoing === null ? NO_NODES : outgoing.map((edge) => this.nodes.get(edge.to)!),
    );
    for (let index = groups.length - 1; index >= 0; index--) this.solve(groups[index]!);
  }

  private node(unit: Unit): Node {
    let node = this.nodes.get(unit);
    if (node === undefined) {
      node = {
        unit,
        incoming: null,
        outgoing: null,
        rate: ONCE,
        via: null,
        isRun: false,
        isRecursive: false,
        warmths: null,
        isSame: null,
      };
      this.nodes.set(unit, node);
    }
    return node;
  }

  private findRun(summaries: readonly Summary[]): void {
    const pending: Unit[] = summaries.map((summary) => summary.units[0]!);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const { to, kind, call, certain } of this.nodes.get(next)?.outgoing ?? NO_EDGES) {
        // What is only handed over, such as a test or a handler that is registered, need not run.
        if (!certain || kind !== 'call' || call === null) continue;
        const node = this.nodes.get(to)!;
        if (node.isRun) continue;
        node.isRun = true;
        pending.push(to);
      }
    }
  }

  ofUnit(unit: Unit): Warmth {
    return this.ofLoop(unit, -1);
  }

  ofLoop(unit: Unit, loop: number): Warmth {
    const node = this.node(unit);
    if (loop < 0 && node.via === null) return node.rate === ONCE ? COLD : cold(node.rate);
    node.warmths ??= new Map<number, Warmth>();
    let warmth = node.warmths.get(loop);
    if (warmth === undefined) node.warmths.set(loop, (warmth = loop < 0 ? this.unitWarmth(node, node.via!) : this.loopWarmth(node, loop)));
    return warmth;
  }

  private unitWarmth({ unit, rate, isRun, isRecursive }: Node, edge: Edge): Warmth {
    // Code inlined into a hot loop is as hot as the loop, whatever its own threshold.
    const limit = edge.loop >= 0 ? Math.min(this.thresholds.loop, this.thresholds.function) : this.thresholds.function;
    const heat = heatOf(rate, limit, isRun && !isRecursive);
    return { heat, rate, isRun, ...this.link(unit), reason: heat === 'cold' ? [] : this.reasonFor(unit) };
  }

  private loopWarmth({ unit, isRun }: Node, loop: number): Warmth {
    const own = this.rateIn(unit, loop);
    const heat = heatOf(own, this.thresholds.loop, isRun);
    return {
      heat,
      rate: own,
      certain: this.link(unit).certain,
      isRun: isRun || unit.kind === 'module',
      distance: 0,
      reason: heat === 'cold' ? [] : this.loopReason(unit, loop),
    };
  }

  callersOf(unit: Unit): readonly Edge[] {
    return this.incomingOf(unit).filter((edge) => this.ofLoop(edge.from, edge.loop).heat !== 'cold');
  }

  callsOf(unit: Unit): readonly Edge[] {
    return this.incomingOf(unit);
  }

  // -- What has not changed ------------------------------------------------------------------------------------------------

  /** What is said of a unit rests on itself, on those that call it, and on the chain of calls that makes it hot. */
  agrees(unit: Unit, other: object): boolean {
    const { before } = this;
    if (before === null || other !== before.mark) return false;
    if (!this.isSame(unit, before) || !this.incomingOf(unit).every((edge) => this.isSame(edge.from, before))) return false;
    let at = unit;
    for (let steps = 0; steps <= LONGEST_CHAIN; steps++) {
      const edge = this.nodes.get(at)?.via ?? null;
      if (edge === null) return true;
      at = edge.from;
      if (!this.isSame(at, before)) return false;
    }
    return true;
  }

  /** Whether the unit itself is as it was: its rate, what calls it, and how often its loops run. */
  private isSame(unit: Unit, before: Estimate): boolean {
    const now = this.nodes.get(unit);
    const then = before.nodes.get(unit);
    if (now === undefined || then === undefined) return false;
    return (now.isSame ??=
      now.via === then.via &&
      now.isRun === then.isRun &&
      now.isRecursive === then.isRecursive &&
      now.rate.count === then.rate.count &&
      now.rate.unknowns === then.rate.unknowns &&
      sameEdges(now.incoming, then.incoming) &&
      unit.loops.every((loop) => {
        const known = before.trips.get(loop);
        return known === undefined || known === this.tripsOf(unit, loop);
      }));
  }

  // -- Rates ---------------------------------------------------------------------------------------------------------------

  /** The rate of a function that does not call itself: that of the hottest call. Answers whether it is one. */
  private solveAlone(node: Node): boolean {
    let best: Rate | null = null;
    let via: Edge | null = null;
    for (const edge of node.incoming ?? NO_EDGES) {
      if (edge.from === node.unit) return false;
      const rate = this.along(edge);
      if (best === null || weight(rate) > weight(best)) [best, via] = [rate, edge];
    }
    if (best !== null) [node.rate, node.via] = [best, via];
    return true;
  }

  /** Rates of functions that (may) call each other, from the calls that come from outside the group. */
  private solve(group: readonly Node[]): void {
    if (group.length === 1 && this.solveAlone(group[0]!)) return;
    const members = new Set(group.map(({ unit }) => unit));
    const inner = group.flatMap(({ incoming }) => (incoming ?? NO_EDGES).filter((edge) => members.has(edge.from)));
    // One call in tail position is a walk down a chain; two, or one in a loop, are a tree.
    const sure = inner.filter((edge) => edge.certain);
    const branching = sure.length > group.length || sure.some((edge) => edge.loop >= 0);
    let best: Rate | null = null;
    let bestEdge: Edge | null = null;
    for (const { incoming } of group) {
      for (const edge of incoming ?? NO_EDGES) {
        if (members.has(edge.from)) continue;
        const rate = this.along(edge);
        if (best === null || weight(rate) > weight(best)) [best, bestEdge] = [rate, edge];
      }
    }
    const entered = best ?? ONCE;
    const rate = !branching ? entered : { count: entered.count, unknowns: entered.unknowns + 1 };
    for (const node of group) {
      node.rate = rate;
      if (rate !== entered && entered.unknowns === 0 && entered.count < LIKELY_LENGTH) node.isRecursive = true;
      const own = (node.incoming ?? NO_EDGES).filter((edge) => !members.has(edge.from));
      node.via =
        own.length > 0
          ? own.reduce((a, b) => (weight(this.along(b)) > weight(this.along(a)) ? b : a))
          : branching
            ? (inner.find((candidate) => candidate.to === node.unit) ?? bestEdge)
            : bestEdge;
    }
  }

  /** How a function is linked to the loop that makes it hot. */
  private link(unit: Unit): { readonly certain: boolean; readonly distance: number } {
    let at = unit;
    let certain = true;
    for (let distance = 0; distance < LONGEST_CHAIN; distance++) {
      const edge = this.nodes.get(at)?.via ?? null;
      if (edge === null) return { certain, distance };
      certain &&= edge.certain;
      if (edge.from === at || edge.loop >= 0 || edge.kind === 'consumed') return { certain, distance: distance + 1 };
      at = edge.from;
    }
    return { certain, distance: LONGEST_CHAIN };
  }

  private along(edge: Edge): Rate {
    const at = this.rateIn(edge.from, edge.loop);
    return edge.kind === 'consumed' ? { count: at.count, unknowns: at.unknowns + 1 } : at;
  }

  private rateIn(unit: Unit, loop: number): Rate {
    const rate = this.nodes.get(unit)?.rate ?? ONCE;
    if (loop < 0) return rate;
    let { count, unknowns } = rate;
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
      trips = this.memory.tripsOf(this.env, unit, loop, this.incomingOf);
      this.trips.set(loop, trips);
    }
    return trips;
  }

  /** Why a function is hot: the nearest loop on the way to it. */
  private reasonFor(unit: Unit): Text {
    const through: string[] = [];
    const seen = new Set<Unit>();
    let at = unit;
    for (let steps = 0; steps < LONGEST_CHAIN; steps++) {
      const edge = this.nodes.get(at)?.via ?? null;
      if (edge === null) return [];
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

function cold(rate: Rate): Warmth {
  return { heat: 'cold', rate, certain: true, isRun: false, distance: 0, reason: [] };
}

function sameEdges(a: readonly Edge[] | null, b: readonly Edge[] | null): boolean {
  return a === b || (a !== null && b?.length === a.length && a.every((edge, index) => edge === b[index]));
}

/** Tarjan's strongly connected components with its own stack: callees before callers. */
export function stronglyConnected<T>(nodes: readonly T[], successors: (node: T) => readonly T[]): T[][] {
  const visits = new Map<T, Visit<T>>();
  const stack: Visit<T>[] = [];
  const work: Visit<T>[] = [];
  const groups: T[][] = [];
  const enter = (node: T): Visit<T> => {
    const visit: Visit<T> = { node, next: successors(node), at: 0, index: visits.size, low: visits.size, isOpen: true };
    visits.set(node, visit);
    stack.push(visit);
    work.push(visit);
    return visit;
  };
  for (const root of nodes) {
    if (visits.has(root)) continue;
    let visit = enter(root);
    while (work.length > 0) {
      visit = work[work.length - 1]!;
      if (visit.at < visit.next.length) {
        const successor = visits.get(visit.next[visit.at++]!);
        if (successor === undefined) enter(visit.next[visit.at - 1]!);
        else if (successor.isOpen) visit.low = Math.min(visit.low, successor.index);
        continue;
      }
      work.pop();
      const parent = work[work.length - 1];
      if (parent !== undefined) parent.low = Math.min(parent.low, visit.low);
      if (visit.low !== visit.index) continue;
      const group: T[] = [];
      for (;;) {
        const member = stack.pop()!;
        member.isOpen = false;
        group.push(member.node);
        if (member === visit) break;
      }
      groups.push(group);
    }
  }
  return groups;
}

/** A node of Tarjan's algorithm. */
interface Visit<T> {
  readonly node: T;
  readonly next: readonly T[];
  /** How many of `next` have been looked at. */
  at: number;
  readonly index: number;
  low: number;
  /** Whether its group is not complete. */
  isOpen: boolean;
}
