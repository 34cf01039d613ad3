/** What the client has open: a file, or a cell of a notebook. Its text as LSP edits it, and its analysis. Positions are LSP's (UTF-16 columns). */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Rewrite } from '../../analyzer/fixes/rewrite';
import type { Finding, Span } from '../../analyzer/rules/finding';
import type { Module } from '../../analyzer/syntax/ast';
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

/**
 * A file, or a cell: then the program is the whole notebook, spans are offsets of its text, and of what was found there only what is in
 * the cell is given.
 */
export interface OpenDocument {
  readonly uri: string;
  /** Under which runs of the program are kept: a cell's notebook, a file itself. */
  readonly programUri: string;
  readonly path: string;
  readonly version: number;
  /** Text of the program. */
  readonly text: string;
  /** Text of the document itself. */
  readonly ownText: string;
  readonly module: Module;
  readonly findings: readonly Finding[];
  readonly rewrites: readonly Rewrite[];
  readonly print: Fingerprint;
  isSilenced(code: string, span: Span): boolean;
  /** Whether a span of the program starts in this document. */
  holds(span: Span): boolean;
  offsetAt(position: TextPosition): number;
  rangeOf(span: Span): TextRange;
  /** Where a span is, in whichever document. */
  locationOf(span: Span): { readonly uri: string; readonly range: TextRange };
  lineText(line: number): string;
  configure(configuration: AnalysisConfiguration): void;
  close(): void;
}

export class OpenFile implements OpenDocument {
  readonly uri: string;
  readonly programUri: string;
  /** The file's path; for documents that are not files, the path part of the URI. */
  readonly path: string;
  private document: TextDocument;
  private readonly analysis: AnalyzedDocument;
  private printed: { readonly revision: number; readonly print: Fingerprint } | null = null;
  private found: { readonly revision: number; readonly findings: readonly Finding[] } | null = null;
  private rewritable: { readonly revision: number; readonly rewrites: readonly Rewrite[] } | null = null;
  /** Counts every change of text or configuration: results carry it, and are dropped when it has moved on. */
  revision = 0;

  constructor(
    uri: string,
    languageId: string,
    version: number,
    text: string,
    analyzer: Analyzer,
    configurationFor: (path: string) => AnalysisConfiguration,
  ) {
    this.uri = uri;
    this.programUri = uri;
    this.path = pathOf(uri);
    this.document = TextDocument.create(uri, languageId, version, text);
    this.analysis = analyzer.open(this.path, text, configurationFor(this.path));
  }

  get version(): number {
    return this.document.version;
  }

  get text(): string {
    return this.document.getText();
  }

  get module(): Module {
    return this.analysis.module;
  }

  get ownText(): string {
    return this.text;
  }

  holds(): boolean {
    return true;
  }

  locationOf(span: Span): { readonly uri: string; readonly range: TextRange } {
    return { uri: this.uri, range: this.rangeOf(span) };
  }

  /** The same objects until the text or the configuration changes: standings are kept by identity. */
  get findings(): readonly Finding[] {
    if (this.found?.revision !== this.revision) this.found = { revision: this.revision, findings: this.analysis.findings };
    return this.found.findings;
  }

  /** What can be rewritten safely in answer to the findings, as long as the text stays as it is. */
  get rewrites(): readonly Rewrite[] {
    if (this.rewritable?.revision !== this.revision) this.rewritable = { revision: this.revision, rewrites: this.analysis.rewrites };
    return this.rewritable.rewrites;
  }

  /** Whether a comment or a setting silences a rule at a place. */
  isSilenced(code: string, span: Span): boolean {
    return this.analysis.isSilenced(code, span);
  }

  /** What the functions of the present text are, for evidence. */
  get print(): Fingerprint {
    if (this.printed?.revision !== this.revision) {
      this.printed = { revision: this.revision, print: fingerprint(this.analysis.module, this.text) };
    }
    return this.printed.print;
  }

  /** Applies the changes in order, each to the text the one before left. */
  change(changes: readonly ContentChange[], version: number): void {
    const events = changes.map(({ range, text }) => (range === undefined ? { text } : { range, text }));
    this.document = TextDocument.update(this.document, events, version);
    this.revision++;
    this.analysis.update(this.text);
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

  lineText(line: number): string {
    return lineOf(this.document, line);
  }
}

/** Text of a 0-based line, without its terminator. */
export function lineOf(document: TextDocument, line: number): string {
  const start = document.offsetAt({ line, character: 0 });
  const end = document.offsetAt({ line, character: Number.MAX_SAFE_INTEGER });
  return document
    .getText()
    .slice(start, end)
    .replace(/[\r\n]+$/, '');
}
