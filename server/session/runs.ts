/** What profiling runs have shown, by document URI. It outlives the document being closed, so that reopening a file shows it again. */
import type { Finding } from '../../analyzer/rules/finding';
import { matchEvidence, recordEvidence } from '../../analyzer/workspace/evidence';
import type { Evidence, Matched } from '../../analyzer/workspace/evidence';
import { scopeAt } from '../../analyzer/workspace/fingerprint';
import type { Fingerprint } from '../../analyzer/workspace/fingerprint';
import { LineIndex } from '../../analyzer/syntax/positions';
import type { ProfileFinding, ProfileJson, ProfileLine } from '../services/profile';

/** The last run of one file. */
export interface Run {
  readonly profile: ProfileJson;
  readonly evidence: Evidence<ProfileFinding>;
  /** What the run counted in each function of the file, by scope key, with the function's hash at that time. */
  readonly functions: ReadonlyMap<string, FunctionCounts>;
}

export interface FunctionCounts {
  readonly hash: string;
  readonly loops: number;
  readonly bridges: number;
  readonly guardFailures: number;
  /** Predicted share of the run, 0 to 1. */
  readonly cost: number;
}

/** Runs kept at most; the one least recently made is forgotten first. */
const KEPT_RUNS = 200;

export class Runs {
  private readonly byUri = new Map<string, Run>();

  get(uri: string): Run | undefined {
    return this.byUri.get(uri);
  }

  /** Takes in a profile of `text`, whose functions were `print`. */
  record(uri: string, profile: ProfileJson, text: string, print: Fingerprint): Run {
    const run: Run = { profile, evidence: evidenceOf(profile, text, print), functions: functionsOf(profile, text, print) };
    this.byUri.delete(uri);
    this.byUri.set(uri, run);
    for (const oldest of this.byUri.keys()) {
      if (this.byUri.size <= KEPT_RUNS) break;
      this.byUri.delete(oldest);
    }
    return run;
  }

  match(uri: string, print: () => Fingerprint, findings: readonly Finding[]): Matched<Finding, ProfileFinding> {
    const run = this.byUri.get(uri);
    return run === undefined ? { standing: new Map(), alone: [] } : matchEvidence(run.evidence, print(), findings);
  }

  /** Forgets one file's run, or all of them; says which were forgotten. */
  clear(uri: string | undefined): readonly string[] {
    const gone = uri === undefined ? [...this.byUri.keys()] : this.byUri.has(uri) ? [uri] : [];
    for (const one of gone) this.byUri.delete(one);
    return gone;
  }
}

function evidenceOf(profile: ProfileJson, text: string, print: Fingerprint): Evidence<ProfileFinding> {
  const lines = new LineIndex(text);
  return recordEvidence(
    print,
    profile.findings.map((finding) => ({
      code: finding.code,
      span: {
        start: lines.fromDisplay({ line: finding.line, column: finding.column }),
        end: lines.fromDisplay({ line: finding.endLine, column: finding.endColumn }),
      },
      involved: involvedIn(finding, profile, lines),
      payload: finding,
    })),
  );
}

/** Places a verdict rests on besides its own: where the finding points, and the traces the evidence names. */
function involvedIn(finding: ProfileFinding, profile: ProfileJson, lines: LineIndex): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  const addLine = (line: number): void => {
    const start = lines.starts[line - 1];
    // The first word of the line: its indentation belongs to the scope around.
    if (start !== undefined) found.push({ start: start + (lines.lineText(line - 1).length - lines.lineText(line - 1).trimStart().length), end: start });
  };
  for (const place of finding.related ?? []) addLine(place.line);
  const ids = finding.evidence['traces'];
  const named = new Set(Array.isArray(ids) ? ids : []);
  for (const trace of profile.traces) if (named.has(trace.id) && trace.path === profile.path) addLine(trace.line);
  return found;
}

function functionsOf(profile: ProfileJson, text: string, print: Fingerprint): ReadonlyMap<string, FunctionCounts> {
  const lines = new LineIndex(text);
  const counts = new Map<string, FunctionCounts>();
  for (const line of profile.lines) {
    if (line.path !== profile.path) continue;
    const start = lines.starts[line.line - 1];
    if (start === undefined) continue;
    const body = lines.lineText(line.line - 1);
    const scope = scopeAt(print, start + body.length - body.trimStart().length);
    counts.set(scope.key, add(counts.get(scope.key) ?? { hash: scope.hash, loops: 0, bridges: 0, guardFailures: 0, cost: 0 }, line));
  }
  return counts;
}

function add(sum: FunctionCounts, line: ProfileLine): FunctionCounts {
  return {
    hash: sum.hash,
    loops: sum.loops + line.loops,
    bridges: sum.bridges + line.bridges,
    guardFailures: sum.guardFailures + line.guardFailures,
    cost: sum.cost + line.cost,
  };
}
