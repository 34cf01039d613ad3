/** Exceptions with more than args: OSError by errno, groups, the Unicode and import errors. Source: CPython's Objects/exceptions.c (behaviour). */
import { exceptionDetails, exceptionType, typeError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { newList } from '../../runtime/lists';
import { T, typeOf, W_Type } from '../../runtime/types';
import { newStr, newTuple, strText, tupleItems, w_None, W_Exception, type W } from '../../runtime/values';
import { classMethod, constructor, getset, method, rawMethod } from '../define';
import { toArray } from '../protocols/iterables';
import { reprOf, strOf } from '../text/text';
import { intArgument } from '../native';

const E = (w: W): W_Exception => w as W_Exception;
const make = (cls: W, args: W[]): W_Exception => {
  const e = new W_Exception((cls as W_Type).maps.empty);
  e.args = args;
  e.value = args[0] ?? null;
  return e;
};

// -- OSError -----------------------------------------------------------------------------------------------------------

const BY_NUMBER: ReadonlyMap<number, string> = new Map([
  [1, 'PermissionError'], [2, 'FileNotFoundError'], [3, 'ProcessLookupError'], [4, 'InterruptedError'], [10, 'ChildProcessError'], [11, 'BlockingIOError'], [13, 'PermissionError'], [17, 'FileExistsError'],
  [20, 'NotADirectoryError'], [21, 'IsADirectoryError'], [32, 'BrokenPipeError'], [103, 'ConnectionAbortedError'], [104, 'ConnectionResetError'], [110, 'TimeoutError'], [111, 'ConnectionRefusedError'],
]);
const osErrorType = exceptionType('OSError');
constructor(osErrorType, (args) => {
  const number = args[1];
  const special = args[0] === osErrorType && args.length >= 3 && typeof number === 'number' ? BY_NUMBER.get(number) : undefined;
  return make(special === undefined ? args[0] : exceptionType(special), args.slice(1));
});
method(osErrorType, '__str__', 1, 1, (w) => {
  const { args } = E(w);
  if (args.length < 2 || args.length > 5) return newStr(args.length === 0 ? '' : args.length === 1 ? strOf(args[0]) : reprOf(newTuple(args)));
  const path = args.length >= 3 && args[2] !== w_None ? `: ${reprOf(args[2])}` : '';
  const other = args.length >= 5 && args[4] !== w_None ? ` -> ${reprOf(args[4])}` : '';
  return newStr(`[Errno ${strOf(args[0])}] ${strOf(args[1])}${path}${other}`);
});
method(osErrorType, '__repr__', 1, 1, (w) => newStr(`${typeOf(w).name}(${E(w).args.slice(0, E(w).args.length >= 3 ? 2 : undefined).map(reprOf).join(', ')})`));

// -- groups ------------------------------------------------------------------------------------------------------------

const groupType = exceptionType('BaseExceptionGroup');
const plainGroup = exceptionType('ExceptionGroup');
constructor(groupType, (args) => {
  const [cls, message, items] = args;
  if (args.length !== 3) throw typeError(`BaseExceptionGroup.__new__() takes exactly 2 arguments (${args.length - 1} given)`);
  if (strText(message) === null) throw typeError(`argument 1 must be str, not ${typeOf(message).name}`);
  if (typeOf(items) !== T.list && typeOf(items) !== T.tuple) throw typeError('second argument (exceptions) must be a sequence');
  const list = toArray(items);
  if (list.length === 0) throw valueError('second argument (exceptions) must be a non-empty sequence');
  list.forEach((w, i) => {
    if (!(w instanceof W_Exception)) throw valueError(`Item ${i} of second argument (exceptions) is not an exception`);
  });
  const ordinary = list.every((w) => typeOf(w).isSubtype(exceptionType('Exception')));
  if (!ordinary && (cls as W_Type).isSubtype(plainGroup)) throw typeError(`Cannot nest BaseExceptions in ${cls === plainGroup ? 'an ExceptionGroup' : `'${(cls as W_Type).name}'`}`);
  return make(cls === groupType && ordinary ? plainGroup : cls, [message, items]);
});
const members = (w: W): W[] => toArray(E(w).args[1] ?? newTuple([]));
getset(groupType, 'message', (w) => E(w).args[0] ?? '');
getset(groupType, 'exceptions', (w) => newTuple(members(w)));
method(groupType, '__str__', 1, 1, (w) => newStr(`${strOf(E(w).args[0])} (${members(w).length} sub-exception${members(w).length === 1 ? '' : 's'})`));
method(groupType, 'derive', 2, 2, (w, items) => hooks.call(typeOf(w).isSubtype(plainGroup) ? plainGroup : groupType, [E(w).args[0], items]));
const derived = (w: W, items: W[]): W => {
  const made = hooks.call(hooks.getattr(w, 'derive'), [newList(items)]);
  const [from, to] = [E(w), E(made)];
  to.traceback = from.traceback;
  to.cause = from.cause;
  to.context = from.context;
  return made;
};
function matches(w: W, condition: W): boolean {
  const classes = tupleItems(condition) ?? [condition];
  if (classes.every((c) => c instanceof W_Type)) return classes.some((c) => typeOf(w).isSubtype(c as W_Type));
  return hooks.truth(hooks.call(condition, [w]));
}
/** (matching, rest), None for an empty part. Groups nest no deeper than the program built them. */
function split(w: W, condition: W): [W, W] {
  if (matches(w, condition)) return [w, w_None];
  if (!typeOf(w).isSubtype(groupType)) return [w_None, w];
  const yes: W[] = [];
  const no: W[] = [];
  for (const item of members(w)) {
    const [a, b] = split(item, condition);
    if (a !== w_None) yes.push(a);
    if (b !== w_None) no.push(b);
  }
  return [yes.length === 0 ? w_None : derived(w, yes), no.length === 0 ? w_None : derived(w, no)];
}
method(groupType, 'split', 2, 2, (w, c) => newTuple(split(w, c)));
method(groupType, 'subgroup', 2, 2, (w, c) => split(w, c)[0]);
classMethod(groupType, '__class_getitem__', (args) => args[0]);

// -- Unicode, import, syntax, stop errors ------------------------------------------------------------------------------

const field = (type: W_Type, name: string, at: number, missing: W = w_None): void => getset(type, name, (w) => E(w).args[at] ?? missing);
for (const [name, what] of [['UnicodeDecodeError', 'decode'], ['UnicodeEncodeError', 'encode']] as const) {
  const t = exceptionType(name);
  ['encoding', 'object', 'start', 'end', 'reason'].forEach((key, i) => field(t, key, i));
  method(t, '__str__', 1, 1, (w) => {
    const { args } = E(w);
    if (args.length !== 5) return newStr(args.length === 0 ? '' : strOf(args[0]));
    const [start, end] = [intArgument(args[2]), intArgument(args[3])];
    if (end !== start + 1) return newStr(`'${strOf(args[0])}' codec can't ${what} ${what === 'decode' ? 'bytes' : 'characters'} in position ${start}-${end - 1}: ${strOf(args[4])}`);
    const item = hooks.getitem(args[1], start);
    const code = typeof item === 'number' ? item : (hooks.call(hooks.getattr(hooks.importModule('builtins', newTuple([]), 0, w_None), 'ord'), [item]) as number);
    const hex = code.toString(16);
    const shown = what === 'decode' ? `byte 0x${hex.padStart(2, '0')}` : `character '${code > 0xffff ? `\\U${hex.padStart(8, '0')}` : code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`}'`;
    return newStr(`'${strOf(args[0])}' codec can't ${what} ${shown} in position ${start}: ${strOf(args[4])}`);
  });
}
const importError = exceptionType('ImportError');
const named = exceptionDetails;
rawMethod(importError, '__init__', (args, keywords) => {
  const e = E(args[0]);
  e.args = args.slice(1);
  e.value = e.args[0] ?? null;
  if (keywords !== null) named.set(e, new Map(keywords));
  return w_None;
});
constructor(importError, (args, keywords) => {
  const e = make(args[0], args.slice(1));
  if (keywords !== null) named.set(e, new Map(keywords));
  return e;
});
getset(importError, 'msg', (w) => E(w).args[0] ?? w_None);
getset(importError, 'name', (w) => named.get(E(w))?.get('name') ?? missingModule(E(w)));
getset(importError, 'name_from', (w) => named.get(E(w))?.get('name_from') ?? w_None);
getset(importError, 'path', (w) => named.get(E(w))?.get('path') ?? w_None);
const missingModule = (e: W_Exception): W => {
  const found = /^No module named '([^']*)'/.exec(strText(e.args[0] ?? '') ?? '');
  return found === null ? w_None : newStr(found[1]);
};
for (const [name, keys] of [['NameError', ['name']], ['AttributeError', ['name', 'obj']]] as const) {
  const t = exceptionType(name);
  constructor(t, (args, keywords) => {
    const e = make(args[0], args.slice(1));
    if (keywords !== null) named.set(e, new Map(keywords));
    return e;
  });
  rawMethod(t, '__init__', (args) => {
    E(args[0]).args = args.slice(1);
    return w_None;
  });
  for (const key of keys) getset(t, key, (w) => named.get(E(w))?.get(key) ?? w_None, (w, v) => void named.set(E(w), new Map([...(named.get(E(w)) ?? []), [key, v ?? w_None]])));
}
const syntaxError = exceptionType('SyntaxError');
field(syntaxError, 'msg', 0);
const place = (w: W): W[] => (E(w).args.length > 1 ? (tupleItems(E(w).args[1]) ?? []) : []);
['filename', 'lineno', 'offset', 'text', 'end_lineno', 'end_offset'].forEach((key, i) => getset(syntaxError, key, (w) => place(w)[i] ?? w_None));
method(syntaxError, '__str__', 1, 1, (w) => {
  const [file, line] = place(w);
  const message = E(w).args.length === 0 ? 'None' : strOf(E(w).args[0]);
  if (file === undefined || file === w_None) return newStr(message);
  return newStr(`${message} (${(strText(file) ?? '').replace(/^.*\//, '')}, line ${strOf(line)})`);
});
