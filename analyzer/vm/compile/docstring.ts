/** Docstrings as CPython has them since 3.13: without the indentation of the source. After `_PyCompile_CleanDoc` in Python/compile.c. */

const TAB_SIZE = 8;

/** Tabs become spaces, the first line loses its leading spaces, the others what they all have in common. */
export function cleanDocstring(text: string): string {
  const [first, ...rest] = expandTabs(text).split('\n') as [string, ...string[]];
  let margin = Infinity;
  for (const line of rest) {
    const indent = leadingSpaces(line);
    if (indent < line.length) margin = Math.min(margin, indent);
  }
  return [first.slice(leadingSpaces(first)), ...rest.map((line) => line.slice(Math.min(margin, leadingSpaces(line))))].join('\n');
}

function leadingSpaces(line: string): number {
  return /^ */.exec(line)![0].length;
}

function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  let column = 0;
  let out = '';
  for (const char of text) {
    if (char === '\t') {
      const width = TAB_SIZE - (column % TAB_SIZE);
      out += ' '.repeat(width);
      column += width;
    } else {
      out += char;
      column = char === '\n' || char === '\r' ? 0 : column + 1;
    }
  }
  return out;
}
