/** Starts code-server on a fresh profile with the packed extension installed. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Workbench } from './install';

/** A quiet workbench: no network, no trust dialog, no welcome, no AI side bar, nothing that moves by itself. */
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.colorTheme': 'Dark Modern',
  'window.autoDetectHighContrast': false,
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'files.autoSave': 'off',
  'files.hotExit': 'off',
  'window.restoreWindows': 'none',
  'editor.minimap.enabled': false,
  'editor.accessibilitySupport': 'off',
  'editor.hover.delay': 100,
  'python.languageServer': 'None',
  // A loaded machine takes its time over what is seconds of work.
  'jitlens.profile.timeLimit': 900,
};

export interface RunningWorkbench {
  readonly port: number;
  /** The folder that is open in it. */
  readonly folder: string;
  /** The user's settings file. */
  readonly settings: string;
  /** Folder of the stagehand's sockets. */
  readonly stagehand: string;
  stop(): Promise<void>;
}

/** Everything lives below `folder`, which is emptied first. `programs` is copied to be the open folder, `extensions` are installed. */
export async function startWorkbench(
  workbench: Workbench,
  folder: string,
  extensions: readonly string[],
  programs: string,
): Promise<RunningWorkbench> {
  rmSync(folder, { recursive: true, force: true });
  const home = path.join(folder, 'home');
  const project = path.join(folder, 'project');
  mkdirSync(path.join(folder, 'data/User'), { recursive: true });
  mkdirSync(home, { recursive: true });
  cpSync(programs, project, { recursive: true });
  const settings = path.join(folder, 'data/User/settings.json');
  writeFileSync(settings, `${JSON.stringify(SETTINGS, null, 2)}\n`);
  // Below the system's folder for such things: a socket's path may have 107 bytes at most.
  const stagehand = mkdtempSync(path.join(tmpdir(), 'stagehand-'));

  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local/share'),
    JITLENS_STAGEHAND: stagehand,
    EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}',
  };
  const folders = ['--user-data-dir', path.join(folder, 'data'), '--extensions-dir', path.join(folder, 'extensions')];
  const installed = extensions.flatMap((vsix) => ['--install-extension', vsix]);
  execFileSync(workbench.node, [workbench.entry, ...folders, ...installed, '--force'], { env, stdio: 'ignore' });

  const port = await freePort();
  const log = openSync(path.join(folder, 'workbench.log'), 'w');
  const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', '--ignore-last-opened'];
  const server = spawn(workbench.node, [workbench.entry, ...folders, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, ...quiet], {
    env,
    stdio: ['ignore', log, log],
    // A group of its own, so that it can be ended with all it has started.
    detached: true,
  });
  await untilHealthy(port, server);
  return {
    port,
    folder: project,
    settings,
    stagehand,
    async stop() {
      await endGroup(server);
      rmSync(stagehand, { recursive: true, force: true });
    },
  };
}

async function untilHealthy(port: number, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`code-server ended with status ${server.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('code-server did not come up within a minute');
}

async function endGroup(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.pid === undefined) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  process.kill(-server.pid, 'SIGTERM');
  const timer = setTimeout(() => process.kill(-server.pid!, 'SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}
