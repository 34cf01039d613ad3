/** gc, _thread, errno, posix: what a program may ask of its surroundings, answered for one process with one thread. */
import { error, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { newList } from '../../runtime/lists';
import { dictFromEntries } from '../../runtime/dicts';
import { newBool, newStr, newTuple, w_None, w_True, W_Bytes, type W } from '../../runtime/values';
import { defineModule } from '../define';
import { absolutePath, host } from '../host';
import { checkSize, intArgument, textArgument } from '../native';
import { osError } from '../text/text-file';
import { structSequence } from '../struct-sequence';

defineModule('gc', (m) => {
  let enabled = true;
  m.raw('collect', () => 0);
  m.def('enable', 0, 0, () => ((enabled = true), w_None));
  m.def('disable', 0, 0, () => ((enabled = false), w_None));
  m.def('isenabled', 0, 0, () => newBool(enabled));
  m.def('get_count', 0, 0, () => newTuple([0, 0, 0]));
  m.def('get_threshold', 0, 0, () => newTuple([2000, 10, 0]));
  m.raw('set_threshold', () => w_None);
  m.raw('get_objects', () => newList([]));
  m.raw('get_referrers', () => newList([]));
  m.raw('get_referents', () => newList([]));
  m.def('get_stats', 0, 0, () => newList([0, 1, 2].map(() => dictFromEntries([['collections', 0], ['collected', 0], ['uncollectable', 0]]))));
  m.def('is_tracked', 1, 1, () => w_True);
  m.def('freeze', 0, 0, () => w_None);
  m.def('unfreeze', 0, 0, () => w_None);
  m.set('garbage', newList([]));
  m.set('callbacks', newList([]));
});

defineModule('errno', (m) => {
  for (const [name, n] of [['EPERM', 1], ['ENOENT', 2], ['EINTR', 4], ['EIO', 5], ['EBADF', 9], ['EAGAIN', 11], ['ENOMEM', 12], ['EACCES', 13], ['EEXIST', 17], ['ENOTDIR', 20], ['EISDIR', 21], ['EINVAL', 22], ['ENOSPC', 28], ['EPIPE', 32], ['ENOTEMPTY', 39]] as const) m.set(name, n);
});

const statResult = structSequence('os', 'stat_result', ['st_mode', 'st_ino', 'st_dev', 'st_nlink', 'st_uid', 'st_gid', 'st_size', 'st_atime', 'st_mtime', 'st_ctime']);
const pathOf = (w: W): string => {
  const method = typeof w === 'object' ? hooks.findattr(w, '__fspath__') : null;
  return textArgument(method === null ? w : hooks.call(method, []), 'path');
};

defineModule('posix', (m) => {
  m.set('environ', host.environment);
  m.def('getcwd', 0, 0, () => newStr(host.folder));
  m.def('chdir', 1, 1, (p) => {
    host.folder = absolutePath(pathOf(p));
    return w_None;
  });
  m.def('getpid', 0, 0, () => 1000);
  m.def('getppid', 0, 0, () => 1);
  m.def('getuid', 0, 0, () => 1000);
  m.def('cpu_count', 0, 0, () => 1);
  m.def('kind', 1, 1, (p) => {
    const kind = host.files.exists(absolutePath(pathOf(p)));
    return kind === null ? w_None : newStr(kind);
  });
  m.def('listdir', 0, 1, (p) => {
    const given = p === undefined || p === w_None ? '.' : pathOf(p);
    const names = host.files.list(absolutePath(given));
    if (names === null) throw osError(host.files.exists(absolutePath(given)) === 'file' ? 'NotADirectoryError' : 'FileNotFoundError', given);
    return newList([...names].sort().map((n) => newStr(n)));
  });
  m.def('remove', 1, 1, (p) => {
    if (!host.files.remove(absolutePath(pathOf(p)))) throw osError('FileNotFoundError', pathOf(p));
    return w_None;
  });
  m.def('rename', 2, 2, (a, b) => {
    const data = host.files.read(absolutePath(pathOf(a)));
    if (data === null) throw osError('FileNotFoundError', pathOf(a));
    host.files.write(absolutePath(pathOf(b)), data);
    host.files.remove(absolutePath(pathOf(a)));
    return w_None;
  });
  m.def('stat', 1, 1, (p) => {
    const path = absolutePath(pathOf(p));
    const kind = host.files.exists(path);
    if (kind === null) throw osError('FileNotFoundError', pathOf(p));
    return statResult.make([kind === 'file' ? 0o100644 : 0o40755, 1, 1, 1, 1000, 1000, kind === 'file' ? (host.files.read(path)?.length ?? 0) : 4096, 0, 0, 0]);
  });
  m.def('urandom', 1, 1, (n) => {
    const size = intArgument(n);
    if (size < 0) throw valueError('negative argument not allowed');
    checkSize(size);
    // Runs repeat: the bytes are those of a fixed linear congruential generator.
    let state = 12345;
    return new W_Bytes(Uint8Array.from({ length: size }, () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24));
  });
  m.raw('system', () => {
    throw error('PermissionError', 'a profiled program starts no processes');
  });
});

defineModule('_thread', (m) => {
  m.def('get_ident', 0, 0, () => 1);
  m.def('get_native_id', 0, 0, () => 1000);
  m.def('_count', 0, 0, () => 0);
  m.def('stack_size', 0, 1, () => 0);
  m.set('TIMEOUT_MAX', 9223372036);
});
