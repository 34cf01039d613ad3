/** The questions that an environment answers, as a table: how each is asked, and when two answers are the same. */
import type { Environment } from './environment';
import type { ClassFacts } from './summary';

export interface Question<A> {
  readonly id: number;
  ask(env: Environment, name: string, of: ClassFacts | null): A;
  same(a: A, b: A): boolean;
}

let ids = 0;

function question<A>(ask: Question<A>['ask'], same: Question<A>['same']): Question<A> {
  return { id: ids++, ask, same };
}

export const QUESTIONS = {
  /** The file that a dotted name leads to, and what is left of the name; empty for none. */
  imported: question((env, name) => {
    const linked = env.imported(name);
    return linked === null ? '' : `${linked.env.path}:${linked.rest.join('.')}`;
  }, is),
  bindings: question((env, name) => env.bindingsOf(name), sameItems),
  method: question((env, name, of) => env.methodIn(of!, name), is),
  attributes: question((env, name, of) => env.attributesOf(of!, name), sameItems),
  methods: question((env, name) => env.methodsNamed(name), sameItems),
  mutatedAttribute: question((env, name) => env.isMutatedAttribute(name), is),
  mutatedName: question((env, name) => env.isMutatedName(name), is),
  appended: question((env, name) => env.appendedTo(name), sameItems),
  stored: question((env, name) => env.storedTo(name), sameItems),
} as const;

/** What tells a question about a name from every other one. */
export function keyOf(asked: Question<unknown>, name: string, of: ClassFacts | null): string {
  return of === null ? `${asked.id} ${name}` : `${asked.id} ${of.id} ${name}`;
}

export function is<A>(a: A, b: A): boolean {
  return a === b;
}

export function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}
