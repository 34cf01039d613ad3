/** Where a command's words go. Tests hand in their own. */
export interface CommandIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** All of standard input; absent where there is none. */
  readonly stdin?: () => Promise<Uint8Array>;
  /** Paths on the command line are relative to it. */
  readonly cwd: string;
  /** Aborted by the user (Ctrl-C). */
  readonly signal?: AbortSignal;
  /** A first Ctrl-C while `run` runs a program: the program's. */
  readonly interrupt?: AbortSignal;
}

/** Exit statuses, as documented: nothing found, findings, and requests that could not be carried out. */
export const EXIT = { clean: 0, findings: 1, failed: 2 } as const;
