/**
 * Starting the profiler's child process: which program, with which rights, in which environment.
 *
 * The environment is empty, except that Electron must be told to behave as Node.js. Node's permission model, where offered, takes
 * away writing, starting processes and native add-ons, and leaves reading in the given folders; it works with worker threads. It
 * is a second wall behind the overlay file system (vm/sandbox), not the only one.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTROL_FD, GUEST_FD } from './child/frames';

/** The two bundles of the child process. */
export interface ChildBundles {
  readonly watchdog: string;
  readonly guest: string;
}

export interface ChildOptions {
  readonly bundles: ChildBundles;
  /** Folders the child may read, besides its own bundles. */
  readonly readable: readonly string[];
  /** The child's standard input: nothing, or this process's own. */
  readonly stdin: 'ignore' | 'inherit';
  /** Megabytes of the guest's JavaScript heap. */
  readonly heapMegabytes: number;
}

/** A started child process and its streams. */
export interface StartedChild {
  readonly process: ChildProcess;
  readonly guest: Socket;
  readonly control: Socket;
  readonly diagnostics: Socket;
}

/** Where `npm run build` puts the bundles: beside this one, or in `dist/` of the checkout when run from source. */
export function builtBundles(): ChildBundles {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const folder = path.basename(here) === 'profile' ? path.join(here, '..', '..', 'dist') : here;
  return { watchdog: path.join(folder, 'profiler-child.js'), guest: path.join(folder, 'profiler-guest.js') };
}

/** Starts a child. A process that cannot be started reports that by its `error` event. */
export function startChild(options: ChildOptions, withPermissions = true): StartedChild {
  const { bundles } = options;
  // No flag of V8's own: the code cache is for the default ones.
  const flags = ['--no-warnings', ...(withPermissions ? permissionFlags(options) : [])];
  const child = spawn(process.execPath, [...flags, bundles.watchdog, bundles.guest, String(options.heapMegabytes)], {
    // Its own folder, not the user's: nothing is found relative to it.
    cwd: path.dirname(bundles.watchdog),
    env: process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' },
    stdio: [options.stdin, 'ignore', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  return {
    process: child,
    guest: child.stdio[GUEST_FD] as Socket,
    control: child.stdio[CONTROL_FD] as Socket,
    diagnostics: child.stdio[2] as Socket,
  };
}

/** Exit status of Node.js for a flag it does not know: start again without the permission model. */
export const BAD_FLAG_STATUS = 9;

/** The permission model's flags for this Node.js; none where it has none (before 20) or where a path cannot be written in them. */
export function permissionFlags({ bundles, readable }: ChildOptions, nodeVersion = process.versions.node): string[] {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  if (major < 20) return [];
  const folders = [...bundleFolders(bundles), ...readable].flatMap((folder) => [folder, realPathOf(folder)]);
  if (folders.some((folder) => /[,*]/.test(folder))) return [];
  const flag = major > 23 || (major === 23 && minor >= 5) ? '--permission' : '--experimental-permission';
  // A folder inside another is left out: Node.js 20.20 refuses the outer folder itself when both are named, as a library and its site-packages are.
  const closed = [...new Set(folders.map((folder) => (folder.endsWith(path.sep) ? folder : folder + path.sep)))];
  const reads = closed
    .filter((folder) => !closed.some((outer) => outer !== folder && folder.startsWith(outer)))
    .map((folder) => `--allow-fs-read=${folder}`);
  return [flag, '--allow-worker', ...reads];
}

/** The bundles' folders, and the packages beside a checkout's (where a bundle that is no release finds its WebAssembly). */
function bundleFolders(bundles: ChildBundles): string[] {
  const folders = [path.dirname(bundles.watchdog), path.dirname(bundles.guest)];
  return [...folders, ...folders.map((folder) => path.join(folder, '..', 'node_modules'))];
}

function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
