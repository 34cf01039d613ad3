/** What the server says to its client of its own accord. One narrow port, so that the session knows no connection. */
import type { Diagnostic } from 'vscode-languageserver/node';

export type LogLevel = 'error' | 'warning' | 'info' | 'debug';

export interface ClientPort {
  publishDiagnostics(uri: string, version: number | undefined, diagnostics: Diagnostic[]): void;
  /** Asks a pulling client to pull again. */
  refreshDiagnostics(): void;
  refreshCodeLenses(): void;
  refreshInlayHints(): void;
  /** Tells our own client that what runs have shown has changed. */
  evidenceChanged(): void;
  showMessage(level: 'error' | 'warning' | 'info', message: string): void;
  log(level: LogLevel, message: string): void;
  /** The client's `jitlens` settings, for clients that can be asked: of no place, then of each. */
  fetchSettings(scopes: readonly string[]): Promise<readonly unknown[]>;
  /** Opens a page outside the server's care; false when the client did not. */
  showDocument(uri: string): Promise<boolean>;
  /** Reports on a token the client gave, or on one it was asked to create; null when it does not want any. */
  progress(clientToken: string | number | undefined, onCancel: () => void): Promise<ProgressPort | null>;
}

export interface ProgressPort {
  begin(title: string): void;
  /** How far it is, in words: how much is left nobody knows. */
  report(message: string): void;
  end(message: string): void;
}
