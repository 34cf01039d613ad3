/**
 * A notebook: its Python cells one after the other are one program. What IPython understands and Python does not (magics, shell commands,
 * questions) is taken for comments, letter for letter, so that every offset of the program is one of a cell.
 */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Rewrite } from '../../analyzer/fixes/rewrite';
import type { Finding, Span } from '../../analyzer/rules/finding';
import type { Module } from '../../analyzer/syntax/ast';
import type { Fingerprint } from '../../analyzer/workspace/fingerprint';
import type { TextPosition, TextRange } from '../decode';
import type { AnalysisConfiguration, Analyzer } from '../services/services';
import { OpenFile, lineOf } from './open-document';
import type { ContentChange, OpenDocument } from './open-document';

export interface NotebookCell {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

export class Notebook {
  readonly uri: string;
  private readonly whole: OpenFile;
  private cells: Cell[];

  constructor(uri: string, cells: readonly NotebookCell[], analyzer: Analyzer, configurationFor: (path: string) => AnalysisConfiguration) {
    this.uri = uri;
    this.whole = new OpenFile(uri, 'python', 0, '', analyzer, configurationFor);
    this.cells = cells.map((cell) => new Cell(this, this.whole, cell));
    this.settle();
  }

  get path(): string {
    return this.whole.path;
  }

  /** The cells as documents, by URI, in their order. */
  get documents(): ReadonlyMap<string, OpenDocument> {
    return new Map(this.cells.map((cell) => [cell.uri, cell]));
  }

  /** Puts cells in the place of others. */
  replace(start: number, count: number, cells: readonly NotebookCell[]): void {
    this.cells.splice(start, count, ...cells.map((cell) => new Cell(this, this.whole, cell)));
    this.settle();
  }

  /** False for a cell that is not there. */
  edit(uri: string, version: number, changes: readonly ContentChange[]): boolean {
    const cell = this.cells.find((one) => one.uri === uri);
    cell?.change(changes, version);
    if (cell !== undefined) this.settle();
    return cell !== undefined;
  }

  configure(configuration: AnalysisConfiguration): void {
    this.whole.configure(configuration);
  }

  close(): void {
    this.whole.close();
  }

  /** The cell in which a span of the program starts. */
  cellAt({ start }: Span): Cell | undefined {
    return this.cells.find((cell) => cell.holds({ start, end: start }));
  }

  /** Makes the program anew. */
  private settle(): void {
    let start = 0;
    for (const cell of this.cells) {
      cell.start = start;
      start += cell.ownText.length + SEPARATOR.length;
    }
    this.whole.change(
      [{ range: undefined, text: this.cells.map(({ ownText }) => asPython(ownText)).join(SEPARATOR) }],
      this.whole.version + 1,
    );
  }
}

const SEPARATOR = '\n\n';

class Cell implements OpenDocument {
  readonly uri: string;
  readonly programUri: string;
  readonly path: string;
  /** Offset of the program at which the cell starts. */
  start = 0;
  private document: TextDocument;

  constructor(
    private readonly notebook: Notebook,
    private readonly whole: OpenFile,
    { uri, version, text }: NotebookCell,
  ) {
    this.uri = uri;
    this.programUri = notebook.uri;
    this.path = whole.path;
    this.document = TextDocument.create(uri, 'python', version, text);
  }

  get version(): number {
    return this.document.version;
  }

  get text(): string {
    return this.whole.text;
  }

  get ownText(): string {
    return this.document.getText();
  }

  get module(): Module {
    return this.whole.module;
  }

  get findings(): readonly Finding[] {
    return this.whole.findings.filter(({ span }) => this.holds(span));
  }

  get rewrites(): readonly Rewrite[] {
    const end = this.start + this.ownText.length;
    return this.whole.rewrites.filter(
      ({ span, edits }) => this.holds(span) && edits.every((edit) => edit.start >= this.start && edit.end <= end),
    );
  }

  get print(): Fingerprint {
    return this.whole.print;
  }

  isSilenced(code: string, span: Span): boolean {
    return this.whole.isSilenced(code, span);
  }

  holds({ start }: Span): boolean {
    return start >= this.start && start < this.start + this.ownText.length + SEPARATOR.length;
  }

  offsetAt(position: TextPosition): number {
    return this.start + this.document.offsetAt(position);
  }

  /** What lies outside of the cell is moved to its edge. */
  rangeOf({ start, end }: Span): TextRange {
    return { start: this.document.positionAt(start - this.start), end: this.document.positionAt(end - this.start) };
  }

  locationOf(span: Span): { readonly uri: string; readonly range: TextRange } {
    const cell = this.notebook.cellAt(span) ?? this;
    return { uri: cell.uri, range: cell.rangeOf(span) };
  }

  lineText(line: number): string {
    return lineOf(this.document, line);
  }

  change(changes: readonly ContentChange[], version: number): void {
    const events = changes.map(({ range, text }) => (range === undefined ? { text } : { range, text }));
    this.document = TextDocument.update(this.document, events, version);
  }

  /** The notebook is configured and closed as a whole. */
  configure(): void {}
  close(): void {}
}

/** Cell magics after which the rest of the cell is Python all the same. */
const PYTHON_MAGICS = /^%%(time|timeit|prun|capture|python3?|pypy)\b/;

/** A cell as Python of the same length: the first letter of every line that is none becomes a `#`. */
export function asPython(text: string): string {
  const isForeign = /^%%/.test(text) && !PYTHON_MAGICS.test(text);
  const foreign = isForeign ? /^.(?=.*$)/gm : /(?<=^[ \t]*)[%!?](?=.*$)|^\S(?=.*\?[ \t]*$)/gm;
  return text.replace(foreign, '#');
}
