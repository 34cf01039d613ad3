/** Commands of `jitlens`, called in this process on files of a temporary folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dispatch } from '../../analyzer/cli/dispatch';
import { internalFailure } from '../fuzzer';

/** No input here is worth more than this. */
const MOST_MILLISECONDS = 20_000;

export interface Called {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
  readonly milliseconds: number;
}

export class Workplace {
  private readonly outer = mkdtempSync(path.join(os.tmpdir(), 'jitlens-fuzz-'));
  /** Its parent is its own as well: an input may name it. */
  readonly folder = path.join(this.outer, 'work');

  constructor() {
    mkdirSync(this.folder);
  }

  /** `latin1`: each character is a byte. */
  write(name: string, text: string, encoding: 'utf8' | 'latin1' = 'utf8'): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, text, encoding);
    return file;
  }

  async call(...args: readonly string[]): Promise<Called> {
    let out = '';
    let err = '';
    const started = Date.now();
    const io = { stdout: (text: string) => (out += text), stderr: (text: string) => (err += text), cwd: this.folder };
    const status = await dispatch(args, io);
    return { status, out, err, milliseconds: Date.now() - started };
  }

  dispose(): void {
    rmSync(this.outer, { recursive: true, force: true });
  }
}

/** What is wrong about a command's answer: its status is documented, its JSON parses, its messages are sentences, and it comes in time. */
export function complaintAbout(
  what: string,
  { status, out, err, milliseconds }: Called,
  { statuses, json }: { readonly statuses: readonly number[]; readonly json: boolean },
): string | null {
  const internal = internalFailure(err);
  if (internal !== null) return `${what} failed inside: ${internal}`;
  if (status === null || !statuses.includes(status)) return `${what} exited with ${status ?? 'nothing'}: ${err.slice(0, 300)}`;
  if (status === 2 && err.trim() === '') return `${what} could not be carried out and did not say why`;
  if (json && out !== '') {
    try {
      JSON.parse(out);
    } catch {
      return `${what} printed no JSON: ${out.slice(0, 100)}`;
    }
  }
  return milliseconds > MOST_MILLISECONDS ? `${what} took ${milliseconds} ms` : null;
}
