/** The client at the other end of a connection, as the session sees it. What cannot be sent (the client is gone) is dropped. */
import { randomUUID } from 'node:crypto';
import {
  CodeLensRefreshRequest,
  ConfigurationRequest,
  DiagnosticRefreshRequest,
  InlayHintRefreshRequest,
  LogMessageNotification,
  MessageType,
  PublishDiagnosticsNotification,
  ShowDocumentRequest,
  ShowMessageNotification,
  WorkDoneProgress,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver/node';
import type { Connection } from 'vscode-languageserver/node';
import { EVIDENCE_CHANGED } from './protocol';
import type { ClientPort, LogLevel, ProgressPort } from './services/client-port';

const MESSAGE_TYPES: Readonly<Record<LogLevel, MessageType>> = {
  error: MessageType.Error,
  warning: MessageType.Warning,
  info: MessageType.Info,
  debug: MessageType.Log,
};

/** `cancellations` is filled with what to do when the client cancels a progress token. */
export function connectionClient(
  connection: Connection,
  wantsProgress: () => boolean,
  cancellations: Map<string | number, () => void>,
): ClientPort {
  const drop = (sent: Promise<unknown>): void => void sent.catch(() => undefined);
  return {
    publishDiagnostics: (uri, version, diagnostics) =>
      drop(
        connection.sendNotification(
          PublishDiagnosticsNotification.type,
          version === undefined ? { uri, diagnostics } : { uri, version, diagnostics },
        ),
      ),
    refreshDiagnostics: () => drop(connection.sendRequest(DiagnosticRefreshRequest.type)),
    refreshCodeLenses: () => drop(connection.sendRequest(CodeLensRefreshRequest.type)),
    refreshInlayHints: () => drop(connection.sendRequest(InlayHintRefreshRequest.type)),
    evidenceChanged: () => drop(connection.sendNotification(EVIDENCE_CHANGED)),
    showMessage: (level, message) =>
      drop(connection.sendNotification(ShowMessageNotification.type, { type: MESSAGE_TYPES[level], message })),
    log: (level, message) => drop(connection.sendNotification(LogMessageNotification.type, { type: MESSAGE_TYPES[level], message })),
    fetchSettings: async (scopes) => {
      const items = [{ section: 'jitlens' }, ...scopes.map((scopeUri) => ({ scopeUri, section: 'jitlens' }))];
      const answers: unknown = await connection.sendRequest(ConfigurationRequest.type, { items }).catch(() => []);
      return Array.isArray(answers) ? (answers as unknown[]) : [];
    },
    showDocument: async (uri) => {
      const result = await connection.sendRequest(ShowDocumentRequest.type, { uri, takeFocus: true }).catch(() => ({ success: false }));
      return result.success;
    },
    progress: async (clientToken, onCancel) => {
      const token = clientToken ?? randomUUID();
      if (clientToken === undefined) {
        if (!wantsProgress()) return null;
        cancellations.set(token, onCancel);
        await connection.sendRequest(WorkDoneProgressCreateRequest.type, { token });
      }
      cancellations.set(token, onCancel);
      return progressPort(connection, token, () => cancellations.delete(token));
    },
  };
}

function progressPort(connection: Connection, token: string | number, ended: () => void): ProgressPort {
  const send = (value: Parameters<typeof connection.sendProgress<unknown>>[2]): void =>
    void connection.sendProgress(WorkDoneProgress.type, token, value as never).catch(() => undefined);
  return {
    begin: (title) => send({ kind: 'begin', title, cancellable: true }),
    report: (message) => send({ kind: 'report', message, cancellable: true }),
    end: (message) => {
      ended();
      send({ kind: 'end', message });
    },
  };
}
