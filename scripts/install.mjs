/**
 * Installs the dependencies that `package-lock.json` asks for, if they are not there already. Built-ins only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of `package.json`. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Makes `node_modules` agree with the lock file: `npm ci` where there is nothing yet, else the missing or changed packages only.
 * Exits the process with npm's status when npm fails. */
export function ensureInstalled() {
  // npm keeps what it installed in a hidden lock file of the same form.
  const installedFile = path.join(root, 'node_modules', '.package-lock.json');
  const fresh = !existsSync(installedFile);
  const problem = fresh
    ? 'nothing installed yet'
    : firstDifference(packagesOf(path.join(root, 'package-lock.json')), packagesOf(installedFile));
  if (problem === null) return;
  const args = fresh ? ['ci'] : ['install', '--no-save'];
  console.log(`Installing dependencies (${problem}): npm ${args.join(' ')}`);
  const result = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  if (result.status !== 0) {
    console.error('JIT Lens could not install its dependencies: npm failed (its message is above).');
    process.exit(result.status ?? 2);
  }
}

/** Why what is installed does not satisfy a lock file, or null when it does. An optional package that is absent (another platform's, or
 * one that would not compile) is no difference.
 * @param {ReadonlyMap<string, LockedPackage>} wanted
 * @param {ReadonlyMap<string, LockedPackage>} installed
 * @returns {string | null} */
export function firstDifference(wanted, installed) {
  for (const [name, entry] of wanted) {
    if (name === '' || entry.link === true) continue;
    const found = installed.get(name);
    if (found === undefined && entry.optional !== true && entry.devOptional !== true && entry.peer !== true) return `${name} is missing`;
    if (found !== undefined && found.version !== entry.version) return `${name} changed`;
  }
  return null;
}

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} LockedPackage */

/** @param {string} file
 * @returns {Map<string, LockedPackage>} */
function packagesOf(file) {
  const lock = /** @type {{ packages?: Record<string, LockedPackage> }} */ (JSON.parse(readFileSync(file, 'utf8')));
  return new Map(Object.entries(lock.packages ?? {}));
}
