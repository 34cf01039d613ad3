/**
 * From the dotted name of an import to a file of the workspace.
 *
 * As Python searches: an absolute name starts at the folder that holds the importing file's outermost package, at the file's own folder
 * when it is in no package, and at the roots of the workspace (and `src` in them). Only files that are known count; the disk is
 * not asked.
 */
import path from 'node:path';

export interface FoundModule {
  readonly path: string;
  /** What of the dotted name is left behind the module's. */
  readonly rest: readonly string[];
}

export class ModuleNames {
  constructor(
    private readonly isKnown: (file: string) => boolean,
    private readonly roots: readonly string[],
  ) {}

  /** The module that a dotted name means in a file; leading dots make it relative. Null when no known file is meant. */
  resolve(from: string, name: string): FoundModule | null {
    const level = /^\.*/.exec(name)![0].length;
    const parts = name.slice(level).split('.');
    if (level > 0) {
      let folder = path.dirname(from);
      for (let up = 1; up < level; up++) folder = path.dirname(folder);
      return this.below(folder, parts) ?? this.packageItself(folder, parts);
    }
    for (const base of this.bases(from)) {
      const found = this.below(base, parts);
      if (found !== null && found.path !== from) return found;
    }
    return null;
  }

  /** The longest beginning of the name that is a module in a folder. */
  private below(base: string, parts: readonly string[]): FoundModule | null {
    for (let length = parts.length; length > 0; length--) {
      const place = path.join(base, ...parts.slice(0, length));
      const file = [`${place}.py`, path.join(place, '__init__.py')].find(this.isKnown);
      if (file !== undefined) return { path: file, rest: parts.slice(length) };
    }
    return null;
  }

  /** `from . import name` where the name is made by the package itself. */
  private packageItself(folder: string, parts: readonly string[]): FoundModule | null {
    const file = path.join(folder, '__init__.py');
    return this.isKnown(file) ? { path: file, rest: parts } : null;
  }

  private bases(from: string): string[] {
    let folder = path.dirname(from);
    while (this.isKnown(path.join(folder, '__init__.py')) && folder !== path.dirname(folder)) folder = path.dirname(folder);
    return [...new Set([folder, ...this.roots, ...this.roots.map((root) => path.join(root, 'src'))])];
  }
}
