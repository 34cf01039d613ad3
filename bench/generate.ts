/**
 * Writes random programs for bench:fidelity, which nobody has tuned anything for:
 *
 *     node bench/run.mjs generate FOLDER [COUNT [FIRST SEED]]      default 40 programs from seed 1
 *     npm run bench:fidelity -- FOLDER
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateProgram } from './fidelity/generate/program';

const [folder, count = '40', first = '1'] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node bench/run.mjs generate FOLDER [COUNT [FIRST SEED]]');
  process.exitCode = 2;
} else {
  mkdirSync(folder, { recursive: true });
  for (let seed = Number(first); seed < Number(first) + Number(count); seed++)
    writeFileSync(path.join(folder, `seed_${String(seed).padStart(4, '0')}.py`), generateProgram(seed));
}
