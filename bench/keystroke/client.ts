/** A language client that does one thing: edit a document and wait for the diagnostics of that very version. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

export interface Edit {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly text: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly version?: number };
  readonly result?: unknown;
}

/** `pull`: the server is asked with textDocument/diagnostic (Ruff answers only so); else it publishes by itself. */
export class KeystrokeClient {
  private readonly child: ChildProcessWithoutNullStreams;
  private buffer = Buffer.alloc(0);
  private readonly waiting: ((message: Message) => boolean)[] = [];
  private nextId = 1;
  private version = 1;

  constructor(
    command: string,
    args: readonly string[],
    private readonly pull: boolean,
  ) {
    this.child = spawn(command, args, { stdio: 'pipe' });
    this.child.stderr.resume();
    this.child.stdout.on('data', (bytes: Buffer) => this.receive(bytes));
  }

  async initialize(): Promise<void> {
    const diagnostics = { publishDiagnostics: { versionSupport: true, relatedInformation: true } };
    const textDocument = this.pull ? { ...diagnostics, diagnostic: {} } : diagnostics;
    await this.request('initialize', { processId: process.pid, rootUri: null, capabilities: { textDocument } });
    this.notify('initialized', {});
  }

  async open(uri: string, text: string): Promise<void> {
    this.version = 1;
    const answered = this.pull ? null : this.published(uri, 1);
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text } });
    await (answered ?? this.request('textDocument/diagnostic', { textDocument: { uri } }));
  }

  /** Milliseconds from the edit to the diagnostics of the version that it made. */
  async edit(uri: string, { start, end, text }: Edit): Promise<number> {
    const version = ++this.version;
    const started = performance.now();
    const answered = this.pull ? null : this.published(uri, version);
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ range: { start, end }, text }] });
    await (answered ?? this.request('textDocument/diagnostic', { textDocument: { uri } }));
    return performance.now() - started;
  }

  close(uri: string): void {
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  stop(): void {
    this.child.kill();
  }

  private published(uri: string, version: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(({ method, params }) => {
        if (method !== 'textDocument/publishDiagnostics' || params?.uri !== uri || (params.version ?? 0) < version) return false;
        resolve();
        return true;
      });
    });
  }

  private request(method: string, params: unknown): Promise<unknown> {
    const id = this.nextId++;
    const answer = new Promise<unknown>((resolve) => {
      this.waiting.push((message) => {
        if (message.id !== id || message.method !== undefined) return false;
        resolve(message.result);
        return true;
      });
    });
    this.send({ id, method, params });
    return answer;
  }

  private notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  private send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  private receive(bytes: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, bytes]);
    for (;;) {
      const head = this.buffer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.buffer.subarray(0, head).toString())?.[1] ?? 0);
      if (this.buffer.length < head + 4 + length) return;
      const message = JSON.parse(this.buffer.subarray(head + 4, head + 4 + length).toString()) as Message;
      this.buffer = this.buffer.subarray(head + 4 + length);
      // A request of the server wants an answer, whatever it is.
      if (message.id !== undefined && message.method !== undefined) this.send({ id: message.id, result: null });
      const index = this.waiting.findIndex((takes) => takes(message));
      if (index >= 0) this.waiting.splice(index, 1);
    }
  }
}
