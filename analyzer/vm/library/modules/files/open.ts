/** open(), on the guest's files. Source: Python's library reference, "open". */
import { typeError, valueError } from '../../../runtime/errors';
import { hooks } from '../../../runtime/hooks';
import { newStr, strText, w_None, type W } from '../../../runtime/values';
import { absolutePath, host } from '../../host';
import { argument } from '../../native';
import { reprText } from '../../text/text';
import { osError, W_BytesFile, W_TextFile } from '../../text/text-file';
import { decode, encode } from '../../types/str';
import { random, reader, textWrapper, typeName, writer } from './io-types';
import { standardFile } from './standard-streams';

/** open(): files of the overlay. What is written is kept in memory for this run. */
export function open(file: W, mode: string, encoding: string, errors: string): W {
  if (!/^[rwaxbt+U]+$/.test(mode) || !/[rwax]/.test(mode))
    throw valueError(
      /^[rwaxbt+U]+$/.test(mode)
        ? 'Must have exactly one of create/read/write/append mode and at most one plus'
        : `invalid mode: ${reprText(mode)}`,
    );
  if (mode.replace(/[^rwax]/g, '').length > 1) throw valueError('must have exactly one of create/read/write/append mode');
  const binary = mode.includes('b');
  if (binary && mode.includes('t')) throw valueError("can't have text and binary mode at once");
  if (typeof file === 'number' && file >= 0 && file <= 2) return standardFile((['stdin', 'stdout', 'stderr'] as const)[file]);
  const fspath = strText(file) === null ? hooks.findattr(file, '__fspath__') : null;
  const given = strText(fspath === null ? file : hooks.call(fspath, []));
  if (given === null) throw typeError(`expected str, bytes or os.PathLike object, not ${typeName(file)}`);
  const path = absolutePath(given);
  const kind = host.files.exists(path);
  if (kind === 'directory') throw osError('IsADirectoryError', given);
  if (kind === null && mode.includes('r')) throw osError('FileNotFoundError', given);
  if (kind === 'file' && mode.includes('x')) throw osError('FileExistsError', given);
  const empty = mode.includes('w') || kind === null;
  const content = empty ? new Uint8Array(0) : host.files.read(path);
  if (content === null) throw osError('PermissionError', given);
  const f = binary
    ? new W_BytesFile(mode.includes('+') ? random : mode.includes('r') ? reader : writer, content.slice())
    : new W_TextFile(textWrapper, (strText(decode(content, encoding, errors)) ?? '').replace(/\r\n?/g, '\n'));
  f.name = given;
  f.mode = mode;
  f.readable = mode.includes('r') || mode.includes('+');
  f.writable = !mode.includes('r') || mode.includes('+');
  f.append = mode.includes('a');
  if (f.append) f.at = f instanceof W_TextFile ? f.length : f.size;
  if (f.writable) {
    f.keep = () => host.files.write(path, f instanceof W_TextFile ? encode(newStr(f.text), encoding, errors) : f.data.slice());
    if (empty) f.keep();
    host.atEnd.push(() => f.flush());
  }
  return f;
}

export const openFunction = (args: W[], keywords: ReadonlyMap<string, W> | null): W => {
  const encoding = argument(args, 3, keywords, 'encoding');
  const errors = argument(args, 4, keywords, 'errors');
  return open(
    argument(args, 0, keywords, 'file') ?? w_None,
    strText(argument(args, 1, keywords, 'mode') ?? 'r') ?? 'r',
    strText(encoding ?? w_None) ?? 'utf-8',
    strText(errors ?? w_None) ?? 'strict',
  );
};
