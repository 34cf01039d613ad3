/** Writing `# jitlens: ignore[JIT101]`, the comment that silences a rule on one line (analyzer/workspace/directives.ts reads it). */

export interface LineEdit {
  /** 0-based UTF-16 column. */
  readonly character: number;
  /** Units replaced from there on. */
  readonly replaces: number;
  readonly newText: string;
}

/** The edit of a line after which `code` is ignored on it. Where no comment can follow, the comment goes on a line of its own above. */
export function ignoringLine(line: string, code: string): LineEdit {
  const present = /#\s*jitlens:\s*ignore\[([^\]]*)\]/.exec(line);
  if (present !== null) {
    const listed = present[1]!;
    const codes = new Set([...listed.split(',').map((item) => item.trim()), code]);
    codes.delete('');
    const close = present.index + present[0].length - 1;
    return { character: close - listed.length, replaces: listed.length, newText: [...codes].join(', ') };
  }
  if (/\\$|"""|'''/.test(line)) {
    const indent = /^\s*/.exec(line)![0];
    return { character: 0, replaces: 0, newText: `${indent}# jitlens: ignore[${code}]\n` };
  }
  const end = line.trimEnd().length;
  return { character: end, replaces: line.length - end, newText: `  # jitlens: ignore[${code}]` };
}

/** The comment that silences a rule in the whole file: before the first statement, after a `#!` line and the line that names the encoding. */
export function ignoringFile(text: string, code: string): { readonly line: number; readonly newText: string } {
  const lines = text.split(/\r\n|\n|\r/, 2);
  let line = 0;
  if (/^\ufeff?#!/.test(lines[0] ?? '')) line = 1;
  if (/^[ \t\f]*#.*?coding[:=]/.test(lines[line] ?? '')) line++;
  return { line, newText: `# jitlens: ignore-file[${code}]\n` };
}
