/** The files of one `check`: read one by one, analyzed together, reported in the order they came. */
import type { CheckedFile, CheckError } from '../report/checked';
import { place, regionOf } from '../report/checked';
import { parseModule } from '../syntax/module';
import type { Module } from '../syntax/ast';
import type { LineIndex } from '../syntax/positions';
import type { Configuration } from '../workspace';
import { LinkedFiles } from '../workspace';
import type { Candidate } from './python-files';

/** Beyond this many characters in all, names are no longer followed from file to file: the trees of all of them would not fit in memory. */
const MOST_TOGETHER = 24_000_000;

interface Entry {
  readonly file: string;
  readonly configuration: Configuration;
  readonly module: Module;
  readonly lines: LineIndex;
  readonly linked: LinkedFiles;
}

export class FilesToCheck {
  private readonly entries: (Entry | CheckedFile)[] = [];
  private readonly together: LinkedFiles;
  private characters = 0;

  /** `roots`: folders that imports may start from. `shown`: a path as reports write it. */
  constructor(
    private readonly roots: readonly string[],
    private readonly shown: (file: string) => string,
  ) {
    this.together = new LinkedFiles(roots);
  }

  /** Without a configuration (it was malformed) the file is left out. */
  async add(candidate: Candidate, configuration: Configuration | null, read: (file: string) => string | Promise<string>): Promise<void> {
    const { file } = candidate;
    const failed = (message: string): void =>
      void this.entries.push({ path: this.shown(file), lines: null, findings: [], errors: [{ message, region: null }] });
    if (configuration === null) return;
    if (candidate.error !== null) {
      failed(candidate.error);
      return;
    }
    let text: string;
    try {
      text = await read(file);
    } catch (error) {
      failed(error instanceof Error ? error.message : String(error));
      return;
    }
    const { module, lines, dispose } = parsed(text);
    dispose();
    this.characters += text.length;
    if (this.characters > MOST_TOGETHER) {
      const alone = new LinkedFiles(this.roots);
      alone.set(file, module, lines);
      this.entries.push(checkEntry({ file, configuration, module, lines, linked: alone }, this.shown));
      return;
    }
    this.together.set(file, module, lines);
    this.entries.push({ file, configuration, module, lines, linked: this.together });
  }

  check(): CheckedFile[] {
    return this.entries.map((entry) => ('linked' in entry ? checkEntry(entry, this.shown) : entry));
  }
}

function checkEntry({ file, configuration, module, lines, linked }: Entry, shown: (file: string) => string): CheckedFile {
  const errors: CheckError[] = module.errors
    .filter((gap) => gap.reason === 'error')
    .slice(0, 1)
    .map((gap) => ({ message: `syntax error: ${gap.message}`, region: regionOf(lines, gap) }));
  return { path: shown(file), lines, findings: place(lines, linked.findings(file, configuration)), errors };
}

function parsed(text: string): { readonly module: Module; readonly lines: LineIndex; readonly dispose: () => void } {
  const revision = parseModule(text);
  return { module: revision.module, lines: revision.lines, dispose: () => revision.dispose() };
}
