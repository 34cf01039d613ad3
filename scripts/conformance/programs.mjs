/** Which files of a folder are programs. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * The programs under a folder, sorted. The modules of a package below it are imported by the programs beside them and are none themselves, except
 * those that are named as tests.
 * @param {string} folder @returns {string[]}
 */
export function programsIn(folder) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py') && entry.name !== '__init__.py')
    .map((entry) => path.join(entry.parentPath, entry.name));
  /** @param {string} file */
  const inPackage = (file) => path.dirname(file) !== folder && existsSync(path.join(path.dirname(file), '__init__.py'));
  return found.filter((file) => !inPackage(file) || path.basename(file).startsWith('test')).sort();
}
