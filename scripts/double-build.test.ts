import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doubleBuild, specialize } from './double-build.mjs';

const body = (text: string): string => text.slice(text.indexOf('\n') + 1);

describe('specialize', () => {
  it('names the machine of the copy', () => {
    expect(body(specialize(`import { guard } from '../machine/machine';\n`, 'add.ts', 'direct'))).toBe(
      `import { guard } from '../../machine/direct';\n`,
    );
    expect(body(specialize(`export type { Traced } from "../machine/machine";\n`, 'add.ts', 'recording'))).toBe(
      `export type { Traced } from "../../machine/recording";\n`,
    );
  });

  it('keeps the other imports resolving', () => {
    const source = [
      `import { x } from './x';`,
      `import type { Frame } from '../runtime/frame';`,
      `import { at } from '../../syntax/positions';`,
      `import '../machine/effects';`,
      `const later = import('../runtime/late');`,
      `import path from 'node:path';`,
    ].join('\n');
    expect(body(specialize(source, 'add.ts', 'direct')).split('\n')).toEqual([
      `import { x } from './x';`,
      `import type { Frame } from '../../runtime/frame';`,
      `import { at } from '../../../syntax/positions';`,
      `import '../../machine/effects';`,
      `const later = import('../../runtime/late');`,
      `import path from 'node:path';`,
    ]);
  });

  it('follows files in folders', () => {
    const source = `import { m } from '../../machine/machine';\nimport { y } from '../y';\n`;
    expect(body(specialize(source, path.join('lists', 'append.ts'), 'recording'))).toBe(
      `import { m } from '../../../machine/recording';\nimport { y } from '../y';\n`,
    );
  });

  it('says on the first line where the copy comes from', () => {
    expect(specialize('', 'add.ts', 'direct')).toMatch(/^\/\/ generated from \.\.\/\.\.\/semantics\/add\.ts .*do not edit\n$/);
  });
});

describe('doubleBuild', () => {
  let folder = '';
  const write = (name: string, text: string): void => writeFileSync(path.join(folder, 'semantics', name), text);
  const copy = (machine: string, name: string): string => path.join(folder, 'generated', machine, name);

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'jitlens-double-'));
    mkdirSync(path.join(folder, 'semantics'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes both copies, then only what changed, and removes what lost its source', () => {
    write('a.ts', `import { m } from '../machine/machine';\n`);
    write('b.ts', 'export const b = 1;\n');
    write('b.test.ts', 'not copied');
    expect(doubleBuild(folder)).toEqual({ written: 4, removed: 0 });
    expect(doubleBuild(folder)).toEqual({ written: 0, removed: 0 });

    const untouched = statSync(copy('direct', 'a.ts')).mtimeMs;
    write('b.ts', 'export const b = 2;\n');
    expect(doubleBuild(folder)).toEqual({ written: 2, removed: 0 });
    expect(statSync(copy('direct', 'a.ts')).mtimeMs).toBe(untouched);
    expect(body(readFileSync(copy('recording', 'b.ts'), 'utf8'))).toBe('export const b = 2;\n');

    rmSync(path.join(folder, 'semantics', 'b.ts'));
    expect(doubleBuild(folder)).toEqual({ written: 0, removed: 2 });
    expect(readdirSync(path.join(folder, 'generated', 'direct'))).toEqual(['a.ts']);
  });
});
