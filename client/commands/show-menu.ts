/** What a click on the status bar's item offers. */
import { QuickPickItemKind, commands, window } from 'vscode';
import type { QuickPickItem } from 'vscode';

interface Entry extends QuickPickItem {
  readonly command?: string;
}

const ENTRIES: readonly Entry[] = [
  { label: '$(pulse) Profile this file', command: 'jitlens.profileThisFile' },
  { label: '$(symbol-method) Profile function at cursor', command: 'jitlens.profileThisFunction' },
  {
    label: '$(debug-configure) Profile with...',
    description: 'arguments, input, environment, a real PyPy',
    command: 'jitlens.profileWith',
  },
  { label: '', kind: QuickPickItemKind.Separator },
  { label: '$(graph) Show report', command: 'jitlens.showReport' },
  { label: '$(type-hierarchy) Show traces', command: 'jitlens.showTraces' },
  { label: '$(clear-all) Clear evidence', command: 'jitlens.clearAllEvidence' },
  { label: '', kind: QuickPickItemKind.Separator },
  { label: '$(target) Select targets...', command: 'jitlens.selectTargets' },
  { label: '$(settings-gear) Settings', command: 'jitlens.openSettings' },
  { label: '$(output) Show log', command: 'jitlens.showLog' },
];

export async function showMenu(): Promise<void> {
  const chosen = await window.showQuickPick(ENTRIES, { title: 'JIT Lens' });
  if (chosen?.command === 'jitlens.openSettings') await commands.executeCommand('workbench.action.openSettings', '@ext:jit-lens.jit-lens');
  else if (chosen?.command !== undefined) await commands.executeCommand(chosen.command);
}
