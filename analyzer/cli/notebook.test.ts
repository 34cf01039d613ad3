import { describe, expect, it } from 'vitest';
import { cellAt, readNotebook } from './notebook';

const notebook = (cells: unknown[], metadata: unknown = {}) => JSON.stringify({ nbformat: 4, metadata, cells });
const code = (source: unknown) => ({ cell_type: 'code', source });

describe('readNotebook', () => {
  it('joins the code cells and knows where each starts', () => {
    const { text, cells } = readNotebook(
      notebook([{ cell_type: 'markdown', source: '# Title' }, code(['x = 1\n', 'y = 2']), code('print(x)\n')]),
    );
    expect(text).toBe('x = 1\ny = 2\nprint(x)\n');
    expect(cells.map(({ number, start }) => [number, start])).toEqual([
      [2, 0],
      [3, 12],
    ]);
    expect(cellAt(cells, 12)?.number).toBe(3);
    expect(cellAt(cells, 11)?.number).toBe(2);
  });

  it('makes comments of magics, and leaves every column where it is', () => {
    expect(readNotebook(notebook([code('%matplotlib inline\n!ls\n    %timeit f()\nx = 7 % 2\nx?')])).text).toBe(
      '#matplotlib inline\n#ls\n    #timeit f()\nx = 7 % 2\n#?\n',
    );
    expect(readNotebook(notebook([code('%%bash\nls -l'), code('%%time\nx = 1')])).text).toBe('#%bash\n#s -l\n#%time\nx = 1\n');
  });

  it.each([
    ['{', /^not a notebook: /],
    ['{}', /^not a notebook of format 4/],
    [notebook([], { language_info: { name: 'R' } }), /^a notebook in r, not in Python$/],
  ])('says what is wrong with %s', (json, message) => {
    expect(() => readNotebook(json)).toThrow(message);
  });
});
