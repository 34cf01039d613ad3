/** `jitlens fix FILE`: what could be rewritten, and with `--measure` what that does to the counts. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { FixesJson, FixJson } from '../fixes/contract';
import { fixJson, measured, type Run } from '../fixes/measure';
import { programOf, rewritesOf } from '../fixes/registry';
import { applyEdits, type Rewrite } from '../fixes/rewrite';
import { disposeSpare, profileText, type ProfileOptions } from '../profile';
import { modelledTarget, parseTimeLimit, readSource, RequestError } from '../profile/request';
import { analyzeText, DEFAULT_CONFIGURATION, loadSyntax } from '../workspace';
import { loadProfileServices } from './profile-services';
import type { CommandIo } from './io';
import { EXIT } from './io';

interface Request {
  /** As given. */
  readonly name: string;
  readonly file: string;
  readonly target: string;
  readonly measure: boolean;
  readonly write: boolean;
  readonly format: 'diff' | 'json';
  readonly options: ProfileOptions;
}

export async function fixCommand(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    await loadSyntax();
    const request = readRequest(args, io);
    return await fix(request, io);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    io.stderr(`jitlens fix: ${error.message}\n`);
    return EXIT.failed;
  } finally {
    disposeSpare();
  }
}

async function fix(request: Request, io: CommandIo): Promise<number> {
  const { file, name, target } = request;
  const text = await readSource(file).catch((error: unknown) => {
    throw error instanceof RequestError ? new RequestError(error.message.replace(file, () => name)) : error;
  });
  const run: Run = (source) =>
    profileText(file, source, { ...request.options, shownPath: name }, { ...(io.signal && { signal: io.signal }) });
  const { rewrites, lines } = offered(name, text, target);
  const before = request.measure && rewrites.length > 0 ? await run(text) : null;
  const fixes: FixJson[] = [];
  for (const rewrite of rewrites) {
    const fix = fixJson(rewrite, text, lines, name);
    fixes.push(before === null ? fix : await measured(fix, rewrite, text, before, run));
  }
  const answer: FixesJson = { version: 1, path: name, target, fixes };
  io.stdout(request.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : rendered(answer));
  if (request.write) {
    const wanted = fixes.filter(({ helps }) => helps !== false);
    const result = applied(name, text, target, wanted);
    if (result.text !== text) await writeFile(file, result.text);
    io.stderr(
      `jitlens fix: ${result.count === 0 ? `left ${name} as it is` : `rewrote ${name}: ${result.count} of ${fixes.length} fixes applied`}\n`,
    );
  }
  return EXIT.clean;
}

function offered(
  name: string,
  text: string,
  target: string,
): { readonly rewrites: readonly Rewrite[]; readonly lines: ReturnType<typeof analyzeText>['lines'] } {
  const document = analyzeText(name, text, { ...DEFAULT_CONFIGURATION, targets: [target] });
  const program = programOf(text, document.module, document.lines);
  if (program === null) {
    const [error] = document.module.errors;
    const at = error === undefined ? '' : `:${document.lines.display(error.start).line}:${document.lines.display(error.start).column}`;
    throw new RequestError(`${name}${at}: ${error?.message ?? 'syntax error'}`);
  }
  return { rewrites: rewritesOf(program, document.findings), lines: document.lines };
}

/** Applies the fixes one after the other. Each is worked out anew, since the one before moved the text. */
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
    const next = rewrites.find((rewrite) => open.some(({ code, title }) => code === rewrite.code && title === rewrite.title));
    if (next === undefined) break;
    open.splice(
      open.findIndex(({ code, title }) => code === next.code && title === next.title),
      1,
    );
    present = applyEdits(present, next.edits);
    count++;
  }
  return { text: present, count };
}

function rendered({ path: name, fixes }: FixesJson): string {
  if (fixes.length === 0) return `${name}: nothing that can be rewritten safely\n`;
  return fixes
    .map(({ code, title, line, result, helps, diff }) => {
      const verdict = helps === null ? '' : helps ? `\n  ${result}` : `\n  withdrawn: ${result}`;
      return `${name}:${line}: ${code} ${title}${verdict}\n${helps === false ? '' : `\n${diff}\n`}`;
    })
    .join('');
}

function readRequest(args: readonly string[], io: CommandIo): Request {
  const cut = args.indexOf('--');
  const own = cut < 0 ? args : args.slice(0, cut);
  const { values, positionals } = parse(own);
  const [name, unexpected] = positionals;
  if (name === undefined) throw new RequestError('no FILE given');
  if (unexpected !== undefined) throw new RequestError(`unexpected argument '${unexpected}'; arguments of the program come after --`);
  const { format = 'diff', target } = values;
  if (format !== 'diff' && format !== 'json') throw new RequestError(`unknown format '${format}'; known are diff, json`);
  const { findings } = loadProfileServices();
  return {
    name,
    file: path.resolve(io.cwd, name),
    target: modelledTarget(target).name,
    measure: values.measure === true,
    write: values.write === true,
    format,
    options: {
      findings,
      keepSpare: true,
      arguments: cut < 0 ? [] : args.slice(cut + 1),
      ...(values['time-limit'] !== undefined && { timeLimit: parseTimeLimit(values['time-limit']) }),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        measure: { type: 'boolean' },
        write: { type: 'boolean' },
        format: { type: 'string' },
        target: { type: 'string' },
        'time-limit': { type: 'string' },
      },
    });
  } catch (error) {
    throw new RequestError(error instanceof Error ? error.message : String(error));
  }
}
