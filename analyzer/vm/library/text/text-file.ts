/** Files as guest code sees them: text and bytes in memory, written back to the overlay when flushed. */
import { exceptionType, GuestError, newException, valueError } from '../../runtime/errors';
import type { W_Type } from '../../runtime/types';
import { K } from '../../runtime/kinds';
import { layout, newStr, W_Native } from '../../runtime/values';
import { checkSize } from '../native';

export const UnsupportedOperation: { type: W_Type } = { type: exceptionType('OSError') };
export const unsupported = (what: string): GuestError => new GuestError(newException(UnsupportedOperation.type, [newStr(what)]));

abstract class W_FileBase extends W_Native {
  closed = false;
  changed = false;
  readable = true;
  writable = true;
  append = false;
  name: string | number | null = null;
  mode = '';
  /** Gets the content when it must be kept: at flush and close. */
  keep: (() => void) | null = null;

  /** What it was made over has been taken out of it. */
  detached = false;

  check(): void {
    if (this.detached) throw valueError('underlying buffer has been detached');
    if (this.closed) throw valueError('I/O operation on closed file.');
  }
  checkRead(): void {
    this.check();
    if (!this.readable) throw unsupported('not readable');
  }
  checkWrite(): void {
    this.check();
    if (!this.writable) throw unsupported('not writable');
  }
  flush(): void {
    if (this.changed && this.keep !== null) this.keep();
    this.changed = false;
  }
  close(): void {
    if (this.closed) return;
    this.flush();
    this.closed = true;
  }
}

/** StringIO, and files opened in text mode. Positions are UTF-16 units. */
export class W_TextFile extends W_FileBase {
  /** What was written at the end and not yet joined to `head`. */
  private tail: string[] = [];
  private tailLength = 0;
  at = 0;
  encoding = 'utf-8';
  newline: string | null = '\n';
  constructor(
    cls: W_Type,
    private head: string,
  ) {
    super(cls);
  }

  /** Has this content from now on, unchanged and at its start. */
  load(text: string): void {
    this.tail = [];
    this.tailLength = 0;
    this.head = text;
    this.at = 0;
  }

  get text(): string {
    if (this.tail.length > 0) {
      this.head += this.tail.join('');
      this.tail = [];
      this.tailLength = 0;
    }
    return this.head;
  }
  get length(): number {
    return this.head.length + this.tailLength;
  }

  write(text: string): void {
    this.checkWrite();
    this.changed = true;
    const length = this.length;
    if (this.append) this.at = length;
    checkSize(2 * (this.at + text.length));
    if (this.at === length) {
      this.tail.push(text);
      this.tailLength += text.length;
    } else {
      const old = this.text.padEnd(this.at, '\0');
      this.head = old.slice(0, this.at) + text + old.slice(this.at + text.length);
    }
    this.at += text.length;
  }

  read(count: number): string {
    this.checkRead();
    const piece = this.text.slice(this.at, count < 0 ? undefined : this.at + count);
    this.at += piece.length;
    return piece;
  }

  /** '' at the end. */
  readLine(count = -1): string {
    this.checkRead();
    const text = this.text;
    const end = text.indexOf('\n', this.at);
    let stop = end < 0 ? text.length : end + 1;
    if (count >= 0) stop = Math.min(stop, this.at + count);
    const line = text.slice(this.at, Math.max(this.at, stop));
    this.at += line.length;
    return line;
  }

  truncate(size: number): void {
    this.checkWrite();
    this.head = this.text.slice(0, size);
    this.changed = true;
  }
}

/** BytesIO, and files opened in binary mode. */
export class W_BytesFile extends W_FileBase {
  at = 0;
  size: number;
  constructor(
    cls: W_Type,
    private store: Uint8Array,
  ) {
    super(cls);
    this.size = store.length;
  }

  get data(): Uint8Array {
    return this.store.subarray(0, this.size);
  }

  write(data: Uint8Array): void {
    this.checkWrite();
    this.changed = true;
    if (this.append) this.at = this.size;
    const end = this.at + data.length;
    if (end > this.store.length) {
      checkSize(end);
      const grown = new Uint8Array(Math.max(end, this.store.length * 2, 64));
      grown.set(this.data);
      this.store = grown;
    }
    this.store.set(data, this.at);
    this.at = end;
    this.size = Math.max(this.size, end);
  }

  read(count: number): Uint8Array {
    this.checkRead();
    const piece = this.data.slice(this.at, count < 0 ? undefined : this.at + count);
    this.at += piece.length;
    return piece;
  }

  readLine(count = -1): Uint8Array {
    this.checkRead();
    const end = this.data.indexOf(10, this.at);
    const line = end < 0 ? this.size - this.at : end + 1 - this.at;
    return this.read(Math.max(0, count >= 0 ? Math.min(line, count) : line));
  }

  truncate(size: number): void {
    this.checkWrite();
    if (size < this.size) {
      this.store.fill(0, size, this.size);
      this.size = size;
    }
    this.changed = true;
  }
}
layout(W_TextFile, K.NATIVE);
layout(W_BytesFile, K.NATIVE);

/** seek(): the new position. */
export function seekTo(f: { at: number }, length: number, offset: number, whence: number): number {
  if (whence < 0 || whence > 2) throw valueError(`invalid whence (${whence}, should be 0, 1 or 2)`);
  if (whence === 0 && offset < 0) throw valueError(`negative seek value ${offset}`);
  f.at = Math.max(0, (whence === 0 ? 0 : whence === 1 ? f.at : length) + offset);
  return f.at;
}

const NUMBERS: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['FileNotFoundError', [2, 'No such file or directory']],
  ['FileExistsError', [17, 'File exists']],
  ['IsADirectoryError', [21, 'Is a directory']],
  ['NotADirectoryError', [20, 'Not a directory']],
  ['PermissionError', [13, 'Permission denied']],
]);
/** An OSError as the system gives it for a path. */
export function osError(type: string, path: string): GuestError {
  const [number, text] = NUMBERS.get(type) ?? [5, 'Input/output error'];
  return new GuestError(newException(exceptionType(type), [number, newStr(text), newStr(path)]));
}
