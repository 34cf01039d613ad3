/** io: what all files have, StringIO and BytesIO, and files over other files. Source: Python's library reference, "io". */
import { plainNatives, sideTables } from '../../../runtime/lifetime';
import { error, exceptionType, GuestError, newException, stopIteration, typeError, valueError } from '../../../runtime/errors';
import type { NativeImpl } from '../../../runtime/functions';
import { newList } from '../../../runtime/lists';
import { hooks } from '../../../runtime/hooks';
import type { W_Type } from '../../../runtime/types';
import {
  newBool,
  newStr,
  newTuple,
  strText,
  w_None,
  w_False,
  W_Bytearray,
  W_Bytes,
  W_Instance,
  W_Native,
  type W,
} from '../../../runtime/values';
import { constructor, defineModule, getset, method, rawMethod } from '../../define';
import { iterOf, nextOf, toArray } from '../../protocols/iterables';
import { argument, bytesArgument, checkSize, instanceOf, intArgument } from '../../native';
import { seekTo, W_BytesFile, W_TextFile } from '../../text/text-file';
import { decode, encode } from '../../types/str';
import { reprText } from '../../text/text';
import {
  bufferedBase,
  bytes,
  bytesIO,
  count,
  either,
  ioBase,
  random,
  rawBase,
  reader,
  stringIO,
  text,
  textBase,
  textWrapper,
  typeName,
  unsupportedType,
  writer,
} from './io-types';
import { open, openFunction } from './open';
import { W_Standard } from './standard-streams';

/** In bytes. */
const DEFAULT_BUFFER_SIZE = 131072;

/** A file of a program's own class: what it does not define, its base class does as CPython's Modules/_io/iobase.c does. */
const isNative = (w: W): boolean => w instanceof W_Native || (w instanceof W_Instance && w.payload instanceof W_Native);
/** Those of them that were closed. */
const closed = new WeakSet<object>();

// -- what all files have -----------------------------------------------------------------------------------------------

method(ioBase, '__enter__', 1, 1, (f) => f);
rawMethod(ioBase, '__exit__', (args) => (hooks.call(hooks.getattr(args[0], 'close'), []), w_None));
method(ioBase, '__iter__', 1, 1, (f) => f);
method(ioBase, 'close', 1, 1, (f) => {
  if (isNative(f)) either(f).close();
  else if (!closed.has(f as W_Instance)) {
    hooks.call(hooks.getattr(f, 'flush'), []);
    closed.add(f as W_Instance);
  }
  return w_None;
});
method(ioBase, 'flush', 1, 1, (f) => {
  if (isNative(f)) either(f).flush();
  else if (closed.has(f as W_Instance)) throw valueError('I/O operation on closed file.');
  return w_None;
});
method(ioBase, 'readable', 1, 1, (f) => newBool(isNative(f) && either(f).readable));
method(ioBase, 'writable', 1, 1, (f) => newBool(isNative(f) && either(f).writable));
method(ioBase, 'seekable', 1, 1, (f) => newBool(isNative(f)));
method(ioBase, 'isatty', 1, 1, () => w_False);
method(ioBase, 'fileno', 1, 1, (f) => {
  const { name } = either(f);
  if (typeof name === 'number') return name;
  const standard = ['<stdin>', '<stdout>', '<stderr>'].indexOf(strText(name) ?? '');
  if (standard >= 0) return standard;
  throw unsupported('fileno');
});
method(ioBase, 'tell', 1, 1, (f) => {
  if (!isNative(f)) return hooks.call(hooks.getattr(f, 'seek'), [0, 1]);
  either(f).check();
  return either(f).at;
});
getset(ioBase, 'closed', (f) => newBool(isNative(f) ? either(f).closed : closed.has(f as W_Instance)));
getset(ioBase, 'name', (f) => {
  const { name } = either(f);
  return name === null ? w_None : typeof name === 'number' ? name : newStr(name);
});
getset(
  ioBase,
  'mode',
  (f) => newStr(either(f).mode),
  (f, mode) => {
    either(f).mode = strText(mode) ?? '';
  },
);
getset(ioBase, 'encoding', () => 'utf-8');
getset(ioBase, 'errors', () => 'strict');
getset(ioBase, 'newlines', () => w_None);
rawMethod(ioBase, 'reconfigure', () => w_None);

