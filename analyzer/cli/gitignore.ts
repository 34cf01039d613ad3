/** What .gitignore files leave out: each speaks of what is below its folder, and the nearer one has the last word. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ignore from 'ignore';
import type { Ignore } from 'ignore';

/** The .gitignore files that hold in a folder, nearest last. */
export class Ignores {
  constructor(private readonly files: readonly { readonly folder: string; readonly rules: Ignore }[]) {}

  /** Whether a file, or a folder written with a slash at its end, is left out. */
  leaveOut(place: string): boolean {
    let left = false;
    for (const { folder, rules } of this.files) {
      const { ignored, unignored } = rules.test(place.slice(folder.length + 1).replaceAll(path.sep, '/'));
      left = ignored || (left && !unignored);
    }
    return left;
  }

  with(folder: string, rules: Ignore): Ignores {
    return new Ignores([...this.files, { folder, rules }]);
  }
}

export class GitIgnores {
  /** Those of the folders above, up to the root of the repository; none outside a repository. */
  async above(start: string): Promise<Ignores> {
    const folders: string[] = [];
    for (let folder = start; ; folder = path.dirname(folder)) {
      if (folder !== start) folders.unshift(folder);
      if (existsSync(path.join(folder, '.git'))) break;
      if (folder === path.dirname(folder)) return new Ignores([]);
    }
    let ignores = new Ignores([]);
    for (const folder of folders) ignores = await this.within(folder, ignores);
    // Who names a folder that is left out wants to see it: then the files above have no say.
    return ignores.leaveOut(`${start}/`) ? new Ignores([]) : ignores;
  }

  /** With the one of a folder added, if it has one. */
  async within(folder: string, ignores: Ignores): Promise<Ignores> {
    try {
      return ignores.with(folder, ignore().add(await readFile(path.join(folder, '.gitignore'), 'utf8')));
    } catch {
      return ignores;
    }
  }
}
