/** The saved ways to run a file (`jitlens.runConfigurations`), and the one chosen last for each. */
import { workspace } from 'vscode';
import type { Memento, Uri } from 'vscode';
import type { ProfileRequest, RunConfiguration } from '../server/protocol';

const KEY = 'jitlens.chosenConfiguration';

export class Configurations {
  private readonly memory: Memento;

  constructor(memory: Memento) {
    this.memory = memory;
  }

  /** Those for a file; the server leaves out what is malformed. */
  of(uri: Uri): readonly RunConfiguration[] {
    const all = workspace.getConfiguration('jitlens', uri).get<unknown>('runConfigurations');
    return Array.isArray(all) ? all.filter((one: unknown): one is RunConfiguration => isFor(one, uri.path)) : [];
  }

  /** What a profile of the file is asked with. */
  remembered(uri: Uri): ProfileRequest {
    const name = this.memory.get<Readonly<Record<string, string>>>(KEY, {})[uri.toString()];
    return name !== undefined && this.of(uri).some((one) => one.name === name) ? { configuration: name } : {};
  }

  remember(uri: Uri, name: string | null): void {
    const others = Object.entries(this.memory.get<Readonly<Record<string, string>>>(KEY, {})).filter(([file]) => file !== uri.toString());
    void this.memory.update(KEY, Object.fromEntries(name === null ? others : [...others, [uri.toString(), name]]));
  }
}

function isFor(value: unknown, path: string): boolean {
  if (typeof value !== 'object' || value === null || !('name' in value) || typeof value.name !== 'string') return false;
  const file: unknown = 'file' in value ? value.file : undefined;
  return file === undefined || (typeof file === 'string' && (path === file || path.endsWith(`/${file.replace(/^\.?\//, '')}`)));
}
