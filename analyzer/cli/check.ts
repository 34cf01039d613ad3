/** `jitlens check [PATH...]`: what the static analyzer suspects. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { readBaseline, withoutAccepted } from '../report/baseline';
import type { CheckedFile } from '../report/checked';
import { renderGithub } from '../report/github';
import { renderJson } from '../report/json';
import { renderSarif } from '../report/sarif';
import { renderText } from '../report/text';
import { targetNamed } from '../targets';
import type { Configuration, Project } from '../workspace';
import { declaredTargets } from '../workspace/declared-targets';
import { configurationFor, loadSyntax, matches, Projects, readConfiguration, unknownTarget } from '../workspace';
import { readConfigurationFile } from './configuration-file';
import { FilesToCheck } from './files-to-check';
import type { CommandIo } from './io';
import { EXIT } from './io';
import { decodePython, pythonFiles, readPython } from './python-files';

const FORMATS: ReadonlyMap<string, (files: readonly CheckedFile[]) => string> = new Map([
  ['text', renderText],
  ['json', renderJson],
  ['sarif', (files: readonly CheckedFile[]) => renderSarif(files, version)],
  ['github', renderGithub],
]);

/** In place of a target: those that the project declares, as an editor does by default. */
const AUTO = 'auto';

export async function checkCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const request = await readRequest(args, io);
  if (typeof request === 'string') {
    io.stderr(`jitlens check: ${request}\n`);
    return EXIT.failed;
  }
  await loadSyntax();
  const projects = new Projects();
  const projectOf = (file: string): Project => request.project ?? projects.of(file);
  const isExcluded = (file: string): boolean => {
    const { configuration, root } = projectOf(file);
    return matches(configuration.exclude, root, file);
  };
  const candidates = request.stdin === null ? await pythonFiles(request.paths, io.cwd, isExcluded) : [];
  const complained = new Set<string>();
  const configured = (file: string): Configuration | null => {
    const project = projectOf(file);
    const { configuration, root, complaints, file: from } = project;
    if (complaints.length === 0) return request.override(configurationFor(configuration, root, file), () => declaredTargets(file, project));
    if (from !== null && !complained.has(from)) {
      complained.add(from);
      io.stderr(`jitlens check: ${shownPath(from, io.cwd)}: ${complaints.join('; ')}\n`);
    }
    return null;
  };
  const together = new FilesToCheck(roots(request.paths, io.cwd), (file) => shownPath(file, io.cwd));
  if (request.stdin !== null) {
    const file = path.resolve(io.cwd, request.stdin);
    const bytes = (await io.stdin?.()) ?? new Uint8Array();
    await together.add({ file, error: null }, configured(file), () => decodePython(bytes));
  }
  for (const candidate of candidates) await together.add(candidate, configured(candidate.file), readPython);
  const checked = together.check();
  if (complained.size > 0) return EXIT.failed;
  if (request.writeBaseline !== null) {
    await writeFile(path.resolve(io.cwd, request.writeBaseline), renderJson(checked));
    io.stderr(`jitlens check: wrote ${request.writeBaseline}\n`);
    return EXIT.clean;
  }
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
  /** The name under which standard input is checked; null where files are. */
  readonly stdin: string | null;
  /** What `--config` named, in place of the projects' own configurations. */
  readonly project: Project | null;
  /** Puts the options of the command line over a configuration. */
  readonly override: (configuration: Configuration, declared: () => readonly string[]) => Configuration;
  readonly baseline: Exclude<ReturnType<typeof readBaseline>, string> | null;
  readonly writeBaseline: string | null;
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
        select: { type: 'string', multiple: true },
        ignore: { type: 'string', multiple: true },
        disable: { type: 'string', multiple: true },
        baseline: { type: 'string' },
        'write-baseline': { type: 'string' },
        'stdin-filename': { type: 'string' },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { values, positionals } = parsed;
  const render = FORMATS.get(values.format ?? 'text');
  if (render === undefined) return `unknown format "${values.format ?? ''}": known are ${[...FORMATS.keys()].join(', ')}`;
  const stdin = positionals.includes('-') ? (values['stdin-filename'] ?? '<stdin>') : null;
  if (stdin !== null && positionals.length > 1) return 'standard input (-) cannot be checked together with files';
  if (stdin === null && values['stdin-filename'] !== undefined) return '--stdin-filename goes with - in place of a path';
  let project: Project | null = null;
  if (values.config !== undefined) {
    const read = await readConfigurationFile(values.config, io.cwd);
    if (typeof read === 'string') return read;
    project = read;
  }
  const targets = listOption(values.target);
  for (const name of targets) if (name !== AUTO && targetNamed(name) === null) return unknownTarget(name);
  const select = listOption(values.select);
  const disable = listOption(values.disable);
  const ignore = listOption(values.ignore);
  const complaint = readConfiguration({ select, disable, ignore }).complaints[0];
  if (complaint !== undefined) return complaint;
  const override = (given: Configuration, declared: () => readonly string[]): Configuration => ({
    ...given,
    targets: targets.length > 0 ? [...new Set(targets.flatMap((name) => (name === AUTO ? declared() : [name])))] : given.targets,
    select: select.length > 0 ? select : given.select,
    disable: [...given.disable, ...disable, ...ignore],
  });
  let baseline: Request['baseline'] = null;
  if (values.baseline !== undefined) {
    const text = await readOption(values.baseline, io.cwd);
    if (text === null) return `cannot read the baseline ${values.baseline}`;
    const read = readBaseline(text);
    if (typeof read === 'string') return `${values.baseline} ${read}`;
    baseline = read;
  }
  const paths = positionals.length === 0 ? ['.'] : positionals;
  return { paths, stdin, project, override, baseline, writeBaseline: values['write-baseline'] ?? null, render };
}

/** Folders that imports may start from: those on the command line. */
function roots(paths: readonly string[], cwd: string): string[] {
  return [cwd, ...paths.map((given) => path.resolve(cwd, given)).filter((place) => !place.endsWith('.py'))];
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
