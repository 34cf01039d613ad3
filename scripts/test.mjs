/**
 * `npm test [-- ARGS]`: installs and builds what is missing, then runs every test (or what ARGS tell vitest). Built-ins only.
 */
import './require-node.mjs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
run(['scripts/build.mjs']);
run([path.join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)]);

/** @param {string[]} args */
function run(args) {
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 2);
}
