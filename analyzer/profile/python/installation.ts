/**
 * Finding a Python on this machine, for what a program imports and the VM does not bring: pure-Python packages, and the modules of the
 * standard library that are no part of the build. Nothing is run; the files are looked at alone. Sources: Python's `site` (where packages lie),
 * PEP 405 (pyvenv.cfg), pyenv's `libexec/pyenv-version-name` (which version a shim means).
 */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** A Python's folders, absolute, in the order of its `sys.path`. */
export interface PythonInstallation {
  /** The standard library's folder; null for a virtual environment whose Python is gone. */
  readonly library: string | null;
  /** Installed packages. */
  readonly packages: readonly string[];
}

export interface PythonSearch {
  /** An interpreter, an installation or a virtual environment that the user named. */
  readonly named?: string | undefined;
  /** The program: it may belong to a virtual environment, or to a Python itself. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The Python a program is meant for; null when there is none. A name that leads nowhere is an answer too: null. */
export function findPython({ named, program, environment }: PythonSearch): PythonInstallation | null {
  if (named !== undefined && named !== '') return atPath(named, environment, path.dirname(program));
  const folders = ancestors(path.dirname(program));
  for (const folder of folders) {
    if (/^python3\.\d+$/.test(path.basename(folder)) && isFile(path.join(folder, 'os.py'))) return ofLibrary(folder);
    for (const name of ['.venv', 'venv']) if (isFile(path.join(folder, name, 'pyvenv.cfg'))) return ofPrefix(path.join(folder, name));
  }
  for (const folder of (environment['PATH'] ?? environment['Path'] ?? '').split(path.delimiter)) {
    for (const name of ['python3', 'python', 'python.exe']) {
      const file = path.join(folder, name);
      const found = folder !== '' && isFile(file) ? ofInterpreter(file, environment, path.dirname(program)) : null;
      if (found !== null) return found;
    }
  }
  return null;
}

function atPath(named: string, environment: PythonSearch['environment'], from: string): PythonInstallation | null {
  if (!/[\\/]/.test(named)) {
    const folder = (environment['PATH'] ?? '').split(path.delimiter).find((entry) => entry !== '' && isFile(path.join(entry, named)));
    return folder === undefined ? null : ofInterpreter(path.join(folder, named), environment, from);
  }
  return isFile(named) ? ofInterpreter(named, environment, from) : ofPrefix(named);
}

/** By the interpreter: `PREFIX/bin/python3`, `PREFIX\python.exe`, a shim of pyenv's. */
function ofInterpreter(file: string, environment: PythonSearch['environment'], from: string): PythonInstallation | null {
  const shims = path.dirname(file);
  if (path.basename(shims) === 'shims' && existsSync(path.join(shims, '..', 'versions')))
    return ofPyenv(path.join(shims, '..'), environment, from);
  // A virtual environment's interpreter is a link out of it: the environment is where the link lies.
  for (const prefix of prefixes(file)) if (isFile(path.join(prefix, 'pyvenv.cfg'))) return ofPrefix(prefix);
  for (const prefix of prefixes(realPath(file))) {
    const found = ofPrefix(prefix);
    if (found !== null) return found;
  }
  return null;
}

const prefixes = (file: string): string[] => [path.dirname(path.dirname(file)), path.dirname(file)];

function ofPyenv(root: string, environment: PythonSearch['environment'], from: string): PythonInstallation | null {
  const files = [...ancestors(from).map((folder) => path.join(folder, '.python-version')), path.join(root, 'version')];
  const written = environment['PYENV_VERSION'] ?? files.map(read).find((text) => text !== null) ?? '';
  for (const version of written.split(/[\s:]+/)) {
    const found = /^\d|^[\w.-]+$/.test(version) ? ofPrefix(path.join(root, 'versions', version)) : null;
    if (found !== null) return found;
  }
  return null;
}

/** By the folder it was installed in, or that of a virtual environment. */
function ofPrefix(prefix: string): PythonInstallation | null {
  const library = libraryIn(prefix);
  const settings = read(path.join(prefix, 'pyvenv.cfg'));
  if (settings === null) return library === null ? null : ofLibrary(library);
  const home = /^home\s*=\s*(.+?)\s*$/m.exec(settings)?.[1];
  const base = home === undefined ? null : ([path.dirname(home), home].map(libraryIn).find((found) => found !== null) ?? null);
  const own = library === null ? path.join(prefix, 'Lib') : library;
  const shared = /^include-system-site-packages\s*=\s*true/m.test(settings) && base !== null ? packagesOf(base) : [];
  return { library: base, packages: [...packagesOf(own), ...shared] };
}

function ofLibrary(library: string): PythonInstallation {
  return { library, packages: packagesOf(library) };
}

/** `PREFIX/lib/python3.13`, the newest; on Windows `PREFIX\Lib`. */
function libraryIn(prefix: string): string | null {
  const versions = list(path.join(prefix, 'lib'))
    .map((name) => /^python3\.(\d+)$/.exec(name))
    .filter((match) => match !== null)
    .sort((a, b) => Number(b[1]) - Number(a[1]));
  for (const [name] of versions) if (isFolder(path.join(prefix, 'lib', name))) return path.join(prefix, 'lib', name);
  return isFile(path.join(prefix, 'Lib', 'os.py')) ? path.join(prefix, 'Lib') : null;
}

/** Debian keeps the packages of its own beside the library. */
function packagesOf(library: string): string[] {
  return [path.join(library, 'site-packages'), path.join(library, '..', 'python3', 'dist-packages')].filter(isFolder);
}

function ancestors(folder: string): string[] {
  const parent = path.dirname(folder);
  const out = [folder];
  for (let here = parent, last = folder; here !== last; last = here, here = path.dirname(here)) out.push(here);
  return out;
}

function attempt<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
const isFile = (name: string): boolean => attempt(() => statSync(name).isFile(), false);
const isFolder = (name: string): boolean => attempt(() => statSync(name).isDirectory(), false);
const list = (name: string): string[] => attempt(() => readdirSync(name), []);
const realPath = (name: string): string => attempt(() => realpathSync(name), name);
const read = (name: string): string | null => attempt(() => (statSync(name).size < 65536 ? readFileSync(name, 'utf8') : null), null);
