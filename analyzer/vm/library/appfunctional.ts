/**
 * sum, any and all as the Python functions they are in PyPy (pypy/module/__builtin__/app_functional.py): the tracer sees their loop, one
 * trace each, and generators are inlined into it. Results are CPython 3.14's: floats are summed with compensation.
 */
import { dictGetStr, dictSetStr, newModuleDict, type W_Dict } from '../runtime/dicts';
import { wrapCode, type W_Function } from '../runtime/functions';
import { runIn } from '../runtime/importing/guest-code';
import { compileOwn, type OwnSource } from './python/own-code';

const SOURCE = `
def any(iterable):
    for x in iterable:
        if x:
            return True
    return False

def all(iterable):
    for x in iterable:
        if not x:
            return False
    return True

def sum(iterable, start=0):
    if isinstance(start, (str, bytes, bytearray)):
        _refuse(start)
    return _regular_sum(iter(iterable), start)

def _refuse(start):
    if isinstance(start, str):
        raise TypeError("sum() can't sum strings [use ''.join(seq) instead]")
    if isinstance(start, bytes):
        raise TypeError("sum() can't sum bytes [use b''.join(seq) instead]")
    raise TypeError("sum() can't sum bytearray [use b''.join(seq) instead]")

def _regular_sum(items, last):
    if type(last) is float:
        return _float_sum(items, last)
    for x in items:
        last = last + x
        if type(last) is float:
            return _float_sum(items, last)
    return last

def _float_sum(items, high):
    low = 0.0
    for x in items:
        if type(x) is float:
            total = high + x
            if abs(high) >= abs(x):
                low += (high - total) + x
            else:
                low += (x - total) + high
            high = total
        elif isinstance(x, int):
            high += x
        else:
            return _regular_sum(items, _result(high, low) + x)
    return _result(high, low)

def _result(high, low):
    if low and low - low == 0.0:
        return high + low
    return high
`;

/** As PyPy's logs name the file. */
export const APP_FUNCTIONAL = '<builtin>/__builtin__/app_functional.py';

/** What the build compiles (python/archived.ts). */
export const appFunctionalSources = (): OwnSource[] => [{ filename: APP_FUNCTIONAL, text: SOURCE }];

let namespace: W_Dict | null = null;

/** For each run anew: code objects carry the JIT's counters. */
export function resetAppFunctions(): void {
  namespace = null;
}

/** The function of that name; compiled when first asked for in a run. */
export function appFunction(name: string): W_Function {
  if (namespace === null) {
    const dict = newModuleDict();
    dictSetStr(dict, '__name__', 'builtins');
    runIn(wrapCode(compileOwn(SOURCE, APP_FUNCTIONAL)), dict, dict);
    namespace = dict;
  }
  return dictGetStr(namespace, name) as W_Function;
}
