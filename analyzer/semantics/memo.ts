/**
 * Keep an answer until something it was computed from changes.
 *
 * While an answer is computed, the questions asked of the environment and of hotness are written down with what they got. Later the
 * same questions are asked again, which is cheap; if all get the same, the kept answer is still the answer. So a keystroke in one
 * function recomputes that function and what truly depends on it, with no list of dependencies to maintain by hand.
 *
 * Between two revisions of a file most pieces are the same, and the answers about names can differ only where a piece that came or
 * went has something to say. What does differ is worked out once (changes.ts): an answer that was good for the revision before and asked
 * nothing of the kind is good without asking again.
 */
import type { Changes } from './changes';
import type { Edge } from './calls';
import type { Environment } from './environment';
import type { Hotness, Warmth } from './hotness';
import type { Question } from './questions';
import { keyOf, QUESTIONS, sameItems } from './questions';
import type { ClassFacts, Loop, Unit } from './summary';
import { sameText } from './text';
import type { Trips } from './trips';

/** A question of the environment and its answer. */
interface EnvironmentRead {
  readonly question: Question<unknown>;
  readonly of: ClassFacts | null;
  readonly name: string;
  readonly answer: unknown;
}

/**
 * A question of hotness: asks it again and compares. Made outside of what computes the answer: a function that sees the hotness of then keeps it, and with it
 * that revision of the file.
 */
type HotnessRead = (hotness: Hotness) => boolean;

interface Reads {
  /** Of the file's own environment, by `keyOf`. */
  readonly own: Map<string, EnvironmentRead>;
  /** Of other files, by their path. */
  readonly foreign: Map<string, Map<string, EnvironmentRead>>;
  readonly hotness: HotnessReads;
}

interface HotnessReads {
  /** Whom the questions are about. */
  readonly units: Set<Unit>;
  readonly asked: HotnessRead[];
}

/** An answer and the questions it rests on. */
export class Kept<T> {
  /** The environment and the hotness it was last found to hold for. */
  private revision: number;
  private hotness: object | null;

  constructor(
    readonly answer: T,
    private readonly reads: Reads,
    env: Environment,
    hotness: Hotness | null,
  ) {
    this.revision = env.revision;
    this.hotness = hotness?.mark ?? null;
  }

  /** `changes`: what the environment of a file that is looked at alone answers otherwise than the one before it. */
  holds(env: Environment, hotness: Hotness | null, changes: Changes | null = null): boolean {
    const { own, foreign } = this.reads;
    const isKnown = changes !== null && (this.revision === env.revision || (this.revision === changes.from && !meet(changes.keys, own)));
    if (!isKnown && !(holdFor(env, own) && holdElsewhere(env, foreign))) return false;
    this.revision = env.revision;
    const before = this.hotness;
    this.hotness = hotness?.mark ?? null;
    if (this.hotness === before) return true;
    if (hotness === null) return false;
    const { units, asked } = this.reads.hotness;
    if (before !== null && allAgree(units, hotness, before)) return true;
    return asked.every((read) => read(hotness));
  }
}

function allAgree(units: ReadonlySet<Unit>, hotness: Hotness, before: object): boolean {
  for (const unit of units) if (!hotness.agrees(unit, before)) return false;
  return true;
}

function holdElsewhere(env: Environment, foreign: Reads['foreign']): boolean {
  for (const [path, reads] of foreign) {
    const there = env.peer(path);
    if (there === null || !holdFor(there, reads)) return false;
  }
  return true;
}

function holdFor(env: Environment, reads: ReadonlyMap<string, EnvironmentRead>): boolean {
  for (const { question, of, name, answer } of reads.values()) if (!question.same(question.ask(env, name, of), answer)) return false;
  return true;
}

/** Whether a key is in both. */
function meet(keys: ReadonlySet<string>, reads: ReadonlyMap<string, unknown>): boolean {
  if (keys.size < reads.size) {
    for (const key of keys) if (reads.has(key)) return true;
  } else {
    for (const key of reads.keys()) if (keys.has(key)) return true;
  }
  return false;
}

/** Compute something from an environment and remember what it rested on. */
export function keep<T>(env: Environment, hotness: Hotness | null, compute: (env: Environment, hotness: Hotness) => T): Kept<T> {
  const reads: Reads = { own: new Map(), foreign: new Map(), hotness: { units: new Set(), asked: [] } };
  const answer = compute(recordingEnvironments(env, reads), recordingHotness(hotness, reads.hotness));
  return new Kept(answer, reads, env, hotness);
}

/** The same questions, written down, of this file's environment and of those that it leads to. */
function recordingEnvironments(env: Environment, reads: Reads): Environment {
  const wrapped = new Map<string, RecordingEnvironment>();
  const recording = (of: Environment): Environment => {
    const known = wrapped.get(of.path);
    if (known !== undefined) return known;
    const isOwn = of.path === env.path;
    const asked = isOwn ? reads.own : new Map<string, EnvironmentRead>();
    if (!isOwn) reads.foreign.set(of.path, asked);
    const made = new RecordingEnvironment(of, asked, recording);
    wrapped.set(of.path, made);
    return made;
  };
  return recording(env);
}

