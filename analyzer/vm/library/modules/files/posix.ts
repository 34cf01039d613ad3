/** posix: the system calls under `os`, for one process with one thread that sees an overlay of files. Source: CPython's Modules/posixmodule.c. */
import { error, exceptionType, GuestError, newException, typeError, valueError } from '../../../runtime/errors';
import { hooks } from '../../../runtime/hooks';
import { newList } from '../../../runtime/lists';
import { K } from '../../../runtime/kinds';
import { dictSet, W_Dict } from '../../../runtime/dicts';
import {
  layout,
  newBool,
  newStr,
  newTuple,
  strText,
  tupleItems,
  w_False,
  w_None,
  W_Bytes,
  W_Float,
  W_Native,
  type W,
} from '../../../runtime/values';
import { defineModule, getset, method, rawMethod } from '../../define';
import { absolutePath, host } from '../../host';
import { argument, bytesArgument, checkSize, floatArgument, intArgument, intOf, moduleType, textArgument } from '../../native';
import { bytesOfText } from '../../text/latin';
import { decode, encode } from '../../text/codec';
import { structSequence } from '../../struct-sequence';
import {
  closeDescriptor,
  descriptor,
  duplicate,
  errorText,
  FLAGS,
  isOpen,
  openDescriptor,
  openPipe,
  readDescriptor,
  resetDescriptors,
  systemError,
  truncateDescriptor,
  writeDescriptor,
} from './descriptors';

const statResult = structSequence('os', 'stat_result', [
  'st_mode',
  'st_ino',
  'st_dev',
  'st_nlink',
  'st_uid',
  'st_gid',
  'st_size',
  'st_atime',
  'st_mtime',
  'st_ctime',
]);
const unameResult = structSequence('posix', 'uname_result', ['sysname', 'nodename', 'release', 'version', 'machine']);
const timesResult = structSequence('posix', 'times_result', ['user', 'system', 'children_user', 'children_system', 'elapsed']);
const terminalSize = structSequence('os', 'terminal_size', ['columns', 'lines']);
/** Files that were there before the run carry its first second: a run repeats byte for byte. */
const START = 1_704_067_200;

for (const name of ['atime', 'mtime', 'ctime']) {
  getset(statResult.type, `st_${name}_ns`, (w) =>
    intOf(Math.round(floatArgument((tupleItems(w) as W[])[{ atime: 7, mtime: 8, ctime: 9 }[name] as number]) * 1e9)),
  );
}
getset(statResult.type, 'st_blksize', () => 4096);
getset(statResult.type, 'st_blocks', (w) => Math.ceil(intArgument((tupleItems(w) as W[])[6]) / 4096) * 8);
getset(statResult.type, 'st_rdev', () => 0);

/** The text of a path, whatever form it was given in. */
export function pathOf(w: W): string {
  const method = typeof w === 'object' ? hooks.findattr(w, '__fspath__') : null;
  const path = method === null ? w : hooks.call(method, []);
  if (path instanceof W_Bytes) return strText(decode(path.data, 'utf-8', 'surrogateescape')) ?? '';
  const text = strText(path);
  if (text === null)
    throw typeError(
      `expected str, bytes or os.PathLike object, not ${textArgument(hooks.getattr(hooks.getattr(w, '__class__'), '__name__'))}`,
    );
  if (text.includes('\0')) throw valueError('embedded null byte');
  return text;
}
const isBytesPath = (w: W | undefined): boolean => w instanceof W_Bytes;
const asGiven = (text: string, like: W | undefined): W =>
  isBytesPath(like) ? new W_Bytes(encode(newStr(text), 'utf-8', 'surrogateescape')) : newStr(text);
const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));

/** A number for a path that stays the same in a run. */
function inode(path: string): number {
  let h = 7;
  for (let i = 0; i < path.length; i++) h = (Math.imul(h, 31) + path.charCodeAt(i)) >>> 0;
  return h + 2;
}
function statOf(path: string, given: string): W {
  const kind = host.files.exists(path);
  if (kind === null) throw systemError(2, given);
  return makeStat(kind, path, kind === 'file' ? (host.files.read(path)?.length ?? 0) : 4096);
}
function makeStat(kind: 'file' | 'directory', path: string, size: number): W {
  const time = new W_Float(host.files.changed(path) ?? START);
  return statResult.make([
    modes.get(path) ?? (kind === 'file' ? 0o100644 : 0o40755),
    inode(path),
    1,
    kind === 'file' ? 1 : 2,
    1000,
    1000,
    size,
    time,
    time,
    time,
  ]);
}
let modes = new Map<string, number>();

