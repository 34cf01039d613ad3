/**
 * Writes THIRD_PARTY_NOTICES.md: every package that is part of what we ship, with its version and the text of its licence. The list is
 * the lock file's production packages, the texts are those in `node_modules`.
 */
import './require-node.mjs';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './install.mjs';

/** @typedef {{ version: string, license?: string, dev?: boolean, devOptional?: boolean }} LockedPackage */
/** @typedef {{ name: string, version: string, license: string, folders: string[] }} ShippedPackage */

/** Folders inside a package that hold a work of its own, with a licence of its own. */
const vendored = new Map([['tree-sitter', ['vendor/tree-sitter', 'vendor/tree-sitter/lib/src/unicode']]]);

/** What is shipped, by name and version.
 * @returns {ShippedPackage[]} */
export function shippedPackages() {
  const lock = /** @type {{ packages: Record<string, LockedPackage> }} */ (
    JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
  );
  /** @type {Map<string, ShippedPackage>} */
  const shipped = new Map();
  for (const [folder, { version, license = 'see its text', dev, devOptional }] of Object.entries(lock.packages)) {
    if (folder === '' || dev === true || devOptional === true) continue;
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const known = shipped.get(`${name} ${version}`);
    if (known === undefined) shipped.set(`${name} ${version}`, { name, version, license, folders: [folder] });
    else known.folders.push(folder);
  }
  return [...shipped.values()].sort((a, b) => (a.name === b.name ? compare(a.version, b.version) : compare(a.name, b.name)));
}

/** @param {string} a @param {string} b */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The texts of a package's licences, its own first.
 * @param {ShippedPackage} shipped
 * @returns {string[]} */
function licenceTexts({ name, folders }) {
  const folder = folders.map((one) => path.join(root, one)).find((one) => existsSync(one));
  if (folder === undefined) throw new Error(`${name} is not installed: run npm install`);
  return [folder, ...(vendored.get(name) ?? []).map((inner) => path.join(folder, inner))].flatMap((one) => {
    const file = existsSync(one) ? readdirSync(one).find((entry) => /^licen[sc]e/i.test(entry)) : undefined;
    return file === undefined ? [] : [readFileSync(path.join(one, file), 'utf8').replaceAll('\r\n', '\n').trim()];
  });
}

/** The whole page. */
function page() {
  const sections = shippedPackages().map((shipped) => {
    const texts = licenceTexts(shipped).map((text) => `\`\`\`text\n${text}\n\`\`\`\n`);
    if (texts.length === 0) texts.push(`The package carries no licence text; its manifest says ${shipped.license}.\n`);
    return `## ${shipped.name} ${shipped.version}\n\nLicence: ${shipped.license}\n\n${texts.join('\n')}`;
  });
  return `# Third-party notices\n\nJIT Lens ships the following packages. Written by \`node scripts/notices.mjs\`.\n\n${sections.join('\n')}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(path.join(root, 'THIRD_PARTY_NOTICES.md'), page());
}
