/** One file the client has open: its text as LSP edits it, and its analysis. Positions are LSP's (UTF-16 columns). */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, Span } from '../../analyzer/rules/finding';
import type { TextEdit } from '../../analyzer/syntax/parser';
import { fingerprint } from '../../analyzer/workspace/fingerprint';
import type { Fingerprint } from '../../analyzer/workspace/fingerprint';
import type { TextPosition, TextRange } from '../decode';
import type { AnalysisConfiguration, AnalyzedDocument, Analyzer } from '../services/services';
import { pathOf } from './paths';

/** One entry of `contentChanges`; without a range it replaces everything. */
export interface ContentChange {
  readonly range: TextRange | undefined;
  readonly text: string;
}

export class OpenDocument {
  readonly uri: string;
  /** The file's path; for documents that are not files, the path part of the URI. */
  readonly path: string;
  private document: TextDocument;
  private readonly analysis: AnalyzedDocument;
  private printed: { readonly version: number; readonly print: Fingerprint } | null = null;
  /** Counts every change of text or configuration: results carry it, and are dropped when it has moved on. */
  revision = 0;

  constructor(uri: string, languageId: string, version: number, text: string, analyzer: Analyzer, configuration: AnalysisConfiguration) {
    this.uri = uri;
    this.path = pathOf(uri);
    this.document = TextDocument.create(uri, languageId, version, text);
    this.analysis = analyzer.open(this.path, text, configuration);
  }

  get version(): number {
    return this.document.version;
  }

  get text(): string {
    return this.document.getText();
  }

  get findings(): readonly Finding[] {
    return this.analysis.findings;
  }

  /** What the functions of the present text are, for evidence. */
  get print(): Fingerprint {
    if (this.printed?.version !== this.revision) {
      this.printed = { version: this.revision, print: fingerprint(this.analysis.module, this.text) };
    }
    return this.printed.print;
  }

  /** Applies the changes in order, each to the text the one before left. */
  change(changes: readonly ContentChange[], version: number): void {
    const edits: TextEdit[] = [];
    let whole = false;
    for (const change of changes) {
      if (change.range === undefined) whole = true;
      else edits.push(this.editOf(change.range, change.text));
      this.document = TextDocument.update(this.document, [change.range === undefined ? { text: change.text } : { range: change.range, text: change.text }], version);
    }
    this.revision++;
    this.analysis.update(this.text, whole ? null : edits);
  }

  configure(configuration: AnalysisConfiguration): void {
    this.revision++;
    this.analysis.configure(configuration);
  }

  close(): void {
    this.analysis.dispose();
  }

  offsetAt(position: TextPosition): number {
    return this.document.offsetAt(position);
  }

  rangeOf(span: Span): TextRange {
    return { start: this.document.positionAt(span.start), end: this.document.positionAt(span.end) };
  }

  /** Text of a 0-based line, without its terminator. */
  lineText(line: number): string {
    const start = this.document.offsetAt({ line, character: 0 });
    const end = this.document.offsetAt({ line, character: Number.MAX_SAFE_INTEGER });
    return this.text.slice(start, end).replace(/[\r\n]+$/, '');
  }

  private editOf(range: TextRange, inserted: string): TextEdit {
    // A range whose end comes first is put right, as TextDocument.update does.
    const one = this.document.offsetAt(range.start);
    const two = this.document.offsetAt(range.end);
    const start = Math.min(one, two);
    return { start, oldEnd: Math.max(one, two), newEnd: start + inserted.length };
  }
}
