/** One file under analysis, through all its revisions. */
import type { Module } from '../syntax/ast';
import type { ParsedModule } from '../syntax/module';
import { parseModule, updateModule } from '../syntax/module';
import type { TextEdit } from '../syntax/parser';
import type { LineIndex } from '../syntax/positions';
import type { Finding } from '../rules/finding';
import { analyze, AnalysisCache } from './analysis';
import type { Configuration } from './configuration';
import { DEFAULT_CONFIGURATION } from './configuration';

/**
 * Text in, findings out. Never throws on a text: what does not parse is in `module.errors`. Findings are computed when asked for, once
 * per revision and configuration. `dispose` frees the parser's tree (the WebAssembly engine needs it).
 */
export class Document {
  readonly path: string;
  private parsed: ParsedModule;
  private configuration: Configuration;
  private readonly cache = new AnalysisCache();
  private known: readonly Finding[] | null = null;

  constructor(path: string, text: string, configuration: Configuration = DEFAULT_CONFIGURATION) {
    this.path = path;
    this.parsed = parseModule(text);
    this.configuration = configuration;
  }

  /** The next revision. The edits that led to it are worked out from the texts; a caller that knows them may say so. */
  update(text: string, _edits: readonly TextEdit[] | null = null): void {
    const next = updateModule(this.parsed, text);
    if (next !== this.parsed) this.known = null;
    this.parsed = next;
  }

  configure(configuration: Configuration): void {
    this.configuration = configuration;
    this.known = null;
  }

  get text(): string {
    return this.parsed.text;
  }

  get module(): Module {
    return this.parsed.module;
  }

  get lines(): LineIndex {
    return this.parsed.lines;
  }

  /** In the order of the text. */
  get findings(): readonly Finding[] {
    return (this.known ??= analyze(this.module, this.lines, this.configuration, this.cache));
  }

  dispose(): void {
    this.parsed.dispose();
  }
}

/** Findings of a text that is looked at once. */
export function analyzeText(path: string, text: string, configuration: Configuration = DEFAULT_CONFIGURATION): Document {
  const document = new Document(path, text, configuration);
  document.dispose();
  return document;
}
