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
  const reads: Read[] = [];
  const answer = compute(recordingEnvironments(env, reads), recordingHotness(hotness, reads));
  return new Kept(answer, reads);
}

/** A question of one kind: asked once for each key, written down, and answered from memory from then on. */
function remembered<K, A>(ask: (key: K) => A, write: (key: K, answer: A) => void): (key: K) => A {
  const answers = new Map<K, A>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined || answers.has(key)) return known as A;
    const answer = ask(key);
    answers.set(key, answer);
    write(key, answer);
    return answer;
  };
}

/** The same questions, written down, of this file's environment and of those that it leads to. */
function recordingEnvironments(env: Environment, reads: Read[]): Environment {
  const wrapped = new Map<string, Environment>();
  const recording = (of: Environment): Environment => {
    const known = wrapped.get(of.path);
    if (known !== undefined) return known;
    const own = of.path === env.path;
    const question = <A>(ask: (of: Environment, name: string) => A, equal: (a: A, b: A) => boolean): ((name: string) => A) =>
      remembered(
        (name) => ask(of, name),
        (name, answer) =>
          reads.push({
            holds: (next) => {
              const there = own ? next : next.peer(of.path);
              return there !== null && equal(ask(there, name), answer);
            },
          }),
      );
    const target = question((at, name) => {
      const linked = at.imported(name);
      return linked === null ? '' : `${linked.env.path}:${linked.rest.join('.')}`;
    }, is);
    const made: Environment = {
      path: of.path,
      summaries: of.summaries,
      home: (top) => recording(of.home(top)),
      peer: (path) => {
        const peer = of.peer(path);
        return peer === null ? null : recording(peer);
      },
      imported: (name) => {
        target(name);
        const linked = of.imported(name);
        return linked === null ? null : { env: recording(linked.env), rest: linked.rest };
      },
      bindingsOf: question((at, name) => at.bindingsOf(name), sameItems),
      methodsNamed: question((at, name) => at.methodsNamed(name), sameItems),
      isMutatedAttribute: question((at, name) => at.isMutatedAttribute(name), is),
      isMutatedName: question((at, name) => at.isMutatedName(name), is),
      appendedTo: question((at, name) => at.appendedTo(name), sameItems),
      storedTo: question((at, name) => at.storedTo(name), sameItems),
    };
    wrapped.set(of.path, made);
    return made;
  };
  return recording(env);
}

function recordingHotness(hotness: Hotness | null, reads: Read[]): Hotness {
  const asked = (): Hotness => {
    if (hotness === null) throw new Error('this answer is computed before hotness is known');
    return hotness;
  };
  const loops = new Map<Unit, (loop: number) => Warmth>();
  const write = (again: (next: Hotness) => boolean): void => void reads.push({ holds: (_env, next) => next !== null && again(next) });
  return {
    ofUnit: remembered(
      (unit: Unit) => asked().ofUnit(unit),
      (unit, answer) => write((next) => sameWarmth(next.ofUnit(unit), answer)),
    ),
    ofLoop: (unit, loop) => {
      let ofUnit = loops.get(unit);
      if (ofUnit === undefined) {
        ofUnit = remembered(
          (index: number) => asked().ofLoop(unit, index),
          (index, answer) => write((next) => sameWarmth(next.ofLoop(unit, index), answer)),
        );
        loops.set(unit, ofUnit);
      }
      return ofUnit(loop);
    },
    tripsOf: (unit, loop) => {
      const answer = asked().tripsOf(unit, loop);
      write((next) => next.tripsOf(unit, loop) === answer);
      return answer;
    },
    callsOf: remembered(
      (unit: Unit) => asked().callsOf(unit),
      (unit, answer) => write((next) => sameItems(next.callsOf(unit), answer)),
    ),
    callersOf: remembered(
      (unit: Unit) => asked().callersOf(unit),
      (unit, answer) => write((next) => sameItems(next.callersOf(unit), answer)),
    ),
  };
}

function is<A>(a: A, b: A): boolean {
  return a === b;
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

function sameWarmth(a: Warmth, b: Warmth): boolean {
  return a.heat === b.heat && a.certain === b.certain && a.distance === b.distance && sameText(a.reason, b.reason);
}
