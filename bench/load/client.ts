/** A client of one language server that measures: requests, edits up to the diagnostics of their version, memory and processor time of the process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type MessageConnection } from 'vscode-languageserver/node';
import { processorTime, residentMemory } from '../editor/process-figures';

export interface Change {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly text: string;
}

export interface Place {
  readonly line: number;
  readonly character: number;
}

interface Published {
  readonly uri: string;
  readonly version?: number;
}

export class LoadClient {
  private readonly child: ChildProcess;
  private readonly connection: MessageConnection;
  private readonly versions = new Map<string, number>();
  private waiting: { readonly uri: string; readonly version: number; readonly done: () => void } | null = null;

  constructor(
    command: readonly string[],
    readonly languageId: string,
  ) {
    const [program = '', ...args] = command;
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.connection = createMessageConnection(new StreamMessageReader(this.child.stdout!), new StreamMessageWriter(this.child.stdin!));
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, version }: Published) => {
      if (this.waiting?.uri !== uri || (version ?? Infinity) < this.waiting.version) return;
      this.waiting.done();
      this.waiting = null;
    });
    this.connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) => items.map(() => ({})));
    for (const method of ['client/registerCapability', 'window/workDoneProgress/create']) this.connection.onRequest(method, () => null);
    this.connection.listen();
  }

  get pid(): number {
    return this.child.pid!;
  }

  get processor(): number {
    return processorTime(this.pid);
  }

  get memory(): number {
    return residentMemory(this.pid);
  }

  async initialize(folders: readonly string[] = []): Promise<void> {
    const textDocument = { publishDiagnostics: { versionSupport: true, relatedInformation: true }, hover: { contentFormat: ['markdown'] } };
    await this.request('initialize', {
      processId: process.pid,
      rootUri: folders[0] ?? null,
      capabilities: { textDocument, workspace: { workspaceFolders: true } },
      workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
    });
    await this.connection.sendNotification('initialized', {});
  }

  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest<T>(method, params);
  }

  /** Milliseconds until the request is answered. */
  async timed(method: string, params: unknown): Promise<number> {
    const started = performance.now();
    await this.request(method, params);
    return performance.now() - started;
  }

  /** Opens a document; milliseconds until its first diagnostics. */
  open(uri: string, text: string): Promise<number> {
    this.versions.set(uri, 1);
    return this.diagnosed(uri, 1, 'textDocument/didOpen', { textDocument: { uri, languageId: this.languageId, version: 1, text } });
  }

  /** Changes a document; milliseconds until the diagnostics of the text as it is then. */
  edit(uri: string, change: Change): Promise<number> {
    const version = this.versions.get(uri)! + 1;
    this.versions.set(uri, version);
    return this.diagnosed(uri, version, 'textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
  }

  /** Changes a document; milliseconds until a request sent behind the change is answered. For servers that publish nothing for it. */
  async editThenAsk(uri: string, change: Change, method: string): Promise<number> {
    const version = this.versions.get(uri)! + 1;
    this.versions.set(uri, version);
    const started = performance.now();
    await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
    await this.request(method, { textDocument: { uri } });
    return performance.now() - started;
  }

  async openThenAsk(uri: string, text: string, method: string): Promise<number> {
    this.versions.set(uri, 1);
    const started = performance.now();
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: this.languageId, version: 1, text },
    });
    await this.request(method, { textDocument: { uri } });
    return performance.now() - started;
  }

  stop(): void {
    this.connection.dispose();
    this.child.kill();
  }

  private async diagnosed(uri: string, version: number, method: string, params: object): Promise<number> {
    const started = performance.now();
    const published = new Promise<void>((done) => (this.waiting = { uri, version, done }));
    await this.connection.sendNotification(method, params);
    await published;
    return performance.now() - started;
  }
}
