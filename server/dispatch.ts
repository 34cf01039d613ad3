/**
 * From the wire to a handler and back. Whatever a client sends, the answer is a result or a clear error, and the server lives on:
 * bad parameters are `InvalidParams`, requests before `initialize` are `ServerNotInitialized`, anything unforeseen is an
 * `InternalError` with the method's name and a line in the log.
 */
import { ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import { InvalidParams, fields } from './decode';
import type { Fields } from './decode';
import type { Session } from './session/session';

/** One LSP request: how its parameters are read and what it answers. */
export interface RequestDefinition {
  readonly method: string;
  handle(session: Session, params: Fields, token: CancellationToken): unknown;
}

/** One LSP notification. */
export interface NotificationDefinition {
  readonly method: string;
  handle(session: Session, params: Fields): void | Promise<void>;
}

/** Raised by a handler that cannot do what was asked, for a reason the user should read. */
export class RequestFailed extends Error {}

/** Raised by a handler whose request was cancelled. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
  }
}

/** The session, once `initialize` has come; a promise while it is being answered. */
export type CurrentSession = () => Session | Promise<Session> | null;

export function installRequest(connection: Connection, current: CurrentSession, definition: RequestDefinition): void {
  connection.onRequest(definition.method, async (...received: unknown[]) => {
    // Positional parameters arrive spread out; the token is always last.
    const token = received[received.length - 1] as CancellationToken;
    const session = await reached(current);
    const unready = refusal(session);
    if (session === null || unready !== null) return unready;
    try {
      const params = received.length === 2 ? received[0] : received.length === 1 ? {} : received.slice(0, -1);
      return await definition.handle(session, fields(params, 'params'), token);
    } catch (error) {
      return errorFor(session, definition.method, error);
    }
  });
}

export function installNotification(connection: Connection, current: CurrentSession, definition: NotificationDefinition): void {
  connection.onNotification(definition.method, async (...received: unknown[]) => {
    const session = await reached(current);
    if (session === null || refusal(session) !== null) return;
    try {
      const params = received.length === 1 ? received[0] : received.length === 0 ? {} : received;
      await definition.handle(session, fields(params ?? {}, 'params'));
    } catch (error) {
      session.client.log('warning', `${definition.method}: ${messageOf(error)}`);
    }
  });
}

/** Every message waits equally long for the session, so that their order is kept. */
async function reached(current: CurrentSession): Promise<Session | null> {
  try {
    return await current();
  } catch {
    return null; // `initialize` itself has been answered with the reason.
  }
}

/** Why a request cannot be answered now; null when it can. */
function refusal(session: Session | null): ResponseError | null {
  if (session === null) return new ResponseError(ErrorCodes.ServerNotInitialized, 'the first request must be "initialize"');
  if (session.phase === 'shut down') return new ResponseError(ErrorCodes.InvalidRequest, 'the server has been shut down');
  return null;
}

function errorFor(session: Session, method: string, error: unknown): ResponseError {
  if (error instanceof Cancelled) return new ResponseError(LSPErrorCodes.RequestCancelled, `${method} was cancelled`);
  if (error instanceof InvalidParams) return new ResponseError(ErrorCodes.InvalidParams, `${method}: ${error.message}`);
  if (error instanceof RequestFailed) return new ResponseError(LSPErrorCodes.RequestFailed, error.message);
  session.client.log('error', `${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new ResponseError(ErrorCodes.InternalError, `${method} failed: ${messageOf(error)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
