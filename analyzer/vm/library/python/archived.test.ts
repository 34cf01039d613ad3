import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCode } from '../../compile/code-file';
import { openPythonLibrary } from '../../sandbox/library-archive';
import { ownModules } from './archived';

const dist = path.join(__dirname, '../../../../dist');

describe('the modules of the VM in Python', () => {
  it('have names that change with their text', () => {
    const keys = ownModules().map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.find((key) => key.startsWith('<frozen itertools> '))).toBeDefined();
  });

  it.runIf(existsSync(path.join(dist, 'python-modules.bin')))('are compiled in the archive, and no files of the guest', () => {
    const library = openPythonLibrary(dist);
    expect(library).not.toBeNull();
    expect(library?.files().some((name) => name.startsWith('<'))).toBe(false);
    for (const { key, filename } of ownModules()) {
      const compiled = library?.code(key);
      if (compiled === null || compiled === undefined) continue;
      expect(readCode(compiled, filename)?.filename).toBe(filename);
    }
    expect(library?.code('<frozen no such module> 0 0')).toBeNull();
  });
});