class RecordingEnvironment implements Environment {
  constructor(
    private readonly env: Environment,
    private readonly reads: Map<string, EnvironmentRead>,
    private readonly recording: (env: Environment) => Environment,
  ) {}

  get path(): string {
    return this.env.path;
  }

  get revision(): number {
    return this.env.revision;
  }

  get summaries(): Environment['summaries'] {
    return this.env.summaries;
  }

  home(top: Parameters<Environment['home']>[0]): Environment {
    return this.recording(this.env.home(top));
  }

  peer(path: string): Environment | null {
    const peer = this.env.peer(path);
    return peer === null ? null : this.recording(peer);
  }

  imported(name: string): ReturnType<Environment['imported']> {
    this.ask(QUESTIONS.imported, name);
    const linked = this.env.imported(name);
    return linked === null ? null : { env: this.recording(linked.env), rest: linked.rest };
  }

  bindingsOf(name: string): ReturnType<Environment['bindingsOf']> {
    return this.ask(QUESTIONS.bindings, name);
  }

  methodIn(of: ClassFacts, name: string): ReturnType<Environment['methodIn']> {
    return this.ask(QUESTIONS.method, name, of);
  }

  attributesOf(of: ClassFacts, name: string): ReturnType<Environment['attributesOf']> {
    return this.ask(QUESTIONS.attributes, name, of);
  }

  methodsNamed(name: string): ReturnType<Environment['methodsNamed']> {
    return this.ask(QUESTIONS.methods, name);
  }

  isMutatedAttribute(name: string): boolean {
    return this.ask(QUESTIONS.mutatedAttribute, name);
  }

  isMutatedName(name: string): boolean {
    return this.ask(QUESTIONS.mutatedName, name);
  }

  appendedTo(name: string): ReturnType<Environment['appendedTo']> {
    return this.ask(QUESTIONS.appended, name);
  }

  storedTo(attribute: string): ReturnType<Environment['storedTo']> {
    return this.ask(QUESTIONS.stored, attribute);
  }

  private ask<A>(question: Question<A>, name: string, of: ClassFacts | null = null): A {
    const key = keyOf(question, name, of);
    const known = this.reads.get(key);
    if (known !== undefined) return known.answer as A;
    const answer = question.ask(this.env, name, of);
    this.reads.set(key, { question, of, name, answer });
    return answer;
  }
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

function recordingHotness(hotness: Hotness | null, reads: HotnessReads): Hotness {
  const asked = (unit: Unit): Hotness => {
    if (hotness === null) throw new Error('this answer is computed before hotness is known');
    reads.units.add(unit);
    return hotness;
  };
  const write = (read: HotnessRead): void => void reads.asked.push(read);
  const loops = new Map<Unit, (loop: number) => Warmth>();
  return {
    mark: reads,
    ofUnit: remembered(
      (unit: Unit) => asked(unit).ofUnit(unit),
      (unit, answer) => write(readOfUnit(unit, answer)),
    ),
    ofLoop: (unit, loop) => {
      let ofUnit = loops.get(unit);
      if (ofUnit === undefined) {
        ofUnit = remembered(
          (index: number) => asked(unit).ofLoop(unit, index),
          (index, answer) => write(readOfLoop(unit, index, answer)),
        );
        loops.set(unit, ofUnit);
      }
      return ofUnit(loop);
    },
    tripsOf: (unit, loop) => {
      const answer = asked(unit).tripsOf(unit, loop);
      write(readOfTrips(unit, loop, answer));
      return answer;
    },
    callsOf: remembered(
      (unit: Unit) => asked(unit).callsOf(unit),
      (unit, answer) => write(readOfCalls(unit, answer)),
    ),
    callersOf: remembered(
      (unit: Unit) => asked(unit).callersOf(unit),
      (unit, answer) => write(readOfCallers(unit, answer)),
    ),
    agrees: () => false,
  };
}

const readOfUnit =
  (unit: Unit, answer: Warmth): HotnessRead =>
  (next) =>
    sameWarmth(next.ofUnit(unit), answer);

const readOfLoop =
  (unit: Unit, loop: number, answer: Warmth): HotnessRead =>
  (next) =>
    sameWarmth(next.ofLoop(unit, loop), answer);

const readOfTrips =
  (unit: Unit, loop: Loop, answer: Trips): HotnessRead =>
  (next) =>
    next.tripsOf(unit, loop) === answer;

const readOfCalls =
  (unit: Unit, answer: readonly Edge[]): HotnessRead =>
  (next) =>
    sameItems(next.callsOf(unit), answer);

const readOfCallers =
  (unit: Unit, answer: readonly Edge[]): HotnessRead =>
  (next) =>
    sameItems(next.callersOf(unit), answer);

function sameWarmth(a: Warmth, b: Warmth): boolean {
  return (
    a === b ||
    (a.heat === b.heat && a.certain === b.certain && a.isRun === b.isRun && a.distance === b.distance && sameText(a.reason, b.reason))
  );
}
