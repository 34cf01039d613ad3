/** What profiling runs have shown, by document URI. It outlives the document being closed, so that reopening a file shows it again. */
import type { Finding, Span } from '../../analyzer/rules/finding';
import { matchEvidence, recordEvidence } from '../../analyzer/workspace/evidence';
import type { Evidence, Matched } from '../../analyzer/workspace/evidence';
import { scopeAt } from '../../analyzer/workspace/fingerprint';
import type { Fingerprint } from '../../analyzer/workspace/fingerprint';
import { LineIndex } from '../../analyzer/syntax/positions';
import type { OpenDocument } from './open-document';
import type { ExploredRun, Verdict, ProfileJson, LineJson } from '../services/profile';

/** The last run of one file. */
export interface Run {
  readonly profile: ProfileJson;
  /** The program as it ran. */
  readonly text: string;
  readonly evidence: Evidence<Verdict>;
  /** What the run counted in each function of the file, by scope key, with the function's hash at that time. */
  readonly functions: ReadonlyMap<string, FunctionCounts>;
  /** What it counted on each line of the file, kept beside the text as it is edited. */
  readonly lines: Evidence<LineJson>;
  /** Its traces; null where they were let go to save memory. */
  readonly traces: ExploredRun | null;
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
/** Of so many of them the traces: those of a long run are tens of megabytes. */
const KEPT_TRACES = 3;

export class Runs {
  private readonly byUri = new Map<string, Run>();

  get(uri: string): Run | undefined {
    return this.byUri.get(uri);
  }

  /** Takes in a profile of `text`, whose functions were `print`. */
  record(uri: string, profile: ProfileJson, text: string, print: Fingerprint, traces: ExploredRun | null): Run {
    const evidence = evidenceOf(profile, text, print);
    const run: Run = {
      profile,
      text,
      evidence,
      functions: functionsOf(profile, text, print),
      lines: linesOf(profile, text, print),
      traces,
    };
    this.byUri.delete(uri);
    this.byUri.set(uri, run);
    for (const oldest of this.byUri.keys()) {
      if (this.byUri.size <= KEPT_RUNS) break;
      this.byUri.delete(oldest);
    }
    const holding = [...this.byUri].filter(([, kept]) => kept.traces !== null);
    for (const [old, kept] of holding.slice(0, -KEPT_TRACES)) this.byUri.set(old, { ...kept, traces: null });
    return run;
  }

  /** How the last run's verdicts stand in a document as it is now. */
  match(document: OpenDocument): Matched<Finding, Verdict> {
    const run = this.byUri.get(document.programUri);
    if (run === undefined) return { standing: new Map(), alone: [] };
    const { standing, alone } = matchEvidence(run.evidence, document.print, document.findings);
    // A verdict on a finding that is no longer reported has nothing to say; what the run alone saw does, unless it is silenced.
    return {
      standing,
      alone: alone.filter(
        ({ code, span, payload }) => payload.status === 'observed' && document.holds(span) && !document.isSilenced(code, span),
      ),
    };
  }

  /** What the last run counted on lines of functions that have not been edited since, where those lines are now. */
  linesIn(document: OpenDocument): readonly { readonly span: Span; readonly counts: LineJson }[] {
    const run = this.byUri.get(document.programUri);
    if (run === undefined) return [];
    return matchEvidence(run.lines, document.print, []).alone.flatMap(({ span, payload }) =>
      document.holds(span) ? [{ span, counts: payload }] : [],
    );
  }

  /** Forgets one file's run, or all of them; says which were forgotten. */
  clear(uri: string | undefined): readonly string[] {
    const gone = uri === undefined ? [...this.byUri.keys()] : this.byUri.has(uri) ? [uri] : [];
    for (const one of gone) this.byUri.delete(one);
    return gone;
  }
}

function evidenceOf(profile: ProfileJson, text: string, print: Fingerprint): Evidence<Verdict> {
  const lines = new LineIndex(text);
  return recordEvidence(
    print,
    profile.findings.map((finding) => ({
      code: finding.code,
      span: {
        start: lines.fromDisplay({ line: finding.line, column: finding.column }),
        end: lines.fromDisplay({ line: finding.endLine, column: finding.endColumn }),
      },
      involved: involvedIn(finding, lines),
      payload: finding,
    })),
  );
}

function linesOf(profile: ProfileJson, text: string, print: Fingerprint): Evidence<LineJson> {
  const lines = new LineIndex(text);
  const own = profile.lines.filter(({ path, line }) => path === profile.path && line >= 1 && line <= lines.lineCount);
  return recordEvidence(
    print,
    own.map((counts) => ({ code: 'line', span: firstWord(lines, counts.line), involved: [], payload: counts })),
  );
}

/** Places a verdict rests on besides its own: where the finding points, and the lines that were looked at. */
function involvedIn(verdict: Verdict, lines: LineIndex): Span[] {
  const { lines: looked, involved } = verdict.evidence;
  return [...verdict.related.map(({ line }) => line), ...looked, ...involved].map((line) => firstWord(lines, line));
}

/** Where the first word of a 1-based line stands: its indentation belongs to the scope around. */
function firstWord(lines: LineIndex, line: number): Span {
  const body = lines.lineText(line - 1);
  const start = (lines.starts[line - 1] ?? lines.text.length) + body.length - body.trimStart().length;
  return { start, end: start };
}

function functionsOf(profile: ProfileJson, text: string, print: Fingerprint): ReadonlyMap<string, FunctionCounts> {
  const lines = new LineIndex(text);
  const counts = new Map<string, FunctionCounts>();
  for (const line of profile.lines) {
    if (line.path !== profile.path) continue;
    const scope = scopeAt(print, firstWord(lines, line.line).start);
    counts.set(scope.key, add(counts.get(scope.key) ?? { hash: scope.hash, loops: 0, bridges: 0, guardFailures: 0, cost: 0 }, line));
  }
  return counts;
}

function add(sum: FunctionCounts, line: LineJson): FunctionCounts {
  return {
    hash: sum.hash,
    loops: sum.loops + line.loops,
    bridges: sum.bridges + line.bridges,
    guardFailures: sum.guardFailures + line.guardFailures,
    cost: sum.cost + line.cost,
  };
}