// -- scandir -----------------------------------------------------------------------------------------------------------

const entryType = moduleType('posix', 'DirEntry');
class W_DirEntry extends W_Native {
  constructor(
    readonly name: string,
    readonly folder: string,
    readonly like: W | undefined,
  ) {
    super(entryType);
  }
  get shown(): string {
    return this.folder.endsWith('/') ? this.folder + this.name : `${this.folder}/${this.name}`;
  }
  get path(): string {
    return absolutePath(this.shown);
  }
}
layout(W_DirEntry, K.NATIVE);
const entry = (w: W): W_DirEntry => w as W_DirEntry;
getset(entryType, 'name', (w) => asGiven(entry(w).name, entry(w).like));
getset(entryType, 'path', (w) => asGiven(entry(w).like === undefined ? entry(w).name : entry(w).shown, entry(w).like));
rawMethod(entryType, 'is_dir', (args) => newBool(host.files.exists(entry(args[0]).path) === 'directory'));
rawMethod(entryType, 'is_file', (args) => newBool(host.files.exists(entry(args[0]).path) === 'file'));
method(entryType, 'is_symlink', 1, 1, () => w_False);
method(entryType, 'is_junction', 1, 1, () => w_False);
method(entryType, 'inode', 1, 1, (w) => inode(entry(w).path));
rawMethod(entryType, 'stat', (args) => statOf(entry(args[0]).path, entry(args[0]).shown));
method(entryType, '__fspath__', 1, 1, (w) => asGiven(entry(w).shown, entry(w).like));
method(entryType, '__repr__', 1, 1, (w) => newStr(`<DirEntry ${textArgument(hooks.repr(asGiven(entry(w).name, entry(w).like)))}>`));

const scanType = moduleType('posix', 'ScandirIterator');
class W_Scan extends W_Native {
  at = 0;
  constructor(readonly entries: W[]) {
    super(scanType);
  }
}
layout(W_Scan, K.NATIVE);
method(scanType, '__iter__', 1, 1, (w) => w);
method(scanType, '__enter__', 1, 1, (w) => w);
rawMethod(scanType, '__exit__', () => w_None);
method(scanType, 'close', 1, 1, (w) => (((w as W_Scan).at = Infinity), w_None));
method(scanType, '__next__', 1, 1, (w) => {
  const scan = w as W_Scan;
  if (scan.at >= scan.entries.length) throw new GuestError(newException(exceptionType('StopIteration'), []));
  return scan.entries[scan.at++];
});

function names(path: string, given: string): readonly string[] {
  const kind = host.files.exists(path);
  if (kind === null) throw systemError(2, given);
  const found = kind === 'file' ? null : host.files.list(path);
  if (found === null) throw systemError(kind === 'file' ? 20 : 13, given);
  return found;
}

/** Moves a file, or a folder with all below it. */
function move(from: string, to: string): void {
  if (host.files.exists(from) === 'file') {
    host.files.write(to, host.files.read(from) ?? new Uint8Array(0));
    host.files.remove(from);
    return;
  }
  const pending = [''];
  const folders: string[] = [];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    host.files.makeFolder(to + at);
    folders.push(from + at);
    for (const name of host.files.list(from + at) ?? []) {
      const inner = `${at}/${name}`;
      if (host.files.exists(from + inner) === 'directory') pending.push(inner);
      else {
        host.files.write(to + inner, host.files.read(from + inner) ?? new Uint8Array(0));
        host.files.remove(from + inner);
      }
    }
  }
  for (const folder of folders.reverse()) host.files.removeFolder(folder);
}

const CONSTANTS = {
  F_OK: 0,
  X_OK: 1,
  W_OK: 2,
  R_OK: 4,
  EX_OK: 0,
  EX_USAGE: 64,
  EX_DATAERR: 65,
  EX_NOINPUT: 66,
  EX_SOFTWARE: 70,
  EX_OSERR: 71,
  EX_IOERR: 74,
  WNOHANG: 1,
  P_ALL: 0,
  P_PID: 1,
  P_PGID: 2,
  NGROUPS_MAX: 65536,
  TMP_MAX: 238328,
  SCHED_OTHER: 0,
  PRIO_PROCESS: 0,
  GRND_NONBLOCK: 1,
  GRND_RANDOM: 2,
};

