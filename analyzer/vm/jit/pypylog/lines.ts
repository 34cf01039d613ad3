/** Cuts a stream of chunks into lines, in memory bounded by the longest line that is kept. */

/** Longer lines are passed on cut off: no line that means something comes near this. */
export const MAX_LINE = 1 << 18;

export class LineSplitter {
  private rest = '';
  private overlong = false;

  constructor(private readonly line: (text: string) => void) {}

  push(chunk: string): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf('\n', start);
      if (end < 0) break;
      const piece = chunk.slice(start, end);
      if (this.overlong) this.overlong = false;
      else this.line(stripReturn((this.rest === '' ? piece : this.rest + piece).slice(0, MAX_LINE)));
      this.rest = '';
      start = end + 1;
    }
    if (this.overlong) return;
    this.rest += chunk.slice(start);
    if (this.rest.length <= MAX_LINE) return;
    this.line(this.rest.slice(0, MAX_LINE));
    this.rest = '';
    this.overlong = true;
  }

  /** Whether the stream ended in the middle of a line; that line is passed on too. */
  end(): boolean {
    const partial = this.rest !== '' || this.overlong;
    if (this.rest !== '') this.line(stripReturn(this.rest));
    this.rest = '';
    return partial;
  }
}

const stripReturn = (text: string): string => (text.endsWith('\r') ? text.slice(0, -1) : text);

/**
 * Kept strings. A slice of a chunk keeps the whole chunk alive in V8, so what is kept is copied; equal strings are kept once.
 */
export class Interner {
  private readonly strings = new Map<string, string>();

  of(text: string): string {
    let kept = this.strings.get(text);
    if (kept === undefined) {
      kept = JSON.parse(JSON.stringify(text)) as string;
      this.strings.set(kept, kept);
    }
    return kept;
  }
}
