/**
 * Fixes on programs that are nearly those they were written for: after each fix the program parses and prints the same, and the finding is gone or
 * is not answered in the same way again.
 *
 * Inputs are the programs of fixtures/fixes, fixtures/rules and fixtures/fidelity with a few lines changed, those of a folder named by JITLENS_PROGRAMS,
 * and files of a CPython's library, which are rewritten but not run.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { answersTo, programOf, type Offered } from '../../analyzer/fixes/registry';
import { applyEdits } from '../../analyzer/fixes/rewrite';
import { loadSyntax, parseModule } from '../../analyzer/syntax';
import { analyzeText, DEFAULT_CONFIGURATION } from '../../analyzer/workspace';
import type { Fuzzer } from '../fuzzer';
import { Random } from '../random';
import { root } from '../root';
import { libraryOf } from './python';
import { difference, outputOf } from './vm';

/** The first line of an input that is not run. */
const PARSE_ONLY = '# parse only';
/** Larger files of the library take long to look through. */
const LARGEST = 60_000;
const TARGETS = ['pypy', 'cpython3.15'];

export function fixesFuzzer(python: string | null): Fuzzer {
  let programs: readonly string[] | null = null;
  let library: readonly string[] | null = null;
  return {
    name: 'fixes',
    what: 'fixes on changed programs of the repository and on real code: the program parses, prints the same, and the finding is answered',
    make(seed) {
      const random = new Random(seed);
      programs ??= sources();
      if (random.below(6) === 0) {
        library ??= libraryOf(python, LARGEST);
        if (library.length > 0) return `${PARSE_ONLY}\n${readFileSync(random.pick(library), 'utf8')}`;
      }
      let text = random.pick(programs);
      for (let changes = random.below(5); changes > 0; changes--) text = changed(random, text);
      return text;
    },
    async complaint(input) {
      await loadSyntax({ engine: 'native' });
      for (const target of TARGETS) {
        const { rewrites } = offered(input, target);
        if (rewrites.length === 0) continue;
        const before = input.startsWith(PARSE_ONLY) ? null : shown(await outputOf(input, 'off'));
        if (before === CUT) return null;
        for (const rewrite of rewrites) {
          const wrong = await wrongWith(input, rewrite, target, before);
          if (wrong !== null) return `${rewrite.name}, "${rewrite.title}": ${wrong}`;
        }
      }
      return null;
    },
  };
}

async function wrongWith(input: string, rewrite: Offered, target: string, before: string | null): Promise<string | null> {
  const text = applyEdits(input, rewrite.edits);
  const [error] = parseModule(text).module.errors;
  if (error !== undefined) return `the text does not parse any more: ${error.message}`;
  const left = offered(text, target);
  const codes = (all: readonly { readonly code: string }[]): number => all.filter(({ code }) => code === rewrite.code).length;
  const again = left.rewrites.some(
    ({ name, title, edits }) => name === rewrite.name && title === rewrite.title && edits.length === rewrite.edits.length,
  );
  const twins = offered(input, target).rewrites.filter(({ name, title }) => name === rewrite.name && title === rewrite.title).length > 1;
  if (again && !twins && codes(left.findings) >= codes(offered(input, target).findings)) return 'the same fix is offered again';
  if (before === null) return null;
  const after = shown(await outputOf(text, 'off'));
  return after === before || after === CUT ? null : `the output differs: ${difference(before, after)}`;
}

function offered(text: string, target: string) {
  const { module, lines, findings } = analyzeText('program.py', text, { ...DEFAULT_CONFIGURATION, targets: [target] });
  const program = programOf(text, module, lines);
  return { findings, rewrites: program === null ? [] : answersTo(program, findings).rewrites };
}

const CUT = 'cut';

/**
 * What a program prints and how it ends, without the lines of a traceback: those move. A run that was cut says nothing, nor does a text that
 * Python refuses although it parses (an unexpected indent): it is no program.
 */
function shown(output: string): string {
  if (/^(Syntax|Indentation|Tab)Error: /m.test(output) && !output.includes('Traceback')) return CUT;
  if (/\((time|operation|memory|output)-limit\)$/.test(output)) return CUT;
  const at = output.indexOf('Traceback (most recent call last)');
  if (at < 0) return output;
  const last = output
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith(' '))
    .slice(-2);
  return output.slice(0, at) + last.join('\n');
}

function sources(): readonly string[] {
  const fixtures = path.join(root, 'fixtures');
  const inFolder = (folder: string, wanted: RegExp): string[] =>
    readdirSync(folder)
      .filter((name) => wanted.test(name))
      .sort()
      .map((name) => readFileSync(path.join(folder, name), 'utf8'));
  const fixes = readdirSync(path.join(fixtures, 'fixes'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const own = fixes.flatMap((entry) => inFolder(path.join(fixtures, 'fixes', entry.name), /^(offered|refused)\.py$/));
  const real = process.env['JITLENS_PROGRAMS'];
  return [
    // The programs that are close to a fix come more often than others.
    ...own,
    ...own,
    ...own,
    ...inFolder(path.join(fixtures, 'rules'), /^JIT\d+-(fires|silent|edge|runs)\.py$/),
    ...inFolder(path.join(fixtures, 'fidelity'), /\.py$/),
    ...(real === undefined ? [] : inFolder(real, /\.py$/)),
  ];
}

/** One line more, less or other: what a proof must notice. */
function changed(random: Random, text: string): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at]!;
  const indentation = /^\s*/.exec(line)![0];
  const names = [...new Set(text.match(/\b[a-z_]+\b/g) ?? ['x'])];
  const name = (): string => random.pick(names);
  const more = (): string =>
    random.pick([
      `print(${name()})`,
      'break',
      'continue',
      `${name()} = ${name()}`,
      `${name()} += 1`,
      `${name()} = None`,
      `del ${name()}`,
      `${name()}.append(${name()})`,
      'return',
      'pass',
      '# a comment',
      `if ${name()}: break`,
      `f = lambda: ${name()}`,
    ]);
  random.pick([
    () => lines.splice(at, 1),
    () => lines.splice(at, 0, line),
    () => lines.splice(at, 0, indentation + more()),
    () => lines.splice(at + 1, 0, indentation + more()),
    () => (lines[at] = line.replace(/\b\d+\b/, () => String(random.pick([0, 1, 2, 7, -3, 1000])))),
    () => (lines[at] = line.replace(/\b[a-z_]+\b/, () => name())),
    () => (lines[at] = line.replace(/\b[a-z_]+\b(?!.*\b[a-z_]+\b)/, () => name())),
    () => (lines[at] = `${line}  # a comment`),
  ])();
  return lines.join('\n');
}
