/**
 * Builds `dist/python-library.bin`: the part of CPython's standard library that is written in Python, as source and as bytecode of the VM;
 * and `dist/python-modules.bin`: the bytecode of the VM's own modules in Python.
 * Both are kept: bytecode is what an import runs, source is what tracebacks and `inspect` show.
 *
 * The text comes from the npm package `pyodide` (python_stdlib.zip, CPython 3.14, PSF licence); nothing else of that package ships.
 * Layout: archive.mjs.
 *
 * Skipped when neither the compiler nor the package changed.
 */
import '../require-node.mjs';
import { mkdirSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { pathToFileURL } from 'node:url';
import { root } from '../install.mjs';
import { newArchive, writeArchive } from './archive.mjs';
import { contentHash } from '../source-hash.mjs';

const dist = path.join(root, 'dist');
const archiveFile = path.join(dist, 'python-library.bin');
const stampFile = path.join(dist, '.python-library-stamp');
const zipFile = path.join(root, 'node_modules', 'pyodide', 'python_stdlib.zip');

/** What Pyodide leaves out, since it has it in C: the package `brython` carries the same version's text (without comments).
 * @returns {[name: string, content: Buffer][]} */
function alsoNeeded() {
  const text = readFileSync(path.join(root, 'node_modules', 'brython', 'brython_stdlib.js'), 'utf8');
  return ['_pydecimal'].map((name) => {
    // A line of "name":["suffix","source",...] pairs.
    const found = new RegExp(`"${name}":\\s*\\[("(?:[^"\\\\]|\\\\.)*"),\\s*("(?:[^"\\\\]|\\\\.)*")`).exec(text);
    if (found === null) throw new Error(`brython carries no ${name}`);
    /** @type {string} */
    const source = JSON.parse(found[2]);
    return [`${name}.py`, Buffer.from(source)];
  });
}

/** Modules that cannot work without a browser, a terminal, a socket, a process or a database, or that belong to Pyodide. */
const LEFT_OUT =
  /^(pyodide|_pyodide|site-packages|sqlite3|_pyrepl|__phello__|idlelib|wsgiref|xmlrpc|ctypes|multiprocessing)\/|^(_sysconfigdata.*|_ssl|ssl|webbrowser|antigravity|turtle|ensurepip|__hello__|smtplib|poplib|imaplib|ftplib|tty|pty|pdb|pydoc|rlcompleter)\.py$|^asyncio\/(windows|proactor)/;

/** Modules that programs worth profiling seldom import: an import compiles them from their source. Halves the bytecode in the archive. */
const LEFT_UNCOMPILED = new RegExp(
  [
    String.raw`^encodings/(?!(__init__|aliases|utf_8|latin_1|ascii)\.py)`,
    String.raw`^urllib/(?!(__init__|parse|error)\.py)`,
    String.raw`^logging/(?!__init__)`,
    String.raw`^(sre_|importlib/(metadata|resources)|concurrent/(futures/process|interpreters)|asyncio/(unix_events|sslproto|subprocess|base_subprocess|__main__|tools))`,
    `^(${'http xml email zipfile compression dbm curses tkinter profile unittest/mock json/tool'.split(' ').join('|')})[/.]`,
    `^(${'wave mailbox tarfile optparse pickletools doctest plistlib pstats trace tracemalloc cProfile bdb cgi code codeop cmd compileall py_compile pyclbr modulefinder netrc nturl2path ntpath pkgutil zipapp zipimport socketserver shelve mimetypes fileinput filecmp gettext getpass site sched stringprep subprocess symtable tabnanny tomllib _pyio _py_warnings _aix_support configparser ipaddress colorsys imghdr quopri bz2 lzma gzip'.split(' ').join('|')})[/.]`,
  ].join('|'),
);

/** Files of a zip archive with their inflated content. Source: PKWARE's APPNOTE, 4.3.
 * @param {Buffer} zip
 * @returns {Generator<[name: string, content: Buffer]>} */
function* entriesOf(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [nameLength, extra, comment, local] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
      zip.readUInt32LE(at + 42),
    ];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(from, from + packed);
    if (!name.endsWith('/')) yield [name, method === 0 ? data : inflateRawSync(data)];
    at += 46 + nameLength + extra + comment;
  }
}

/** @typedef {{ ownModules: () => { key: string, filename: string, text: string }[], compileLibrary: (source: string, filename: string) => Uint8Array | null, loadSyntax: (options: { engine: string }) => Promise<unknown> }} Compiler */

/** The VM's compiler, bundled for this process.
 * @returns {Promise<Compiler>} */
async function loadCompiler() {
  const { bundle } = await import('../bundle.mjs');
  const outfile = path.join(dist, '.python-library-compiler.cjs');
  await bundle(path.join(root, 'analyzer', 'vm', 'library', 'python', 'archived.ts'), outfile);
  try {
    /** @type {Compiler} */
    const compiler = createRequire(outfile)(outfile);
    return compiler;
  } finally {
    rmSync(outfile);
  }
}

/** The code of the VM's own modules, in an archive of its own: they change more often than CPython's. */
export async function buildOwnModules() {
  const file = path.join(dist, 'python-modules.bin');
  const stampFile = path.join(dist, '.python-modules-stamp');
  const stamp = `${contentHash(root, ['analyzer/vm/compile', 'analyzer/vm/library/python', 'analyzer/vm/library/appfunctional.ts', 'analyzer/vm/library/jitdrivers.ts', 'analyzer/syntax', 'scripts/python/library.mjs', 'scripts/python/archive.mjs'])}\n`;
  if (existsSync(file) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  mkdirSync(dist, { recursive: true });
  const { compileLibrary, loadSyntax, ownModules } = await loadCompiler();
  await loadSyntax({ engine: 'auto' });
  const { index, blocks, addPlain } = newArchive();
  for (const { key, filename, text } of ownModules()) {
    const code = compileLibrary(text, filename);
    if (code !== null) index[key] = [0, 0, ...addPlain(code)];
  }
  writeArchive(file, index, blocks);
  writeFileSync(stampFile, stamp);
}

/** Builds the archive when it is missing or out of date. */
export async function buildPythonLibrary() {
  const stamp = `${contentHash(root, ['analyzer/vm/compile', 'analyzer/syntax', 'scripts/python/library.mjs', 'scripts/python/archive.mjs', 'node_modules/pyodide/package.json', 'node_modules/brython/package.json'])}\n`;
  if (existsSync(archiveFile) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const started = performance.now();
  mkdirSync(dist, { recursive: true });
  const { compileLibrary, loadSyntax } = await loadCompiler();
  await loadSyntax({ engine: 'auto' });
  const { index, blocks, add, addPlain } = newArchive();
  for (const [name, content] of [...entriesOf(readFileSync(zipFile)), ...alsoNeeded()].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!name.endsWith('.py') || LEFT_OUT.test(name)) continue;
    const code = LEFT_UNCOMPILED.test(name) ? null : compileLibrary(content.toString('utf8'), name);
    const [at, length] = add(content);
    const [codeAt, codeLength] = code === null ? [0, 0] : addPlain(code);
    index[name] = [at, length, codeAt, codeLength];
  }
  writeArchive(archiveFile, index, blocks);
  writeFileSync(stampFile, stamp);
  console.log(`Compiled ${Object.keys(index).length} modules of the standard library in ${Math.round(performance.now() - started)} ms`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildPythonLibrary();
  await buildOwnModules();
}
