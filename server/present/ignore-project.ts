/** Writing a rule into `ignore` of `[tool.jitlens]` in a pyproject.toml, without touching anything else in it. */

export interface Insertion {
  /** 0-based line and UTF-16 column. */
  readonly line: number;
  readonly character: number;
  readonly newText: string;
}

/** Where to insert what, so that the project ignores the rule. */
export function ignoringInProject(toml: string, code: string): Insertion {
  const lines = toml.split(/\r\n|\n|\r/);
  const header = lines.findIndex((line) => /^\s*\[\s*tool\s*\.\s*jitlens\s*\]/.test(line));
  if (header === -1) {
    const last = lines.length - 1;
    const gap = toml.trim() === '' ? '' : lines[last] === '' ? '\n' : '\n\n';
    return { line: last, character: lines[last]!.length, newText: `${gap}[tool.jitlens]\nignore = ["${code}"]\n` };
  }
  for (let line = header + 1; line < lines.length && !/^\s*\[/.test(lines[line]!); line++) {
    const list = /^\s*ignore\s*=\s*\[/.exec(lines[line]!);
    if (list === null) continue;
    const isEmpty = /^\s*\]/.test(lines[line]!.slice(list[0].length));
    return { line, character: list[0].length, newText: isEmpty ? `"${code}"` : `"${code}", ` };
  }
  return { line: header, character: lines[header]!.length, newText: `\nignore = ["${code}"]` };
}