method(ioBase, '__next__', 1, 1, (f) => {
  const line = hooks.call(hooks.getattr(f, 'readline'), []);
  if (!hooks.truth(line)) throw ended();
  return line;
});
method(ioBase, 'readlines', 1, 2, (f) => newList(toArray(f)));
method(ioBase, 'writelines', 2, 2, (f, lines) => {
  const it = iterOf(lines);
  for (let line = nextOf(it); line !== null; line = nextOf(it)) hooks.call(hooks.getattr(f, 'write'), [line]);
  return w_None;
});
method(rawBase, 'read', 1, 2, (f, n) => {
  const size = count(n);
  if (size < 0) return hooks.call(hooks.getattr(f, 'readall'), []);
  checkSize(size);
  const buffer = new W_Bytearray(new Uint8Array(size));
  const got = hooks.call(hooks.getattr(f, 'readinto'), [buffer]);
  return got === w_None ? w_None : new W_Bytes(bytesArgument(buffer).slice(0, Math.max(0, intArgument(got))));
});
method(rawBase, 'readall', 1, 1, (f) => {
  const all = new W_BytesFile(bytesIO, new Uint8Array(0));
  for (;;) {
    const piece = hooks.call(hooks.getattr(f, 'read'), [DEFAULT_BUFFER_SIZE]);
    if (piece === w_None && all.size === 0) return w_None;
    if (piece === w_None || bytesArgument(piece).length === 0) return new W_Bytes(all.data.slice());
    all.write(bytesArgument(piece));
  }
});

const unsupported = (name: string): unknown => new GuestError(newException(unsupportedType, [newStr(name)]));

for (const t of [stringIO, textWrapper]) {
  method(t, 'write', 2, 2, (f, s) => {
    const t2 = strText(s);
    if (t2 === null)
      throw typeError(
        `${t === stringIO ? 'string argument expected, got' : 'write() argument must be str, not'} ${t === stringIO ? reprText(typeName(s)) : typeName(s)}`,
      );
    text(f).write(t2);
    return typeof s === 'string' ? s.length : Array.from(t2).length;
  });
  method(t, 'read', 1, 2, (f, n) => newStr(text(f).read(count(n))));
  method(t, 'readline', 1, 2, (f, n) => newStr(text(f).readLine(count(n))));
  method(t, 'readlines', 1, 2, (f, n) => {
    const lines: W[] = [];
    let size = 0;
    for (let line = text(f).readLine(); line !== ''; line = text(f).readLine()) {
      lines.push(newStr(line));
      size += line.length;
      if (n !== undefined && n !== w_None && intArgument(n) > 0 && size >= intArgument(n)) break;
    }
    return newList(lines);
  });
  method(t, '__next__', 1, 1, (f) => {
    const line = text(f).readLine();
    if (line === '') throw ended();
    return newStr(line);
  });
  method(t, 'writelines', 2, 2, (f, lines) => {
    for (const line of toArray(lines)) hooks.call(hooks.getattr(f, 'write'), [line]);
    return w_None;
  });
  method(
    t,
    'seek',
    2,
    3,
    (f, at, whence) => (text(f).check(), seekTo(text(f), text(f).length, intArgument(at), count(whence) === -1 ? 0 : count(whence))),
  );
  method(t, 'truncate', 1, 2, (f, size) => {
    const n = size === undefined || size === w_None ? text(f).at : intArgument(size);
    text(f).truncate(n);
    return n;
  });
}
for (const t of [bytesIO, reader, writer, random]) {
  method(t, 'write', 2, 2, (f, data) => {
    if (strText(data) !== null) throw typeError("a bytes-like object is required, not 'str'");
    const b = bytesArgument(data);
    bytes(f).write(b);
    return b.length;
  });
  for (const name of ['read', 'read1']) method(t, name, 1, 2, (f, n) => new W_Bytes(bytes(f).read(count(n))));
  method(t, 'readline', 1, 2, (f, n) => new W_Bytes(bytes(f).readLine(count(n))));
  method(t, 'readinto', 2, 2, (f, buffer) => {
    const target = bytesArgument(buffer);
    const piece = bytes(f).read(target.length);
    target.set(piece);
    return piece.length;
  });
  method(t, 'readlines', 1, 2, (f) => {
    const lines: W[] = [];
    for (let line = bytes(f).readLine(); line.length > 0; line = bytes(f).readLine()) lines.push(new W_Bytes(line));
    return newList(lines);
  });
  method(t, '__next__', 1, 1, (f) => {
    const line = bytes(f).readLine();
    if (line.length === 0) throw ended();
    return new W_Bytes(line);
  });
  method(t, 'writelines', 2, 2, (f, lines) => {
    const it = iterOf(lines);
    for (let line = nextOf(it); line !== null; line = nextOf(it)) bytes(f).write(bytesArgument(line));
    return w_None;
  });
  method(
    t,
    'seek',
    2,
    3,
    (f, at, whence) => (bytes(f).check(), seekTo(bytes(f), bytes(f).size, intArgument(at), count(whence) === -1 ? 0 : count(whence))),
  );
  method(t, 'truncate', 1, 2, (f, size) => {
    const n = size === undefined || size === w_None ? bytes(f).at : intArgument(size);
    bytes(f).truncate(n);
    return n;
  });
}
method(bytesIO, 'getvalue', 1, 1, (f) => (bytes(f).check(), new W_Bytes(bytes(f).data.slice())));
method(bytesIO, 'getbuffer', 1, 1, (f) => new W_Bytearray(bytes(f).data.slice()));
method(stringIO, 'getvalue', 1, 1, (f) => (text(f).check(), newStr(text(f).text)));

