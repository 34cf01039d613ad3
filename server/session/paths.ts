/** Between document URIs and file paths. */
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Whether a URI names a file on this machine. */
export function isFile(uri: string): boolean {
  return uri.startsWith('file:');
}

/** The path of a `file:` URI; for others (untitled buffers, virtual file systems) a path that only serves as a name. Never throws. */
export function pathOf(uri: string): string {
  if (isFile(uri)) {
    try {
      return fileURLToPath(uri);
    } catch {
      // A file URI of another platform's shape, or with an encoded slash.
    }
  }
  const rest = uri.replace(/^[a-z][a-z0-9+.-]*:(\/\/[^/]*)?/i, '');
  try {
    return `/${decodeURIComponent(rest).replace(/^\/+/, '')}`;
  } catch {
    return `/${rest.replace(/^\/+/, '')}`;
  }
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

/** Whether a path lies in a folder, or is it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(/[/\\]$/.test(folder) ? folder : `${folder}/`) || path.startsWith(`${folder}\\`);
}

/** The last part of a path, for messages. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
