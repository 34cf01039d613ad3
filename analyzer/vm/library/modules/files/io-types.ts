/** The classes of io, and the files inside their instances. */
import { exceptionType } from '../../../runtime/errors';
import { hooks } from '../../../runtime/hooks';
import { builtinType } from '../../../runtime/types';
import { strText, w_None, W_Native, type W } from '../../../runtime/values';
import { intArgument, moduleType, payload } from '../../native';
import { UnsupportedOperation, W_BytesFile, W_TextFile } from '../../text/text-file';

export const ioBase = moduleType('_io', '_IOBase');
ioBase.hasDict = true;
export const rawBase = moduleType('_io', '_RawIOBase', [ioBase]);
export const bufferedBase = moduleType('_io', '_BufferedIOBase', [ioBase]);
export const textBase = moduleType('_io', '_TextIOBase', [ioBase]);
export const stringIO = moduleType('_io', 'StringIO', [textBase]);
export const bytesIO = moduleType('_io', 'BytesIO', [bufferedBase]);
export const textWrapper = moduleType('_io', 'TextIOWrapper', [textBase]);
export const reader = moduleType('_io', 'BufferedReader', [bufferedBase]);
export const writer = moduleType('_io', 'BufferedWriter', [bufferedBase]);
export const random = moduleType('_io', 'BufferedRandom', [bufferedBase]);
export const unsupportedType = builtinType('UnsupportedOperation', [exceptionType('OSError'), exceptionType('ValueError')]);
unsupportedType.module = 'io';
unsupportedType.hasDict = true;
UnsupportedOperation.type = unsupportedType;

export const text = (w: W): W_TextFile => payload(w, W_TextFile);
export const bytes = (w: W): W_BytesFile => payload(w, W_BytesFile);
export const either = (w: W): W_TextFile | W_BytesFile => payload(w, W_Native) as W_TextFile | W_BytesFile;
export const count = (w: W | undefined): number => (w === undefined || w === w_None ? -1 : intArgument(w));
export const typeName = (w: W): string => strText(hooks.getattr(hooks.getattr(w, '__class__'), '__name__')) ?? '';
