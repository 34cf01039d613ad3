/** Writing `# jitlens: ignore[JIT101]`, the comment that silences a rule on one line. */

export interface LineEdit {
  /** 0-based UTF-16 column. */
  readonly character: number;
  /** Units replaced from there on. */
  readonly replaces: number;
  readonly newText: string;
}

/** The edit of a line after which `code` is ignored on it: a code added to the comment that is there, or a new comment. */
export function ignoringLine(line: string, code: string): LineEdit {
  const present = /#\s*jitlens:\s*ignore\[([^\]]*)\]/.exec(line);
  if (present === null) {
    const end = line.trimEnd().length;
    return { character: end, replaces: line.length - end, newText: `  # jitlens: ignore[${code}]` };
  }
  const listed = present[1]!;
  const close = present.index + present[0].length - 1;
  return { character: close - listed.length, replaces: listed.length, newText: [...new Set([...listed.split(',').map((item) => item.trim()), code])].filter((item) => item !== '').join(', ') };
}
