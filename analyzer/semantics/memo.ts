/**
 * Keep an answer until something it was computed from changes.
 *
 * While an answer is computed, the questions asked of the environment and of hotness are written down with what they got. Later the
 * same questions are asked again, which is cheap; if all get the same, the kept answer is still the answer. So a keystroke in one
 * function recomputes that function and what truly depends on it, with no list of dependencies to maintain by hand.
 */
import type { Environment, Imported } from './environment';
import type { Hotness, Warmth } from './hotness';
import type { Unit } from './summary';
import { sameText } from './text';

interface Read {
  /** Asks the same question again and compares. */
  readonly holds: (env: Environment, hotness: Hotness | null) => boolean;
}

/** An answer and the questions it rests on. */
export class Kept<T> {
  constructor(
    readonly answer: T,
    private readonly reads: readonly Read[],
  ) {}

  holds(env: Environment, hotness: Hotness | null): boolean {
    return this.reads.every((read) => read.holds(env, hotness));
  }
}

/** Compute something from an environment and remember what it rested on. */
export function keep<T>(env: Environment, hotness: Hotness | null, compute: (env: Environment, hotness: Hotness) => T): Kept<T> {
  const reads = new Map<string, Read>();
  const units = new Map<Unit, number>();
  const recorded = <A>(key: string, answer: A, holds: (env: Environment, hotness: Hotness | null, answer: A) => boolean): A => {
    if (!reads.has(key)) reads.set(key, { holds: (nextEnv, nextHotness) => holds(nextEnv, nextHotness, answer) });
    return answer;
  };
  const unitKey = (unit: Unit): number => {
    const number = units.get(unit) ?? units.size;
    units.set(unit, number);
    return number;
  };
  const wrapped = new Map<string, Environment>();
  /** The same questions, written down, of this file's environment or of another's. */
  const recording = (of: Environment): Environment => {
    const known = wrapped.get(of.path);
    if (known !== undefined) return known;
    const own = of.path === env.path;
    const same = (next: Environment): Environment | null => (own ? next : next.peer(of.path));
    const ask = <A>(kind: string, name: string, answer: A, again: (next: Environment) => A, equal: (a: A, b: A) => boolean): A =>
      recorded(`${kind} ${name}${own ? '' : ` ${of.path}`}`, answer, (nextEnv, _hotness, before) => {
        const there = same(nextEnv);
        return there !== null && equal(again(there), before);
      });
    const is = <A>(a: A, b: A): boolean => a === b;
    const made: Environment = {
      path: of.path,
      summaries: of.summaries,
      home: (top) => recording(of.home(top)),
      peer: (path) => {
        const peer = of.peer(path);
        return peer === null ? null : recording(peer);
      },
      imported: (name) => {
        const target = (linked: Imported | null): string => (linked === null ? '' : `${linked.env.path}:${linked.rest.join('.')}`);
        const linked = of.imported(name);
        ask('i', name, target(linked), (next) => target(next.imported(name)), is);
        return linked === null ? null : { env: recording(linked.env), rest: linked.rest };
      },
      bindingsOf: (name) => ask('b', name, of.bindingsOf(name), (next) => next.bindingsOf(name), sameItems),
      methodsNamed: (name) => ask('m', name, of.methodsNamed(name), (next) => next.methodsNamed(name), sameItems),
      isMutatedAttribute: (name) => ask('a', name, of.isMutatedAttribute(name), (next) => next.isMutatedAttribute(name), is),
      isMutatedName: (name) => ask('n', name, of.isMutatedName(name), (next) => next.isMutatedName(name), is),
    };
    wrapped.set(of.path, made);
    return made;
  };
  const asked = (): Hotness => {
    if (hotness === null) throw new Error('this answer is computed before hotness is known');
    return hotness;
  };
  const recordingHotness: Hotness = {
    ofUnit: (unit) =>
      recorded(`u ${unitKey(unit)}`, asked().ofUnit(unit), (_env, next, answer) => next !== null && sameWarmth(next.ofUnit(unit), answer)),
    ofLoop: (unit, loop) =>
      recorded(
        `l ${unitKey(unit)} ${loop}`,
        asked().ofLoop(unit, loop),
        (_env, next, answer) => next !== null && sameWarmth(next.ofLoop(unit, loop), answer),
      ),
    callersOf: (unit) =>
      recorded(
        `c ${unitKey(unit)}`,
        asked().callersOf(unit),
        (_env, next, answer) => next !== null && sameItems(next.callersOf(unit), answer),
      ),
  };
  const answer = compute(recording(env), recordingHotness);
  return new Kept(answer, [...reads.values()]);
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

function sameWarmth(a: Warmth, b: Warmth): boolean {
  return a.heat === b.heat && a.certain === b.certain && a.distance === b.distance && sameText(a.reason, b.reason);
}
