/** Opens the connection that the command line asks for, and serves it until the client ends it. */
import { createConnection } from 'vscode-languageserver/node';
import type { Connection, ConnectionOptions, Message } from 'vscode-languageserver/node';
import { FrameFilter } from './framing';
import { serve } from './server';
import type { Services } from './services/services';

export function listen(makeServices: () => Promise<Services>, version: string): void {
  const connection = process.argv.includes('--stdio') ? stdioConnection() : createConnection(LENIENT);
  // What nobody foresaw is written to the log, and the server lives on: its state is rebuilt with the next edit.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (reason: unknown) => {
      connection.console.error(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
    });
  }
  serve(connection, makeServices, version);
  connection.listen();
}

function stdioConnection(): Connection {
  const frames = new FrameFilter();
  process.stdin.pipe(frames);
  // A client that is gone cannot be told anything; the end of its stream ends the process.
  process.stdout.on('error', () => undefined);
  return createConnection(frames, process.stdout, LENIENT);
}

/** The library reads the capabilities of `initialize` before any handler does, and fails inside where there are none. */
const LENIENT: ConnectionOptions = {
  messageStrategy: {
    handleMessage: (message, next) => next(withCapabilities(message)),
  },
};

function withCapabilities(message: Message): Message {
  if (!('method' in message) || message.method !== 'initialize') return message;
  const params: unknown = 'params' in message ? message.params : null;
  const given = typeof params === 'object' && params !== null && !Array.isArray(params) ? params : {};
  const capabilities = 'capabilities' in given && typeof given.capabilities === 'object' ? given.capabilities : null;
  return { ...message, params: { ...given, capabilities: capabilities ?? {} } } as Message;
}
