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
import { OpenDocument } from './open-document';
import { ProfilingQueue } from './profiling-queue';
import { Publisher } from './publisher';
import { Runs } from './runs';
import { readSettings } from './settings';

export type Phase = 'running' | 'shut down';

export class Session {
  readonly client: ClientPort;
  readonly services: Services;
  readonly documents = new Map<string, OpenDocument>();
  readonly runs = new Runs();
  readonly profiling = new ProfilingQueue();
  /** What runs have shown of fixes, by URI and diff: a fix of a text that has changed is another one. */
  readonly measuredFixes = new Map<string, FixJson>();
  readonly publisher: Publisher<OpenDocument>;
  phase: Phase = 'running';
  abilities: ClientAbilities = NO_ABILITIES;
  settings: Settings = DEFAULT_SETTINGS;
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

  get configuration(): AnalysisConfiguration {
    return { target: this.settings.target, disabledRules: this.settings.rules.disable };
  }

  open(uri: string, languageId: string, version: number, text: string): void {
    this.documents.get(uri)?.close();
    const document = new OpenDocument(uri, languageId, version, text, this.services.analyzer, this.configuration);
    this.documents.set(uri, document);
    this.publisher.textChanged(document);
  }

  close(uri: string): void {
    this.documents.get(uri)?.close();
    if (this.documents.delete(uri)) this.publisher.closed(uri);
  }

  diagnosticsOf(document: OpenDocument): Diagnostic[] {
    return diagnosticsOf(document, this.runs.match(document), {
      abilities: this.abilities,
      brief: this.briefHovers,
      pages: this.services.pages,
    });
  }

  /** Asks the client for its settings, where it can be asked. */
  async fetchSettings(): Promise<void> {
    if (this.abilities.configuration) this.applySettings(await this.client.fetchSettings());
  }

  applySettings(sent: unknown): void {
    const { settings, complaints } = readSettings(sent);
    for (const complaint of complaints) this.client.log('warning', complaint);
    if (JSON.stringify(settings) === JSON.stringify(this.settings)) return;
    this.settings = settings;
    for (const document of this.documents.values()) document.configure(this.configuration);
    this.evidenceChanged();
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
    for (const document of this.documents.values()) document.close();
    this.documents.clear();
  }
}
