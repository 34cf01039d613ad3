/**
 * `npm start [-- FILE]`: installs and builds what is missing, then shows what a tracing JIT makes of FILE: what the static
 * analyzer suspects, what the tracing VM saw, and which suspicions that confirms or refutes. Built-ins only.
 */
import './require-node.mjs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';

const example = path.join('fixtures', 'seeds', 'data_driven.py');
const given = process.argv[2];
// npm runs scripts in the package's folder; INIT_CWD is where the user stood.
const chosen = given === undefined ? path.join(root, example) : path.resolve(process.env.INIT_CWD ?? process.cwd(), given);
const inside = path.relative(root, chosen);
const file = inside.startsWith('..') || path.isAbsolute(inside) ? chosen : inside;

ensureInstalled();
run(['scripts/build.mjs']);
console.log(`\njitlens profile ${file}\n`);
run(['dist/cli.js', 'profile', file, ...process.argv.slice(3)]);

/** Runs a Node program of this checkout and exits with its status when it fails.
 * @param {string[]} args */
function run(args) {
  const result = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) process.exit(result.status ?? 2);
}
