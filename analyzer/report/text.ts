/**
 * Findings for people: the message, the source with every labelled span under it, what to do and what it costs.
 *
 *     app.py:22:53: JIT102 `struct.unpack_from` gets a format the trace does not know: ...
 *        21 |     while pos < end:
 *           |     --------------- in this loop
 *        22 |         x, y = struct.unpack_from(fmt, data, pos)
 *           |                                   ^^^
 *        help: write the literal format in the call ...
 *        note: the fields are decoded behind an opaque call ...
 */
import type { LineIndex } from '../syntax/positions';
import type { CheckedFile, CheckedFinding, Region } from './checked';

const FEW_FILES = 3;

/** Errors are only counted: the command writes them to standard error, where they belong. */
export function renderText(files: readonly CheckedFile[]): string {
  const blocks: string[] = [];
  let findings = 0;
  let errors = 0;
  for (const file of files) {
    errors += file.errors.length;
    // Said once, and only where somebody asks about a few files.
    if (file.isCold === true && files.length <= FEW_FILES)
      blocks.push(
        `${file.path}: nothing here can get hot: no loop is known to run often enough, and nothing calls these functions often.\n`,
      );
    for (const finding of file.findings) {
      findings++;
      blocks.push(findingText(file, finding));
    }
  }
  const problems = errors === 0 ? '' : `, ${count(errors, 'error')}`;
  blocks.push(`${findings === 0 ? 'No findings' : count(findings, 'finding')} in ${count(files.length, 'file')}${problems}.\n`);
  return blocks.join('\n');
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function findingText(file: CheckedFile, { finding, region, related }: CheckedFinding): string {
  const lines = [`${file.path}:${region.line}:${region.column}: ${finding.code} ${finding.message}`];
  if (file.lines !== null) lines.push(...excerpt(file.lines, region, related));
  lines.push(`   help: ${finding.help}`, `   note: ${finding.note}`);
  if (finding.hotness !== '') lines.push(`   hot:  ${finding.hotness}`);
  if (finding.targets.length > 0) lines.push(`   on:   ${finding.targets.join(', ')} (${finding.severity}, not confirmed by a run)`);
  return `${lines.join('\n')}\n`;
}

/** Lines longer than this are cut around the span. */
const WIDTH = 110;

interface Label extends Region {
  readonly message: string;
  readonly mark: '^' | '-';
}

function excerpt(lines: LineIndex, region: Region, related: readonly (Region & { readonly message: string })[]): string[] {
  const labels: Label[] = [{ ...region, message: '', mark: '^' }, ...related.map((label) => ({ ...label, mark: '-' as const }))];
  labels.sort((a, b) => a.line - b.line || a.column - b.column);
  const width = String(Math.max(...labels.map((label) => label.line))).length;
  const shown: string[] = [];
  let last = 0;
  for (const label of labels) {
    if (last !== 0 && label.line > last + 1) shown.push(`   ${'.'.repeat(width)}`);
    const source = lines.lineText(label.line - 1).replace(/^\ufeff/, '');
    const points = [...source];
    const end = label.endLine === label.line ? label.endColumn : points.length + 1;
    const from = label.column > WIDTH - 20 ? label.column - 40 : 0;
    const window = points.slice(from, from + WIDTH).map((point) => (point === '\t' ? ' ' : visible(point)));
    if (label.line !== last) shown.push(`   ${String(label.line).padStart(width)} | ${window.join('')}`);
    const length = Math.max(1, Math.min(end - label.column, WIDTH - (label.column - 1 - from)));
    const pad = ' '.repeat(Math.max(0, label.column - 1 - from));
    shown.push(`   ${' '.repeat(width)} | ${pad}${label.mark.repeat(length)}${label.message === '' ? '' : ` ${label.message}`}`);
    last = label.line;
  }
  return shown;
}

/** Control characters would move the terminal's cursor. */
function visible(point: string): string {
  const code = point.codePointAt(0)!;
  return code < 0x20 || (code >= 0x7f && code < 0xa0) ? '\ufffd' : point;
}
