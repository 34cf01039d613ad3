/** Where the guest's output goes and input comes from; set for each run. */
import { StopRun } from '../../runtime/errors';

export const output = {
  write: ((): void => undefined) as (text: string) => void,
  writeError: ((): void => undefined) as (text: string) => void,
  limit: Infinity,
  written: 0,
  stdin: '',
  at: 0,
  /** Gives more of a live standard input; null when there is none, or no more. */
  more: null as (() => string | null) | null,

  stdout(text: string): void {
    output.count(text.length);
    output.write(text);
  },
  stderr(text: string): void {
    output.count(text.length);
    output.writeError(text);
  },
  count(n: number): void {
    output.written += n;
    if (output.written > output.limit) throw new StopRun('output-limit');
  },
  /** Gives back the last `n` units read. */
  unread(n: number): void {
    output.at -= n;
  },
  /** One line of stdin with its newline; '' at the end. */
  readLine(): string {
    while (output.more !== null && output.stdin.indexOf('\n', output.at) < 0) {
      const piece = output.more();
      if (piece === null) output.more = null;
      else {
        output.stdin = output.stdin.slice(output.at) + piece;
        output.at = 0;
      }
    }
    const end = output.stdin.indexOf('\n', output.at);
    const line = output.stdin.slice(output.at, end < 0 ? undefined : end + 1);
    output.at += line.length;
    return line;
  },
};
