/** `jitlens fix FILE`: what could be rewritten, and with `--measure` what that does to the counts. */
import { writeFile } from 'node:fs/promises';
import type { FixesJson, FixJson } from '../fixes/contract';
import { fixJson, measured, type Run } from '../fixes/measure';
import { answersTo, programOf, type Answers } from '../fixes/registry';
import { applyEdits } from '../fixes/rewrite';
import { disposeSpare, profileText, type ProfileOptions } from '../profile';
import { readCommandLine } from '../profile/command-line';
import { answering, sourceFor } from '../profile/commands';
import { knownTarget, modelledTarget, RequestError } from '../profile/request';
import { analyzeText, DEFAULT_CONFIGURATION, loadSyntax } from '../workspace';
import { loadProfileServices } from './profile-services';
import type { CommandIo } from './io';
import { EXIT } from './io';

interface Request {
  /** As given. */
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly target: string;
  readonly measure: boolean;
  readonly write: boolean;
  readonly format: 'diff' | 'json';
  readonly options: ProfileOptions;
}

export async function fixCommand(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await answering('fix', io, async () => {
      await loadSyntax();
      return fix(await readRequest(args, io), io);
    });
  } finally {
    disposeSpare();
  }
}

async function fix(request: Request, io: CommandIo): Promise<number> {
  const { file, name, text, target } = request;
  const run: Run = (source) =>
    profileText(file, source, { ...request.options, shownPath: name }, { ...(io.signal && { signal: io.signal }) });
  const { rewrites, refusals, lines } = offered(name, text, target);
  const before = request.measure && rewrites.length > 0 ? await run(text) : null;
  const fixes: FixJson[] = [];
  for (const rewrite of rewrites) {
    const fix = fixJson(rewrite, text, lines, name);
    fixes.push(before === null ? fix : await measured(fix, rewrite, text, before, run));
  }
  const refused = refusals.map(({ code, name: fix, span, refused: reason }) => ({
    code,
    fix,
    line: lines.display(span.start).line,
    reason,
  }));
  const answer: FixesJson = { version: 1, path: name, target, fixes, refused };
  io.stdout(request.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : rendered(answer));
  if (request.write) {
    const wanted = fixes.filter(({ helps }) => helps !== false).sort(byBenefit);
    const result = applied(name, text, target, wanted);
    if (result.text !== text) await writeFile(file, result.text);
    io.stderr(
      `jitlens fix: ${result.count === 0 ? `left ${name} as it is` : `rewrote ${name}: ${result.count} of ${fixes.length} fixes applied`}\n`,
    );
  }
  return EXIT.clean;
}

function offered(name: string, text: string, target: string): Answers & { readonly lines: ReturnType<typeof analyzeText>['lines'] } {
  const document = analyzeText(name, text, { ...DEFAULT_CONFIGURATION, targets: [target] });
  const program = programOf(text, document.module, document.lines);
  if (program === null) {
    const [error] = document.module.errors;
    const at = error === undefined ? '' : `:${document.lines.display(error.start).line}:${document.lines.display(error.start).column}`;
    throw new RequestError(`${name}${at}: ${error?.message ?? 'syntax error'}`);
  }
  return { ...answersTo(program, document.findings), lines: document.lines };
}

/** Of two fixes for one finding the better one comes first: it may be the end of the other. Those that were not run stay in order. */
function byBenefit(a: FixJson, b: FixJson): number {
  const [one, other] = [a.after?.predictedSeconds ?? null, b.after?.predictedSeconds ?? null];
  return one === null || other === null ? 0 : one - other;
}

/** Applies the fixes one after the other, in their order. Each is worked out anew, since the one before moved the text. */
function applied(
  name: string,
  text: string,
  target: string,
  wanted: readonly FixJson[],
): { readonly text: string; readonly count: number } {
  let present = text;
  let count = 0;
  const open = [...wanted];
  while (open.length > 0) {
    const { rewrites } = offered(name, present, target);
    const find = ({ code, title }: FixJson) => rewrites.find((rewrite) => code === rewrite.code && title === rewrite.title);
    const index = open.findIndex((fix) => find(fix) !== undefined);
    if (index < 0) break;
    const next = find(open[index]!)!;
    open.splice(index, 1);
    present = applyEdits(present, next.edits);
    count++;
  }
  return { text: present, count };
}

function rendered({ path: name, fixes, refused }: FixesJson): string {
  // A finding with a fix needs no word of the fixes that are not for it; JSON has them all.
  const answered = new Set(fixes.map(({ code, line }) => `${code} ${line}`));
  const open = refused.filter(({ code, line }) => !answered.has(`${code} ${line}`));
  const left = open.map(({ code, fix, line, reason }) => `${name}:${line}: ${code} no ${fix}: ${reason}\n`).join('');
  if (fixes.length === 0) return `${name}: nothing that can be rewritten safely\n${left}`;
  const answers = fixes
    .map(({ code, title, line, result, helps, diff }) => {
      const verdict = helps === null ? '' : helps ? `\n  ${result}` : `\n  withdrawn: ${result}`;
      return `${name}:${line}: ${code} ${title}${verdict}\n${helps === false ? '' : `\n${diff}\n`}`;
    })
    .join('');
  return answers + left;
}

async function readRequest(args: readonly string[], io: CommandIo): Promise<Request> {
  const line = readCommandLine(args, {
    options: ['measure', 'write', 'format', 'target', 'time-limit', 'limit'],
    formats: ['diff', 'json'],
  });
  const { target, format, flags, timeLimit, limits } = line;
  return {
    name: line.file,
    ...(await sourceFor(line.file, io)),
    target: flags.has('measure') ? modelledTarget(target).name : knownTarget(target).name,
    measure: flags.has('measure'),
    write: flags.has('write'),
    format,
    options: {
      findings: loadProfileServices().findings,
      keepSpare: true,
      arguments: line.programArguments,
      limits,
      ...(timeLimit !== undefined && { timeLimit }),
    },
  };
}
