/**
 * What the server needs from the analyzer, as it needs it. `live.ts` fills these in with the product's own parts; tests hand in
 * doubles. Plain data on both sides: no LSP type occurs here.
 */
import type { Rewrite } from '../../analyzer/fixes/rewrite';
import type { Finding, Span } from '../../analyzer/rules/finding';
import type { Module } from '../../analyzer/syntax/ast';
import type { ExploredRun, ProfileOptions, ProfileJson } from './profile';

export interface Services {
  readonly analyzer: Analyzer;
  readonly profiler: Profiler;
  readonly pages: Pages;
}

export interface Analyzer {
  /** Never throws: text that does not parse gives what could be made of it. */
  open(path: string, text: string, configuration: AnalysisConfiguration): AnalyzedDocument;
  /** The targets that a file is checked for: those of the configuration, with what the project says in place of `auto`. */
  targetsOf(path: string, configuration: AnalysisConfiguration): readonly string[];
}

export interface AnalysisConfiguration {
  /** Names, or `auto`. */
  readonly targets: readonly string[];
  /** Rule codes, or prefixes of them, that are not shown. */
  readonly disabledRules: readonly string[];
}

/** One file under analysis. */
export interface AnalyzedDocument {
  /** Replaces the text; what did not change is not looked at again. */
  update(text: string): void;
  configure(configuration: AnalysisConfiguration): void;
  readonly module: Module;
  /** In the order of the text. */
  readonly findings: readonly Finding[];
  /** What can be rewritten safely in answer to the findings. */
  readonly rewrites: readonly Rewrite[];
  /** Whether a comment or a setting silences a rule at a place: for what a run alone saw. */
  isSilenced(code: string, span: Span): boolean;
  dispose(): void;
}

export interface Profiler {
  /** Profiles `text` as if it were the file at `path`. Resolves with the profile whatever the program did; rejects when it could not be run at all, with a sentence for the user. */
  profileFile(path: string, text: string, options: ProfileOptions, run: ProfileRun): Promise<Profiled>;
  /** A log that a real PyPy wrote (PYPYLOG), as a profile of the program it is about. Rejects with a sentence for the user. */
  importLog(file: string): Promise<ImportedProfile>;
}

/** A profile, and the traces it was made from. */
export interface Profiled {
  readonly profile: ProfileJson;
  readonly traces: ExploredRun;
  /** The places of the disk that the program asked for; null where nobody can tell, so that the run must not be taken for another. */
  readonly looked: readonly string[] | null;
}

export interface ImportedProfile extends Omit<Profiled, 'looked'> {
  /** Text of the program; null where it is not on this machine. */
  readonly source: string | null;
}

export interface ProfileRun {
  readonly onProgress: (progress: ProfileProgress) => void;
  /** Aborted: the program is killed, and the promise resolves with the partial profile or rejects. */
  readonly signal: AbortSignal;
}

export interface ProfileProgress {
  /** Bytecodes run so far. */
  readonly operations: number;
  readonly milliseconds: number;
  /** Traces compiled so far. */
  readonly loops: number;
  readonly bridges: number;
}

/** How a target treats what a rule is about. */
export interface Treatment {
  /** The target's name. */
  readonly target: string;
  /** "residual call". */
  readonly treatment: string;
  /** One sentence. */
  readonly because: string;
}

/** The explanation of each rule. */
export interface Pages {
  /** What each known target makes of it; empty for an unknown code. */
  treatments(code: string): readonly Treatment[];
  /** Markdown of a rule's page; null for an unknown code. */
  markdown(code: string): string | null;
  /** Where the page can be opened; null when there is none on this machine. */
  uri(code: string): string | null;
}
