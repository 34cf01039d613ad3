/**
 * What the language server and its clients agree on beyond LSP itself: command names, settings, initialization options.
 *
 * The settings table is the one source of names and defaults; `package.json` repeats it for VS Code and a test compares the two.
 */

// What `jitlens.traces` and `jitlens.trace` answer with.
export type { ExplorerEvent, ExplorerGuard, ExplorerJson, ExplorerTrace, TraceListingJson } from '../analyzer/profile/explorer/contract';
export type { LineJson } from '../analyzer/profile/contract';

export const COMMANDS = {
  /** Arguments: [uri, ProfileRequest?]. Returns the profile as JSON, with an `answer` in words. */
  profileFile: 'jitlens.profileFile',
  /** Arguments: [uri, position, ProfileRequest?]. The same of the function at a position: by its `# jitlens: run` line or the file's main guard. */
  profileFunction: 'jitlens.profileFunction',
  /** Arguments: [uri, id of a test, ProfileRequest?]. The same of a test function, which is run again and again. */
  profileTest: 'jitlens.profileTest',
  /** Arguments: [uri]. Returns the test functions of the file: [{id, label, group, range}]. */
  tests: 'jitlens.tests',
  /** Arguments: [uri]. Returns the targets that the file is checked for: [{name, title, modelled}]. */
  targets: 'jitlens.targets',
  /** No arguments. Checks all Python files of the workspace's folders and publishes what it finds; returns {files, findings, unreadable}. */
  checkWorkspace: 'jitlens.checkWorkspace',
  /** Arguments: [uri?]. Forgets what runs have shown, of one file or of all. */
  clearEvidence: 'jitlens.clearEvidence',
  /** Arguments: [code]. Returns {code, markdown, uri}; asks the client to show the page where it can. */
  explain: 'jitlens.explain',
  /** Arguments: [uri]. Returns the last profile of the file as a Markdown page, null when there is none. */
  report: 'jitlens.report',
  /** Arguments: [uri]. Returns what a trace explorer shows of the last run (analyzer/profile/explorer/contract.ts), null when there is none. */
  traces: 'jitlens.traces',
  /** Arguments: [uri, id]. Returns one optimized trace beside its lines, null for a number that no trace has. */
  trace: 'jitlens.trace',
  /** Arguments: [uri]. Returns what the last run counted on each line that still stands as it ran: [{line, loops, bridges, guardFailures, allocations, cost}], lines 0-based. */
  lines: 'jitlens.lines',
  /** Arguments: [uri, format]: json, sarif, markdown or text. Returns the last profile as a text to save. */
  exportReport: 'jitlens.exportReport',
  /** Arguments: [uri, title of a fix]. Runs the program before and after it; returns {code, title, line, before, after, sameOutput, helps, result, diff}. */
  measureFix: 'jitlens.measureFix',
  /** Arguments: [uri of a PYPYLOG file]. Takes the log as the last run of the program it is about; returns {uri, profile}. */
  importLog: 'jitlens.importLog',
} as const;

/** How a profile is asked for; what is left out takes its setting. */
export interface ProfileRequest {
  /** Name of a run configuration: its values come before those of the settings. */
  readonly configuration?: string;
  readonly target?: Target;
  /** `pypy` runs the program in the PyPy that `pypy` names, outside the sandbox: only ever asked for by the user. */
  readonly engine?: 'vm' | 'pypy';
  /** The command of that PyPy. */
  readonly pypy?: string;
  readonly arguments?: readonly string[];
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeLimit?: number;
  /** Other limits, by their names (analyzer/vm/sandbox/limits.ts). */
  readonly limits?: Readonly<Record<string, number>>;
  /** Run it even where a run of the same program with the same input is at hand. */
  readonly fresh?: boolean;
}

/** A test function, for a test explorer. */
export interface TestItem {
  readonly id: string;
  readonly label: string;
  /** The class around it, or null. */
  readonly group: string | null;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

export interface TargetInfo {
  readonly name: Target;
  readonly title: string;
  /** Whether a run can confirm or refute what is suspected for it. */
  readonly modelled: boolean;
}

/** What a run counted on one line. */
export interface LineCounts {
  /** 0-based, in the present text. */
  readonly line: number;
  readonly loops: number;
  readonly bridges: number;
  readonly guardFailures: number;
  readonly allocations: number;
  /** Predicted share of the run, 0 to 1. */
  readonly cost: number;
}

export const EXPORT_FORMATS = ['json', 'sarif', 'markdown', 'text'] as const;

export const TARGETS = ['pypy', 'cpython3.13', 'cpython3.14', 'cpython3.15'] as const;
export type Target = (typeof TARGETS)[number];

/** Stands for what the project says: `[tool.jitlens] targets`, `.python-version` or `requires-python`; else PyPy. */
export const AUTO = 'auto';

/** A way to run a file, saved under a name. */
export interface RunConfiguration {
  readonly name: string;
  /** The end of a path, `tools/convert.py`: the files it is for. Every file when left out. */
  readonly file?: string;
  readonly arguments?: readonly string[];
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeLimit?: number;
}

/** Settings under `jitlens.`, nested as clients send them. */
export interface Settings {
  /** The JITs that findings are about. A client may send a single one as `target`. */
  readonly targets: readonly (Target | typeof AUTO)[];
  readonly codeLens: { readonly enable: boolean };
  /** At the end of lines whose guards failed. */
  readonly inlayHints: { readonly enable: boolean };
  readonly profile: {
    /** Seconds a profiled program may run: the backstop behind the limit of operations. */
    readonly timeLimit: number;
    /** Other limits, by their names (analyzer/vm/sandbox/limits.ts). */
    readonly limits: Readonly<Record<string, number>>;
    /** Command-line arguments given to it. */
    readonly arguments: readonly string[];
  };
  readonly runConfigurations: readonly RunConfiguration[];
  readonly rules: {
    /** Codes never shown, e.g. `JIT101`; `JIT1` stands for all that start so. */
    readonly disable: readonly string[];
  };
}

export const DEFAULT_SETTINGS: Settings = {
  targets: [AUTO],
  codeLens: { enable: false },
  inlayHints: { enable: false },
  profile: { timeLimit: 60, limits: {}, arguments: [] },
  runConfigurations: [],
  rules: { disable: [] },
};

/** Sent by our own client in `initialize`; every field is optional for others. */
export interface InitializationOptions {
  /** False in a workspace the user does not trust: nothing is run. */
  readonly trusted?: boolean;
  /** True of a client that shows the pages of `jitlens.explain` and `jitlens.report` itself. */
  readonly showsPages?: boolean;
  /** True of a client whose hover shows the diagnostics and their related places above the card: both are then kept short. */
  readonly briefHovers?: boolean;
  /** Settings of a client that cannot be asked for them. */
  readonly settings?: unknown;
}

/** Notification to a client that said `showsPages`: what runs have shown has changed. No parameters. */
export const EVIDENCE_CHANGED = 'jitlens/evidenceChanged';

/** Notification of our own client: the user has granted trust. No parameters. */
export const TRUST_GRANTED = 'jitlens/trustGranted';
