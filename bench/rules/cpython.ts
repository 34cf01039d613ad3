/**
 * The findings for CPython's JIT against what CPython's JIT did, as recorded from builds with statistics (`_Py_STATS`).
 *
 * The record gives for each program and version the executors that were made. What its hot loop was to become is a trace that jumps to its own top
 * (`_JUMP_TO_TOP`), or a tree of side traces where paths part. A program with neither has a loop that the JIT could not close: that is the effect
 * the findings of blockers, generators and keyword dictionaries speak of. Four side traces or more, one more than two branches make: paths multiply.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decodePython } from '../../analyzer/cli/python-files';
import { TARGETS } from '../../analyzer/targets';
import { suspicionsOf } from '../../analyzer/workspace/suspicions';

interface Recorded {
  readonly programs: { readonly [name: string]: { readonly builds: { readonly [build: string]: Build } } };
}

interface Build {
  readonly summary?: { readonly side: number; readonly ends: { readonly [end: string]: number } };
}

const MANY_SIDES = 4;

/** Prints a row for each version that the record (`ground_truth.json`, its programs in the folder `programs` beside it) knows. */
export function compareWithCPython(record: string, hints: boolean, list: boolean): void {
  const { programs } = JSON.parse(readFileSync(record, 'utf8')) as Recorded;
  console.log(
    'target, programs; loops not closed: confirmed, refuted, precision, effects, found, recall, base rate; paths multiply: effects, found',
  );
  for (const { name: target } of TARGETS) {
    const build = `${target.replace(/^cpython|\./g, '')}-stats`;
    const [confirmed, refuted, effects, found, multiplied, told, count] = [
      new Set(),
      new Set(),
      new Set(),
      new Set(),
      new Set(),
      new Set(),
      new Set<string>(),
    ];
    for (const [name, { builds }] of Object.entries(programs)) {
      const summary = builds[build]?.summary;
      if (summary === undefined) continue;
      count.add(name);
      const file = path.join(path.dirname(record), 'programs', `${name}.py`);
      const shown = suspicionsOf(file, decodePython(readFileSync(file)), target).findings.filter(
        ({ severity }) => hints || severity !== 'hint',
      );
      const isOpen = summary.side === 0 && (summary.ends['_JUMP_TO_TOP'] ?? 0) === 0;
      const speaking = shown.filter(({ claim }) => claim.kind !== 'bridges' && claim.kind !== 'big-ints');
      for (const finding of speaking) {
        (isOpen ? confirmed : refuted).add(finding);
        if (list && !isOpen) console.log(`${target} ${name}: ${finding.code} refuted: ${finding.message}`);
      }
      if (isOpen) effects.add(name);
      if (isOpen && speaking.length > 0) found.add(name);
      if (list && isOpen && speaking.length === 0) console.log(`${target} ${name}: missed, no loop was closed`);
      if (summary.side >= MANY_SIDES) multiplied.add(name);
      if (summary.side >= MANY_SIDES && shown.some(({ family }) => family === 'control-flow')) told.add(name);
    }
    if (count.size === 0) continue;
    const ratio = (part: number, whole: number): string => (whole === 0 ? '-' : (part / whole).toFixed(2));
    const cells = [
      confirmed.size,
      refuted.size,
      ratio(confirmed.size, confirmed.size + refuted.size),
      effects.size,
      found.size,
      ratio(found.size, effects.size),
    ];
    console.log(
      `${target.padEnd(14)}  ${count.size} programs, loops not closed: ${cells.join('  ')}  ${ratio(effects.size, count.size)}; paths multiply: ${multiplied.size}  ${told.size}`,
    );
  }
}
