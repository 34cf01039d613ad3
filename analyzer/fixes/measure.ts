/**
 * A fix as a run shows it: the program before and after, in the VM, with the same arguments. Nothing is offered on the strength of a
 * rule alone: a fix that changes what the program prints, or does not help, says so.
 */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { ProfileJson } from '../profile/contract';
import type { LineIndex } from '../syntax/positions';
import type { FixJson } from './contract';
import { change, countsOf, isBetter, sameOutput } from './counts';
import { applyEdits, type Rewrite } from './rewrite';

/** Profiles a text as if it were the file. */
export type Run = (text: string) => Promise<ProfileJson>;

/** A fix nobody has run. `path` is how the diff names the file. */
export function fixJson(rewrite: Rewrite, text: string, lines: LineIndex, path: string): FixJson {
  const { code, title, span, edits } = rewrite;
  const diff = createTwoFilesPatch(path, path, text, applyEdits(text, edits), undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return {
    ...{ code, title, line: lines.display(span.start).line, before: null, after: null, sameOutput: null, helps: null, result: '' },
    diff,
  };
}

/** The same, with what the runs before and after it counted. */
export async function measured(fix: FixJson, rewrite: Rewrite, text: string, before: ProfileJson, run: Run): Promise<FixJson> {
  const after = await run(applyEdits(text, rewrite.edits));
  const [countsBefore, countsAfter] = [countsOf(before), countsOf(after)];
  const same = sameOutput(before, after);
  return {
    ...fix,
    before: countsBefore,
    after: countsAfter,
    sameOutput: same,
    helps: same && isBetter(countsBefore, countsAfter),
    result: change(countsBefore, countsAfter, same),
  };
}
