/** Opens the connection that the command line asks for, and serves it until the client ends it. */
import { createConnection } from 'vscode-languageserver/node';
import type { Connection } from 'vscode-languageserver/node';
import { FrameFilter } from './framing';
import { serve } from './server';
import type { Services } from './services/services';

export function listen(makeServices: () => Promise<Services>, version: string): void {
  const connection = process.argv.includes('--stdio') ? stdioConnection() : createConnection();
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
  return createConnection(frames, process.stdout);
}
