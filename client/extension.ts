/** The VS Code extension: starts the language server and gives its commands a place on the screen. All knowledge is the server's. */
import { commands, window, workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { Pages } from './pages';
import { clearEvidence } from './commands/clear-evidence';
import { profileFile } from './commands/profile-file';
import { restartServer } from './commands/restart-server';
import { showReport } from './commands/show-report';
import { ServerLink } from './server-link';
import { StatusBar } from './status-bar';
import { TRUST_GRANTED } from '../server/protocol';

let link: ServerLink | null = null;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel('JIT Lens', { log: true });
  const statusBar = new StatusBar();
  const pages = new Pages();
  const server: ServerLink = new ServerLink(context, log, (uri, options) => profileFile({ server, statusBar, pages }, uri, options), pages);
  link = server;
  const parts = { server, statusBar, pages };
  context.subscriptions.push(
    log,
    statusBar,
    pages,
    commands.registerCommand('jitlens.profileThisFile', () => profileFile(parts)),
    commands.registerCommand('jitlens.clearAllEvidence', () => clearEvidence(parts)),
    commands.registerCommand('jitlens.showReport', () => showReport(parts)),
    commands.registerCommand('jitlens.restartServer', () => restartServer(parts)),
    workspace.onDidGrantWorkspaceTrust(() => void server.notify(TRUST_GRANTED, {})),
  );
  await server.start();
}

export async function deactivate(): Promise<void> {
  await link?.stop();
}
