/**
 * A Jupyter notebook (nbformat 4) as Python: its code cells, one after the other, are one module.
 *
 * Magics and shell lines become comments of the same length, so that every column stays where it is. What is found is reported cell by cell, as
 * `analysis.ipynb:cell 3`, cells counted from 1 as Ruff does, cells of text included.
 */

export interface Cell {
  /** 1-based, among all cells. */
  readonly number: number;
  /** Where its text starts in the module's. */
  readonly start: number;
  readonly text: string;
}

export interface Notebook {
  readonly text: string;
  readonly cells: readonly Cell[];
}

export function isNotebook(file: string): boolean {
  return file.endsWith('.ipynb');
}

/** Throws a sentence when the text is no notebook, or one of another language. */
export function readNotebook(json: string): Notebook {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new Error(`not a notebook: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const cells = isRecord(parsed) ? parsed['cells'] : undefined;
  if (!isRecord(parsed) || !Array.isArray(cells)) throw new Error('not a notebook of format 4: it has no list of cells');
  const language = languageOf(parsed);
  if (language !== null && language !== 'python') throw new Error(`a notebook in ${language}, not in Python`);
  const code: Cell[] = [];
  let text = '';
  cells.forEach((cell: unknown, index) => {
    if (!isRecord(cell) || cell['cell_type'] !== 'code') return;
    const source = cell['source'];
    const given = Array.isArray(source)
      ? source.filter((line) => typeof line === 'string').join('')
      : typeof source === 'string'
        ? source
        : '';
    const python = withoutMagics(given);
    code.push({ number: index + 1, start: text.length, text: python });
    text += python.endsWith('\n') ? python : `${python}\n`;
  });
  return { text, cells: code };
}

/** The cell that an offset of the module stands in. */
export function cellAt(cells: readonly Cell[], offset: number): Cell | null {
  let found: Cell | null = null;
  for (const cell of cells) if (cell.start <= offset) found = cell;
  return found;
}

/** Cell magics that run their cell as Python. */
const PYTHON_MAGICS = /^%%(time|timeit|capture|prun)\b/;

function withoutMagics(text: string): string {
  const commented = (line: string): string => (line.trim() === '' ? line : line.replace(/\S/, '#'));
  const lines = text.split('\n');
  const isForeign = /^%%/.test(lines[0] ?? '') && !PYTHON_MAGICS.test(lines[0] ?? '');
  return lines.map((line) => (isForeign || /^\s*([%!?]|.*\?$)/.test(line) ? commented(line) : line)).join('\n');
}

function languageOf(notebook: Readonly<Record<string, unknown>>): string | null {
  const metadata = notebook['metadata'];
  if (!isRecord(metadata)) return null;
  const [info, kernel] = [metadata['language_info'], metadata['kernelspec']];
  const name = isRecord(info) ? info['name'] : isRecord(kernel) ? kernel['language'] : null;
  return typeof name === 'string' ? name.toLowerCase() : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
