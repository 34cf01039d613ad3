/**
 * What one revision of a file answers otherwise than the one before.
 *
 * An answer about a name comes from the pieces that say something of it. So only what the pieces that came or went say can have changed,
 * and it is asked of both environments.
 */
import type { Environment } from './environment';
import type { Question } from './questions';
import { keyOf, QUESTIONS } from './questions';
import type { ClassFacts, Summary } from './summary';

export interface Changes {
  /** Revision of the environment before. */
  readonly from: number;
  /** The questions that get another answer, by `keyOf`. */
  readonly keys: ReadonlySet<string>;
}

/** Of two revisions of a file that is looked at alone: what is imported from other files is not compared. */
export function changesBetween(before: Environment, after: Environment): Changes {
  const keys = new Set<string>();
  const compare = (question: Question<unknown>, name: string, of: ClassFacts | null = null): void => {
    if (!question.same(question.ask(before, name, of), question.ask(after, name, of))) keys.add(keyOf(question, name, of));
  };
  for (const summary of differing(before.summaries, after.summaries)) {
    for (const name of summary.units[0]!.bindings.keys()) compare(QUESTIONS.bindings, name);
    for (const unit of summary.units) for (const name of unit.globals) compare(QUESTIONS.bindings, name);
    for (const { of, unit } of summary.methods) {
      compare(QUESTIONS.method, unit.name, of);
      compare(QUESTIONS.methods, unit.name);
    }
    for (const { of, name } of summary.attributes) compare(QUESTIONS.attributes, name, of);
    for (const name of summary.mutatedAttributes) compare(QUESTIONS.mutatedAttribute, name);
    for (const name of summary.mutatedNames) compare(QUESTIONS.mutatedName, name);
    for (const name of summary.appends.keys()) compare(QUESTIONS.appended, name);
    for (const name of summary.fieldStores.keys()) compare(QUESTIONS.stored, name);
  }
  return { from: before.revision, keys };
}

/** What stands in one list and not in the other, or not in the same order: what is left between the common start and the common end. */
function differing(before: readonly Summary[], after: readonly Summary[]): readonly Summary[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [...before.slice(start, before.length - tail), ...after.slice(start, after.length - tail)];
}
