/** Methods of bytes, bytearray and memoryview. Text-like ones work on the latin-1 reading of the bytes. */
import { error, typeError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { newList } from '../../runtime/lists';
import { T, typeOf } from '../../runtime/types';
import { newBool, newStr, newTuple, strText, tupleItems, w_None, W_Bytearray, W_Bytes, type W } from '../../runtime/values';
import { classMethod, method, rawMethod, staticMethod } from '../define';
import { byteOf, indexOf } from '../protocols/containers';
import { toArray } from '../protocols/iterables';
import { argument, bytesArgument, checkSize, intArgument, isBytesLike, payload } from '../native';
import { percentFormat } from '../text/percent';
import { bytesOfText } from '../text/latin';

const latin = (data: Uint8Array): string => {
  let out = '';
  for (let i = 0; i < data.length; i += 8192) out += String.fromCharCode(...data.subarray(i, i + 8192));
  return out;
};
const dataOf = (w: W): Uint8Array => bytesArgument(w);
const isBytes = (w: W): boolean =>
  typeof w === 'object' &&
  (T.bytes === typeOf(w) ||
    T.bytearray === typeOf(w) ||
    typeOf(w).isSubtype(T.bytes) ||
    typeOf(w).isSubtype(T.bytearray) ||
    typeOf(w) === T.memoryview);
const mutable = (w: W): W_Bytearray => payload(w, W_Bytearray);
const partOf = (w: W): Uint8Array => (isBytesLike(w) ? dataOf(w) : Uint8Array.of(byteOf(w)));

for (const t of [T.bytes, T.bytearray]) {
  const make = (data: Uint8Array): W => (t === T.bytes ? new W_Bytes(data) : new W_Bytearray(data));
  const text = (s: string): W => make(bytesOfText(s));
  /** A str method with the same name, on the latin-1 text; a result that is text becomes bytes again. */
  const asText = (name: string): void => {
    rawMethod(t, name, (args, keywords) => {
      // What is a space, a line end or a letter beyond ASCII alone becomes a character that is none: its low byte is what it was.
      const plain = (data: Uint8Array): string =>
        latin(data).replace(name === 'splitlines' ? /[\v\f\x1c-\x1f\x80-\xff]/g : /[\x1c-\x1f\x80-\xff]/g, (c) =>
          String.fromCharCode(0xe000 + c.charCodeAt(0)),
        );
      const asStr = (a: W): W => (isBytes(a) || strText(a) !== null ? plain(dataOf(a)) : a);
      const shown = args.slice(1).map(asStr);
      const named = keywords === null ? null : new Map(Array.from(keywords, ([key, w]) => [key, asStr(w)]));
      return back(hooks.call(hooks.getattr(plain(dataOf(args[0])), name), shown, named));
    });
  };
  const back = (w: W): W => {
    const s = strText(w);
    if (s !== null) return text(s);
    const items = tupleItems(w);
    if (items !== null) return newTuple(items.map(back));
    return typeOf(w) === T.list ? newList(toArray(w).map(back)) : w;
  };
  for (const name of [
    'split',
    'rsplit',
    'splitlines',
    'replace',
    'expandtabs',
    'zfill',
    'removeprefix',
    'removesuffix',
    'isspace',
    'istitle',
  ])
    asText(name);
  // The separator is the very object that was given.
  for (const name of ['partition', 'rpartition']) {
    method(t, name, 2, 2, (w, sep) => {
      const [head, between, tail] = tupleItems(hooks.call(hooks.getattr(latin(dataOf(w)), name), [latin(dataOf(sep))])) as W[];
      return newTuple([back(head), strText(between) === '' ? make(new Uint8Array(0)) : sep, back(tail)]);
    });
  }
  for (const name of ['ljust', 'rjust', 'center']) {
    method(t, name, 2, 3, (w, width, fill) => {
      intArgument(width);
      if (fill !== undefined && (!isBytes(fill) || dataOf(fill).length !== 1))
        throw typeError(
          `${name}() argument 2 must be a byte string of length 1, not ${isBytes(fill) ? `a ${typeOf(fill).name} object of length ${dataOf(fill).length}` : typeOf(fill).name}`,
        );
      return text(
        strText(hooks.call(hooks.getattr(latin(dataOf(w)), name), fill === undefined ? [width] : [width, latin(dataOf(fill))])) ?? '',
      );
    });
  }
  const ascii = (name: string, change: (s: string) => string): void => method(t, name, 1, 1, (w) => text(change(latin(dataOf(w)))));
  ascii('lower', (s) => s.replace(/[A-Z]+/g, (x) => x.toLowerCase()));
  ascii('upper', (s) => s.replace(/[a-z]+/g, (x) => x.toUpperCase()));
  ascii('swapcase', (s) => s.replace(/[a-zA-Z]/g, (x) => (x < 'a' ? x.toLowerCase() : x.toUpperCase())));
  ascii('capitalize', (s) => s.replace(/[A-Z]+/g, (x) => x.toLowerCase()).replace(/^[a-z]/, (x) => x.toUpperCase()));
  ascii('title', (s) => s.replace(/[a-zA-Z]+/g, (x) => x[0].toUpperCase() + x.slice(1).toLowerCase()));
  for (const [name, left, right] of [
    ['strip', true, true],
    ['lstrip', true, false],
    ['rstrip', false, true],
  ] as const) {
    method(t, name, 1, 2, (w, chars) => {
      const data = dataOf(w);
      const drop = chars === undefined || chars === w_None ? Uint8Array.of(32, 9, 10, 11, 12, 13) : dataOf(chars);
      let [a, b] = [0, data.length];
      while (left && a < b && drop.includes(data[a])) a++;
      while (right && b > a && drop.includes(data[b - 1])) b--;
      return t === T.bytes && typeOf(w) === t && a === 0 && b === data.length ? w : make(data.slice(a, b));
    });
  }
  const test = (name: string, pattern: RegExp): void => method(t, name, 1, 1, (w) => newBool(pattern.test(latin(dataOf(w)))));
  test('isalpha', /^[a-zA-Z]+$/);
  test('isdigit', /^[0-9]+$/);
  test('isalnum', /^[a-zA-Z0-9]+$/);
  test('isascii', /^[\x00-\x7f]*$/);
  test('islower', /^(?=.*[a-z])[^A-Z]*$/s);
  test('isupper', /^(?=.*[A-Z])[^a-z]*$/s);
  for (const name of ['find', 'rfind', 'index', 'rindex', 'count']) {
    method(t, name, 2, 4, (w, part, low = w_None, high = w_None) => {
      for (const at of [low, high])
        if (at !== w_None && indexOf(at) === null) throw typeError('slice indices must be integers or None or have an __index__ method');
      if (!isBytesLike(part) && indexOf(part) === null)
        throw typeError(`argument should be integer or bytes-like object, not '${typeOf(part).name}'`);
      const kind = name === 'index' ? 'find' : name === 'rindex' ? 'rfind' : name;
      const at = hooks.call(hooks.getattr(latin(dataOf(w)), kind), [latin(partOf(part)), low, high]);
      if (at === -1 && kind !== name) throw valueError('subsection not found');
      return at;
    });
  }
  for (const name of ['startswith', 'endswith']) {
    method(t, name, 2, 4, (w, part, low = w_None, high = w_None) => {
      const wrong = (x: W): boolean => strText(x) !== null || !isBytesLike(x);
      const parts = tupleItems(part) ?? [part];
      if (tupleItems(part) === null && wrong(part))
        throw typeError(`${name} first arg must be bytes or a tuple of bytes, not ${typeOf(part).name}`);
      if (parts.some(wrong)) throw typeError(`a bytes-like object is required, not '${typeOf(parts.find(wrong) as W).name}'`);
      return hooks.call(hooks.getattr(latin(dataOf(w)), name), [newTuple(parts.map((p) => latin(dataOf(p)))), low, high]);
    });
  }
  method(t, 'join', 2, 2, (w, items) => {
    const parts = toArray(items).map((p, i) => {
      if (strText(p) !== null || typeof p === 'number')
        throw typeError(`sequence item ${i}: expected a bytes-like object, ${typeOf(p).name} found`);
      return dataOf(p);
    });
    const separator = dataOf(w);
    const size = parts.reduce((n, p) => n + p.length, 0) + separator.length * Math.max(0, parts.length - 1);
    checkSize(size);
    const out = new Uint8Array(size);
    let at = 0;
    parts.forEach((p, i) => {
      if (i > 0) {
        out.set(separator, at);
        at += separator.length;
      }
      out.set(p, at);
      at += p.length;
    });
    return make(out);
  });
  rawMethod(t, 'translate', (args, keywords) => {
    const [w, table] = args;
    if (args.length < 2) throw typeError('translate() takes at least 1 positional argument (0 given)');
    const drop = args[2] ?? keywords?.get('delete');
    const map = table === w_None ? null : dataOf(table);
    if (map !== null && map.length !== 256) throw valueError('translation table must be 256 characters long');
    const gone = drop === undefined ? new Uint8Array(0) : dataOf(drop);
    return make(
      Uint8Array.from(
        Array.from(dataOf(w)).filter((b) => !gone.includes(b)),
        (b) => (map === null ? b : map[b]),
      ),
    );
  });
  staticMethod(t, 'maketrans', (args) => {
    const map = Uint8Array.from({ length: 256 }, (_, i) => i);
    const to = dataOf(args[1]);
    if (dataOf(args[0]).length !== to.length) throw valueError('maketrans arguments must have same length');
    dataOf(args[0]).forEach((b, i) => (map[b] = to[i]));
    return new W_Bytes(map);
  });
  classMethod(t, 'fromhex', (args) => {
    if (args.length !== 2) throw typeError(`${t.name}.fromhex() takes exactly one argument (${args.length - 1} given)`);
    if (strText(args[1]) === null && !isBytes(args[1]))
      throw typeError(`fromhex() argument must be str or bytes-like, not ${typeOf(args[1]).name}`);
    const digits = strText(args[1]) ?? latin(dataOf(args[1]));
    const out: number[] = [];
    for (let i = 0; i < digits.length;) {
      if (/[ \t-\r]/.test(digits[i])) {
        i++;
        continue;
      }
      const pair = digits.slice(i, i + 2);
      const bad = pair.search(/[^0-9a-fA-F]/);
      if (bad >= 0) throw valueError(`non-hexadecimal number found in fromhex() arg at position ${i + bad}`);
      if (pair.length < 2) throw valueError('fromhex() arg must contain an even number of hexadecimal digits');
      out.push(parseInt(pair, 16));
      i += 2;
    }
    const data = Uint8Array.from(out);
    return args[0] === t ? make(data) : hooks.call(args[0], [new W_Bytes(data)]);
  });
  method(t, '__mod__', 2, 2, (w, args) => text(strText(percentFormat(latin(dataOf(w)), args)) ?? ''));
}

/** Hexadecimal digits, with `separator` between groups of `group` bytes: counted from the right, from the left when it is negative. */
function hexText(data: Uint8Array, separator: W | undefined, group: number): W {
  const digits = Array.from(data, (b) => b.toString(16).padStart(2, '0'));
  if (separator === undefined) return digits.join('');
  const sep = strText(separator) ?? (isBytes(separator) ? latin(dataOf(separator)) : null);
  if (sep === null ? hooks.len(separator) !== 1 : sep.length !== 1) throw valueError('sep must be length 1.');
  if (sep === null) throw typeError('sep must be str or bytes.');
  if (sep > '\x7f') throw valueError('sep must be ASCII.');
  const size = Math.abs(group);
  const breaks = (i: number): boolean => size > 0 && i > 0 && (group > 0 ? digits.length - i : i) % size === 0;
  return newStr(digits.map((d, i) => (breaks(i) ? sep + d : d)).join(''));
}
for (const t of [T.bytes, T.bytearray, T.memoryview]) {
  rawMethod(t, 'hex', (args, keywords) =>
    hexText(dataOf(args[0]), argument(args, 1, keywords, 'sep'), intArgument(argument(args, 2, keywords, 'bytes_per_sep') ?? 1)),
  );
}

// -- bytearray ---------------------------------------------------------------------------------------------------------

const replaceData = (w: W, data: Uint8Array): W => {
  mutable(w).data = data;
  return w_None;
};
method(T.bytearray, 'append', 2, 2, (w, b) => {
  const { data } = mutable(w);
  const out = new Uint8Array(data.length + 1);
  out.set(data);
  out[data.length] = byteOf(b);
  return replaceData(w, out);
});
method(T.bytearray, 'extend', 2, 2, (w, items) => {
  const base = mutable(w).data;
  if (strText(items) !== null) throw typeError("expected iterable of integers; got: 'str'");
  const more = items instanceof W_Bytes || items instanceof W_Bytearray ? items.data : Uint8Array.from(toArray(items).map(byteOf));
  const out = new Uint8Array(base.length + more.length);
  out.set(base);
  out.set(more, base.length);
  return replaceData(w, out);
});
method(T.bytearray, 'insert', 3, 3, (w, at, b) => {
  const items = Array.from(mutable(w).data);
  const i = intArgument(at);
  items.splice(i < 0 ? Math.max(0, i + items.length) : i, 0, byteOf(b));
  return replaceData(w, Uint8Array.from(items));
});
method(T.bytearray, 'pop', 1, 2, (w, at) => {
  const { data } = mutable(w);
  if (data.length === 0) throw error('IndexError', 'pop from empty bytearray');
  const n = at === undefined ? -1 : intArgument(at);
  const i = n < 0 ? n + data.length : n;
  if (i < 0 || i >= data.length) throw error('IndexError', 'pop index out of range');
  const b = data[i];
  replaceData(
    w,
    data.filter((_, k) => k !== i),
  );
  return b;
});
method(T.bytearray, 'remove', 2, 2, (w, b) => {
  const at = mutable(w).data.indexOf(byteOf(b));
  if (at < 0) throw valueError('value not found in bytearray');
  return replaceData(
    w,
    mutable(w).data.filter((_, k) => k !== at),
  );
});
method(T.bytearray, 'clear', 1, 1, (w) => replaceData(w, new Uint8Array(0)));
method(T.bytearray, 'copy', 1, 1, (w) => new W_Bytearray(mutable(w).data.slice()));
method(T.bytearray, 'reverse', 1, 1, (w) => (mutable(w).data.reverse(), w_None));
