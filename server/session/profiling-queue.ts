/**
 * Profiling runs, one at a time. A new request for a file takes the place of an older one for it that has not ended; requests for
 * other files wait. Cancelling is immediate for one that waits; one that runs is told to stop.
 */
export class ProfilingQueue {
  private readonly jobs: Job[] = [];

  /** Whether another file's run has to end first. */
  get busy(): boolean {
    return this.jobs.length > 0;
  }

  /** Runs `work` when its turn comes. `controller` cancels it; a job cancelled while it waits never starts and rejects. */
  run<T>(uri: string, controller: AbortController, work: () => Promise<T>): Promise<T> {
    for (const job of [...this.jobs]) if (job.uri === uri) job.controller.abort();
    return new Promise<T>((resolve, reject) => {
      const job: Job = { uri, controller, started: false, start: () => work().then(resolve, reject) };
      this.jobs.push(job);
      controller.signal.addEventListener('abort', () => {
        if (job.started) return;
        this.remove(job);
        reject(new CancelledWhileWaiting());
      });
      this.startNext();
    });
  }

  cancelAll(): void {
    for (const job of [...this.jobs]) job.controller.abort();
  }

  private startNext(): void {
    const job = this.jobs[0];
    if (job === undefined || job.started) return;
    job.started = true;
    const ended = (): void => this.remove(job);
    job.start().then(ended, ended);
  }

  private remove(job: Job): void {
    const index = this.jobs.indexOf(job);
    if (index >= 0) this.jobs.splice(index, 1);
    this.startNext();
  }
}

export class CancelledWhileWaiting extends Error {}

interface Job {
  readonly uri: string;
  readonly controller: AbortController;
  started: boolean;
  start(): Promise<void>;
}
