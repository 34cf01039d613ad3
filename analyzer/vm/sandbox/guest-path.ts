/**
 * Paths as the guest sees them: POSIX, absolute, without `.`, `..` and doubled slashes. Plain text; nothing is looked up.
 */

/** The absolute form of `path`, seen from the folder `cwd`. `..` above the root stays at the root, as POSIX says. */
export function normalizePath(path: string, cwd = '/'): string {
  const full = path.startsWith('/') ? path : `${cwd}/${path}`;
  const parts: string[] = [];
  for (const part of full.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The folder that holds a normalized path. */
export function parentPath(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? '/' : path.slice(0, cut);
}

/** Whether a normalized path is `folder` or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`);
}

/** A host path (`C:\a\b` or `/a/b`) as the guest sees it (`/C:/a/b` or `/a/b`). */
export function toGuestPath(hostPath: string): string {
  const slashed = /^[A-Za-z]:[\\/]/.test(hostPath) ? `/${hostPath.replaceAll('\\', '/')}` : hostPath;
  return normalizePath(slashed);
}

/** The inverse of `toGuestPath`. */
export function toHostPath(guestPath: string): string {
  return /^\/[A-Za-z]:(\/|$)/.test(guestPath) ? guestPath.slice(1).replaceAll('/', '\\') : guestPath;
}
