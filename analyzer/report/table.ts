/** Columns for terminals: as wide as their widest cell, in code points. */

type Side = 'left' | 'right';

const widthOf = (cell: string): number => [...cell].length;

/** One string a row, cells two blanks apart, nothing behind the last. Missing sides are left; an indent in the first cell is kept. */
export function alignRows(rows: readonly (readonly string[])[], sides: readonly Side[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - widthOf(cell));
        return sides[column] === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}
