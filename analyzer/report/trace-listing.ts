/**
 * Optimized traces beside their source: PyPy's own syntax, with the source line above the operations it led to.
 *
 *     Loop 1 (sum_up, line 4), executed 99,960 times, jump to loop 1 label 1
 *
 *        4 |     for i in range(n):
 *          | debug_merge_point(0, 0, 'sum_up;sums.py:2-4~#14 FOR_ITER')
 *          | guard_true(i21, descr=<Guard0x3>) [...]
 */
import { LineIndex } from '../syntax/positions';
import type { TraceInfo } from '../vm/jit/tracelog';
import type { TraceListing } from '../profile/commands';
import { MERGE_POINT } from '../profile/explorer/listing';

export function renderTraces({ profile, traces, source, loggedPath, line }: TraceListing): string {
  const index = new LineIndex(source);
  const executions = new Map(profile.traces.map((trace) => [trace.id, trace]));
  const main = (path: string): boolean => path === loggedPath;
  const shown = line === null ? traces : traces.filter((trace) => passes(trace, line, main));
  if (shown.length === 0) {
    const where = line === null ? profile.path : `${profile.path}:${line}`;
    return `No trace was made of ${where}: ${traces.length === 0 ? 'nothing ran often enough to be compiled' : `${traces.length} traces were made elsewhere`}.\n`;
  }
  return shown.map((trace) => `${title(trace, executions.get(trace.id)?.executions ?? 0)}\n\n${body(trace, index, main)}\n`).join('\n');
}

function passes(trace: TraceInfo, line: number, isMain: (path: string) => boolean): boolean {
  if (trace.at.line === line && isMain(trace.at.path)) return true;
  return trace.lineOperations.some((entry) => entry.line === line && isMain(entry.path));
}

function title({ id, kind, parentGuard, parent, at, operations, ends }: TraceInfo, executions: number): string {
  const name =
    kind === 'bridge'
      ? `Bridge ${id} from guard ${parentGuard ?? '?'} of trace ${parent ?? '?'}`
      : `${kind === 'loop' ? 'Loop' : 'Entry trace'} ${id}`;
  const where = at.line > 0 ? `${at.function}, line ${at.line}` : at.function;
  return `${name} (${where}), ${number(operations)} operations, executed ${number(executions)} times; ${ends}`;
}

function body(trace: TraceInfo, index: LineIndex, isMain: (path: string) => boolean): string {
  if (trace.text.length === 0) return '  (the text of this trace was not kept)';
  const width = String(index.lineCount).length;
  const gutter = `  ${' '.repeat(width)} | `;
  const out: string[] = [];
  let last = '';
  for (const operation of trace.text) {
    const [, path, number] = MERGE_POINT.exec(operation) ?? [];
    if (path !== undefined && number !== undefined && `${number} ${path}` !== last) {
      last = `${number} ${path}`;
      if (isMain(path)) out.push(`  ${number.padStart(width)} | ${index.lineText(Number(number) - 1).replaceAll('\t', '    ')}`);
      else out.push(`  ${' '.repeat(width)} : ${path}:${number}`);
    }
    out.push(gutter + operation);
  }
  return out.join('\n');
}

function number(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
