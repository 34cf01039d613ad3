/** What a run was started with, for the modules that show it: sys, os, io. Set by `installImports` for each run. */
import { newStr } from '../runtime/values';
import { dictFromEntries, dictSetStr, W_Dict } from '../runtime/dicts';
import type { GuestFiles } from '../api';

const noFiles: GuestFiles = { read: () => null, write: () => undefined, remove: () => false, exists: () => null, list: () => null };

export const host = {
  files: noFiles,
  /** sys.argv. */
  argv: [] as readonly string[],
  searchPath: [] as readonly string[],
  /** sys.modules: what import looks at first. */
  modules: new W_Dict(),
  /** Environment variables the guest set: it sees none of the machine's. */
  environment: new W_Dict(),
  /** The folder relative paths start from. */
  folder: '/',
  /** Called when the run ends: files that were left open are written. */
  atEnd: [] as (() => void)[],

  reset(files: GuestFiles, argv: readonly string[], searchPath: readonly string[]): void {
    host.files = files;
    host.argv = argv;
    host.searchPath = searchPath;
    host.modules = new W_Dict();
    host.environment = dictFromEntries([]);
    dictSetStr(host.environment, 'HOME', newStr('/'));
    host.folder = searchPath[0] ?? '/';
    host.atEnd = [];
  },
};

/** A guest path as an absolute one without `.` and `..`. */
export function absolutePath(path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${host.folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
