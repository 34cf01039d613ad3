/** Where the guest's output goes and input comes from; set for each run. */
import { StopRun } from '../runtime/errors';

export const output = {
  write: ((): void => undefined) as (text: string) => void,
  writeError: ((): void => undefined) as (text: string) => void,
  limit: Infinity,
  written: 0,
  stdin: '',
  at: 0,

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
  /** One line of stdin with its newline; '' at the end. */
  readLine(): string {
    const end = output.stdin.indexOf('\n', output.at);
    const line = output.stdin.slice(output.at, end < 0 ? undefined : end + 1);
    output.at += line.length;
    return line;
  },
};
