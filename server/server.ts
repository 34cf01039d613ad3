/** Puts a session on a connection: every handler of requests/ and notifications/, and the few messages that change its phase. */
import {
  DidChangeConfigurationNotification,
  ErrorCodes,
  ResponseError,
  WorkDoneProgressCancelNotification,
} from 'vscode-languageserver/node';
import type { Connection, InitializeError, InitializeResult } from 'vscode-languageserver/node';
import { connectionClient } from './connection-client';
import { installNotification, installRequest } from './dispatch';
import { NOTIFICATIONS } from './notifications';
import { REQUESTS } from './requests';
import { initialize } from './requests/initialize';
import { Session } from './session/session';
import type { Services } from './services/services';

/** Serves one client. `makeServices` is called when it says hello, so that a client that never does costs nothing. */
export function serve(connection: Connection, makeServices: () => Promise<Services>, version: string): void {
  let session: Session | Promise<Session> | null = null;
  const running = (): Session | null => (session instanceof Session ? session : null);
  const cancellations = new Map<string | number, () => void>();
  const client = connectionClient(connection, () => running()?.abilities.workDoneProgress === true, cancellations);

  connection.onInitialize(async (params): Promise<InitializeResult | ResponseError<InitializeError>> => {
    if (session !== null) return new ResponseError(ErrorCodes.InvalidRequest, 'the server is initialized already', { retry: false });
    // Replaces the library's listener, which knows only tokens it made itself.
    connection.onNotification(WorkDoneProgressCancelNotification.method, (sent: unknown) => {
      const token = typeof sent === 'object' && sent !== null && 'token' in sent ? sent.token : undefined;
      if (typeof token === 'string' || typeof token === 'number') cancellations.get(token)?.();
    });
    try {
      let result: InitializeResult | null = null;
      // What comes before the services are there waits for them.
      session = makeServices().then((services) => {
        const started = new Session(client, services);
        result = initialize(started, params, version);
        session = started;
        return started;
      });
      await session;
      return result!;
    } catch (error) {
      session = null;
      return new ResponseError(
        ErrorCodes.InternalError,
        `JIT Lens cannot start: ${error instanceof Error ? error.message : String(error)}`,
        {
          retry: false,
        },
      );
    }
  });
  for (const definition of REQUESTS) installRequest(connection, () => session, definition);
  for (const definition of NOTIFICATIONS) installNotification(connection, () => session, definition);

  connection.onInitialized(async () => {
    const started = await Promise.resolve(session).catch(() => null);
    if (started === null) return;
    if (started.abilities.configurationRegistration) {
      connection.client.register(DidChangeConfigurationNotification.type, { section: 'jitlens' }).catch(() => undefined);
    }
    await started.fetchSettings();
  });

  connection.onShutdown(() => {
    const started = running();
    if (started === null) return;
    started.phase = 'shut down';
    started.dispose();
  });

  connection.onExit(() => running()?.dispose());
}
