/**
 * When diagnostics go out.
 *
 * A client that pulls is answered from the present text and asked to pull again when something else changed (a run, a setting).
 * To others they are pushed: at once when the last answer was quick, else after a pause that grows with the file's cost, so
 * that fast typing in a huge file is not followed by a queue of old answers. Whatever is sent was made from the text that is
 * current at that moment.
 */
import type { Diagnostic } from 'vscode-languageserver/node';
import type { OpenDocument } from './open-document';

export interface PublisherPort {
  readonly pulls: () => boolean;
  readonly refresh: () => void;
  readonly send: (uri: string, version: number | undefined, diagnostics: Diagnostic[]) => void;
  readonly diagnosticsOf: (document: OpenDocument) => Diagnostic[];
}

/** Pause in ms after an edit, from what the last answer took: none below 20 ms, never above 400. */
export function pauseAfter(lastCost: number): number {
  return lastCost < 20 ? 0 : Math.min(400, Math.round(lastCost * 2));
}

export class Publisher {
  private readonly port: PublisherPort;
  private readonly waiting = new Map<string, NodeJS.Timeout | NodeJS.Immediate>();
  private readonly cost = new Map<string, number>();
  private refreshPending = false;

  constructor(port: PublisherPort) {
    this.port = port;
  }

  /** The text of a document changed. */
  textChanged(document: OpenDocument): void {
    if (!this.port.pulls()) this.schedule(document, pauseAfter(this.cost.get(document.uri) ?? 0));
  }

  /** Something but the text changed: what a pulling client holds is out of date too. */
  meaningChanged(documents: readonly OpenDocument[]): void {
    if (!this.port.pulls()) for (const document of documents) this.schedule(document, 0);
    else if (!this.refreshPending) {
      this.refreshPending = true;
      setImmediate(() => {
        this.refreshPending = false;
        this.port.refresh();
      });
    }
  }

  closed(uri: string): void {
    this.cancel(uri);
    this.cost.delete(uri);
    if (!this.port.pulls()) this.port.send(uri, undefined, []);
  }

  dispose(): void {
    for (const uri of [...this.waiting.keys()]) this.cancel(uri);
  }

  private schedule(document: OpenDocument, pause: number): void {
    this.cancel(document.uri);
    const publish = (): void => {
      this.waiting.delete(document.uri);
      const started = performance.now();
      const diagnostics = this.port.diagnosticsOf(document);
      this.cost.set(document.uri, performance.now() - started);
      this.port.send(document.uri, document.version, diagnostics);
    };
    // Even without a pause it waits its turn: edits already received are applied first, and answered once.
    this.waiting.set(document.uri, pause === 0 ? setImmediate(publish) : setTimeout(publish, pause));
  }

  private cancel(uri: string): void {
    const timer = this.waiting.get(uri);
    if (timer === undefined) return;
    this.waiting.delete(uri);
    if ('refresh' in timer) clearTimeout(timer);
    else clearImmediate(timer);
  }
}
