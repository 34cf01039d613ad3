/** The VS Code extension: starts the language server and gives its commands a place on the screen. All knowledge is the server's. */
import { Uri, commands, window, workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { Pages } from './pages';
import { clearEvidence } from './commands/clear-evidence';
import { exportReport } from './commands/export-report';
import { openLog } from './commands/open-log';
import type { Parts } from './commands/parts';
import { profileFile } from './commands/profile-file';
import { profileOnSave } from './commands/profile-on-save';
import { restartServer } from './commands/restart-server';
import { showReport } from './commands/show-report';
import { showTraces } from './commands/show-traces';
import { ExplorerPanel } from './explorer/panel';
import { revealLine } from './explorer/reveal';
import { TraceTree } from './explorer/tree';
import type { TreeNode } from './explorer/tree';
import { Heat } from './heat';
import { ServerLink } from './server-link';
import { StatusBar } from './status-bar';
import { EVIDENCE_CHANGED, TRUST_GRANTED } from '../server/protocol';

let link: ServerLink | null = null;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel('JIT Lens', { log: true });
  const statusBar = new StatusBar();
  const pages = new Pages();
  const server: ServerLink = new ServerLink(context, log, (uri, options) => profileFile(parts, uri, options), pages);
  link = server;
  const explorer = new ExplorerPanel(context.extensionUri, server);
  const tree = new TraceTree(server);
  const view = window.createTreeView('jitlens.traces', { treeDataProvider: tree, showCollapseAll: true });
  const heat = new Heat(server);
  const parts: Parts = { server, statusBar, pages, explorer, tree };
  const follow = async (): Promise<void> => {
    const editor = window.activeTextEditor;
    // Focus in the tree or the panel is no reason to show another file's traces.
    if (editor?.document.languageId === 'python') view.description = await tree.show(editor.document.uri).catch(() => '');
  };
  context.subscriptions.push(
    ...[log, statusBar, pages, explorer, tree, view, heat],
    commands.registerCommand('jitlens.profileThisFile', () => profileFile(parts)),
    commands.registerCommand('jitlens.clearAllEvidence', () => clearEvidence(parts)),
    commands.registerCommand('jitlens.showReport', () => showReport(parts)),
    commands.registerCommand('jitlens.showTraces', (node?: TreeNode) => showTraces(parts, node)),
    commands.registerCommand('jitlens.saveReport', () => exportReport(parts)),
    commands.registerCommand('jitlens.openLog', () => openLog(parts)),
    commands.registerCommand('jitlens.revealLine', (path: string, line: number) => revealLine(Uri.file(path), line)),
    commands.registerCommand('jitlens.restartServer', () => restartServer(parts)),
    profileOnSave(parts),
    window.onDidChangeActiveTextEditor(() => void follow()),
    workspace.onDidGrantWorkspaceTrust(() => void server.notify(TRUST_GRANTED, {})),
    server.onNotification(EVIDENCE_CHANGED, () => {
      heat.refresh();
      void follow();
      void explorer.refresh();
    }),
  );
  await server.start();
  heat.refresh();
}

export async function deactivate(): Promise<void> {
  await link?.stop();
}