const ended = (): unknown => stopIteration(null);

constructor(stringIO, (args, keywords) => {
  const initial = argument(args, 1, keywords, 'initial_value') ?? '';
  const content = initial === w_None ? '' : strText(initial);
  if (content === null) throw typeError(`initial_value must be str or None, not ${typeName(initial)}`);
  return instanceOf(args[0], stringIO, new W_TextFile(stringIO, content));
});
constructor(bytesIO, (args, keywords) => {
  const initial = argument(args, 1, keywords, 'initial_bytes');
  return instanceOf(
    args[0],
    bytesIO,
    new W_BytesFile(bytesIO, initial === undefined || initial === w_None ? new Uint8Array(0) : bytesArgument(initial).slice()),
  );
});
for (const t of [stringIO, bytesIO]) rawMethod(t, '__init__', () => w_None);

// -- files over files --------------------------------------------------------------------------------------------------

/** What a buffered file or a text file was made over. */
const wrapped = new WeakMap<W_Native, W>();
sideTables.push((w) => wrapped.get(w as W_Native));
// What their functions hold is what they were made over.
plainNatives.add(W_BytesFile).add(W_TextFile);

function nativeBytes(w: W): W_BytesFile | null {
  const value = w instanceof W_Instance && w.payload !== null ? w.payload : w;
  return value instanceof W_BytesFile ? value : null;
}

/** An encoding or the like: None is as good as nothing. */
const name = (w: W | undefined, otherwise: string): string => (w === undefined ? otherwise : (strText(w) ?? otherwise));

const textOver: NativeImpl = (args, keywords) => {
  const f = text(args[0]);
  const inner = argument(args, 1, keywords, 'buffer');
  if (inner === undefined) throw typeError("TextIOWrapper() missing required argument 'buffer' (pos 1)");
  const encoding = name(argument(args, 2, keywords, 'encoding'), 'utf-8');
  const errors = name(argument(args, 3, keywords, 'errors'), 'strict');
  const newline = strText(argument(args, 4, keywords, 'newline') ?? w_None);
  const native = nativeBytes(inner);
  /** @param args of the method of the file below */
  const below = (method: string, ...given: W[]): W => hooks.call(hooks.getattr(inner, method), given);
  const readable = native === null ? hooks.truth(below('readable')) : true;
  const content = native === null ? (readable ? bytesArgument(below('read')) : new Uint8Array(0)) : native.data;
  const read = strText(decode(content, encoding, errors)) ?? '';
  f.load(newline === null ? read.replace(/\r\n?/g, '\n') : read);
  wrapped.set(f, inner);
  let kept = f.text;
  f.keep = () => {
    const all = f.text;
    const grown = all.startsWith(kept);
    const data = encode(newStr(grown ? all.slice(kept.length) : all), encoding, errors);
    if (native === null) below('write', new W_Bytes(data));
    else {
      if (!grown) native.truncate(0);
      native.at = native.size;
      native.write(data);
    }
    kept = all;
  };
  return w_None;
};
// A subclass says in its own __init__ what it is made over.
constructor(textWrapper, (args, keywords) => {
  const f = instanceOf(args[0], textWrapper, new W_TextFile(textWrapper, ''));
  if (args[0] === textWrapper) textOver([f, ...args.slice(1)], keywords);
  return f;
});
rawMethod(textWrapper, '__init__', textOver);
method(textWrapper, 'detach', 1, 1, (w) => {
  const f = text(w);
  const below = wrapped.get(f);
  if (below === undefined) throw unsupported('detach');
  f.flush();
  wrapped.delete(f);
  f.detached = true;
  return below;
});

