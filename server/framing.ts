/**
 * Cleans the incoming byte stream: whole LSP frames pass, header blocks without a usable Content-Length are dropped.
 *
 * The library's reader stops at such a block until more bytes come, which leaves what a client sent right behind it unanswered. What stands before a
 * header without belonging to a message (the rest of a body whose length was wrong) is dropped too: the stream is in step again with the next message.
 */
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

/** Longer messages than this are taken for garbage: 256 MB. */
const LONGEST = 2 ** 28;
/** Of bytes without the end of a header so many are kept: a header block is short. */
const LONGEST_HEADERS = 4096;
const HEADER_END = Buffer.from('\r\n\r\n');

export class FrameFilter extends Transform {
  /** Bytes of headers that are not complete. */
  private head: Buffer = Buffer.alloc(0);
  /** Bytes of the present message that have not come yet. */
  private missing = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.missing > 0) {
        const body = rest.subarray(0, this.missing);
        this.missing -= body.length;
        rest = rest.subarray(body.length);
        this.push(body);
        continue;
      }
      const bytes: Buffer = this.head.length === 0 ? rest : Buffer.concat([this.head, rest]);
      const end = bytes.indexOf(HEADER_END);
      if (end < 0) {
        this.head = bytes.subarray(Math.max(0, bytes.length - LONGEST_HEADERS));
        break;
      }
      this.head = Buffer.alloc(0);
      rest = bytes.subarray(end + HEADER_END.length);
      const length = contentLength(bytes.subarray(Math.max(0, end - LONGEST_HEADERS), end).toString('latin1'));
      if (length === null) continue;
      this.missing = length;
      this.push(`Content-Length: ${length}\r\n\r\n`);
    }
    done();
  }
}

/** The last one is that of the message: before it stands what belongs to none, on the same line where that had no end of its own. */
function contentLength(headers: string): number | null {
  const found = [...headers.matchAll(/Content-Length:[ \t]*(\d{1,10})[ \t]*$/gim)].at(-1);
  const length = found === undefined ? 0 : Number(found[1]);
  return length > 0 && length <= LONGEST ? length : null;
}
