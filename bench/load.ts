/**
 * The language server under load, with what it takes and what it keeps:
 *
 *     npm run bench:load [-- PART...] [--files N] [--lines N] [--edits N] [--profiles N] [--ruff COMMAND]
 *
 * PART is workspace (10,000 files), long-file (100,000 lines), edits (1,000 a minute for an hour: 60,000 as fast as they go) or profiles (50 in a row);
 * all of them by default. Where a Ruff is found it checks the same workspace in the same run; bash-language-server, which parses with tree-sitter too,
 * gets a file as long. Memory is resident memory; a slope is fitted to what it is after the first third.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LOAD_OPTIONS, loadParts } from './load/parts';

const root = path.resolve(process.cwd());

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: LOAD_OPTIONS,
  });
  const parts = loadParts(root, values);
  const unknown = positionals.find((name) => !parts.has(name));
  if (unknown !== undefined) {
    console.error(`no part "${unknown}": there are ${[...parts.keys()].join(', ')}`);
    process.exitCode = 2;
    return;
  }
  for (const [name, load] of parts) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.log(`${name}:`);
    for (const line of await load()) console.log(`  ${line}`);
  }
}

void main();