for (const t of [reader, writer, random]) {
  constructor(t, (args, keywords) => {
    const raw = argument(args, 1, keywords, 'raw') ?? argument(args, 1, keywords, 'file');
    if (raw === undefined) throw typeError(`${t.name}() missing required argument 'raw' (pos 1)`);
    // FileIO is the reader's other name.
    if (t === reader && (strText(raw) !== null || typeof raw === 'number'))
      return open(raw, `${name(argument(args, 2, keywords, 'mode'), 'r').replace('b', '')}b`, 'utf-8', 'strict');
    const inner = nativeBytes(raw);
    if (inner === null) return hooks.call(hooks.getattr(hooks.importModule('_pyio', newTuple([t.name]), 0, w_None), t.name), [raw]);
    if (t !== writer && !inner.readable) throw new GuestError(newException(exceptionType('OSError'), ['File or stream is not readable.']));
    if (t !== reader && !inner.writable) throw new GuestError(newException(exceptionType('OSError'), ['File or stream is not writable.']));
    return instanceOf(args[0], t, buffered(t, inner, raw));
  });
  rawMethod(t, '__init__', () => w_None);
  getset(t, 'raw', (f) => wrapped.get(bytes(f)) ?? f);
}

/** A file of its own position over `inner`, without a copy: what is written is with `inner` at once. */
function buffered(t: W_Type, inner: W_BytesFile, raw: W): W_BytesFile {
  const f = new W_BytesFile(t, inner.data);
  const there = <R>(work: () => R): R => {
    inner.at = f.at;
    const result = work();
    f.at = inner.at;
    f.size = inner.size;
    return result;
  };
  f.at = inner.at;
  f.name = inner.name;
  f.mode = inner.mode;
  f.readable = t !== writer;
  f.writable = t !== reader;
  f.read = (n) => (f.checkRead(), there(() => inner.read(n)));
  f.readLine = (n) => (f.checkRead(), there(() => inner.readLine(n)));
  f.write = (data) => {
    f.checkWrite();
    there(() => {
      inner.write(data);
    });
  };
  f.truncate = (n) => {
    f.checkWrite();
    there(() => {
      inner.truncate(n);
    });
  };
  f.flush = () => inner.flush();
  f.close = () => {
    f.closed = true;
    inner.close();
  };
  wrapped.set(f, raw);
  return f;
}

// -- what a text file is over ------------------------------------------------------------------------------------------

getset(textWrapper, 'buffer', (f) => {
  const inner = text(f);
  const below = wrapped.get(inner);
  if (below !== undefined) return below;
  const raw = new W_BytesFile(writer, new Uint8Array(0));
  if (inner instanceof W_Standard && inner.stream === 'stdin')
    return new W_BytesFile(reader, encode(newStr(inner.read(-1)), 'utf-8', 'surrogateescape'));
  raw.write = (data: Uint8Array): void => inner.write(strText(decode(data, 'utf-8', 'replace')) ?? '');
  return raw;
});

for (const t of [textWrapper, reader, writer, random]) {
  method(t, '__repr__', 1, 1, (w) => {
    const f = either(w);
    const shown = typeof f.name === 'string' ? reprText(f.name) : String(f.name);
    return newStr(
      t === textWrapper ? `<_io.TextIOWrapper name=${shown} mode='${f.mode}' encoding='utf-8'>` : `<_io.${t.name} name=${shown}>`,
    );
  });
}

const IN_PYTHON = ['IncrementalNewlineDecoder', 'BufferedRWPair'];

defineModule('_io', (m) => {
  const types: [string, W_Type][] = [
    ['_IOBase', ioBase],
    ['_RawIOBase', rawBase],
    ['_BufferedIOBase', bufferedBase],
    ['_TextIOBase', textBase],
    ['StringIO', stringIO],
    ['BytesIO', bytesIO],
    ['TextIOWrapper', textWrapper],
    ['BufferedReader', reader],
    ['BufferedWriter', writer],
    ['BufferedRandom', random],
    ['FileIO', reader],
    ['UnsupportedOperation', unsupportedType],
  ];
  for (const [key, t] of types) m.set(key, t);
  m.set('DEFAULT_BUFFER_SIZE', DEFAULT_BUFFER_SIZE);
  m.set('SEEK_SET', 0);
  m.set('SEEK_CUR', 1);
  m.set('SEEK_END', 2);
  m.raw('open', openFunction);
  m.raw('open_code', openFunction);
  m.def('text_encoding', 1, 2, (encoding) => (encoding === w_None ? newStr('utf-8') : encoding));
  m.set('BlockingIOError', exceptionType('BlockingIOError'));
  m.def('__getattr__', 1, 1, (asked) => {
    const other = strText(asked) ?? '';
    if (IN_PYTHON.includes(other)) return hooks.getattr(hooks.importModule('_io_parts', newTuple([other]), 0, w_None), other);
    throw error('AttributeError', `module '_io' has no attribute '${other}'`);
  });
});
