/** A folder of Python programs that a server works on, and that changes under it. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Some end at once, some loop until they are cut, one prints, one imports another. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  'short.py': 'print(1)\n',
  'loop.py': 'total = 0\nfor i in range(30000):\n    total += i if i % 3 else -i\nprint(total)\n',
  'endless.py': 'n = 0\nwhile True:\n    n += 1\n',
  'prints.py': 'for i in range(3000):\n    print(i)\n',
  'imports.py': 'import short, loop\nprint(loop.total)\n',
  'broken.py': 'def f(:\n',
  'raises.py': '1 / 0\n',
  'large.py': 'def f(a, b):\n    for i in a:\n        b += i\n    return b\n\n'.repeat(300),
};
export const NAMES = Object.keys(PROGRAMS);

export class Folder {
  readonly path = mkdtempSync(path.join(os.tmpdir(), 'jitlens-fuzz-'));
  readonly uri = pathToFileURL(this.path).href;

  constructor() {
    for (const [name, text] of Object.entries(PROGRAMS)) this.write(name, text);
  }

  uriOf(name: string): string {
    return `${this.uri}/${name}`;
  }

  /** Never throws: a name may be that of a folder, and the other way round. */
  write(name: string, text: string): void {
    try {
      const file = path.join(this.path, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    } catch {
      // The storm goes on.
    }
  }

  remove(name: string): void {
    rmSync(path.join(this.path, name), { recursive: true, force: true });
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
