/**
 * Writing to a descriptor until all is written, whatever kind of pipe it is.
 */
import { writeSync } from 'node:fs';

const RETRY_MILLISECONDS = 1;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Writes `text` as UTF-8 and returns when the reader's pipe holds all of it. False when nobody reads any more. */
export function writeAll(fd: number, text: string): boolean {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(fd, bytes, done);
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EAGAIN') return false;
      // A full pipe that was made non-blocking by whoever else holds it: wait for the reader.
      Atomics.wait(sleeper, 0, 0, RETRY_MILLISECONDS);
    }
  }
  return true;
}
