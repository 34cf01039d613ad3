/**
 * Keep an answer until something it was computed from changes.
 *
 * While an answer is computed, the questions asked of the environment and of hotness are written down with what they got. Later the
 * same questions are asked again, which is cheap; if all get the same, the kept answer is still the answer. So a keystroke in one
 * function recomputes that function and what truly depends on it, with no list of dependencies to maintain by hand.
 */
import type { Environment } from './environment';
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
  const recordingEnv: Environment = {
    summaries: env.summaries,
    bindingsOf: (name) => recorded(`b ${name}`, env.bindingsOf(name), (next, _hotness, answer) => sameItems(next.bindingsOf(name), answer)),
    methodsNamed: (name) =>
      recorded(`m ${name}`, env.methodsNamed(name), (next, _hotness, answer) => sameItems(next.methodsNamed(name), answer)),
    isMutatedAttribute: (name) =>
      recorded(`a ${name}`, env.isMutatedAttribute(name), (next, _hotness, answer) => next.isMutatedAttribute(name) === answer),
    isMutatedName: (name) =>
      recorded(`n ${name}`, env.isMutatedName(name), (next, _hotness, answer) => next.isMutatedName(name) === answer),
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
  const answer = compute(recordingEnv, recordingHotness);
  return new Kept(answer, [...reads.values()]);
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

function sameWarmth(a: Warmth, b: Warmth): boolean {
  return a.heat === b.heat && a.certain === b.certain && a.distance === b.distance && sameText(a.reason, b.reason);
}
