/**
 * A profile for people: what was suspected, what the run showed, and which suspicions that confirms or refutes.
 *
 * Plain data in, text out; every number in it is in the JSON too.
 */
import { LineIndex } from '../syntax/positions';
import type { FindingJson, LineJson, ProfileJson, VerdictStatus } from '../profile/contract';
import { readableCallee } from '../profile/fold/callee';
import { CALL_CLASSES } from '../vm/jit/tracelog';
import { alignRows } from './table';

export type SourceOf = (path: string) => string | null;

const HOTTEST_LINES = 12;
/** Lines that cost less and show no effect are left out. */
const WORTH_SHOWING = 0.005;
const SOURCE_WIDTH = 60;

/** The whole report, ending in a line break. */
export function renderProfile(profile: ProfileJson, sourceOf: SourceOf): string {
  const lines = new SourceLines(sourceOf);
  const sections = [heading(profile), suspicions(profile), run(profile), hottest(profile, lines), verdicts(profile, lines), notes(profile)];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

class SourceLines {
  private readonly indexes = new Map<string, LineIndex | null>();
  private readonly sourceOf: SourceOf;

  constructor(sourceOf: SourceOf) {
    this.sourceOf = sourceOf;
  }

  /** The line's text without indentation, cut to fit; '' when there is no source. */
  text(path: string, line: number): string {
    let index = this.indexes.get(path);
    if (index === undefined) {
      const source = this.sourceOf(path);
      this.indexes.set(path, (index = source === null ? null : new LineIndex(source)));
    }
    const text = [...printable(index?.lineText(line - 1).trim() ?? '')];
    return text.length > SOURCE_WIDTH ? `${text.slice(0, SOURCE_WIDTH - 3).join('')}...` : text.join('');
  }
}

const ENGINE_WORDS = { vm: 'in the embedded tracing VM', pypy: 'on an installed PyPy', log: 'from a PYPYLOG file' } as const;

const OUTCOME_WORDS = {
  finished: 'finished',
  failed: 'failed',
  'time-limit': 'was cut short by the time limit',
  'operation-limit': 'was cut short by the operation limit',
  'memory-limit': 'was cut short by the memory limit',
  'output-limit': 'was cut short by the output limit',
  cancelled: 'was cancelled',
} as const;

function heading(profile: ProfileJson): string {
  const { failure } = profile;
  const first = `${profile.path}: profile for ${profile.target}, ${ENGINE_WORDS[profile.engine]}; ${ending(profile)}`;
  const exit = profile.exitStatus === 0 ? '' : ` (exit status ${profile.exitStatus})`;
  const why = failure === null ? [] : [`${failure.path}:${failure.line}: ${failure.type}: ${printable(failure.message)}`];
  return [first + exit, ...why].join('\n');
}

/** A log tells that the program ended, not how. */
function ending(profile: ProfileJson): string {
  if (profile.partial === true) return 'the log ends before the run does';
  return `the run ${OUTCOME_WORDS[profile.outcome]}`;
}

function suspicions(profile: ProfileJson): string {
  const suspected = profile.findings.filter((finding) => finding.status !== 'observed');
  const errors = profile.errors.map((error) => `  ${error.line}:${error.column}  ${printable(error.message)}`);
  const title = `Suspected before the run: ${suspected.length === 0 ? 'nothing' : counted(suspected.length, 'finding')}`;
  const rows = suspected.map((finding) => [`  ${finding.line}:${finding.column}`, finding.code, finding.message]);
  return [title, ...alignRows(rows), ...errors].join('\n');
}

function run({ summary, prediction, stdout, stderr, parameters }: ProfileJson): string {
  const aborts = Object.entries(summary.aborts);
  const given = aborts.map(([reason, count]) => `${reason} ${number(count)}`).join(', ');
  const closed = summary.loops - summary.entryBridges;
  const rows = [
    ['  loops', number(summary.loops), `${counted(closed, 'closed loop')} and ${counted(summary.entryBridges, 'entry trace')}`],
    ['  bridges', number(summary.bridges), 'paths that left a trace often enough to be compiled'],
    ['  aborts', number(aborts.reduce((total, [, count]) => total + count, 0)), given === '' ? 'recordings given up' : given],
    ['  recorded ops', number(summary.recordedOps), 'operations recorded while tracing'],
    ['  optimized ops', number(summary.optimizedOps), 'operations left after optimization'],
    ['  guards', number(summary.guards), 'checks among them that may leave the trace'],
  ];
  const output = [
    stdout === '' ? '' : `${counted(lineCount(stdout), 'line')} of output`,
    stderr === '' ? '' : `${counted(lineCount(stderr), 'line')} of errors`,
  ];
  const written = output.filter((part) => part !== '').join(', ');
  return [
    'What the JIT did',
    ...(summary.loops === 0 && aborts.length === 0 ? [nothingCompiled(parameters)] : alignRows(rows, ['left', 'right', 'left'])),
    ...(prediction === null ? [] : [`  ${prediction.sentence}`]),
    ...(written === '' ? [] : [`  The program wrote ${written} (--format json has it)`]),
  ].join('\n');
}

/** For one who sees a JIT at rest for the first time: why. */
function nothingCompiled(parameters: ProfileJson['parameters']): string {
  if (parameters['jit'] === 'off') return '  Nothing: it was switched off';
  const loop = Number(parameters['threshold']) + 1;
  const calls = Number(parameters['function_threshold']);
  return `  Nothing was compiled: that takes a loop of ${number(loop)} iterations or a function called ${number(calls)} times`;
}

function hottest(profile: ProfileJson, source: SourceLines): string {
  const worth = profile.lines.filter((line) => line.cost >= WORTH_SHOWING || effects(line) !== '');
  const sorted = worth.sort((a, b) => b.cost - a.cost || a.line - b.line).slice(0, HOTTEST_LINES);
  if (sorted.length === 0) return '';
  const rows = sorted.map((line) => [
    `  ${share(line.cost)}`,
    line.path === profile.path ? String(line.line) : `${line.path}:${line.line}`,
    source.text(line.path, line.line),
    effects(line),
  ]);
  return ['Hottest lines, by predicted share of the run', ...alignRows(rows, ['right', 'right', 'left', 'left'])].join('\n');
}

const CALLS_SHOWN = 2;

function effects(line: LineJson): string {
  const calls = [...line.residualCalls].sort((a, b) => CALL_CLASSES.indexOf(b.class) - CALL_CLASSES.indexOf(a.class) || b.count - a.count);
  const parts = [
    line.loops > 0 ? counted(line.loops, 'loop') : '',
    line.bridges > 0 ? counted(line.bridges, 'bridge') : '',
    line.guardFailures > 0 ? counted(line.guardFailures, 'guard failure') : '',
    ...calls.slice(0, CALLS_SHOWN).map((call) => `${call.class} ${readableCallee(call.callee)}${call.count > 1 ? ` x${call.count}` : ''}`),
    calls.length > CALLS_SHOWN ? counted(calls.length - CALLS_SHOWN, 'more call') : '',
    line.allocations > 0 ? counted(line.allocations, 'allocation') : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

const STATUS_WORDS: Readonly<Record<VerdictStatus, string>> = {
  confirmed: 'confirmed',
  observed: 'seen by the run alone',
  refuted: 'refuted for this input',
  'not-reached': 'not reached',
  'static-only': 'not run',
};

/** What needs action first. */
const STATUS_ORDER: readonly VerdictStatus[] = ['confirmed', 'observed', 'not-reached', 'refuted', 'static-only'];

function verdicts(profile: ProfileJson, source: SourceLines): string {
  if (profile.findings.length === 0) return 'Verdicts: none, since nothing was suspected and nothing stood out';
  const counts = STATUS_ORDER.map((status) => [status, profile.findings.filter((finding) => finding.status === status)] as const).filter(
    ([, found]) => found.length > 0,
  );
  const title = `Verdicts: ${counts.map(([status, found]) => `${found.length} ${STATUS_WORDS[status]}`).join(', ')}`;
  const blocks = counts.flatMap(([, found]) =>
    [...found].sort((a, b) => b.evidence.predictedCost - a.evidence.predictedCost || a.line - b.line),
  );
  return [title, ...blocks.map((finding) => verdict(profile.path, finding, source))].join('\n\n');
}

function verdict(path: string, finding: FindingJson, source: SourceLines): string {
  const { status, severity, evidence } = finding;
  const grade = status === 'confirmed' || status === 'observed' ? `${severity}, ${STATUS_WORDS[status]}` : STATUS_WORDS[status];
  const lines = [
    `  ${path}:${finding.line}:${finding.column}: ${finding.code} ${grade}: ${finding.message}`,
    `      | ${source.text(path, finding.line)}`,
    `      ${status === 'refuted' ? 'but' : 'run'}:  ${evidence.reason}`,
  ];
  if (status === 'confirmed' || status === 'observed') lines.push(`      help: ${finding.help}`);
  return lines.join('\n');
}

function notes(profile: ProfileJson): string {
  return profile.notes.map((note) => `Note: ${printable(note)}`).join('\n');
}

function share(cost: number): string {
  if (cost > 0 && cost < 0.001) return '<0.1 %';
  return `${(cost * 100).toFixed(1)} %`;
}

function number(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** Control characters would move the terminal's cursor. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (unit) => (unit === '\t' ? ' ' : '\ufffd'));
}
