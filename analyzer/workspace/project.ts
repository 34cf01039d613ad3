/**
 * The configuration that holds for a file: the nearest `pyproject.toml` above it with a table `[tool.jitlens]`.
 *
 * Read anew when its time stamp changes, so that an editor need not be told. A file that cannot be read or parsed is a complaint, and
 * the search ends there: falling back to a configuration further up would surprise.
 */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore from 'ignore';
import { parse, TomlError } from 'smol-toml';
import { withLine } from './complaint-place';
import type { Configuration } from './configuration';
import { DEFAULT_CONFIGURATION, readConfiguration } from './configuration';

export interface Project {
  /** The file the configuration comes from; null when there is none. */
  readonly file: string | null;
  /** The folder that patterns are relative to. */
  readonly root: string;
  readonly configuration: Configuration;
  /** One sentence for each thing in it that is wrong. */
  readonly complaints: readonly string[];
}

const FILE_NAME = 'pyproject.toml';

interface Read {
  readonly stamp: number;
  /** Null when the file has no table for us. */
  readonly project: Project | null;
}

/** Finds configurations, and remembers those it has read. */
export class Projects {
  private readonly files = new Map<string, Read>();

  /** The project of a file or folder by its absolute path. */
  of(place: string): Project {
    for (let folder = path.dirname(place); ; folder = path.dirname(folder)) {
      const project = this.read(path.join(folder, FILE_NAME));
      if (project !== null) return project;
      if (folder === path.dirname(folder)) return { file: null, root: folder, configuration: DEFAULT_CONFIGURATION, complaints: [] };
    }
  }

  private read(file: string): Project | null {
    const stamp = timeStamp(file);
    if (stamp === null) return null;
    const known = this.files.get(file);
    if (known?.stamp === stamp) return known.project;
    const project = projectIn(file);
    this.files.set(file, { stamp, project });
    return project;
  }
}

/** When a file was changed last, in ms; null where there is none. Asked of many files that are not there: an error for each would cost more than the answer. */
export function timeStamp(file: string): number | null {
  try {
    return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
  } catch {
    return null;
  }
}

function projectIn(file: string): Project | null {
  const wrong = (complaint: string): Project => ({
    file,
    root: path.dirname(file),
    configuration: DEFAULT_CONFIGURATION,
    complaints: [complaint],
  });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return wrong('cannot be read');
  }
  if (!text.includes('jitlens')) return null;
  const read = readToml(text);
  if (typeof read === 'string') return wrong(read);
  return read === null ? null : { file, root: path.dirname(file), ...read };
}

/** The table `[tool.jitlens]` of a TOML text: null when there is none, a sentence when the text is no TOML. */
export function readToml(text: string): ReturnType<typeof readConfiguration> | null | string {
  let table: unknown;
  try {
    table = parse(text);
  } catch (error) {
    const at = error instanceof TomlError ? ` at line ${error.line}, column ${error.column}` : '';
    return `is not TOML${at}: ${error instanceof Error ? error.message.split('\n', 1)[0]! : String(error)}`;
  }
  for (const key of ['tool', 'jitlens']) {
    if (typeof table !== 'object' || table === null || !Object.hasOwn(table, key)) return null;
    table = (table as Readonly<Record<string, unknown>>)[key];
  }
  const read = readConfiguration(table);
  return { ...read, complaints: read.complaints.map((complaint) => withLine(complaint, text)) };
}

/** The configuration for one file: what is ignored in files like it is ignored in it. */
export function configurationFor(configuration: Configuration, root: string, file: string): Configuration {
  const more = configuration.perFile.filter(({ pattern }) => matches([pattern], root, file)).flatMap(({ disable }) => disable);
  return more.length === 0 ? configuration : { ...configuration, disable: [...configuration.disable, ...more] };
}

/** Whether patterns of .gitignore mean a file below a folder. */
export function matches(patterns: readonly string[], root: string, file: string): boolean {
  if (patterns.length === 0) return false;
  const relative = path.relative(root, file).split(path.sep).join('/');
  return relative !== '' && !relative.startsWith('../') && ignore.isPathValid(relative) && ignore().add(patterns).ignores(relative);
}
