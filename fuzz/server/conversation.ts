/** A language server under test: its real process, and whether it still does its work. */
import { internalFailure } from '../fuzzer';
import { serverBundle } from '../root';
import { ServerProcess, type Message } from '../../server/testing/server-process';

/** A program with one finding, which every healthy server reports. */
export const HOT = 'import math\ndef f(ps):\n    t = 0\n    for p in ps:\n        t += math.hypot(p.x, p.y)\n    return t\n';
const WORK_DONE = { window: { workDoneProgress: true } };

export function startServer(): ServerProcess {
  return new ServerProcess(serverBundle);
}

/** The usual beginning. */
export async function greeted(folders: readonly string[] = [], capabilities: object = WORK_DONE): Promise<ServerProcess> {
  const server = startServer();
  await server.request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities,
    workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
  });
  server.notify('initialized', {});
  return server;
}

/** Null for a server that opens a file and finds what is in it; else what is wrong with it. */
export async function ailment(server: ServerProcess, seconds = 15): Promise<string | null> {
  const uri = 'file:///fuzz/health.py';
  if (!server.alive) return `the server has ended: ${lastWords(server)}`;
  try {
    const from = server.received.length;
    const greeting = await server.answer(server.ask('initialize', { processId: null, rootUri: null, capabilities: {} }), seconds);
    const shutDown = greeting.error !== undefined && /shut down/.test(greeting.error.message);
    server.notify('initialized', {});
    server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text: HOT } });
    const pulled = await server.answer(server.ask('textDocument/diagnostic', { textDocument: { uri } }), seconds);
    server.notify('textDocument/didClose', { textDocument: { uri } });
    if (pulled.error !== undefined) return shutDown || /shut down/.test(pulled.error.message) ? null : `health: ${pulled.error.message}`;
    const { items } = pulled.result as { items: readonly unknown[] };
    return items.length === 0 && from >= 0 ? 'the server no longer finds anything' : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** An answer or a message in the log that shows a failure of our own. */
export function innerFailure(received: readonly Message[]): string | null {
  for (const { error, method, params } of received) {
    if (error?.code === -32603) return `InternalError: ${error.message.slice(0, 300)}`;
    if (error !== undefined) {
      const internal = internalFailure(error.message);
      if (internal !== null) return internal;
    }
    if (method === 'window/logMessage') {
      const { message } = params as { readonly message: string };
      const internal = internalFailure(message);
      if (internal !== null) return `logged: ${internal}`;
    }
  }
  return null;
}

export function lastWords(server: ServerProcess): string {
  return (
    server.stderr.trim().split('\n').slice(-3).join(' ').slice(0, 400) ||
    `status ${server.process.exitCode ?? server.process.signalCode ?? '?'}`
  );
}
