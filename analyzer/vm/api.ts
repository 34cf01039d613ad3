/**
 * The embedded tracing VM, seen from outside: one call runs one program to its end, streaming what it prints and what its JIT
 * does. The VM knows no Node: the host hands in output, files, a stop flag and budgets, all of them plain functions and numbers.
 *
 * `runProgram` (index.ts) never throws: whatever happens is an `Outcome`.
 */
import type { TraceEvent } from './jit/tracelog';

export type Outcome = 'finished' | 'failed' | 'time-limit' | 'operation-limit' | 'memory-limit' | 'output-limit' | 'cancelled';

/** JIT parameters by PyPy's names (targets/pypy has the table); `off` runs the interpreter alone. */
export type JitSetting = 'off' | Readonly<Record<string, number | string>>;

/** What a program may use (sandbox/limits.ts has the table with defaults). */
export interface Limits {
  /** Back-edges, calls and steps of natives, interpreted or compiled, before 'operation-limit'. */
  readonly operations: number;
  /** Guest bytes; the host counts them (`poll`). */
  readonly memory: number;
  /** Bytes of one block. */
  readonly block: number;
  /** Bits of one int. */
  readonly integer: number;
  /** UTF-16 units written to stdout and stderr together. */
  readonly output: number;
  /** Guest frames, until the program sets another limit. */
  readonly recursion: number;
  /** Guest frames, whatever limit the program sets. */
  readonly frames: number;
  /** Steps of one match of a regular expression before 'operation-limit'. */
  readonly regex: number;
  /** Loops, entry traces and bridges compiled. */
  readonly traces: number;
  /** Operations recorded, given-up traces included. */
  readonly recorded: number;
  /** Bytes of V8 bytecode generated for traces. */
  readonly code: number;
}

/** Read access to files, and the in-memory overlay: see sandbox/. Paths are POSIX and absolute as the guest sees them. */
export interface GuestFiles {
  /** Null when there is no such file. Throws nothing. */
  read(path: string): Uint8Array | null;
  write(path: string, data: Uint8Array): void;
  remove(path: string): boolean;
  exists(path: string): 'file' | 'directory' | null;
  list(path: string): readonly string[] | null;
}

/** Times of the machine, in seconds. */
export interface RealClock {
  /** Since 1970. */
  now(): number;
  /** Since some moment before the program started; never goes back. */
  elapsed(): number;
  /** Of the processor, by this program. */
  busy(): number;
  /** Waits, for `seconds` or a little less: a request to stop ends it. */
  sleep(seconds: number): void;
}

/** CPython's modules that are written in Python. Names are paths in its library folder: `json/decoder.py`. */
export interface PythonLibrary {
  files(): readonly string[];
  has(file: string): boolean;
  source(file: string): Uint8Array | null;
  /** Compiled (compile/code-file.ts); null when only the source is there. */
  code(file: string): Uint8Array | null;
  /** A table of a module that CPython has in C, `unicodedata/names`; null without one. */
  table?(name: string): Uint8Array | null;
}

export interface VmOptions {
  readonly source: string;
  readonly path: string;
  /** sys.argv[1:]. */
  readonly args: readonly string[];
  readonly stdin: string;
  /** What os.environ holds besides HOME. */
  readonly environment?: readonly (readonly [name: string, value: string])[];
  /** The program's `__name__`; default `__main__`. Under another one its main guard does not hold. */
  readonly moduleName?: string;
  /** A live standard input: gives the next piece of text, null at its end. When present, `stdin` is empty. */
  readonly readStdin?: () => string | null;
  readonly jit: JitSetting;
  /** What is left out is as in a profile. */
  readonly limits: Partial<Limits>;
  /** Bytes of stack that the host's thread has: how deep native code may run guest code inside itself follows from it. */
  readonly hostStack?: number;
  /** `profile` runs: placeholders for modules that cannot be had. */
  readonly profiling: boolean;
  /** The real time; without it the clock is virtual, and runs with the operations done. */
  readonly clock?: RealClock;
  readonly files: GuestFiles;
  /** Folders searched by import, in order. */
  readonly searchPath: readonly string[];
  /** Folders searched after the standard library: what it lacks, from a Python on this machine, and its installed packages. */
  readonly packages?: readonly string[];
  /** Without one, the modules are there that the VM brings itself. */
  readonly library?: PythonLibrary | null;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Asked at back-edges, calls, inside long natives and before large blocks are made: non-null stops the run with that outcome. The
   * operations done so far, when told, are shown as progress; `ahead` are the bytes about to be taken. */
  readonly poll: (operations?: number, ahead?: number) => 'time-limit' | 'cancelled' | 'memory-limit' | null;
  /** Asked where `poll` is: true when the program is to have a KeyboardInterrupt. */
  readonly interrupted?: () => boolean;
  /** Told when a limit ends the run, before it unwinds: how long ending takes counts from here. */
  readonly onStop?: () => void;
  /** Null when nobody wants the trace log. */
  readonly onEvent: ((event: TraceEvent) => void) | null;
  /** Put the text of optimized traces into the events. */
  readonly traceText: boolean;
}

export interface GuestFailure {
  /** `SyntaxError`, `ZeroDivisionError` ... */
  readonly type: string;
  readonly message: string;
  readonly path: string;
  /** 1-based; 0 when unknown. Columns in code points. */
  readonly line: number;
  readonly column: number;
}

export interface RunResult {
  readonly outcome: Outcome;
  /** As the process would have exited: 0, 1 for an uncaught exception, sys.exit's value. */
  readonly exitStatus: number;
  /** The uncaught exception, if any. Its traceback has been written to stderr. */
  readonly failure: GuestFailure | null;
  /** Guest operations executed: the deterministic clock. */
  readonly operations: number;
}
