/** `jitlens check [PATH...]`: what the static analyzer suspects. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { readBaseline, withoutAccepted } from '../report/baseline';
import type { CheckedFile, CheckError } from '../report/checked';
import { place, regionOf } from '../report/checked';
import { renderGithub } from '../report/github';
import { renderJson } from '../report/json';
import { renderSarif } from '../report/sarif';
import { renderText } from '../report/text';
import { targetNamed } from '../targets';
import type { Configuration } from '../workspace';
import { analyzeText, DEFAULT_CONFIGURATION, loadSyntax, readConfiguration, unknownTarget } from '../workspace';
import type { CommandIo } from './io';
import { EXIT } from './io';
import type { Candidate } from './python-files';
import { pythonFiles, readPython } from './python-files';

const FORMATS: ReadonlyMap<string, (files: readonly CheckedFile[]) => string> = new Map([
  ['text', renderText],
  ['json', renderJson],
  ['sarif', (files: readonly CheckedFile[]) => renderSarif(files, version)],
  ['github', renderGithub],
]);

export async function checkCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const request = await readRequest(args, io);
  if (typeof request === 'string') {
    io.stderr(`jitlens check: ${request}\n`);
    return EXIT.failed;
  }
  await loadSyntax();
  const candidates = await pythonFiles(request.paths, io.cwd);
  const checked: CheckedFile[] = [];
  for (const candidate of candidates) checked.push(await checkFile(candidate, request.configuration, io.cwd));
  const files = request.baseline === null ? checked : withoutAccepted(checked, request.baseline);
  io.stdout(request.render(files));
  for (const file of files) {
    for (const { message, region } of file.errors)
      io.stderr(`${file.path}${region === null ? '' : `:${region.line}:${region.column}`}: ${message}\n`);
  }
  if (files.some((file) => file.errors.length > 0)) return EXIT.failed;
  return files.some((file) => file.findings.length > 0) ? EXIT.findings : EXIT.clean;
}

interface Request {
  readonly paths: readonly string[];
  readonly configuration: Configuration;
  readonly baseline: Exclude<ReturnType<typeof readBaseline>, string> | null;
  readonly render: (files: readonly CheckedFile[]) => string;
}

/** The command line understood, or a sentence that says why not. */
async function readRequest(args: readonly string[], io: CommandIo): Promise<Request | string> {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        target: { type: 'string', multiple: true },
        format: { type: 'string' },
        config: { type: 'string' },
        disable: { type: 'string', multiple: true },
        baseline: { type: 'string' },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { values, positionals } = parsed;
  const render = FORMATS.get(values.format ?? 'text');
  if (render === undefined) return `unknown format "${values.format ?? ''}": known are ${[...FORMATS.keys()].join(', ')}`;
  let configuration = DEFAULT_CONFIGURATION;
  if (values.config !== undefined) {
    const text = await readOption(values.config, io.cwd);
    if (text === null) return `cannot read the configuration ${values.config}`;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      return `${values.config} is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    }
    const read = readConfiguration(json);
    if (read.complaints.length > 0) return `${values.config}: ${read.complaints.join('; ')}`;
    configuration = read.configuration;
  }
  const targets = listOption(values.target);
  for (const name of targets) if (targetNamed(name) === null) return unknownTarget(name);
  if (targets.length > 0) configuration = { ...configuration, targets: [...new Set(targets)] };
  const disable = listOption(values.disable);
  if (disable.length > 0) {
    const complaint = readConfiguration({ disable }).complaints[0];
    if (complaint !== undefined) return complaint;
    configuration = { ...configuration, disable: [...configuration.disable, ...disable] };
  }
  let baseline: Request['baseline'] = null;
  if (values.baseline !== undefined) {
    const text = await readOption(values.baseline, io.cwd);
    if (text === null) return `cannot read the baseline ${values.baseline}`;
    const read = readBaseline(text);
    if (typeof read === 'string') return `${values.baseline} ${read}`;
    baseline = read;
  }
  return { paths: positionals.length === 0 ? ['.'] : positionals, configuration, baseline, render };
}

async function checkFile(candidate: Candidate, configuration: Configuration, cwd: string): Promise<CheckedFile> {
  const shown = shownPath(candidate.file, cwd);
  const failed = (message: string): CheckedFile => ({ path: shown, lines: null, findings: [], errors: [{ message, region: null }] });
  if (candidate.error !== null) return failed(candidate.error);
  let text: string;
  try {
    text = await readPython(candidate.file);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
  const document = analyzeText(candidate.file, text, configuration);
  const { lines } = document;
  const errors: CheckError[] = document.module.errors
    .filter((gap) => gap.reason === 'error')
    .slice(0, 1)
    .map((gap) => ({ message: `syntax error: ${gap.message}`, region: regionOf(lines, gap) }));
  return { path: shown, lines, findings: place(lines, document.findings), errors };
}

function listOption(given: readonly string[] | undefined): string[] {
  return (given ?? [])
    .flatMap((item) => item.split(','))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

async function readOption(file: string, cwd: string): Promise<string | null> {
  try {
    return await readFile(path.resolve(cwd, file), 'utf8');
  } catch {
    return null;
  }
}

/** Relative to the working directory where the file lies below it; with slashes on every platform. */
function shownPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  const shown = relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
  return shown.split(path.sep).join('/');
}
