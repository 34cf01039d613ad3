/**
 * When diagnostics go out.
 *
 * A client that pulls is answered from the present text and asked to pull again when something else changed (a run, a setting).
 * To others they are pushed: at once, unless the last answer took long and has only just been given. Then the next one waits as
 * long as that took, so that fast typing in a huge file leaves half of the time for everything else. Whatever is sent was made
 * from the text that is current at that moment.
 */
import type { Diagnostic } from 'vscode-languageserver/node';

export interface PublishedDocument {
  readonly uri: string;
  readonly version: number;
}

export interface PublisherPort<D extends PublishedDocument> {
  readonly pulls: () => boolean;
  readonly refresh: () => void;
  readonly send: (uri: string, version: number | undefined, diagnostics: Diagnostic[]) => void;
  readonly diagnosticsOf: (document: D) => Diagnostic[];
}

/** What the last answer for a document took, and when it was given, in ms. */
export interface LastAnswer {
  readonly cost: number;
  readonly at: number;
}

/**
 * Pause in ms before the next answer: none after one below 100 ms, never above 400. Up to 0.1 s an answer is taken to come at once (Nielsen,
 * Usability Engineering, chapter 5): putting off the next one would be seen, and keys are pressed further apart than that.
 */
export function pauseAfter(last: LastAnswer | undefined, now: number): number {
  return last === undefined || last.cost < 100 ? 0 : Math.max(0, Math.ceil(last.at + Math.min(400, last.cost) - now));
}

export class Publisher<D extends PublishedDocument> {
  private readonly port: PublisherPort<D>;
  private readonly waiting = new Map<string, NodeJS.Timeout | NodeJS.Immediate>();
  private readonly last = new Map<string, LastAnswer>();
  private refreshPending = false;

  constructor(port: PublisherPort<D>) {
    this.port = port;
  }

  /** The text of a document changed. */
  textChanged(document: D): void {
    if (!this.port.pulls()) this.schedule(document, pauseAfter(this.last.get(document.uri), performance.now()));
  }

  /** Something but the text changed: what a pulling client holds is out of date too. */
  meaningChanged(documents: readonly D[]): void {
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
    this.last.delete(uri);
    if (!this.port.pulls()) this.port.send(uri, undefined, []);
  }

  dispose(): void {
    for (const uri of [...this.waiting.keys()]) this.cancel(uri);
  }

  private schedule(document: D, pause: number): void {
    this.cancel(document.uri);
    const publish = (): void => {
      this.waiting.delete(document.uri);
      const started = performance.now();
      const diagnostics = this.port.diagnosticsOf(document);
      const at = performance.now();
      this.last.set(document.uri, { cost: at - started, at });
      this.port.send(document.uri, document.version, diagnostics);
    };
    // Even without a pause it takes its turn in the event loop, among the messages that have already come.
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
