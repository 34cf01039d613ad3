/**
 * Guest exceptions as the host sees them: `GuestError` carries the guest exception through TypeScript. It is not a JS Error
 * (no stack is captured: raising is a normal thing for a Python program).
 */
import { builtinType, typeOf, w_object, type W_Type } from './types';
import { newStr, newTuple, W_Exception, type W } from './values';

export class GuestError {
  /** Thrown by the very end of a run's base frame: nothing in this run may handle it. */
  leftBase = false;
  constructor(readonly exception: W_Exception) {}
}
export const isGuestError = (e: unknown): e is GuestError => e instanceof GuestError;

const TREE = `
BaseException
 BaseExceptionGroup
 GeneratorExit
 KeyboardInterrupt
 SystemExit
 Exception
  ArithmeticError
   FloatingPointError
   OverflowError
   ZeroDivisionError
  AssertionError
  AttributeError
  BufferError
  EOFError
  ImportError
   ModuleNotFoundError
  LookupError
   IndexError
   KeyError
  MemoryError
  NameError
   UnboundLocalError
  OSError
   BlockingIOError
   ChildProcessError
   ConnectionError
    BrokenPipeError
    ConnectionAbortedError
    ConnectionRefusedError
    ConnectionResetError
   FileExistsError
   FileNotFoundError
   InterruptedError
   IsADirectoryError
   NotADirectoryError
   PermissionError
   ProcessLookupError
   TimeoutError
  ReferenceError
  RuntimeError
   NotImplementedError
   PythonFinalizationError
   RecursionError
  StopAsyncIteration
  StopIteration
  SyntaxError
   IndentationError
    TabError
  SystemError
  TypeError
  ValueError
   UnicodeError
    UnicodeDecodeError
    UnicodeEncodeError
    UnicodeTranslateError
  Warning
   BytesWarning
   DeprecationWarning
   EncodingWarning
   FutureWarning
   ImportWarning
   PendingDeprecationWarning
   ResourceWarning
   RuntimeWarning
   SyntaxWarning
   UnicodeWarning
   UserWarning
`;

/** The builtin exception classes by name (Python's own hierarchy, library/exceptions.html). */
export const exceptionTypes: ReadonlyMap<string, W_Type> = (() => {
  const types = new Map<string, W_Type>();
  const stack: W_Type[] = [];
  for (const line of TREE.trim().split('\n')) {
    const name = line.trim();
    const depth = line.length - line.trimStart().length;
    stack.length = depth;
    const type = builtinType(name, [depth === 0 ? w_object : stack[depth - 1]]);
    type.hasDict = true;
    stack.push(type);
    types.set(name, type);
  }
  const group = builtinType('ExceptionGroup', [types.get('BaseExceptionGroup') as W_Type, types.get('Exception') as W_Type]);
  group.hasDict = true;
  types.set('ExceptionGroup', group);
  return types;
})();

/** A builtin exception class that certainly exists. */
export function exceptionType(name: string): W_Type {
  return exceptionTypes.get(name) ?? (exceptionTypes.get('Exception') as W_Type);
}

export function newException(type: W_Type, args: W[]): W_Exception {
  const e = new W_Exception(type.maps.empty);
  e.args = args;
  e.value = args.length > 0 ? args[0] : null;
  return e;
}

/** An exception to throw: `throw error('ValueError', 'math domain error')`. */
export function error(type: string, message: string): GuestError {
  return new GuestError(newException(exceptionType(type), [newStr(message)]));
}
/** What an exception knows beside its args: `name`, `obj`, `path` ..., by attribute. */
export const exceptionDetails = new WeakMap<W_Exception, ReadonlyMap<string, W>>();

function detailed(type: string, message: string, details: readonly (readonly [string, W])[]): GuestError {
  const e = error(type, message);
  exceptionDetails.set(e.exception, new Map(details));
  return e;
}
export const attributeError = (object: W, name: string, message: string): GuestError =>
  detailed('AttributeError', message, [
    ['name', newStr(name)],
    ['obj', object],
  ]);
export const nameError = (name: string, message: string): GuestError => detailed('NameError', message, [['name', newStr(name)]]);
export const importError = (
  type: 'ImportError' | 'ModuleNotFoundError',
  message: string,
  details: readonly (readonly [string, W])[],
): GuestError => detailed(type, message, details);

export const typeError = (message: string): GuestError => error('TypeError', message);
export const valueError = (message: string): GuestError => error('ValueError', message);
export function keyError(key: W): GuestError {
  return new GuestError(newException(exceptionType('KeyError'), [key]));
}
export function stopIteration(value: W | null): GuestError {
  return new GuestError(newException(exceptionType('StopIteration'), value === null ? [] : [value]));
}

/**
 * An exception of the host as the program's: its stack is exhausted, a block is larger than it can make, or a native met a value it did not expect.
 * Null for what is not about the program (a stop, an aborted recording).
 */
export function asGuestError(e: unknown): GuestError | null {
  if (e instanceof RangeError) {
    if (/call stack/i.test(e.message)) return error('RecursionError', 'maximum recursion depth exceeded');
    return error('MemoryError', '');
  }
  // A native got something else than it takes: what CPython's natives say to that is TypeError. The host's own words are not for the guest.
  if (e instanceof TypeError || e instanceof SyntaxError) return error('TypeError', 'bad argument to a native function');
  return null;
}

/** Type name as messages show it. */
export const typeName = (w: W): string => typeOf(w).name;
export const argsTuple = (e: W_Exception): W => newTuple(e.args);
export const baseException = exceptionType('BaseException');

/** Told that a limit ends the run, before anything unwinds. */
export const stopping = { told: (): void => {} };

/** Ends a run from inside: not catchable by guest code. */
export class StopRun {
  constructor(readonly outcome: 'time-limit' | 'operation-limit' | 'memory-limit' | 'output-limit' | 'cancelled') {
    stopping.told();
  }
}
