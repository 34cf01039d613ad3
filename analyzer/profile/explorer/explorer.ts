/** TraceLog + Profile -> what a trace explorer shows (contract.ts). */
import { ABORT_REASONS, type AbortReason, type SourceRange, type TraceEvent, type TraceInfo, type TraceLog } from '../../vm/jit/tracelog';
import type { ProfileJson } from '../contract';
import type { FoldedGuard, Profile } from '../fold/profile';
import { checked, failed, type LineText } from './condition';
import type { ExplorerAbort, ExplorerEvent, ExplorerGuard, ExplorerJson, ExplorerPlace, ExplorerTrace } from './contract';

export interface Explored {
  readonly json: ProfileJson;
  readonly log: Pick<TraceLog, 'events'>;
  readonly profile: Profile;
  readonly lineText: LineText;
  /** A path of the log as the user knows it. */
  readonly display: (path: string) => string;
}

export function explorerJson(explored: Explored): ExplorerJson {
  const { json, log, profile, display, lineText } = explored;
  const guardsOf = byTrace(profile.guards);
  const guardById = new Map(profile.guards.map((guard) => [guard.info.id, guard]));
  const place = (at: SourceRange): ExplorerPlace => ({ path: display(at.path), line: at.line, function: at.function });
  const traces = profile.traces.map(({ info, at, executions }): ExplorerTrace => {
    const guards = guardsOf.get(info.id) ?? [];
    const parent = info.parentGuard === null ? undefined : guardById.get(info.parentGuard);
    return {
      id: info.id,
      kind: info.kind,
      ...place(at),
      parent: info.parent,
      parentGuard: info.parentGuard,
      condition: parent === undefined ? '' : failed(parent.info, info, lineText),
      recorded: info.operationsRecorded,
      operations: info.operations,
      executions,
      ends: info.ends,
      guards: guards.filter(isTelling).map((guard) => guardJson(guard, place, lineText)),
      guardCount: info.guards.length,
    };
  });
  const aborts = profile.aborts.map(({ reason, at, blame, count }): ExplorerAbort => ({
    reason,
    ...place(at),
    meaning: ABORT_REASONS[reason],
    remedy: REMEDIES[reason],
    count,
    blame: blame === null ? null : place(blame),
  }));
  const { path, target, outcome, summary, lines } = json;
  const end = log.events.reduce((latest, { tick }) => Math.max(latest, tick), 0);
  return { version: 1, path, target, outcome, summary, traces, aborts, timeline: log.events.flatMap((event) => timed(event)), end, lines };
}

function byTrace(guards: readonly FoldedGuard[]): ReadonlyMap<number, readonly FoldedGuard[]> {
  const grouped = new Map<number, FoldedGuard[]>();
  for (const guard of guards) {
    const { id } = guard.trace.info;
    const group = grouped.get(id);
    if (group === undefined) grouped.set(id, [guard]);
    else group.push(guard);
  }
  return grouped;
}

function isTelling({ interpreted, bridged, bridge }: FoldedGuard): boolean {
  return interpreted + bridged > 0 || bridge !== null;
}

function guardJson(guard: FoldedGuard, place: (at: SourceRange) => ExplorerPlace, lineText: LineText): ExplorerGuard {
  const { info, at, interpreted, bridged, bridge } = guard;
  const { id, kind, inPeeledLoop } = info;
  return {
    ...{ id, kind, ...place(at), condition: checked(info, lineText), source: lineText(at.path, at.line).trim(), inPeeledLoop },
    ...{ interpreted, bridged, bridge: bridge?.info.id ?? null },
  };
}

function timed(event: TraceEvent): ExplorerEvent[] {
  const { tick } = event;
  switch (event.type) {
    case 'compiled':
      return [{ tick, kind: event.trace.kind, trace: event.trace.id, text: titleOf(event.trace) }];
    case 'abort':
      return [{ tick, kind: 'abort', trace: null, text: `${event.reason} in ${event.at.function}, line ${event.at.line}` }];
    case 'invalidated':
      return event.traces.map((trace) => ({ tick, kind: 'invalidated' as const, trace, text: event.cause }));
    case 'degraded':
      return [{ tick, kind: 'degraded', trace: null, text: event.what }];
    case 'counts':
      return [];
  }
}

/** "Bridge 12 in postage, line 31". */
export function titleOf({ id, kind, at }: TraceInfo): string {
  const name = kind === 'bridge' ? 'Bridge' : kind === 'loop' ? 'Loop' : 'Entry trace';
  return `${name} ${id} in ${at.function}${at.line > 0 ? `, line ${at.line}` : ''}`;
}

/** What can be done about an aborted trace. Sources: reference/pypy/jit-model.md, the section on aborts. */
const REMEDIES: Readonly<Record<AbortReason, string>> = {
  'trace too long':
    'Make what one pass of the loop does shorter: fewer calls that are inlined, less unrolled code, or an inner loop of its own.',
  compiling: 'Nothing in the program: the JIT gave this trace up and will try again.',
  'vable escape': 'Keep sys._getframe, locals() and tracebacks of live frames out of the loop.',
  'bad loop': 'Let variables hold values of one type when the loop comes round.',
  'force quasi-immut': 'Assign module globals and class attributes before the loop, not in it.',
  'segmenting trace': 'Split the loop body: it is too long for one trace and calls nothing that could be left out.',
};
