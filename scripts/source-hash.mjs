/**
 * Content hashes of files and folders, by which the scripts skip work that is up to date.
 * Built-ins only: it runs before anything is installed.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/** Every file below `folder`, sorted, without dependencies and generated files. Empty when the folder is missing.
 * @param {string} folder
 * @returns {string[]} */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  /** @type {string[]} */
  const files = [];
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      const full = path.join(current, entry.name);
      if (!entry.isDirectory()) files.push(full);
      else if (entry.name !== 'node_modules' && entry.name !== 'generated') pending.push(full);
    }
  }
  return files.sort();
}

/** One hash over the names and contents of the given files and folders; missing ones count as empty.
 * @param {string} root names are relative to it, so that a checkout can move
 * @param {readonly string[]} paths relative to `root`
 * @returns {string} */
export function contentHash(root, paths) {
  const hash = createHash('sha256');
  for (const relative of paths) {
    const full = path.join(root, relative);
    if (!existsSync(full)) continue;
    for (const file of statSync(full).isDirectory() ? filesBelow(full) : [full]) {
      const content = readFileSync(file);
      hash.update(`${path.relative(root, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}
