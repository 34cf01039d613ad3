/** File descriptors: numbers for open files of the overlay, as os.open, os.read and os.pipe give them. 0 to 2 are the standard streams. */
import { checkSize } from '../../../runtime/blocks';
import { exceptionType, GuestError } from '../../../runtime/errors';
import { hooks } from '../../../runtime/hooks';
import { newStr, type W_Exception } from '../../../runtime/values';
import { host } from '../../host';
import { output } from '../../text/streams';

export const FLAGS = {
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_NOCTTY: 0o400,
  O_TRUNC: 0o1000,
  O_APPEND: 0o2000,
  O_NONBLOCK: 0o4000,
  O_DIRECTORY: 0o200000,
  O_NOFOLLOW: 0o400000,
  O_CLOEXEC: 0o2000000,
  O_SYNC: 0o4010000,
} as const;

export interface Descriptor {
  /** Null for a pipe. */
  readonly path: string | null;
  data: Uint8Array;
  at: number;
  readonly flags: number;
  /** The other end of a pipe. */
  readonly peer: Descriptor | null;
}

let table = new Map<number, Descriptor>();
export const resetDescriptors = (): void => void (table = new Map());

/** An OSError with its number and, where there is one, the path. */
export function systemError(number: number, path: string | null = null): GuestError {
  const text = newStr(MESSAGES.get(number) ?? 'Input/output error');
  return new GuestError(hooks.call(exceptionType('OSError'), path === null ? [number, text] : [number, text, newStr(path)]) as W_Exception);
}
const MESSAGES: ReadonlyMap<number, string> = new Map([
  [1, 'Operation not permitted'],
  [2, 'No such file or directory'],
  [9, 'Bad file descriptor'],
  [10, 'No child processes'],
  [13, 'Permission denied'],
  [17, 'File exists'],
  [18, 'Invalid cross-device link'],
  [20, 'Not a directory'],
  [21, 'Is a directory'],
  [22, 'Invalid argument'],
  [25, 'Inappropriate ioctl for device'],
  [28, 'No space left on device'],
  [29, 'Illegal seek'],
  [32, 'Broken pipe'],
  [36, 'File name too long'],
  [38, 'Function not implemented'],
  [39, 'Directory not empty'],
  [40, 'Too many levels of symbolic links'],
]);
export const errorText = (number: number): string => MESSAGES.get(number) ?? `Unknown error ${number}`;

function free(): number {
  let fd = 3;
  while (table.has(fd)) fd++;
  if (fd > 1024) throw systemError(24);
  return fd;
}
export function openDescriptor(path: string, given: string, flags: number): number {
  const kind = host.files.exists(path);
  if (kind === null && (flags & FLAGS.O_CREAT) === 0) throw systemError(2, given);
  if (kind === null && host.files.exists(path.slice(0, Math.max(1, path.lastIndexOf('/')))) !== 'directory') throw systemError(2, given);
  if (kind !== null && (flags & FLAGS.O_CREAT) !== 0 && (flags & FLAGS.O_EXCL) !== 0) throw systemError(17, given);
  if (kind === 'directory' && (flags & 3) !== 0) throw systemError(21, given);
  let data = kind === 'file' && (flags & FLAGS.O_TRUNC) === 0 ? host.files.read(path) : new Uint8Array(0);
  if (data === null) throw systemError(13, given);
  data = data.slice();
  if (kind === null || (flags & FLAGS.O_TRUNC) !== 0) host.files.write(path, data);
  const fd = free();
  table.set(fd, { path, data, at: 0, flags, peer: null });
  return fd;
}
export function openPipe(): [number, number] {
  const reading: Descriptor = { path: null, data: new Uint8Array(0), at: 0, flags: 0, peer: null };
  const first = free();
  table.set(first, reading);
  const second = free();
  table.set(second, { path: null, data: new Uint8Array(0), at: 0, flags: 1, peer: reading });
  return [first, second];
}
export function descriptor(fd: number): Descriptor {
  const found = table.get(fd);
  if (found === undefined) throw systemError(9);
  return found;
}
export const isOpen = (fd: number): boolean => fd <= 2 || table.has(fd);
export function closeDescriptor(fd: number): void {
  if (fd <= 2 && fd >= 0) return;
  if (!table.delete(fd)) throw systemError(9);
}
export function duplicate(fd: number): number {
  const copy = free();
  table.set(copy, descriptor(fd));
  return copy;
}

export function readDescriptor(fd: number, size: number): Uint8Array {
  const d = descriptor(fd);
  if ((d.flags & 3) === 1) throw systemError(9);
  const piece = d.data.slice(d.at, d.at + size);
  d.at += piece.length;
  return piece;
}
export function writeDescriptor(fd: number, data: Uint8Array): number {
  if (fd === 1 || fd === 2) {
    const text = new TextDecoder().decode(data);
    if (fd === 1) output.stdout(text);
    else output.stderr(text);
    return data.length;
  }
  const d = descriptor(fd);
  if ((d.flags & 3) === 0) throw systemError(9);
  const into = d.peer ?? d;
  const at = d.peer !== null || (d.flags & FLAGS.O_APPEND) !== 0 ? into.data.length : d.at;
  checkSize(at + data.length);
  const grown = new Uint8Array(Math.max(into.data.length, at + data.length));
  grown.set(into.data);
  grown.set(data, at);
  into.data = grown;
  if (d.peer === null) {
    d.at = at + data.length;
    if (d.path !== null) host.files.write(d.path, grown);
  }
  return data.length;
}
export function truncateDescriptor(fd: number, size: number): void {
  const d = descriptor(fd);
  const data = new Uint8Array(size);
  data.set(d.data.subarray(0, size));
  d.data = data;
  if (d.path !== null) host.files.write(d.path, data);
}
