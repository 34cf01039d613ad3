/** The language server's process and the conversation with it. */
import { Disposable, Uri, commands, window, workspace } from 'vscode';
import type { CancellationToken, ExtensionContext, LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  ExecuteCommandRequest,
  LanguageClient,
  State,
  TransportKind,
  WorkDoneProgress,
  WorkDoneProgressCancelNotification,
} from 'vscode-languageclient/node';
import type { LanguageClientOptions, ServerOptions, WorkDoneProgressReport } from 'vscode-languageclient/node';
import { COMMANDS } from '../server/protocol';
import type { InitializationOptions } from '../server/protocol';
import { measureFix } from './commands/measure-fix';
import type { Pages } from './pages';

/** The documents the server looks at. Of a notebook it sees all cells together. */
const SCHEMES = ['file', 'untitled', 'vscode-vfs', 'vscode-notebook-cell'];

/** Starts after unexpected ends, within this many ms. */
const RESTARTS = 4;
const RESTART_WINDOW = 180_000;

export class ServerLink {
  private readonly client: LanguageClient;
  private readonly log: LogOutputChannel;
  /** When it ended by itself, in ms since 1970. */
  private ends: number[] = [];

  /** `profile` is called for the server's own profile command, which code actions and lenses invoke. */
  constructor(context: ExtensionContext, log: LogOutputChannel, profile: (uri: Uri, options: unknown) => Promise<unknown>, pages: Pages) {
    const module = context.asAbsolutePath('dist/server.js');
    const serverOptions: ServerOptions = { module, transport: TransportKind.ipc };
    const initializationOptions: InitializationOptions = { trusted: workspace.isTrusted, showsPages: true, briefHovers: true };
    const options: LanguageClientOptions = {
      documentSelector: SCHEMES.map((scheme) => ({ scheme, language: 'python' })),
      outputChannel: log,
      initializationOptions,
      errorHandler: { error: () => ({ action: ErrorAction.Continue }), closed: () => this.ended() },
      middleware: {
        executeCommand: async (command, args, next) => {
          const first: unknown = args[0];
          if (command === COMMANDS.profileFile && typeof first === 'string') return profile(Uri.parse(first), args[1]);
          if (command === COMMANDS.measureFix) return measureFix(async () => (await next(command, args)) as unknown);
          const answer: unknown = await next(command, args);
          if (command === COMMANDS.report && typeof first === 'string') await pages.show(`report of ${baseName(first)}`, answer);
          if (command === COMMANDS.explain && isPage(answer)) await pages.show(answer.code, answer.markdown);
          return answer;
        },
      },
    };
    this.log = log;
    this.client = new LanguageClient('jitlens', 'JIT Lens', serverOptions, options);
  }

  async start(): Promise<void> {
    try {
      await this.client.start();
    } catch (error) {
      this.log.error(`the server did not start: ${String(error)}`);
      const choice = await window.showErrorMessage('JIT Lens: the language server did not start.', 'Show Log');
      if (choice !== undefined) this.log.show();
    }
  }

  async restart(): Promise<void> {
    this.log.info('restarting the server');
    await this.client.restart();
  }

  async stop(): Promise<void> {
    if (this.client.needsStop()) await this.client.stop();
  }

  /** Called whenever the server has started or ended. */
  onDidChangeState(listener: () => void): Disposable {
    const listening = this.client.onDidChangeState(({ newState }) => {
      if (newState !== State.Starting) listener();
    });
    return new Disposable(() => listening.dispose());
  }

  /** The server ended without being asked to: it is started again, and the user is told, unless that has happened too often. */
  private ended(): { readonly action: CloseAction; readonly handled: true } {
    const now = Date.now();
    this.ends = [...this.ends.filter((time) => now - time < RESTART_WINDOW), now];
    const giveUp = this.ends.length > RESTARTS;
    this.log.error(giveUp ? 'the server keeps ending and is not started again' : 'the server ended unexpectedly and is started again');
    const told = giveUp
      ? window.showErrorMessage('JIT Lens: the language server keeps ending and was not started again.', 'Restart', 'Show Log')
      : window.showWarningMessage(
          'JIT Lens: the language server ended unexpectedly and was started again. What runs had shown is gone.',
          'Show Log',
        );
    void told.then((choice) => {
      if (choice === 'Show Log') this.log.show();
      else if (choice === 'Restart') void commands.executeCommand('jitlens.restartServer');
    });
    return { action: giveUp ? CloseAction.DoNotRestart : CloseAction.Restart, handled: true };
  }

  get running(): boolean {
    return this.client.isRunning();
  }

  onNotification(method: string, listener: () => void): Disposable {
    return this.client.onNotification(method, listener);
  }

  async notify(method: string, params: object): Promise<void> {
    if (this.running) await this.client.sendNotification(method, params);
  }

  /**
   * Runs a command of the server. `onProgress` hears, in words, how far it is and, last, how it ended. A command with progress is
   * cancelled through it, so that what was seen until then still arrives.
   */
  async run(
    command: string,
    args: readonly unknown[],
    token?: CancellationToken,
    onProgress?: (message: string, last: boolean) => void,
  ): Promise<unknown> {
    if (!this.running) throw new Error('the language server is not running; "JIT Lens: Restart Server" starts it again');
    const workDoneToken = onProgress === undefined ? undefined : `jitlens-${++lastToken}`;
    const listener =
      workDoneToken === undefined
        ? undefined
        : this.client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
            const { message } = value as WorkDoneProgressReport;
            if (value.kind !== 'begin') onProgress?.(message ?? '', value.kind === 'end');
          });
    const cancel = token?.onCancellationRequested(() => {
      if (workDoneToken !== undefined) void this.client.sendNotification(WorkDoneProgressCancelNotification.type, { token: workDoneToken });
    });
    try {
      const params = { command, arguments: [...args], ...(workDoneToken === undefined ? {} : { workDoneToken }) };
      return await (workDoneToken === undefined
        ? this.client.sendRequest(ExecuteCommandRequest.type, params, token)
        : this.client.sendRequest(ExecuteCommandRequest.type, params));
    } finally {
      cancel?.dispose();
      listener?.dispose();
    }
  }

  /** A document's URI as the server knows it. */
  uriOf(uri: Uri): string {
    return this.client.code2ProtocolConverter.asUri(uri);
  }

  showLog(): void {
    this.log.show();
  }
}

let lastToken = 0;

function isPage(value: unknown): value is { readonly code: string; readonly markdown: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'markdown' in value &&
    typeof value.code === 'string' &&
    typeof value.markdown === 'string'
  );
}

function baseName(uri: string): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
}

/** Opens VS Code's page about trust. */
export async function manageTrust(): Promise<void> {
  await commands.executeCommand('workbench.trust.manage');
}