/** As os.fsencode writes them. */
const environmentBytes = (text: string): W_Bytes => new W_Bytes(encode(newStr(text), 'utf-8', 'surrogateescape'));

defineModule('posix', (m) => {
  resetDescriptors();
  modes = new Map();
  const environment = new W_Dict();
  dictSet(environment, new W_Bytes(bytesOfText('HOME')), new W_Bytes(bytesOfText('/')));
  for (const [name, value] of host.environment) dictSet(environment, environmentBytes(name), environmentBytes(value));
  m.set('environ', environment);
  m.set('error', exceptionType('OSError'));
  m.set('_have_functions', newList([]));
  m.set('stat_result', statResult.type);
  m.set('uname_result', unameResult.type);
  m.set('times_result', timesResult.type);
  m.set('terminal_size', terminalSize.type);
  m.set('DirEntry', entryType);
  for (const [name, value] of Object.entries({ ...CONSTANTS, ...FLAGS })) m.set(name, value);

  m.def('getcwd', 0, 0, () => newStr(host.folder));
  m.def('getcwdb', 0, 0, () => new W_Bytes(encode(newStr(host.folder), 'utf-8', 'surrogateescape')));
  m.def('chdir', 1, 1, (p) => {
    const path = absolutePath(pathOf(p));
    const kind = host.files.exists(path);
    if (kind !== 'directory') throw systemError(kind === null ? 2 : 20, pathOf(p));
    host.folder = path;
    return w_None;
  });
  m.def('getpid', 0, 0, () => 1000);
  m.def('getppid', 0, 0, () => 1);
  for (const name of ['getuid', 'geteuid', 'getgid', 'getegid']) m.def(name, 0, 0, () => 1000);
  m.def('getpgrp', 0, 0, () => 1000);
  m.def('getgroups', 0, 0, () => newList([1000]));
  m.def('getlogin', 0, 0, () => 'user');
  m.def('cpu_count', 0, 0, () => 1);
  m.raw('sched_getaffinity', () =>
    hooks.call(hooks.getattr(hooks.importModule('builtins', newTuple([]), 0, w_None), 'set'), [newList([0])]),
  );
  m.def('getloadavg', 0, 0, () => newTuple([new W_Float(0), new W_Float(0), new W_Float(0)]));
  m.def('umask', 1, 1, () => 0o22);
  m.def('uname', 0, 0, () => unameResult.make(['Linux', 'localhost', '6.0.0', '#1', 'x86_64']));
  m.def('times', 0, 0, () => timesResult.make([0, 0, 0, 0, 0].map((n) => new W_Float(n))));
  m.def('strerror', 1, 1, (n) => newStr(errorText(intArgument(n))));
  m.raw('get_terminal_size', () => {
    throw systemError(25);
  });
  m.def('fspath', 1, 1, (p) => {
    if (strText(p) !== null || p instanceof W_Bytes) return p;
    const method = hooks.findattr(p, '__fspath__');
    if (method === null)
      throw typeError(
        `expected str, bytes or os.PathLike object, not ${textArgument(hooks.getattr(hooks.getattr(p, '__class__'), '__name__'))}`,
      );
    const made = hooks.call(method, []);
    if (strText(made) === null && !(made instanceof W_Bytes))
      throw typeError(
        `expected ${textArgument(hooks.getattr(hooks.getattr(p, '__class__'), '__name__'))}.__fspath__() to return str or bytes, not ${textArgument(hooks.getattr(hooks.getattr(made, '__class__'), '__name__'))}`,
      );
    return made;
  });
  m.def('putenv', 2, 2, () => w_None);
  m.def('unsetenv', 1, 1, () => w_None);
  m.def('_exit', 1, 1, (status) => {
    throw new GuestError(newException(exceptionType('SystemExit'), [status]));
  });
  m.def('urandom', 1, 1, (n) => {
    const size = intArgument(n);
    if (size < 0) throw valueError('negative argument not allowed');
    checkSize(size);
    // Runs repeat: the bytes are those of a fixed linear congruential generator.
    return new W_Bytes(Uint8Array.from({ length: size }, () => (random = (Math.imul(random, 1103515245) + 12345) >>> 0) >>> 24));
  });
  let random = 12345;

  m.raw('stat', (args, keywords) => statOrFstat(argument(args, 0, keywords, 'path') ?? w_None));
  m.raw('lstat', (args, keywords) => statOrFstat(argument(args, 0, keywords, 'path') ?? w_None));
  m.raw('fstat', (args, keywords) => statOrFstat(argument(args, 0, keywords, 'fd') ?? w_None));
  m.raw('access', (args, keywords) =>
    newBool(host.files.exists(absolutePath(pathOf(argument(args, 0, keywords, 'path') ?? w_None))) !== null),
  );
  m.raw('listdir', (args, keywords) => {
    const p = argument(args, 0, keywords, 'path');
    const given = p === undefined || p === w_None ? '.' : pathOf(p);
    return newList(names(absolutePath(given), given).map((n) => asGiven(n, p)));
  });
  m.raw('scandir', (args, keywords) => {
    const p = argument(args, 0, keywords, 'path');
    const given = p === undefined || p === w_None ? '.' : pathOf(p);
    return new W_Scan(names(absolutePath(given), given).map((n) => new W_DirEntry(n, given, p ?? newStr('.'))));
  });
  m.raw('mkdir', (args, keywords) => {
    const given = pathOf(argument(args, 0, keywords, 'path') ?? w_None);
    const path = absolutePath(given);
    if (host.files.exists(path) !== null) throw systemError(17, given);
    const above = host.files.exists(parentOf(path));
    if (above !== 'directory') throw systemError(above === null ? 2 : 20, given);
    host.files.makeFolder(path);
    return w_None;
  });
  m.raw('rmdir', (args, keywords) => {
    const given = pathOf(argument(args, 0, keywords, 'path') ?? w_None);
    const path = absolutePath(given);
    const found = names(path, given);
    if (found.length > 0) throw systemError(39, given);
    host.files.removeFolder(path);
    return w_None;
  });
  for (const name of ['remove', 'unlink']) {
    m.raw(name, (args, keywords) => {
      const given = pathOf(argument(args, 0, keywords, 'path') ?? w_None);
      const path = absolutePath(given);
      if (host.files.exists(path) === 'directory') throw systemError(21, given);
      if (!host.files.remove(path)) throw systemError(2, given);
      return w_None;
    });
  }
  for (const name of ['rename', 'replace']) {
    m.raw(name, (args, keywords) => {
      const [a, b] = [pathOf(argument(args, 0, keywords, 'src') ?? w_None), pathOf(argument(args, 1, keywords, 'dst') ?? w_None)];
      const [from, to] = [absolutePath(a), absolutePath(b)];
      const [kind, target] = [host.files.exists(from), host.files.exists(to)];
      const refuse = (number: number): never => {
        throw new GuestError(
          hooks.call(exceptionType('OSError'), [
            number,
            newStr(errorText(number)),
            newStr(a),
            w_None,
            newStr(b),
          ]) as GuestError['exception'],
        );
      };
      if (kind === null || host.files.exists(parentOf(to)) === null) refuse(2);
      if (target === 'directory' && kind === 'file') refuse(21);
      if (target === 'file' && kind === 'directory') refuse(20);
      if (target === 'directory' && from !== to && (host.files.list(to) ?? []).length > 0) refuse(39);
      if (from !== to) move(from, to);
      return w_None;
    });
  }
  m.raw('utime', (args, keywords) => {
    const path = absolutePath(pathOf(argument(args, 0, keywords, 'path') ?? w_None));
    const times = argument(args, 1, keywords, 'times');
    const nanoseconds = keywords?.get('ns');
    if (nanoseconds !== undefined) host.files.touch(path, intArgument((tupleItems(nanoseconds) as W[])[1]) / 1e9);
    else host.files.touch(path, times === undefined || times === w_None ? START : floatArgument((tupleItems(times) as W[])[1]));
    return w_None;
  });
  m.raw('chmod', (args, keywords) => {
    const given = pathOf(argument(args, 0, keywords, 'path') ?? w_None);
    const kind = host.files.exists(absolutePath(given));
    if (kind === null) throw systemError(2, given);
    modes.set(absolutePath(given), (kind === 'file' ? 0o100000 : 0o40000) | intArgument(argument(args, 1, keywords, 'mode') ?? 0));
    return w_None;
  });
  for (const name of [
    'chown',
    'lchown',
    'sync',
    'fchmod',
    'fchown',
    'fsync',
    'fdatasync',
    'set_inheritable',
    'set_blocking',
    'nice',
    'register_at_fork',
  ])
    m.raw(name, () => w_None);
  for (const name of ['readlink']) {
    m.raw(name, (args) => {
      throw systemError(host.files.exists(absolutePath(pathOf(args[0]))) === null ? 2 : 22, pathOf(args[0]));
    });
  }
  for (const name of ['symlink', 'link', 'mkfifo']) {
    m.raw(name, (args) => {
      throw systemError(1, pathOf(args[0]));
    });
  }

  m.raw('open', (args, keywords) => {
    const given = pathOf(argument(args, 0, keywords, 'path') ?? w_None);
    return openDescriptor(absolutePath(given), given, intArgument(argument(args, 1, keywords, 'flags') ?? 0));
  });
  m.def('close', 1, 1, (fd) => (closeDescriptor(intArgument(fd)), w_None));
  m.def('read', 2, 2, (fd, n) => new W_Bytes(readDescriptor(intArgument(fd), intArgument(n))));
  m.def('write', 2, 2, (fd, data) => writeDescriptor(intArgument(fd), bytesArgument(data)));
  m.def('pipe', 0, 0, () => newTuple(openPipe()));
  m.raw('dup', (args) => duplicate(intArgument(args[0])));
  m.def('isatty', 1, 1, () => w_False);
  m.def('get_inheritable', 1, 1, () => w_False);
  m.def('get_blocking', 1, 1, () => newBool(true));
  m.def('device_encoding', 1, 1, () => w_None);
  m.def('lseek', 3, 3, (fd, at, whence) => {
    const d = descriptor(intArgument(fd));
    const how = intArgument(whence);
    const next = intArgument(at) + (how === 0 ? 0 : how === 1 ? d.at : d.data.length);
    if (d.path === null) throw systemError(29);
    if (next < 0) throw systemError(22);
    return (d.at = next);
  });
  m.def('ftruncate', 2, 2, (fd, size) => (truncateDescriptor(intArgument(fd), intArgument(size)), w_None));
  m.def('truncate', 2, 2, (p, size) => {
    const given = pathOf(p);
    const data = host.files.read(absolutePath(given));
    if (data === null) throw systemError(2, given);
    const cut = new Uint8Array(intArgument(size));
    cut.set(data.subarray(0, cut.length));
    host.files.write(absolutePath(given), cut);
    return w_None;
  });
  m.def('_path_normpath', 1, 1, (p) => asGiven(normalized(pathOf(p)), p));
  for (const name of ['fork', 'kill', 'system', 'popen', 'execv', 'execve', 'posix_spawn', 'waitpid']) {
    m.raw(name, () => {
      throw error('PermissionError', 'a program run by JIT Lens starts no processes');
    });
  }
  for (const [name, test] of [
    ['WIFEXITED', () => true],
    ['WIFSIGNALED', () => false],
    ['WIFSTOPPED', () => false],
  ] as const)
    m.def(name, 1, 1, () => newBool(test()));
  m.def('WEXITSTATUS', 1, 1, (n) => (intArgument(n) >> 8) & 255);
  m.def('WTERMSIG', 1, 1, (n) => intArgument(n) & 127);
  m.def('waitstatus_to_exitcode', 1, 1, (n) => intArgument(n) >> 8);
});

/** A path without empty parts, `.` and, where that is sure, `..`. Source: posixpath.normpath. */
function normalized(path: string): string {
  if (path === '') return '.';
  const root = path.startsWith('//') && !path.startsWith('///') ? '//' : path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (root === '' && parts.length === 0) || parts.at(-1) === '..') parts.push(part);
    else parts.pop();
  }
  return root + parts.join('/') || '.';
}

function statOrFstat(w: W): W {
  if (typeof w !== 'number') return statOf(absolutePath(pathOf(w)), pathOf(w));
  if (w <= 2 && isOpen(w))
    return statResult.make([0o20620, w + 10, 1, 1, 1000, 1000, 0, new W_Float(START), new W_Float(START), new W_Float(START)]);
  const d = descriptor(w);
  return d.path !== null && host.files.exists(d.path) === 'directory'
    ? statOf(d.path, d.path)
    : makeStat('file', d.path ?? `pipe:${w}`, d.data.length);
}
