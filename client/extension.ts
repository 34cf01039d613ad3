/** The VS Code extension: starts the language server and gives its commands a place on the screen. All knowledge is the server's. */
import { Uri, commands, window, workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { Pages } from './pages';
import { checkWorkspace } from './commands/check-workspace';
import { clearEvidence } from './commands/clear-evidence';
import { editRunConfigurations } from './commands/edit-run-configurations';
import { exportReport } from './commands/export-report';
import { openLog } from './commands/open-log';
import type { Parts } from './commands/parts';
import { profileFile } from './commands/profile-file';
import { profileFunction } from './commands/profile-function';
import { profileOnPyPy } from './commands/profile-on-pypy';
import { profileOnSave } from './commands/profile-on-save';
import { profileWith } from './commands/profile-with';
import { restartServer } from './commands/restart-server';
import { selectTargets } from './commands/select-targets';
import { showMenu } from './commands/show-menu';
import { showReport } from './commands/show-report';
import { showTraces } from './commands/show-traces';
import { Configurations } from './configurations';
import { Consent } from './consent';
import { ExplorerPanel } from './explorer/panel';
import { revealLine } from './explorer/reveal';
import { TraceTree } from './explorer/tree';
import type { TreeNode } from './explorer/tree';
import { Heat } from './heat';
import { ServerLink } from './server-link';
import { StatusBar } from './status-bar';
import { Tests } from './tests';
import { EVIDENCE_CHANGED, TRUST_GRANTED } from '../server/protocol';

let link: ServerLink | null = null;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel('JIT Lens', { log: true });
  const pages = new Pages();
  const server: ServerLink = new ServerLink(context, log, (uri, options) => profileFile(parts, uri, options), pages);
  link = server;
  const statusBar = new StatusBar(server);
  const configurations = new Configurations(context.workspaceState);
  const explorer = new ExplorerPanel(context.extensionUri, server, (uri) => statusBar.toldOf(uri));
  const tree = new TraceTree(server);
  const view = window.createTreeView('jitlens.traces', { treeDataProvider: tree, showCollapseAll: true });
  const heat = new Heat(server);
  const parts: Parts = { server, statusBar, pages, explorer, tree, configurations, consent: new Consent() };
  const follow = async (): Promise<void> => {
    // The traces of a long run are megabytes: nobody fetches them for a view that is not shown.
    if (!view.visible) return;
    const editor = window.activeTextEditor;
    // Focus in the tree or the panel is no reason to show another file's traces.
    if (editor?.document.languageId === 'python') view.description = await tree.show(editor.document.uri).catch(() => '');
  };
  context.subscriptions.push(
    ...[log, statusBar, pages, explorer, tree, view, heat, new Tests(server, statusBar, configurations)],
    commands.registerCommand('jitlens.profileThisFile', () => profileFile(parts)),
    commands.registerCommand('jitlens.profileThisFunction', () => profileFunction(parts)),
    commands.registerCommand('jitlens.profileWith', () => profileWith(parts)),
    commands.registerCommand('jitlens.profileOnPyPy', () => profileOnPyPy(parts)),
    commands.registerCommand('jitlens.editRunConfigurations', () => editRunConfigurations()),
    commands.registerCommand('jitlens.selectTargets', () => selectTargets()),
    commands.registerCommand('jitlens.checkThisWorkspace', () => checkWorkspace(parts)),
    commands.registerCommand('jitlens.showMenu', () => showMenu()),
    commands.registerCommand('jitlens.showLog', () => log.show()),
    commands.registerCommand('jitlens.clearAllEvidence', () => clearEvidence(parts)),
    commands.registerCommand('jitlens.showReport', () => showReport(parts)),
    commands.registerCommand('jitlens.showTraces', (node?: TreeNode) => showTraces(parts, node)),
    commands.registerCommand('jitlens.saveReport', () => exportReport(parts)),
    commands.registerCommand('jitlens.openLog', (file?: unknown) => openLog(parts, file instanceof Uri ? file : undefined)),
    commands.registerCommand('jitlens.revealLine', (path: string, line: number) => revealLine(Uri.file(path), line)),
    commands.registerCommand('jitlens.restartServer', () => restartServer(parts)),
    profileOnSave(parts),
    window.onDidChangeActiveTextEditor(() => void follow()),
    view.onDidChangeVisibility(() => void follow()),
    workspace.onDidGrantWorkspaceTrust(() => void server.notify(TRUST_GRANTED, {})),
    server.onNotification(EVIDENCE_CHANGED, () => {
      heat.refresh();
      // The settings that a file's targets follow from reach the server later than this side hears of them.
      statusBar.refresh();
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
