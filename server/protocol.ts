/**
 * What the language server and its clients agree on beyond LSP itself: command names, settings, initialization options.
 *
 * The settings table is the one source of names and defaults; `package.json` repeats it for VS Code and a test compares the two.
 */

// What `jitlens.traces` and `jitlens.trace` answer with.
export type { ExplorerEvent, ExplorerGuard, ExplorerJson, ExplorerTrace, TraceListingJson } from '../analyzer/profile/explorer/contract';
export type { LineJson } from '../analyzer/profile/contract';

export const COMMANDS = {
  /** Arguments: [uri, {target?, engine?, arguments?, timeLimit?}]. Returns the profile as JSON. */
  profileFile: 'jitlens.profileFile',
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

/** Settings under `jitlens.`, nested as clients send them. */
export interface Settings {
  /** The JIT that findings are about. */
  readonly target: Target;
  readonly codeLens: { readonly enable: boolean };
  /** At the end of lines whose guards failed. */
  readonly inlayHints: { readonly enable: boolean };
  readonly profile: {
    /** Seconds a profiled program may run: the backstop behind the limit of operations. */
    readonly timeLimit: number;
    /** Command-line arguments given to it. */
    readonly arguments: readonly string[];
  };
  readonly rules: {
    /** Codes never shown, e.g. `JIT101`; `JIT1` stands for all that start so. */
    readonly disable: readonly string[];
  };
}

export const DEFAULT_SETTINGS: Settings = {
  target: 'pypy',
  codeLens: { enable: false },
  inlayHints: { enable: false },
  profile: { timeLimit: 60, arguments: [] },
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
