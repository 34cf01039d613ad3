/** sys.stdin, sys.stdout and sys.stderr: files over the run's own streams. */
import { K } from '../../../runtime/kinds';
import { layout, type W } from '../../../runtime/values';
import { output } from '../../text/streams';
import { W_TextFile } from '../../text/text-file';
import { textWrapper } from './io-types';

export class W_Standard extends W_TextFile {
  constructor(readonly stream: 'stdin' | 'stdout' | 'stderr') {
    super(textWrapper, '');
    this.name = `<${stream}>`;
    this.mode = stream === 'stdin' ? 'r' : 'w';
    this.readable = stream === 'stdin';
    this.writable = stream !== 'stdin';
  }
  override write(s: string): void {
    this.checkWrite();
    if (this.stream === 'stdout') output.stdout(s);
    else output.stderr(s);
  }
  override read(n: number): string {
    this.checkRead();
    let all = '';
    for (let line = output.readLine(); line !== ''; line = output.readLine()) {
      all += line;
      if (n >= 0 && all.length >= n) {
        output.unread(all.length - n);
        return all.slice(0, n);
      }
    }
    return all;
  }
  override readLine(): string {
    this.checkRead();
    return output.readLine();
  }
}
layout(W_Standard, K.NATIVE);
export const isStandardOutput = (w: W): boolean => w instanceof W_Standard && w.stream === 'stdout';
export const standardFile = (stream: 'stdin' | 'stdout' | 'stderr'): W => new W_Standard(stream);
