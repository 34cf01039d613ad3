/**
 * sum, any and all as the Python functions they are in PyPy (pypy/module/__builtin__/app_functional.py): the tracer sees their loop, one
 * trace each, and generators are inlined into it. Results are CPython 3.14's: floats are summed with compensation. What is lost in each addition is worked out
 * beside it without a branch, so that the loop has PyPy's guards and no others.
 */
import { dictGetStr, dictSetStr, newModuleDict, type W_Dict } from '../runtime/dicts';
import { W_Builtin, wrapCode, type W_Function } from '../runtime/functions';
import { runIn } from '../runtime/importing/guest-code';
import { W_Complex, W_Float, type W } from '../runtime/values';
import { hooks } from '../runtime/hooks';
import { correctedSum, lostInSum } from './numbers';
import { link } from './define';
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
    low = 0.0
    for x in items:
        low = _lost(low, last, x)
        last = last + x
    return _corrected(last, low)
`;

/** As PyPy's logs name the file. */
export const APP_FUNCTIONAL = '<builtin>/__builtin__/app_functional.py';

/** What the build compiles (python/archived.ts). */
export const appFunctionalSources = (): OwnSource[] => [{ filename: APP_FUNCTIONAL, text: SOURCE }];

/** The traceable forms are in semantics/builtins.ts. */
const lost = new W_Builtin(
  '_lost',
  ([low, last, x]) =>
    low instanceof W_Float && last instanceof W_Float && x instanceof W_Float
      ? new W_Float(low.floatval + lostInSum(last.floatval, x.floatval))
      : low,
  'sum.lost',
  false,
  'builtins',
);
const corrected = new W_Builtin('_corrected', ([last, low]) => correct(last, low as W_Float), 'sum.corrected', false, 'builtins');

function correct(last: W, low: W_Float): W {
  if (last instanceof W_Float) return new W_Float(correctedSum(last.floatval, low.floatval));
  return last instanceof W_Complex && Number.isFinite(low.floatval) ? hooks.binary(0, last, low) : last;
}

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
    dictSetStr(dict, '_lost', link(lost));
    dictSetStr(dict, '_corrected', link(corrected));
    runIn(wrapCode(compileOwn(SOURCE, APP_FUNCTIONAL)), dict, dict);
    namespace = dict;
  }
  return dictGetStr(namespace, name) as W_Function;
}
