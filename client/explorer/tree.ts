/** The tree view "Traces": loops, the guards that failed in them, the bridges that grew from those, and what was aborted. */
import { EventEmitter, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Disposable, TreeDataProvider, Uri } from 'vscode';
import { COMMANDS } from '../../server/protocol';
import type { ExplorerEvent, ExplorerGuard, ExplorerJson, ExplorerTrace } from '../../server/protocol';
import type { ServerLink } from '../server-link';

type ExplorerAbort = ExplorerJson['aborts'][number];

export type TreeNode =
  | { readonly kind: 'trace'; readonly trace: ExplorerTrace }
  | { readonly kind: 'guard'; readonly guard: ExplorerGuard }
  | { readonly kind: 'aborts' }
  | { readonly kind: 'abort'; readonly abort: ExplorerAbort }
  | { readonly kind: 'events'; readonly events: readonly ExplorerEvent[] }
  | { readonly kind: 'event'; readonly event: ExplorerEvent };

export class TraceTree implements TreeDataProvider<TreeNode>, Disposable {
  private readonly changed = new EventEmitter<undefined>();
  private readonly server: ServerLink;
  readonly onDidChangeTreeData = this.changed.event;
  private explorer: ExplorerJson | null = null;
  private traces: ReadonlyMap<number, ExplorerTrace> = new Map();
  uri: Uri | null = null;

  constructor(server: ServerLink) {
    this.server = server;
  }

  /** Shows the last run of a file; with null, or where there is none, nothing. Gives what to write beside the view's title. */
  async show(uri: Uri | null): Promise<string> {
    const explorer =
      uri === null || !this.server.running
        ? null
        : ((await this.server.run(COMMANDS.traces, [this.server.uriOf(uri)])) as ExplorerJson | null);
    this.uri = explorer === null ? null : uri;
    this.explorer = explorer;
    this.traces = new Map((explorer?.traces ?? []).map((trace) => [trace.id, trace]));
    this.changed.fire(undefined);
    return explorer === null || uri === null ? '' : uri.path.slice(uri.path.lastIndexOf('/') + 1);
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (this.explorer === null) return [];
    if (node === undefined) return this.roots(this.explorer);
    if (node.kind === 'trace') return node.trace.guards.map((guard) => ({ kind: 'guard', guard }));
    if (node.kind === 'guard') {
      const bridge = node.guard.bridge === null ? undefined : this.traces.get(node.guard.bridge);
      return bridge === undefined ? [] : [{ kind: 'trace', trace: bridge }];
    }
    if (node.kind === 'aborts') return this.explorer.aborts.map((abort) => ({ kind: 'abort', abort }));
    return node.kind === 'events' ? node.events.map((event) => ({ kind: 'event', event })) : [];
  }

  getTreeItem(node: TreeNode): TreeItem {
    switch (node.kind) {
      case 'trace':
        return traceItem(node.trace);
      case 'guard':
        return guardItem(node.guard);
      case 'abort':
        return abortItem(node.abort);
      case 'aborts':
        return group('Aborted traces', 'circle-slash');
      case 'events':
        return group('Thrown away', 'trash');
      case 'event':
        return plain(node.event.trace === null ? node.event.text : `Trace ${node.event.trace}: ${node.event.text}`, 'history');
    }
  }

  dispose(): void {
    this.changed.dispose();
  }

  private roots({ traces, aborts, timeline }: ExplorerJson): TreeNode[] {
    const roots: TreeNode[] = traces.filter(({ parent }) => parent === null).map((trace) => ({ kind: 'trace', trace }));
    if (aborts.length > 0) roots.push({ kind: 'aborts' });
    const events = timeline.filter(({ kind }) => kind === 'invalidated' || kind === 'degraded');
    if (events.length > 0) roots.push({ kind: 'events', events });
    return roots;
  }
}

function traceItem(trace: ExplorerTrace): TreeItem {
  const { kind, id, condition, executions, operations, guards } = trace;
  const name = kind === 'bridge' ? `Bridge ${id}` : kind === 'loop' ? `Loop ${id}` : `Entry trace ${id}`;
  const item = new TreeItem(
    condition === '' ? `${name} in ${trace.function}` : condition.replaceAll('`', ''),
    guards.length === 0
      ? TreeItemCollapsibleState.None
      : kind === 'bridge'
        ? TreeItemCollapsibleState.Collapsed
        : TreeItemCollapsibleState.Expanded,
  );
  item.description = `${condition === '' ? '' : `${name}, `}${figure(executions)} ${executions === 1 ? 'pass' : 'passes'}`;
  item.contextValue = 'trace';
  item.iconPath = new ThemeIcon(kind === 'bridge' ? 'git-branch' : 'sync');
  item.tooltip = new MarkdownString().appendText(
    `${name} in ${trace.function}, line ${trace.line}: ${figure(operations)} operations, ${figure(executions)} passes; ${trace.ends}`,
  );
  return revealing(item, trace.path, trace.line);
}

function guardItem(guard: ExplorerGuard): TreeItem {
  const { condition, source, line, interpreted, bridged, bridge, kind } = guard;
  const failures = interpreted + bridged;
  const item = new TreeItem(
    source === '' ? `line ${line}` : `${line}: ${shortened(source)}`,
    bridge === null ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed,
  );
  item.description = `${figure(failures)} ${failures === 1 ? 'failure' : 'failures'}`;
  item.iconPath = new ThemeIcon('shield', bridge === null ? undefined : new ThemeColor('list.warningForeground'));
  item.tooltip = new MarkdownString()
    .appendCodeblock(source, 'python')
    .appendText(`${kind}: ${condition}. ${figure(interpreted)} failures went to the interpreter, ${figure(bridged)} through the bridge.`);
  item.accessibilityInformation = { label: `guard at line ${line}, ${source}, ${item.description}, checks: ${condition}` };
  return revealing(item, guard.path, line);
}

/** The side bar is narrow, and the count behind the source says more than its end. */
function shortened(source: string): string {
  const points = [...source];
  return points.length > SOURCE_SHOWN ? `${points.slice(0, SOURCE_SHOWN - 1).join('')}…` : source;
}

const SOURCE_SHOWN = 20;

function abortItem({ reason, count, path, line, function: name, meaning, remedy, blame }: ExplorerAbort): TreeItem {
  const item = new TreeItem(reason);
  item.description = `${name}, line ${line}${count > 1 ? ` · ${figure(count)} times` : ''}`;
  item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  const blamed = blame === null ? '' : ` The largest inlined function was ${blame.function}, line ${blame.line}.`;
  item.tooltip = new MarkdownString().appendText(`${meaning}.${blamed} ${remedy}`);
  return revealing(item, path, line);
}

function group(label: string, icon: string): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  item.iconPath = new ThemeIcon(icon);
  return item;
}

function plain(label: string, icon: string): TreeItem {
  const item = new TreeItem(label);
  item.iconPath = new ThemeIcon(icon);
  return item;
}

/** A click shows the line. */
function revealing(item: TreeItem, path: string, line: number): TreeItem {
  if (line > 0) item.command = { command: 'jitlens.revealLine', title: 'Show Line', arguments: [path, line] };
  return item;
}

function figure(value: number): string {
  return value.toLocaleString('en-US');
}
