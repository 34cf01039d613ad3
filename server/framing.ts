/**
 * Cleans the incoming byte stream: whole LSP frames pass, header blocks without a usable Content-Length are dropped.
 *
 * The library's reader stops at such a block until more bytes come, which leaves what a client sent right behind it unanswered.
 */
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

/** Longer messages than this are taken for garbage: 256 MB. */
const LONGEST = 2 ** 28;
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
        // A header block is short: what grows without an end is no header.
        this.head = bytes.length > 65536 ? Buffer.alloc(0) : bytes;
        break;
      }
      this.head = Buffer.alloc(0);
      rest = bytes.subarray(end + HEADER_END.length);
      const length = contentLength(bytes.subarray(0, end).toString('latin1'));
      if (length === null) continue;
      this.missing = length;
      this.push(`Content-Length: ${length}\r\n\r\n`);
    }
    done();
  }
}

function contentLength(headers: string): number | null {
  const found = /^Content-Length:[ \t]*(\d{1,10})[ \t]*$/im.exec(headers);
  const length = found === null ? 0 : Number(found[1]);
  return length > 0 && length <= LONGEST ? length : null;
}
