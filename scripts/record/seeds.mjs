/**
 * Records beside each program of `fixtures/seeds/` what it prints (`NAME.out`) and, in `expected-pypy.json`, what the JIT of a real
 * PyPy did with it. Needs `pypy3` on the PATH. Run it when a program changes; the tests compare with what it wrote.
 */
import '../require-node.mjs';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../install.mjs';
import { pinned, pypyVersion, runOnPyPy } from '../pypy.mjs';
import { filesBelow } from '../source-hash.mjs';

const folder = path.join(root, 'fixtures', 'seeds');
const version = pypyVersion();
if (version === null) {
  console.error('There is no pypy3 on the PATH (Debian: apt-get install pypy3).');
  process.exit(2);
}

/** @type {Record<string, import('../pypy.mjs').JitSummary>} */
const programs = {};
for (const file of filesBelow(folder).filter((name) => name.endsWith('.py'))) {
  const { stdout, summary } = runOnPyPy(file);
  writeFileSync(file.replace(/\.py$/, '.out'), stdout);
  programs[path.basename(file)] = summary;
  console.log(`${path.basename(file)}: ${summary.loops} loops, ${summary.bridges} bridges`);
}
writeFileSync(path.join(folder, 'expected-pypy.json'), `${JSON.stringify({ pypy: version, environment: pinned, programs }, null, 2)}\n`);
