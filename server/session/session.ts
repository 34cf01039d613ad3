/**
 * The state of one connection: what the client can do, what is open, what runs have shown. Handlers in requests/ and
 * notifications/ read and change it; it knows its client only through `ClientPort`.
 */
import type { Diagnostic } from 'vscode-languageserver/node';
import { DEFAULT_SETTINGS } from '../protocol';
import type { Settings } from '../protocol';
import { diagnosticsOf } from '../present/diagnostics';
import type { FixJson } from '../../analyzer/fixes/contract';
import type { ClientPort } from '../services/client-port';
import type { AnalysisConfiguration, Services } from '../services/services';
import { NO_ABILITIES } from './client-abilities';
import type { ClientAbilities } from './client-abilities';
import { Notebook } from './notebook';
import type { NotebookCell } from './notebook';
import { OpenFile } from './open-document';
import type { OpenDocument } from './open-document';
import { isWithin, uriOf } from './paths';
import { ProfileCache } from './profile-cache';
import { ProfilingQueue } from './profiling-queue';
import { Publisher } from './publisher';
import { Runs } from './runs';
import { readSettings } from './settings';

export type Phase = 'running' | 'shut down';

export class Session {
  readonly client: ClientPort;
  readonly services: Services;
  /** Files and cells of notebooks. */
  readonly documents = new Map<string, OpenDocument>();
  readonly notebooks = new Map<string, Notebook>();
  readonly runs = new Runs();
  readonly profiling = new ProfilingQueue();
  readonly profiles = new ProfileCache();
  /** What runs have shown of fixes, by URI and diff: a fix of a text that has changed is another one. */
  readonly measuredFixes = new Map<string, FixJson>();
  /** URIs of closed files that a check of the workspace has published diagnostics for. */
  private readonly closedShown = new Set<string>();
  readonly publisher: Publisher<OpenDocument>;
  phase: Phase = 'running';
  abilities: ClientAbilities = NO_ABILITIES;
  /** For files outside the workspace's folders, and for those of folders without settings of their own. */
  settings: Settings = DEFAULT_SETTINGS;
  private folderSettings: ReadonlyMap<string, Settings> = new Map();
  /** False in a workspace the user does not trust: nothing is run. */
  trusted = true;
  /** Whether the client's hover shows the diagnostics above the card, so that both have to be short. */
  briefHovers = false;
  /** Whether the client shows the pages that commands answer with. */
  showsPages = false;
  /** Paths of the workspace's folders. */
  folders: readonly string[] = [];

  constructor(client: ClientPort, services: Services) {
    this.client = client;
    this.services = services;
    this.publisher = new Publisher({
      pulls: () => this.abilities.pullDiagnostics,
      refresh: () => {
        if (this.abilities.refreshDiagnostics) client.refreshDiagnostics();
      },
      send: (uri, version, diagnostics) => {
        client.publishDiagnostics(uri, version, diagnostics);
      },
      diagnosticsOf: (document) => this.diagnosticsOf(document),
    });
  }

  /** The settings for a file: those of the innermost folder of the workspace around it. */
  settingsFor(path: string): Settings {
    const around = this.folders.filter((folder) => isWithin(path, folder)).sort((a, b) => b.length - a.length);
    return this.folderSettings.get(around[0] ?? '') ?? this.settings;
  }

  configurationFor(path: string): AnalysisConfiguration {
    const { targets, rules } = this.settingsFor(path);
    return { targets, disabledRules: rules.disable };
  }

  /** Names of the targets that a file is checked for. */
  targetsFor(path: string): readonly string[] {
    return this.services.analyzer.targetsOf(path, this.configurationFor(path));
  }

  open(uri: string, languageId: string, version: number, text: string): void {
    this.documents.get(uri)?.close();
    const document = new OpenFile(uri, languageId, version, text, this.services.analyzer, (path) => this.configurationFor(path));
    this.documents.set(uri, document);
    this.hideClosed(uri);
    this.publisher.textChanged(document);
  }

