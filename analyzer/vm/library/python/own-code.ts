/** The VM's own code in Python: from the library's archive where the build compiled this very text, else compiled now. */
import type { Code } from '../../compile/code';
import { readCode } from '../../compile/code-file';
import { compileGuest } from '../../runtime/importing/guest-code';
import { host } from '../host';
import { archiveKey } from './registry';

export interface OwnSource {
  readonly filename: string;
  readonly text: string;
}

export function compileOwn(text: string, filename: string): Code {
  const compiled = host.library?.code(archiveKey(filename, text)) ?? null;
  return (compiled === null ? null : readCode(compiled, filename)) ?? compileGuest(text, filename);
}
