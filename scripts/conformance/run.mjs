/** Runs programs, several at once, each in a process of its own. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from '../install.mjs';

/** More output than this is cut off, and the program killed. */
const MOST_OUTPUT = 1 << 26;

/**
 * How a program ended: what it printed and its exit status, null when it was killed for its time or its output.
 * @typedef {{ stdout: string, stderr: string, status: number | null }} Run
 */

/**
 * A program in the folder it stands in, with nothing on its standard input.
 * @param {string} command @param {readonly string[]} args @param {string} file @param {number} seconds @param {string} [PATH]
 * @returns {Promise<Run>}
 */
function run(command, args, file, seconds, PATH = process.env.PATH ?? '') {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: path.dirname(file),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH,
        HOME: process.env.HOME ?? '',
        PYTHONHASHSEED: '0',
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONUTF8: '1',
      },
    });
    /** @type {Buffer[]} */
    const out = [];
    /** @type {Buffer[]} */
    const err = [];
    let size = 0;
    // A program may have made processes of its own, which keep its pipes open: all of them go.
    const stop = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    };
    /** @param {Buffer[]} pieces */
    const collect = (pieces) => (/** @type {Buffer} */ piece) => {
      pieces.push(piece);
      size += piece.length;
      if (size > MOST_OUTPUT) stop();
    };
    child.stdout.on('data', collect(out));
    child.stderr.on('data', collect(err));
    const timer = setTimeout(stop, seconds * 1000);
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8'), status });
    });
  });
}

/**
 * With `python`, the VM finds that Python's library first: what programs import of it must be of the version they are compared with.
 * @param {string} file @param {{ seconds: number, options: readonly string[], args?: readonly string[], python?: string }} settings
 */
export function runInVm(file, { seconds, options, args = [], python = '' }) {
  const folders = [...(path.isAbsolute(python) ? [path.dirname(python)] : []), process.env.PATH ?? ''];
  const command = [path.join(root, 'dist', 'cli.js'), 'run', path.basename(file), ...options, '--', ...args];
  return run(process.execPath, command, file, seconds, folders.join(path.delimiter));
}

/** @param {string} file @param {{ seconds: number, python: string, args?: readonly string[] }} settings */
export const runInPython = (file, { seconds, python, args = [] }) => run(python, [path.basename(file), ...args], file, seconds);

/**
 * `work` on each of `items`, `jobs` at a time; the results stand in the order of the items.
 * @template T, R
 * @param {readonly T[]} items @param {number} jobs @param {(item: T) => Promise<R>} work
 * @returns {Promise<R[]>}
 */
export async function several(items, jobs, work) {
  /** @type {R[]} */
  const results = Array.from({ length: items.length });
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) {
      const item = /** @type {T} */ (items[i]);
      results[i] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}
