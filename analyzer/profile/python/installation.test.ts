import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findPython } from './installation';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'python-')));
});

function file(name: string, text = ''): string {
  const full = path.join(root, name);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

/** `PREFIX/bin/python3` and `PREFIX/lib/python3.13` with a folder of packages. */
function install(prefix: string): string {
  file(`${prefix}/lib/python3.13/os.py`);
  file(`${prefix}/lib/python3.13/site-packages/one.py`);
  return file(`${prefix}/bin/python3`);
}
const library = (prefix: string): string => path.join(root, prefix, 'lib', 'python3.13');
const program = (): string => path.join(root, 'work', 'sub', 'main.py');

describe('finding a Python', () => {
  it('takes the first on PATH', () => {
    install('usr');
    const environment = { PATH: [path.join(root, 'empty'), path.join(root, 'usr', 'bin')].join(path.delimiter) };
    expect(findPython({ program: program(), environment })).toEqual({
      library: library('usr'),
      packages: [path.join(library('usr'), 'site-packages')],
    });
  });

  it('prefers the virtual environment beside the program, whose library is that of its base', () => {
    install('usr');
    file('work/.venv/pyvenv.cfg', `home = ${path.join(root, 'usr', 'bin')}\ninclude-system-site-packages = false\n`);
    file('work/.venv/lib/python3.13/site-packages/two.py');
    symlinkSync(path.join(root, 'usr', 'bin', 'python3'), path.join(root, 'work', '.venv', 'python3'));
    expect(findPython({ program: program(), environment: { PATH: path.join(root, 'usr', 'bin') } })).toEqual({
      library: library('usr'),
      packages: [path.join(root, 'work', '.venv', 'lib', 'python3.13', 'site-packages')],
    });
  });

  it('takes what was named over all else, and nothing where the name leads nowhere', () => {
    const named = install('opt');
    install('usr');
    const environment = { PATH: path.join(root, 'usr', 'bin') };
    for (const given of [named, path.join(root, 'opt')])
      expect(findPython({ named: given, program: program(), environment })?.library).toBe(library('opt'));
    expect(findPython({ named: path.join(root, 'none'), program: program(), environment })).toBeNull();
  });

  it("follows pyenv's shims to the version that is chosen", () => {
    install('pyenv/versions/3.13.0');
    file('pyenv/version', '3.13.0\n');
    file('pyenv/shims/python3', '#!/bin/sh\n');
    const environment = { PATH: path.join(root, 'pyenv', 'shims') };
    expect(findPython({ program: program(), environment })?.library).toBe(library('pyenv/versions/3.13.0'));
  });

  it('takes the Python that a program of its library belongs to', () => {
    install('usr');
    expect(findPython({ program: path.join(library('usr'), 'test', 'test_int.py'), environment: {} })?.library).toBe(library('usr'));
  });
});
