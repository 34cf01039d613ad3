/** How the text around a rewrite is laid out, so that what it puts in looks like what stands there. */
import type { Node } from '../syntax/ast';
import type { Program } from './rewrite';

export function newlineOf({ text }: Program): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** White space at the beginning of the line that an absolute offset stands on. */
export function indentationAt({ text, lines }: Program, offset: number): string {
  const start = lines.starts[lines.lineAt(offset)]!;
  return /^[ \t]*/.exec(text.slice(start, offset))![0];
}

/** One level of indentation below that. */
export function deeper(indentation: string): string {
  return indentation + (indentation.includes('\t') ? '\t' : '    ');
}

/** Whether nothing but white space stands before an absolute offset on its line. */
export function startsLine({ text, lines }: Program, offset: number): boolean {
  return text.slice(lines.starts[lines.lineAt(offset)]!, offset).trim() === '';
}

/** Where the line of an absolute offset ends, before its terminator. */
export function endOfLine({ lines }: Program, offset: number): number {
  return lines.lineEnd(lines.lineAt(offset));
}

/** Source of a node of a statement that begins at `base`. */
export function sourceOf({ text }: Program, base: number, { start, end }: Node): string {
  return text.slice(base + start, base + end);
}

/** A name that stands nowhere in the file, not even in a string or a comment. */
export function freshName({ text }: Program, wanted: string, taken: ReadonlySet<string> = new Set()): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}_${number}`;
    if (!taken.has(name) && !new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'u').test(text)) return name;
  }
}

/** As many line breaks as stand before an absolute offset, so that what is put there keeps its distance. */
export function blankLines(program: Program, start: number): string {
  const before = /(?:\r?\n)*$/.exec(program.text.slice(0, start))![0];
  return newlineOf(program).repeat(Math.max(0, (before.match(/\n/g) ?? []).length - 1));
}

/** Lines that stood at one indentation, at another: the first line has lost its own already. Lines that stand further left keep their text. */
export function reindented(text: string, from: string, to: string): string {
  return text
    .split(/(?<=\n)/)
    .map((line, index) => (index === 0 || !line.startsWith(from) || line.trim() === '' ? line : to + line.slice(from.length)))
    .join('');
}
