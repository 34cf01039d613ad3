/** What a profile is to the server: the profiler's own JSON, and what it is asked with. */
import type { FindingJson } from '../../analyzer/profile/contract';

export type { ExplorerGuard, ExplorerEvent, ExplorerJson, ExplorerTrace, ExploredRun, TraceListingJson } from '../../analyzer/profile';
export type { Evidence as RunEvidence, LineJson, ProfileJson, VerdictStatus } from '../../analyzer/profile/contract';

/** A finding as a run left it. */
export type Verdict = FindingJson;

export interface ProfileOptions {
  readonly target: string;
  readonly engine: 'vm' | 'pypy';
  /** The command of the PyPy that the user has named and agreed to; null where none was. */
  readonly pypy: string | null;
  readonly stdin: string;
  readonly environment: ReadonlyMap<string, string>;
  /** What is run after the file in place of its main guard; null: the file itself. */
  readonly entry: string | null;
  readonly arguments: readonly string[];
  /** Seconds. */
  readonly timeLimit: number;
  /** Other limits than the defaults, by name. */
  readonly limits: Readonly<Record<string, number>>;
  /** Texts of files that are open in the editor, by path: they take the place of what is on disk. */
  readonly overlay: ReadonlyMap<string, string>;
  /** Folders the program may read besides its own: those of the workspace. */
  readonly readable: readonly string[];
  readonly disabledRules: readonly string[];
}
