/** _codecs: the registry of encodings and error handlers, and the encoders under `codecs` and `encodings`. Source: CPython's Modules/_codecsmodule.c. */
import { extraRoots } from '../../runtime/lifetime';
import { dictGet, W_Dict } from '../../runtime/dicts';
import { exceptionType, GuestError, newException, typeError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { typeOf } from '../../runtime/types';
import { newStr, newTuple, strFromPoints, strText, tupleItems, w_None, W_Bytes, W_Exception, type W } from '../../runtime/values';
import { defineModule } from '../define';
import { argument, bytesArgument, intArgument, isTrue, textArgument } from '../native';
import {
  byMark,
  charsetOf,
  decode,
  decodeWith,
  encode,
  encodeWith,
  errorHandlers,
  otherEncodings,
  pointsOf,
  unicodeError,
} from '../text/codec';

let searches: W[] = [];
let known = new Map<string, W>();

/** codecs.lookup. */
function lookup(encoding: string): W {
  const name = encoding.toLowerCase().replaceAll(' ', '_');
  const found = known.get(name);
  if (found !== undefined) return found;
  // The package registers its search function when it is imported.
  if (searches.length === 0) hooks.importModule('encodings', newTuple([]), 0, w_None);
  for (const search of searches) {
    const info = hooks.call(search, [newStr(name)]);
    if (info === w_None) continue;
    if (tupleItems(info)?.length !== 4) throw typeError('codec search functions must return 4-tuples');
    known.set(name, info);
    return info;
  }
  throw new GuestError(newException(exceptionType('LookupError'), [newStr(`unknown encoding: ${encoding}`)]));
}
function run(w: W, encoding: string, errors: string, which: 0 | 1): W {
  const info = lookup(encoding);
  const result = tupleItems(hooks.call((tupleItems(info) as W[])[which], [w, newStr(errors)]));
  if (result?.length !== 2) throw typeError(`${which === 0 ? 'en' : 'de'}coder must return a tuple (object, integer)`);
  return result[0];
}
/** str.encode and bytes.decode use text encodings alone. */
function textOnly(encoding: string, which: string): void {
  const flag = hooks.findattr(lookup(encoding), '_is_text_encoding');
  if (flag !== null && !hooks.truth(flag))
    throw new GuestError(
      newException(exceptionType('LookupError'), [
        newStr(`'${encoding}' is not a text encoding; use codecs.${which}() to handle arbitrary codecs`),
      ]),
    );
}
otherEncodings.encode = (w, encoding, errors) => (textOnly(encoding, 'encode'), run(w, encoding, errors, 0));
otherEncodings.decode = (w, encoding, errors) => (textOnly(encoding, 'decode'), run(w, encoding, errors, 1));

const HANDLERS = [
  'strict',
  'ignore',
  'replace',
  'backslashreplace',
  'xmlcharrefreplace',
  'namereplace',
  'surrogateescape',
  'surrogatepass',
];
const hex = (n: number, width: number): string => n.toString(16).padStart(width, '0');

/** A built-in error handler as a function: gets the exception, gives what stands for the bad part and where to go on. */
function handle(name: string, e: W): W {
  if (!(e instanceof W_Exception)) throw typeError(`must be BaseException, not ${typeOf(e).name}`);
  const encoding = typeOf(e).isSubtype(exceptionType('UnicodeEncodeError'));
  if (name === 'strict') throw new GuestError(e);
  const [start, end] = [intArgument(hooks.getattr(e, 'start')), intArgument(hooks.getattr(e, 'end'))];
  const object = hooks.getattr(e, 'object');
  const decoding = typeOf(e).isSubtype(exceptionType('UnicodeDecodeError'));
  if (name === 'ignore') return newTuple(['', end]);
  if (name === 'replace')
    return newTuple([newStr(decoding ? '\ufffd' : encoding ? '?'.repeat(end - start) : '\ufffd'.repeat(end - start)), end]);
  const items = decoding ? Array.from(bytesArgument(object).subarray(start, end)) : pointsOf(object).slice(start, end);
  if (name === 'backslashreplace')
    return newTuple([
      newStr(items.map((p) => (p > 0xffff ? `\\U${hex(p, 8)}` : p > 0xff ? `\\u${hex(p, 4)}` : `\\x${hex(p, 2)}`)).join('')),
      end,
    ]);
  if (name === 'xmlcharrefreplace' && encoding) return newTuple([newStr(items.map((p) => `&#${p};`).join('')), end]);
  if (name === 'namereplace' && encoding) {
    const nameOf = hooks.getattr(hooks.importModule('unicodedata', newTuple([]), 0, w_None), 'name');
    return newTuple([newStr(items.map((p) => `\\N{${strText(hooks.call(nameOf, [strFromPoints([p])])) ?? ''}}`).join('')), end]);
  }
  if (name === 'surrogateescape') {
    if (encoding && items.every((p) => p >= 0xdc80 && p <= 0xdcff))
      return newTuple([new W_Bytes(Uint8Array.from(items, (p) => p - 0xdc00)), end]);
    if (decoding && items[0] >= 128) return newTuple([strFromPoints([0xdc00 + items[0]]), start + 1]);
  }
  throw new GuestError(e);
}

/** \n, \x41, \u20ac ... in bytes, as code points. */
function unescape(data: Uint8Array, raw: boolean, bytesOnly: boolean, object: W): number[] {
  const out: number[] = [];
  const codec = bytesOnly ? 'escape' : raw ? 'rawunicodeescape' : 'unicodeescape';
  const simple = new Map([
    [10, []],
    [92, [92]],
    [39, [39]],
    [34, [34]],
    [97, [7]],
    [98, [8]],
    [102, [12]],
    [110, [10]],
    [114, [13]],
    [116, [9]],
    [118, [11]],
  ] as [number, number[]][]);
  for (let i = 0; i < data.length;) {
    if (data[i] !== 92) {
      out.push(data[i++]);
      continue;
    }
    const c = data[i + 1];
    const width = c === 120 && !raw ? 2 : c === 117 && !bytesOnly ? 4 : c === 85 && !bytesOnly ? 8 : 0;
    if (c === undefined) {
      if (bytesOnly) throw valueError('Trailing \\ in string');
      if (!raw) throw unicodeError('UnicodeDecodeError', codec, object, i, i + 1, '\\ at end of string');
    }
    if (width > 0) {
      const digits = String.fromCharCode(...data.subarray(i + 2, i + 2 + width));
      const valid = new RegExp(`^[0-9a-fA-F]{${width}}$`).test(digits);
      if (!valid && bytesOnly) throw valueError(`invalid \\x escape at position ${i}`);
      if (!valid)
        throw unicodeError(
          'UnicodeDecodeError',
          codec,
          object,
          i,
          Math.min(data.length, i + 2 + (/^[0-9a-fA-F]*/.exec(digits)?.[0].length ?? 0)),
          `truncated \\${String.fromCharCode(c)}${'X'.repeat(width)} escape`,
        );
      const p = parseInt(digits, 16);
      if (p > 0x10ffff)
        throw unicodeError(
          'UnicodeDecodeError',
          codec,
          object,
          i,
          i + 2 + width,
          raw ? '\\Uxxxxxxxx out of range' : 'illegal Unicode character',
        );
      out.push(p);
      i += 2 + width;
      continue;
    }
    const known = raw ? undefined : simple.get(c);
    const octal = raw ? null : /^[0-7]{1,3}/.exec(String.fromCharCode(...data.subarray(i + 1, i + 4)));
    if (known !== undefined) {
      out.push(...known);
      i += 2;
    } else if (octal !== null) {
      out.push(parseInt(octal[0], 8) & (bytesOnly ? 255 : 0x1ff));
      i += 1 + octal[0].length;
    } else {
      out.push(92);
      if (c !== undefined) out.push(c);
      i += 2;
    }
  }
  return out;
}

function escapeText(w: W, raw: boolean): Uint8Array {
  let out = '';
  for (const p of pointsOf(w)) {
    if (p > 0xffff) out += `\\U${hex(p, 8)}`;
    else if (p > 0xff) out += `\\u${hex(p, 4)}`;
    else if (raw) out += String.fromCharCode(p);
    else if (p === 92) out += '\\\\';
    else if (p === 9) out += '\\t';
    else if (p === 10) out += '\\n';
    else if (p === 13) out += '\\r';
    else out += p < 32 || p >= 127 ? `\\x${hex(p, 2)}` : String.fromCharCode(p);
  }
  return Uint8Array.from(out, (c) => c.charCodeAt(0));
}

/** charmap_decode and charmap_encode: tables in str, dict or an EncodingMap. */
function charmapDecode(data: Uint8Array, errors: string, table: W): W {
  const points = strText(table) === null ? null : pointsOf(table);
  const out: number[] = [];
  data.forEach((b, i) => {
    const item: W | undefined = points === null ? (table instanceof W_Dict ? dictGet(table, b) : hooks.getitem(table, b)) : points[b];
    if (item === undefined || item === w_None || item === 0xfffe || item === '\ufffe') {
      if (errors === 'ignore') return;
      if (errors === 'replace') return void out.push(0xfffd);
      const [text] = tupleItems(errors === 'strict' ? fail(i) : handle(errors, fail(i))) as W[];
      return void out.push(...pointsOf(text));
    }
    if (typeof item === 'number') out.push(item);
    else out.push(...pointsOf(item));
  });
  return newTuple([strFromPoints(out), data.length]);
  function fail(i: number): W {
    const e = unicodeError('UnicodeDecodeError', 'charmap', new W_Bytes(data), i, i + 1, 'character maps to <undefined>');
    if (errors === 'strict') throw e;
    return e.exception;
  }
}
function charmapEncode(w: W, errors: string, table: W): W {
  const points = pointsOf(w);
  const out: number[] = [];
  const put = (p: number): boolean => {
    const item = table instanceof W_Dict ? dictGet(table, p) : p < 256 ? p : undefined;
    if (item === undefined || item === w_None) return false;
    if (typeof item === 'number') out.push(item);
    else out.push(...bytesArgument(item));
    return true;
  };
  points.forEach((p, i) => {
    if (put(p)) return;
    const e = unicodeError('UnicodeEncodeError', 'charmap', w, i, i + 1, 'character maps to <undefined>');
    if (errors === 'strict') throw e;
    const own = errorHandlers.get(errors);
    const [text] = tupleItems(own === undefined ? handle(errors, e.exception) : hooks.call(own, [e.exception])) as W[];
    if (text instanceof W_Bytes) out.push(...text.data);
    else for (const q of pointsOf(text)) if (!put(q)) throw e;
  });
  return newTuple([new W_Bytes(Uint8Array.from(out)), points.length]);
}

defineModule('_codecs', (m) => {
  searches = [];
  known = new Map();
  extraRoots.push(
    () => searches,
    () => known,
    () => errorHandlers,
  );
  errorHandlers.clear();
  m.def('register', 1, 1, (search) => (searches.push(search), w_None));
  m.def('unregister', 1, 1, (search) => ((searches = searches.filter((s) => s !== search)), known.clear(), w_None));
  m.def('lookup', 1, 1, (name) => lookup(textArgument(name, 'lookup() argument')));
  m.def('_forget_codec', 1, 1, (name) => (known.delete(textArgument(name)), w_None));
  for (const [name, which] of [
    ['encode', 0],
    ['decode', 1],
  ] as const) {
    m.raw(name, (args, keywords) =>
      run(
        argument(args, 0, keywords, 'obj') ?? w_None,
        strText(argument(args, 1, keywords, 'encoding') ?? 'utf-8') ?? '',
        strText(argument(args, 2, keywords, 'errors') ?? 'strict') ?? '',
        which,
      ),
    );
  }
  m.def('register_error', 2, 2, (name, handler) => {
    if (hooks.findattr(handler, '__call__') === null) throw typeError('handler must be callable');
    errorHandlers.set(textArgument(name), handler);
    return w_None;
  });
  m.def('_unregister_error', 1, 1, (name) => (errorHandlers.delete(textArgument(name)), w_None));
  for (const name of HANDLERS) m.def(`_${name}`, 1, 1, (e) => handle(name, e));
  m.def('lookup_error', 1, 1, (name) => {
    const text = textArgument(name);
    const own = errorHandlers.get(text);
    if (own !== undefined) return own;
    if (HANDLERS.includes(text)) return hooks.getattr(hooks.importModule('_codecs', newTuple([]), 0, w_None), `_${text}`);
    throw new GuestError(newException(exceptionType('LookupError'), [newStr(`unknown error handler name '${text}'`)]));
  });

  const length = (w: W): number => pointsOf(w).length;
  const errorsOf = (w: W | undefined): string => (w === undefined || w === w_None ? 'strict' : (strText(w) ?? 'strict'));
  for (const [python, charset] of [
    ['utf_8', 'utf-8'],
    ['ascii', 'ascii'],
    ['latin_1', 'latin-1'],
    ['utf_16_le', 'utf-16-le'],
    ['utf_16_be', 'utf-16-be'],
    ['utf_32_le', 'utf-32-le'],
    ['utf_32_be', 'utf-32-be'],
  ] as const) {
    m.def(`${python}_encode`, 1, 2, (w, errors) => newTuple([new W_Bytes(encodeWith(charsetOf(charset), w, errorsOf(errors))), length(w)]));
    m.def(`${python}_decode`, 1, 3, (data, errors, final) => {
      const { text, used } = decodeWith(
        charsetOf(charset),
        bytesArgument(data),
        errorsOf(errors),
        python === 'ascii' || python === 'latin_1' || isTrue(final, false),
      );
      return newTuple([text, used]);
    });
  }
  for (const width of ['utf-16', 'utf-32']) {
    const python = width.replace('-', '_');
    m.def(`${python}_encode`, 1, 3, (w, errors, order) =>
      newTuple([
        new W_Bytes(
          order === undefined || intArgument(order) === 0
            ? encode(w, width, errorsOf(errors))
            : encodeWith(charsetOf(`${width}-${intArgument(order) < 0 ? 'le' : 'be'}`), w, errorsOf(errors)),
        ),
        length(w),
      ]),
    );
    m.def(`${python}_decode`, 1, 3, (data, errors, final) => {
      const all = bytesArgument(data);
      const { charset, skip } = byMark(width, all);
      const { text, used } = decodeWith(charset, all.subarray(skip), errorsOf(errors), isTrue(final, false));
      return newTuple([text, used + skip]);
    });
    m.def(`${python}_ex_decode`, 1, 4, (data, errors, order, final) => {
      const all = bytesArgument(data);
      const wanted = order === undefined ? 0 : intArgument(order);
      const { charset, skip } = wanted === 0 ? byMark(width, all) : { charset: charsetOf(`${width}-${wanted < 0 ? 'le' : 'be'}`), skip: 0 };
      const { text, used } = decodeWith(charset, all.subarray(skip), errorsOf(errors), isTrue(final, false));
      return newTuple([text, used + skip, charset.name.endsWith('le') ? (skip > 0 || wanted !== 0 ? -1 : 0) : 1]);
    });
  }
  for (const [name, raw] of [
    ['unicode_escape', false],
    ['raw_unicode_escape', true],
  ] as const) {
    m.def(`${name}_encode`, 1, 2, (w) => newTuple([new W_Bytes(escapeText(w, raw)), length(w)]));
    m.def(`${name}_decode`, 1, 3, (w) => {
      const data = strText(w) === null ? bytesArgument(w) : encode(w, 'utf-8', 'strict');
      return newTuple([strFromPoints(unescape(data, raw, false, w)), data.length]);
    });
  }
  m.def('escape_decode', 1, 2, (w) => {
    const data = strText(w) === null ? bytesArgument(w) : encode(w, 'utf-8', 'strict');
    return newTuple([new W_Bytes(Uint8Array.from(unescape(data, false, true, w))), data.length]);
  });
  m.def('escape_encode', 1, 2, (w) => {
    const data = bytesArgument(w);
    return newTuple([
      new W_Bytes(Uint8Array.from(strText(hooks.repr(new W_Bytes(data)))?.slice(2, -1) ?? '', (c) => c.charCodeAt(0))),
      data.length,
    ]);
  });
  m.def('readbuffer_encode', 1, 2, (w) => {
    const data = strText(w) === null ? bytesArgument(w) : encode(w, 'utf-8', 'strict');
    return newTuple([new W_Bytes(data.slice()), data.length]);
  });
  m.def('charmap_build', 1, 1, (table) => {
    const d = new W_Dict();
    pointsOf(table).forEach((p, i) => {
      if (p !== 0xfffe) hooks.setitem(d, p, i);
    });
    return d;
  });
  m.def('charmap_encode', 1, 3, (w, errors, table) =>
    table === undefined || table === w_None
      ? newTuple([new W_Bytes(encode(w, 'latin-1', errorsOf(errors))), length(w)])
      : charmapEncode(w, errorsOf(errors), table),
  );
  m.def('charmap_decode', 1, 3, (data, errors, table) =>
    table === undefined || table === w_None
      ? newTuple([decode(bytesArgument(data), 'latin-1', 'strict'), bytesArgument(data).length])
      : charmapDecode(bytesArgument(data), errorsOf(errors), table),
  );
});
