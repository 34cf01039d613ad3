/** Builds an entry point of the server and drives it over stdio as an editor would: real process, real bytes. */
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { root } from '../../scripts/install.mjs';

/** Bundles a source file as scripts/build.mjs does, into test-output/. */
export async function bundleServer(source: string): Promise<string> {
  const outfile = path.join(root, 'test-output/server', `${path.basename(source, '.ts')}.js`);
  await build({
    entryPoints: [path.join(root, source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['tree-sitter', 'tree-sitter-python', 'web-tree-sitter'],
    logLevel: 'silent',
  });
  return outfile;
}

export interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** One running server and the conversation with it. */
export class ServerProcess {
  readonly process: ChildProcessWithoutNullStreams;
  /** Everything received, in order. */
  readonly received: Message[] = [];
  /** Answers given to the server's own requests, by method; null where none is set. */
  readonly answers = new Map<string, unknown>();
  stderr = '';
  private pending = Buffer.alloc(0);
  private wake: (() => void)[] = [];
  private lastId = 0;

  constructor(bundle: string, args: readonly string[] = ['--stdio']) {
    this.process = spawn(process.execPath, [bundle, ...args], { stdio: 'pipe' });
    this.process.stdout.on('data', (data: Buffer) => this.read(data));
    this.process.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.process.on('exit', () => this.notifyAll());
    this.process.stdin.on('error', () => undefined);
  }

  get alive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  sendBytes(bytes: string): void {
    this.process.stdin.write(bytes);
  }

  send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.sendBytes(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  notify(method: string, params?: unknown): void {
    this.send({ method, ...(params === undefined ? {} : { params }) });
  }

  /** Sends a request and returns its id. */
  ask(method: string, params?: unknown): number {
    const id = ++this.lastId;
    this.send({ id, method, ...(params === undefined ? {} : { params }) });
    return id;
  }

  /** Sends a request and waits for its answer. */
  request(method: string, params?: unknown): Promise<Message> {
    return this.answer(this.ask(method, params));
  }

  answer(id: number, seconds = 15): Promise<Message> {
    return this.until((message) => message.id === id && message.method === undefined, `the answer to request ${id}`, 0, seconds);
  }

  /** The first message at or after `from` that fits. */
  async until(fits: (message: Message) => boolean, what: string, from = 0, seconds = 15): Promise<Message> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const found = this.received.slice(from).find(fits);
      if (found !== undefined) return found;
      if (!this.alive) throw new Error(`the server ended before ${what}: ${this.stderr}`);
      if (Date.now() > deadline) throw new Error(`${what} did not come within ${seconds} s`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Diagnostics pushed for a version of a document. */
  async diagnostics(uri: string, version: number, from = 0): Promise<readonly unknown[]> {
    const message = await this.until(
      (one) => {
        const params = one.params as { uri?: string; version?: number } | undefined;
        return one.method === 'textDocument/publishDiagnostics' && params?.uri === uri && params.version === version;
      },
      `diagnostics of version ${version}`,
      from,
    );
    return (message.params as { diagnostics: unknown[] }).diagnostics;
  }

  /** Exit status, or the signal's name. */
  async exited(): Promise<number | string> {
    while (this.alive) await new Promise<void>((resolve) => this.process.once('exit', () => resolve()));
    return this.process.exitCode ?? this.process.signalCode!;
  }

  /** Says goodbye properly; kills after two seconds. */
  async stop(): Promise<void> {
    if (!this.alive) return;
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 2000);
    this.ask('shutdown');
    this.notify('exit');
    await this.exited();
    clearTimeout(timer);
  }

  private read(data: Buffer): void {
    this.pending = Buffer.concat([this.pending, data]);
    for (;;) {
      const head = this.pending.indexOf('\r\n\r\n');
      if (head < 0) break;
      const length = Number(/Content-Length: (\d+)/i.exec(this.pending.subarray(0, head).toString())![1]);
      if (this.pending.length < head + 4 + length) break;
      const message = JSON.parse(this.pending.subarray(head + 4, head + 4 + length).toString()) as Message;
      this.pending = this.pending.subarray(head + 4 + length);
      this.received.push(message);
      if (message.method !== undefined && message.id !== undefined) {
        const given = this.answers.get(message.method);
        // `undefined` set on purpose: this client never answers.
        if (!this.answers.has(message.method) || given !== undefined) this.send({ id: message.id, result: given ?? null });
      }
    }
    this.notifyAll();
  }

  private notifyAll(): void {
    for (const wake of this.wake.splice(0)) wake();
  }
}
