/**
 * Bundles a benchmark of this folder beside the built product, where it finds the same parser and child process, and runs it:
 *
 *     node bench/run.mjs NAME [ARGUMENTS]
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { bundle } from '../scripts/bundle.mjs';

const [name = '', ...rest] = process.argv.slice(2);
if (!/^[a-z-]+$/.test(name)) {
  console.error(
    'usage: node bench/run.mjs editor|fidelity|fixes|generate|keystroke|limits|load|noise|reliability|rules|spike|start|vm [ARGUMENTS]',
  );
  process.exit(2);
}
const root = path.join(import.meta.dirname, '..');
const outfile = path.join(root, 'dist', `bench-${name}-${process.pid}.js`);
try {
  await bundle(path.join(import.meta.dirname, `${name}.ts`), outfile);
  const flags = ['--expose-gc', '--stack-size=3900'];
  process.exitCode = spawnSync(process.execPath, [...flags, outfile, ...rest], { stdio: 'inherit', cwd: root }).status ?? 1;
} finally {
  rmSync(outfile, { force: true });
}
