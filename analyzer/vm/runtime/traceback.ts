/** Uncaught exceptions as Python prints them. Source: CPython's Lib/traceback.py (behaviour). */
import type { W_Code } from './functions';
import { typeOf } from './types';
import type { W_Exception, W_Traceback } from './values';
import { strOf } from '../library/text/text';

/** Text of a source line, by file and 1-based line; '' when unknown. */
export type SourceLines = (path: string, line: number) => string;

export function formatException(e: W_Exception, lines: SourceLines): string {
  const chain: { e: W_Exception; link: string }[] = [];
  const seen = new Set<W_Exception>();
  let link = '';
  for (let at: W_Exception | null = e; at !== null && !seen.has(at); ) {
    seen.add(at);
    chain.unshift({ e: at, link });
    if (at.cause !== null) {
      link = '\nThe above exception was the direct cause of the following exception:\n\n';
      at = at.cause;
    } else if (at.context !== null && !at.suppress) {
      link = '\nDuring handling of the above exception, another exception occurred:\n\n';
      at = at.context;
    } else at = null;
  }
  let out = '';
  for (const part of chain) out += one(part.e, lines) + part.link;
  return out;
}

function one(e: W_Exception, lines: SourceLines): string {
  let out = '';
  if (e.traceback !== null) {
    out += 'Traceback (most recent call last):\n';
    let last = '';
    let repeats = 0;
    for (let tb: W_Traceback | null = e.traceback; tb !== null; tb = tb.next) {
      const code = (tb.code as W_Code).code;
      const line = code.lineAt(tb.unit * 2);
      const source = lines(code.filename, line).trim();
      const entry = `  File "${code.filename}", line ${line}, in ${code.name}\n${source === '' ? '' : `    ${source}\n`}`;
      repeats = entry === last ? repeats + 1 : 0;
      last = entry;
      if (repeats < 3) out += entry;
      const next = tb.next;
      if (repeats >= 3 && (next === null || (next.code as W_Code).code !== code || code.lineAt(next.unit * 2) !== line)) out += `  [Previous line repeated ${repeats - 2} more time${repeats === 3 ? '' : 's'}]\n`;
    }
  }
  return out + exceptionLine(e);
}

/** `ValueError: text` with the module for exceptions that are not builtin. */
export function exceptionLine(e: W_Exception): string {
  const type = typeOf(e);
  const name = type.module === null || type.module === 'builtins' || type.module === '__main__' ? type.qualname : `${type.module}.${type.qualname}`;
  let text: string;
  try {
    text = strOf(e);
  } catch {
    text = '<exception str() failed>';
  }
  return text === '' ? `${name}\n` : `${name}: ${text}\n`;
}
