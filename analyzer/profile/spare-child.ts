/**
 * A child process started before it is needed: loading the VM and the parser's WebAssembly takes longer than most small runs.
 *
 * One spare at most, for the options of the last run; a long-lived host (the language server) asks for it, a command does not.
 */
import { startChild, type ChildOptions, type StartedChild } from './child-process';

export class SpareChild {
  private child: StartedChild | null = null;
  private key = '';

  /** Starts a spare for these options, unless one waits already. It does not keep this process alive, and ends with it. */
  prepare(options: ChildOptions): void {
    const key = JSON.stringify(options);
    if (this.key === key && this.child !== null && isWaiting(this.child)) return;
    this.dispose();
    const child = startChild(options);
    // One that cannot start is no loss: the run starts its own and says why that fails.
    child.process.on('error', () => {});
    for (const stream of [child.guest, child.control, child.diagnostics]) {
      stream.on('error', () => {});
      stream.unref();
    }
    child.process.unref();
    this.child = child;
    this.key = key;
  }

  /** The spare, if it was started with the same options and is alive; the caller owns it then. */
  take(options: ChildOptions): StartedChild | null {
    const { child } = this;
    if (child === null || this.key !== JSON.stringify(options)) return null;
    this.child = null;
    if (!isWaiting(child)) return null;
    child.process.ref();
    for (const stream of [child.guest, child.control, child.diagnostics]) stream.ref();
    return child;
  }

  dispose(): void {
    this.child?.process.kill('SIGKILL');
    this.child = null;
  }
}

function isWaiting({ process }: StartedChild): boolean {
  return process.pid !== undefined && process.exitCode === null && process.signalCode === null;
}
