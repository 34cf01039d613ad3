/** The files of one `check`: read one by one, analyzed together, reported in the order they came. */
import type { CheckedFile, CheckError } from '../report/checked';
import { place, regionOf } from '../report/checked';
import { parseModule } from '../syntax/module';
import type { Module, SyntaxGap } from '../syntax/ast';
import { LineIndex } from '../syntax/positions';
import type { Finding, Span } from '../rules/finding';
import type { Configuration } from '../workspace';
import { LinkedFiles } from '../workspace';
import type { Cell } from './notebook';
import { cellAt, isNotebook, readNotebook } from './notebook';
import type { Candidate } from './python-files';

/** Beyond this many characters in all, names are no longer followed from file to file: the trees of all of them would not fit in memory. */
const MOST_TOGETHER = 24_000_000;

interface Entry {
  readonly file: string;
  readonly configuration: Configuration;
  readonly module: Module;
  readonly lines: LineIndex;
  readonly linked: LinkedFiles;
  /** Of a notebook, whose cells are reported apart; null for a file. */
  readonly cells: readonly Cell[] | null;
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
    let cells: readonly Cell[] | null = null;
    try {
      text = await read(file);
      if (isNotebook(file)) ({ text, cells } = readNotebook(text));
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
      this.entries.push(...checkEntry({ file, configuration, module, lines, linked: alone, cells }, this.shown));
      return;
    }
    this.together.set(file, module, lines);
    this.entries.push({ file, configuration, module, lines, linked: this.together, cells });
  }

  check(): CheckedFile[] {
    return this.entries.flatMap((entry) => ('linked' in entry ? checkEntry(entry, this.shown) : [entry]));
  }
}

function checkEntry({ file, configuration, module, lines, linked, cells }: Entry, shown: (file: string) => string): CheckedFile[] {
  const gaps = module.errors.filter((gap) => gap.reason === 'error').slice(0, 1);
  const findings = linked.findings(file, configuration);
  if (cells !== null) return cellsOf(shown(file), cells, findings, gaps);
  const errors: CheckError[] = gaps.map((gap) => ({ message: `syntax error: ${gap.message}`, region: regionOf(lines, gap) }));
  const isCold = findings.length === 0 && errors.length === 0 && linked.isCold(file, configuration);
  return [{ path: shown(file), lines, findings: place(lines, findings), errors, isCold }];
}

/** A notebook's cells as files of their own; related places in other cells are left out. */
function cellsOf(path: string, cells: readonly Cell[], findings: readonly Finding[], gaps: readonly SyntaxGap[]): CheckedFile[] {
  const checked = cells.map((cell): CheckedFile => {
    const lines = new LineIndex(cell.text);
    const end = cell.start + cell.text.length;
    const isHere = ({ start }: Span): boolean => cellAt(cells, start) === cell;
    const moved = <S extends Span>(span: S): S => ({ ...span, start: span.start - cell.start, end: Math.min(span.end, end) - cell.start });
    const own = findings
      .filter(({ span }) => isHere(span))
      .map((finding) => ({ ...finding, span: moved(finding.span), related: finding.related.filter(isHere).map(moved) }));
    const errors = gaps.filter(isHere).map((gap) => ({ message: `syntax error: ${gap.message}`, region: regionOf(lines, moved(gap)) }));
    return { path: `${path}:cell ${cell.number}`, lines, findings: place(lines, own), errors };
  });
  const told = checked.filter((cell) => cell.findings.length + cell.errors.length > 0);
  return told.length > 0 ? told : [{ path, lines: null, findings: [], errors: [] }];
}

function parsed(text: string): { readonly module: Module; readonly lines: LineIndex; readonly dispose: () => void } {
  const revision = parseModule(text);
  return { module: revision.module, lines: revision.lines, dispose: () => revision.dispose() };
}
