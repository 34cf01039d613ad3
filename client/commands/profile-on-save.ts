/** Profiles a Python file each time it is saved, where the setting says so and a run of it was asked for once. */
import { workspace } from 'vscode';
import type { Disposable } from 'vscode';
import type { Parts } from './parts';
import { profileFile } from './profile-file';

/** Saving is no consent to run a program: only files that the user has profiled by hand are run again. */
export function profileOnSave(parts: Parts): Disposable {
  return workspace.onDidSaveTextDocument((document) => {
    const enabled = workspace.getConfiguration('jitlens', document).get<boolean>('profile.onSave', false);
    if (!enabled || document.languageId !== 'python' || !parts.statusBar.hasOutcome(document.uri.toString())) return;
    void profileFile(parts, document.uri, undefined, 'quietly');
  });
}
