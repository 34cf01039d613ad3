/** Records what CPython prints for the programs of fixtures/vm: node scripts/record-vm-fixtures.mjs [PYTHON]. */
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

const python = process.argv[2] ?? 'python3.13';
const folder = path.join(root, 'fixtures', 'vm');
const folders = ['', 'language'];
for (const file of folders
  .flatMap((sub) => readdirSync(path.join(folder, sub)).map((name) => path.join(sub, name)))
  .filter((name) => name.endsWith('.py'))
  .sort()) {
  const run = spawnSync(python, [file], { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH ?? '', PYTHONHASHSEED: '0' } });
  if (run.error !== undefined) throw run.error;
  const last = run.stderr.trimEnd().split('\n').at(-1) ?? '';
  writeFileSync(path.join(folder, `${file.slice(0, -3)}.out`), run.stdout);
  if (run.status !== 0) writeFileSync(path.join(folder, `${file.slice(0, -3)}.err`), `${last}\n`);
  console.log(`${file}: ${run.stdout.length} characters${run.status === 0 ? '' : `, ${last}`}`);
}
