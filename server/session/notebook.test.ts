import { describe, expect, it } from 'vitest';
import { asPython } from './notebook';

describe('a cell as Python', () => {
  it.each([
    ['%time f()\nx = 1', '#time f()\nx = 1'],
    ['if x:\n    !ls\n    y = 5 % 3', 'if x:\n    #ls\n    y = 5 % 3'],
    ['len?\nf??', '#en?\n#??'],
    ['%%time\nfor x in y:\n    pass', '#%time\nfor x in y:\n    pass'],
    ['%%bash\nls -l\n\necho', '#%bash\n#s -l\n\n#cho'],
    ['x = "really?"\n\n# why?', 'x = "really?"\n\n# why?'],
  ])('%j', (cell, python) => {
    expect(asPython(cell)).toBe(python);
    expect(asPython(cell)).toHaveLength(cell.length);
  });
});
