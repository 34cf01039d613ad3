/**
 * Builds `dist/python-data.bin`: the tables of the Unicode character database that the module unicodedata answers from.
 *
 * They are read out of the CPython 3.14 of the npm package `pyodide`, through that module itself, so that they are that version's. Layout: as
 * `python-library.bin` (library.mjs), each table as the source of an entry of its own, so that a program that asks for categories does not
 * unpack the names. Skipped when neither this script nor the package changed.
 */
import '../require-node.mjs';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../install.mjs';
import { newArchive, writeArchive } from './archive.mjs';
import { contentHash } from '../source-hash.mjs';

const dist = path.join(root, 'dist');
const archiveFile = path.join(dist, 'python-data.bin');
const stampFile = path.join(dist, '.python-data-stamp');

/**
 * Properties: runs of code points that agree in all of them, [first, class], and the classes. Decompositions and numbers by code point. Names as
 * lines of `HEX NAME`; those that end with the code point as runs, [first, last, what stands before it]; Hangul syllables are not listed.
 */
const READ = `
import json, unicodedata as u

classes, runs, decompositions, numbers, names, numbered = {}, [], {}, {}, [], []
last = None
for code in range(0x110000):
    c = chr(code)
    found = (u.category(c), u.bidirectional(c), u.combining(c), u.east_asian_width(c), u.mirrored(c))
    if found != last:
        runs.append((code, classes.setdefault(found, len(classes))))
        last = found
    decomposition = u.decomposition(c)
    if decomposition:
        decompositions[code] = decomposition
    number = u.numeric(c, None)
    if number is not None:
        numbers[code] = (u.decimal(c, None), u.digit(c, None), number)
    name = u.name(c, '')
    if name.endswith('-%X' % code):
        prefix = name[:-len('%X' % code)]
        if numbered and numbered[-1][1] == code - 1 and numbered[-1][2] == prefix:
            numbered[-1][1] = code
        else:
            numbered.append([code, code, prefix])
    elif name and not name.startswith('HANGUL SYLLABLE '):
        names.append('%X %s' % (code, name))

json.dumps({
    'properties': {'version': u.unidata_version, 'classes': list(classes), 'runs': runs},
    'decompositions': decompositions,
    'numbers': numbers,
    'numbered': numbered,
    'names': '\\n'.join(names),
})
`;

/** Builds the tables when they are missing or out of date. */
export async function buildPythonData() {
  const stamp = `${contentHash(root, ['scripts/python/data.mjs', 'scripts/python/archive.mjs', 'node_modules/pyodide/package.json'])}\n`;
  if (existsSync(archiveFile) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const { loadPyodide } = await import('pyodide');
  const python = await loadPyodide();
  /** @type {Record<string, unknown>} */
  const tables = JSON.parse(String(python.runPython(READ)));
  const { index, blocks, add } = newArchive();
  for (const [name, table] of Object.entries(tables)) {
    const text = typeof table === 'string' ? table : JSON.stringify(table);
    index[`unicodedata/${name}`] = [...add(Buffer.from(text)), 0, 0];
  }
  mkdirSync(dist, { recursive: true });
  writeArchive(archiveFile, index, blocks);
  writeFileSync(stampFile, stamp);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await buildPythonData();
