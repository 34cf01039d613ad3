/**
 * Writes the semantics of the virtual machine twice.
 *
 * An operation of the VM is written once, in `analyzer/vm/semantics/`, over the abstract machine `../machine/machine`. V8 inlines
 * the small methods of a machine only where a call site sees one class, so the interpreter and the tracer each get a copy of their
 * own, in which that import names `../machine/direct` or `../machine/recording`. Everything else in the copies is the same text.
 *
 *     import { branch } from '../machine/machine';     semantics/add.ts
 *     import { branch } from '../../machine/direct';   generated/direct/add.ts
 *
 * The copies are not committed. Run as a program, or call `doubleBuild`.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './install.mjs';
import { filesBelow } from './source-hash.mjs';

/** The machines that get a copy each: files of `analyzer/vm/machine/` and folders of `analyzer/vm/generated/`. */
export const machines = /** @type {const} */ (['direct', 'recording']);

/** Brings `analyzer/vm/generated/` up to date: writes what changed, removes what has no source any more.
 * @param {string} [vmFolder]
 * @returns {{ written: number, removed: number }} */
export function doubleBuild(vmFolder = path.join(root, 'analyzer', 'vm')) {
  const semantics = path.join(vmFolder, 'semantics');
  const sources = filesBelow(semantics).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const generated = path.join(vmFolder, 'generated');
  /** @type {Map<string, string>} */
  const copies = new Map();
  for (const source of sources) {
    const text = readFileSync(source, 'utf8');
    const name = path.relative(semantics, source);
    for (const machine of machines) copies.set(path.join(generated, machine, name), specialize(text, name, machine));
  }
  let written = 0;
  for (const [file, text] of copies) {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    written++;
  }
  const stale = machines.flatMap((machine) => filesBelow(path.join(generated, machine))).filter((file) => !copies.has(file));
  for (const file of stale) rmSync(file);
  return { written, removed: stale.length };
}

/** The copy of one semantics file for one machine.
 * @param {string} text
 * @param {string} name path of the file inside `semantics/`
 * @param {'direct' | 'recording'} machine
 * @returns {string} */
export function specialize(text, name, machine) {
  const header = `// generated from ../../semantics/${name.split(path.sep).join('/')} by scripts/double-build.mjs; do not edit\n`;
  /** @param {string} _all @param {string} before @param {string} quote @param {string} specifier */
  const redirected = (_all, before, quote, specifier) => `${before}${quote}${redirect(specifier, name, machine)}${quote}`;
  // A literal, so that what is for the other machine is dropped.
  const own = text.replace(/\bm\.RECORDING\b/g, `(${String(machine === 'recording')} as boolean)`);
  return header + pasteNumbers(own.replace(relativeImport, redirected));
}

/** `ops.NAME` and `K.NAME` become numbers, so that V8 makes jump tables of the switches over them.
 * @param {string} text
 * @returns {string} */
function pasteNumbers(text) {
  /** @param {string} all @param {'ops' | 'K'} table @param {string} name */
  const numbered = (all, table, name) => {
    const number = numbers()[table].get(name);
    return number === undefined ? all : `${number} /* ${name} */`;
  };
  return text.replace(/\b(ops|K)\.([A-Z][A-Z0-9_]*)\b/g, numbered);
}

/** @type {{ ops: Map<string, string>, K: Map<string, string> } | null} */
let tables = null;
function numbers() {
  const read = (/** @type {string} */ file) => readFileSync(path.join(root, 'analyzer', 'vm', file), 'utf8');
  const find = (/** @type {string} */ text, /** @type {RegExp} */ row) => new Map([...text.matchAll(row)].map((m) => [m[1], m[2]]));
  return (tables ??= {
    ops: find(read('compile/opcodes.ts'), /^ {2}([A-Z][A-Z0-9_]*): \[(\d+),/gm),
    K: find(read('runtime/kinds.ts').split('} as const')[0], /\b([A-Z][A-Z0-9_]*): (\d+)/g),
  });
}

/** A relative specifier in `import ... from '...'`, `export ... from '...'`, `import '...'` or `import('...')`. */
const relativeImport = /(\bfrom\s+|\bimport\s+|\bimport\(\s*)(['"])(\.\.?\/[^'"\n]*)\2/g;

/** Where an import of a semantics file leads from its copy, which lies one folder deeper.
 * @param {string} specifier
 * @param {string} name
 * @param {'direct' | 'recording'} machine
 * @returns {string} */
function redirect(specifier, name, machine) {
  const folder = path.posix.dirname(`semantics/${name.split(path.sep).join('/')}`);
  const target = path.posix.join(folder, specifier);
  if (target.startsWith('semantics/')) return specifier;
  const wanted = target === 'machine/machine' ? `machine/${machine}` : target;
  return path.posix.relative(folder.replace(/^semantics/, `generated/${machine}`), wanted);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { written, removed } = doubleBuild();
  if (written + removed > 0) console.log(`semantics: ${written} copies written, ${removed} removed`);
}
