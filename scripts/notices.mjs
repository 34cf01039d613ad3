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

/** Packages of the build of which a part ships: what that part is, its licence, and the licence's text. */
const partlyShipped = new Map([
  ['brython', { part: "_pydecimal.py of CPython's standard library (nothing else of the package)", license: 'PSF-2.0', text: 'scripts/licences/python.txt' }],
  ['pyodide', { part: "CPython's standard library (the modules written in Python; nothing else of the package)", license: 'PSF-2.0', text: 'scripts/licences/python.txt' }],
]);

/** What is shipped, by name and version.
 * @returns {ShippedPackage[]} */
export function shippedPackages() {
  const lock = /** @type {{ packages: Record<string, LockedPackage> }} */ (
    JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
  );
  /** @type {Map<string, ShippedPackage>} */
  const shipped = new Map();
  for (const [folder, { version, license = 'see its text', dev, devOptional }] of Object.entries(lock.packages)) {
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (folder === '' || ((dev === true || devOptional === true) && !partlyShipped.has(name))) continue;
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
  const part = partlyShipped.get(name);
  if (part !== undefined) return [readFileSync(path.join(root, part.text), 'utf8').trim()];
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
    const part = partlyShipped.get(shipped.name);
    const what = part === undefined ? '' : `Of this package ships: ${part.part}.\n\n`;
    return `## ${shipped.name} ${shipped.version}\n\n${what}Licence: ${part?.license ?? shipped.license}\n\n${texts.join('\n')}`;
  });
  return `# Third-party notices\n\nJIT Lens ships the following packages. Written by \`node scripts/notices.mjs\`.\n\n${sections.join('\n')}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(path.join(root, 'THIRD_PARTY_NOTICES.md'), page());
}