  openNotebook(uri: string, cells: readonly NotebookCell[]): void {
    this.closeNotebook(uri);
    this.notebooks.set(uri, new Notebook(uri, cells, this.services.analyzer, (path) => this.configurationFor(path)));
    this.notebookChanged(uri);
  }

  /** Which cells there are, or the text of one has changed: what is known of one follows from all of them. */
  notebookChanged(uri: string): void {
    const notebook = this.notebooks.get(uri);
    if (notebook === undefined) return;
    for (const [cell, document] of this.documents) if (document.programUri === uri && !notebook.documents.has(cell)) this.close(cell);
    for (const [cell, document] of notebook.documents) this.documents.set(cell, document);
    this.publisher.meaningChanged([...notebook.documents.values()]);
  }

  closeNotebook(uri: string): void {
    const notebook = this.notebooks.get(uri);
    if (notebook === undefined) return;
    for (const cell of notebook.documents.keys()) this.close(cell);
    notebook.close();
    this.notebooks.delete(uri);
  }

  /** Under which URI the runs of what a client names are kept. */
  programUri(uri: string): string {
    return this.documents.get(uri)?.programUri ?? uri;
  }

  close(uri: string): void {
    this.documents.get(uri)?.close();
    if (this.documents.delete(uri)) this.publisher.closed(uri);
  }

  /** Publishes what a check of the workspace found in a file that is not open. */
  showClosed(uri: string, diagnostics: Diagnostic[]): void {
    if (diagnostics.length === 0 && !this.closedShown.has(uri)) return;
    this.closedShown.add(uri);
    this.client.publishDiagnostics(uri, undefined, diagnostics);
  }

  /** Takes back what was published for closed files, but for these. */
  keepClosed(uris: ReadonlySet<string>): void {
    for (const uri of this.closedShown) if (!uris.has(uri)) this.hideClosed(uri);
  }

  private hideClosed(uri: string): void {
    if (this.closedShown.delete(uri) && (this.abilities.pullDiagnostics || !this.documents.has(uri)))
      this.client.publishDiagnostics(uri, undefined, []);
  }

  diagnosticsOf(document: OpenDocument): Diagnostic[] {
    return diagnosticsOf(document, this.runs.match(document), {
      abilities: this.abilities,
      targets: this.targetsFor(document.path),
      brief: this.briefHovers,
      pages: this.services.pages,
    });
  }

  /** Asks the client for its settings, where it can be asked: those of the workspace, then those of each of its folders. */
  async fetchSettings(): Promise<void> {
    if (!this.abilities.configuration) return;
    const [whole, ...ofFolders] = await this.client.fetchSettings(this.folders.map(uriOf));
    this.applySettings(whole, ofFolders);
  }

  applySettings(sent: unknown, ofFolders: readonly unknown[] = []): void {
    const settings = this.readSettings(sent);
    const several = new Map(
      this.folders.flatMap((folder, index) => (ofFolders[index] == null ? [] : [[folder, this.readSettings(ofFolders[index])]])),
    );
    if (JSON.stringify([settings, ...several]) === JSON.stringify([this.settings, ...this.folderSettings])) return;
    this.settings = settings;
    this.folderSettings = several;
    for (const document of [...this.documents.values(), ...this.notebooks.values()])
      document.configure(this.configurationFor(document.path));
    this.evidenceChanged();
  }

  private readSettings(sent: unknown): Settings {
    const { settings, complaints } = readSettings(sent);
    for (const complaint of complaints) this.client.log('warning', complaint);
    return settings;
  }

  /** Verdicts or settings changed: everything shown is made anew. */
  evidenceChanged(): void {
    this.publisher.meaningChanged([...this.documents.values()]);
    if (this.abilities.refreshCodeLenses) this.client.refreshCodeLenses();
    if (this.abilities.refreshInlayHints) this.client.refreshInlayHints();
    if (this.showsPages) this.client.evidenceChanged();
  }

  /** Stops everything under way. */
  dispose(): void {
    this.profiling.cancelAll();
    this.publisher.dispose();
    for (const document of [...this.documents.values(), ...this.notebooks.values()]) document.close();
    this.documents.clear();
    this.notebooks.clear();
  }
}
