/** The builtins module. Source: Python's library reference, "Built-in Functions". */
import { power } from '../protocols/power';
import { error, exceptionTypes, GuestError, newException, stopIteration, typeError, valueError } from '../../runtime/errors';
import { dictGetStr, dictKeys, dictSetStr, W_Dict } from '../../runtime/dicts';
import { W_Builtin, W_Code, W_Function, W_Module, wrapCode } from '../../runtime/functions';
import { compileGuest, runIn } from '../../runtime/importing/guest-code';
import { argument, bytesArgument, isBytesLike, onlyKeywords } from '../native';
import { decode, encode } from '../types/str';
import { aiter, anext } from '../types/asyncgen';
import { parseToNodes, sourceOfNodes } from './syntax/ast-nodes';
import { openFunction } from './files/open';
import { isStandardOutput } from './files/standard-streams';
import { hooks } from '../../runtime/hooks';
import { namespaceOf } from '../../runtime/name-maps';
import { holding, W_NativeIter } from '../../runtime/iterators';
import { K } from '../../runtime/kinds';
import { listItems, newList, type W_List } from '../../runtime/lists';
import { T, typeOf, w_boolType, W_Type, w_object, w_type } from '../../runtime/types';
import { exceptionType } from '../../runtime/errors';
import {
  kindOf,
  newBool,
  newStr,
  newTuple,
  strFromPoints,
  strText,
  tupleItems,
  w_Ellipsis,
  w_False,
  w_None,
  w_NotImplemented,
  w_True,
  W_Bytearray,
  W_Bytes,
  W_Instance,
  type W,
} from '../../runtime/values';
import { defineModule } from '../define';
import { host } from '../host';
import { hashOf, identity, points } from '../protocols/comparison';
import { iterOf, nextOf, toArray } from '../protocols/iterables';
import { asBig } from '../numbers';
import { lengthOf } from '../protocols/length';
import { asciiValue, reprValue, strOf } from '../text/text';
import { namesOf } from '../protocols/dir';
import { sortItems } from '../protocols/sorting';
import { output } from '../text/streams';
import { metaclassOf } from '../types/core';
import { execute } from '../../runtime/interpreter-entry';
import { frameLocals } from '../protocols/attributes';
import { vm } from '../../runtime/vm';
import { abs, extreme, round, sum } from './builtin-numbers';
import { isInstance, isSubclass } from '../protocols/class-tests';

const text = (s: string): W => newStr(s);
/** What compile() may be told: the features of `__future__`, PyCF_DONT_IMPLY_DEDENT and the other PyCF_ flags. Source: CPython's Include/cpython/compile.h. */
const COMPILER_FLAGS = 0x1ff0000n | 0x7e00n | 0x10n;
const PRINT_KEYWORDS = new Set(['sep', 'end', 'file', 'flush']);

defineModule('builtins', (m) => {
  for (const t of [
    w_object,
    w_type,
    T.int,
    T.float,
    T.complex,
    w_boolType,
    T.str,
    T.bytes,
    T.bytearray,
    T.memoryview,
    T.tuple,
    T.list,
    T.dict,
    T.set,
    T.frozenset,
    T.range,
    T.slice,
    T.property,
    T.staticmethod,
    T.classmethod,
    T.super,
    T.enumerate,
    T.zip,
    T.map,
    T.filter,
    T.reversed,
  ])
    m.set(t.name, t);
  for (const [name, t] of exceptionTypes) m.set(name, t);
  m.set('EnvironmentError', exceptionType('OSError'));
  m.set('IOError', exceptionType('OSError'));
  m.set('None', w_None);
  m.set('True', w_True);
  m.set('False', w_False);
  m.set('Ellipsis', w_Ellipsis);
  m.set('NotImplemented', w_NotImplemented);
  m.set('__debug__', w_True);

  m.raw('print', (args, keywords) => {
    for (const name of keywords?.keys() ?? [])
      if (!PRINT_KEYWORDS.has(name)) throw typeError(`print() got an unexpected keyword argument '${name}'`);
    vm.printed = true;
    const between = (name: string, missing: string): string => {
      const w = keywords?.get(name) ?? w_None;
      const text = w === w_None ? missing : strText(w);
      if (text === null) throw typeError(`${name} must be None or a string, not ${typeOf(w).name}`);
      return text;
    };
    const sep = between('sep', ' ');
    const end = between('end', '\n');
    const file = keywords?.get('file') ?? w_None;
    const line = args.map(strOf).join(sep) + end;
    // A program may have put another file in the place of sys.stdout.
    const sys = file === w_None ? dictGetStr(host.modules, 'sys') : undefined;
    const target = file !== w_None ? file : sys instanceof W_Module ? (dictGetStr(sys.dict, 'stdout') ?? w_None) : w_None;
    if (target === w_None ? sys === undefined : isStandardOutput(target)) output.stdout(line);
    else if (target !== w_None) hooks.call(hooks.getattr(target, 'write'), [text(line)]);
    return w_None;
  });
  m.def('len', 1, 1, lengthOf);
  m.def('repr', 1, 1, reprValue);
  m.def('ascii', 1, 1, asciiValue);
  m.def('format', 1, 2, (w, spec = '') => hooks.format(w, spec));
  m.def('hash', 1, 1, (w) => hashOf(w));
  m.def('id', 1, 1, (w) => identity(w));
  m.def('abs', 1, 1, abs);
  m.def('divmod', 2, 2, (a, b) => newTuple([hooks.binary(4, a, b), hooks.binary(5, a, b)]));
  m.raw('pow', (args, keywords) => {
    onlyKeywords('pow', keywords, ['base', 'exp', 'mod']);
    if (args.length > 3) throw typeError(`pow() takes at most 3 arguments (${args.length} given)`);
    const [base, exponent] = ['base', 'exp'].map((name, i) => {
      const w = argument(args, i, keywords, name);
      if (w === undefined) throw typeError(`pow() missing required argument '${name}' (pos ${i + 1})`);
      return w;
    });
    return power(base, exponent, argument(args, 2, keywords, 'mod') ?? w_None);
  });
  m.raw('round', (args, keywords) => {
    onlyKeywords('round', keywords, ['number', 'ndigits']);
    const number = argument(args, 0, keywords, 'number');
    if (number === undefined) throw typeError("round() missing required argument 'number' (pos 1)");
    if (args.length > 2) throw typeError(`round() takes at most 2 arguments (${args.length} given)`);
    return round(number, argument(args, 1, keywords, 'ndigits') ?? w_None);
  });
  m.def('ord', 1, 1, (w) => {
    const s = strText(w);
    const p = s === null ? (w instanceof W_Bytes || w instanceof W_Bytearray ? Array.from(w.data) : null) : points(w);
    if (p === null) throw typeError(`ord() expected string of length 1, but ${typeOf(w).name} found`);
    if (p.length !== 1) throw typeError(`ord() expected a character, but string of length ${p.length} found`);
    return p[0];
  });
  m.def('chr', 1, 1, (w) => {
    const n = asBig(w);
    if (n === null) throw typeError(`'${typeOf(w).name}' object cannot be interpreted as an integer`);
    if (n < 0n || n > 0x10ffffn) throw valueError('chr() arg not in range(0x110000)');
    return strFromPoints([Number(n)]);
  });
  for (const [name, prefix, base] of [
    ['bin', '0b', 2],
    ['oct', '0o', 8],
    ['hex', '0x', 16],
  ] as const) {
    m.def(name, 1, 1, (w) => {
      const n = asBig(w) ?? asBig(indexOf(w));
      if (n === null) throw typeError(`'${typeOf(w).name}' object cannot be interpreted as an integer`);
      return (n < 0n ? '-' : '') + prefix + (n < 0n ? -n : n).toString(base);
    });
  }
  m.raw('min', (args, keywords) => extreme('min', 0, args, keywords));
  m.raw('max', (args, keywords) => extreme('max', 4, args, keywords));
  m.raw('sum', (args, keywords) => {
    if (args.length === 0) throw typeError('sum() takes at least 1 positional argument (0 given)');
    return sum(args[0], args[1] ?? keywords?.get('start') ?? 0);
  });
  m.def('any', 1, 1, (w) => {
    const it = iterOf(w);
    for (let v = nextOf(it); v !== null; v = nextOf(it)) if (hooks.truth(v)) return w_True;
    return w_False;
  });
  m.def('all', 1, 1, (w) => {
    const it = iterOf(w);
    for (let v = nextOf(it); v !== null; v = nextOf(it)) if (!hooks.truth(v)) return w_False;
    return w_True;
  });
  m.raw('sorted', (args, keywords) => {
    if (args.length !== 1) throw typeError(`sorted expected 1 argument, got ${args.length}`);
    onlyKeywords('sort', keywords, ['key', 'reverse']);
    // list() first, with the loops that it has (pypy/module/__builtin__/app_functional.py).
    const items = WALKED.has(kindOf(args[0])) ? listItems(hooks.call(T.list, [args[0]]) as W_List) : toArray(args[0]);
    return newList(sortItems(items, keywords?.get('key') ?? w_None, hooks.truth(keywords?.get('reverse') ?? w_False)));
  });
  m.def('iter', 1, 2, (w, sentinel) => {
    if (sentinel === undefined) return iterOf(w);
    if (!isCallable(w)) throw typeError('iter(v, w): v must be callable');
    let done = false;
    const it = new W_NativeIter(T.callableIterator, () => {
      if (done) return null;
      const v = hooks.call(w, []);
      if (!hooks.truth(hooks.compare(2, v, sentinel))) return v;
      done = true;
      return null;
    });
    return holding(it, w, sentinel);
  });
  m.def('next', 1, 2, (it, otherwise) => {
    const v = nextOf(it);
    if (v !== null) return v;
    if (otherwise !== undefined) return otherwise;
    throw stopIteration(null);
  });
  m.def('isinstance', 2, 2, (w, cls) => newBool(isInstance(w, cls)));
  m.def('issubclass', 2, 2, (w, cls) => newBool(isSubclass(w, cls)));
  m.def('callable', 1, 1, (w) => newBool(isCallable(w)));
  m.def('getattr', 2, 3, (w, name, otherwise) => {
    const n = attributeName(name);
    return otherwise === undefined ? hooks.getattr(w, n) : (hooks.findattr(w, n) ?? otherwise);
  });
  m.def('setattr', 3, 3, (w, name, v) => {
    hooks.setattr(w, attributeName(name), v);
    return w_None;
  });
  m.def('delattr', 2, 2, (w, name) => {
    hooks.delattr(w, attributeName(name));
    return w_None;
  });
  m.def('hasattr', 2, 2, (w, name) => newBool(hooks.findattr(w, attributeName(name)) !== null));
  m.def('dir', 0, 1, (w) => dir(w));
  m.def('vars', 0, 1, (w) => {
    if (w === undefined) return locals();
    const d = hooks.findattr(w, '__dict__');
    if (d === null) throw typeError('vars() argument must have __dict__ attribute');
    return d;
  });
  m.def('globals', 0, 0, () => vm.visibleFrame()?.globals ?? new W_Dict());
  m.def('locals', 0, 0, () => locals());
  m.raw('__build_class__', (args, keywords) => buildClass(args, keywords ?? new Map()));
  m.raw('__import__', (args, keywords) => {
    const given = (i: number, name: string): W | undefined => args[i] ?? keywords?.get(name);
    const name = strText(given(0, 'name') ?? w_None);
    if (name === null) throw typeError('__import__() argument 1 must be str, not ' + typeOf(given(0, 'name') ?? w_None).name);
    const level = Number(asBig(given(4, 'level') ?? 0) ?? 0n);
    if (level < 0) throw valueError('level must be >= 0');
    return hooks.importModule(name, given(3, 'fromlist') ?? newTuple([]), level, given(1, 'globals') ?? w_None);
  });
  m.raw('exec', (args, keywords) => {
    runCode(args, keywords, 'exec');
    return w_None;
  });
  m.raw('eval', (args, keywords) => runCode(args, keywords, 'eval'));
  m.raw('compile', (args, keywords) => {
    const [source, name, mode] = [
      argument(args, 0, keywords, 'source'),
      argument(args, 1, keywords, 'filename'),
      argument(args, 2, keywords, 'mode'),
    ];
    const kind = strText(mode ?? w_None);
    if (kind !== 'exec' && kind !== 'eval' && kind !== 'single') throw valueError("compile() mode must be 'exec', 'eval' or 'single'");
    const flags = argument(args, 3, keywords, 'flags');
    const level = asBig(argument(args, 5, keywords, 'optimize') ?? -1) ?? 0n;
    if (BigInt.asIntN(32, level) !== level) throw error('OverflowError', 'Python int too large to convert to C int');
    if (level < -1n || level > 2n) throw valueError('compile(): invalid optimize value');
    const known = asBig(flags ?? 0) ?? 0n;
    if ((known & ~COMPILER_FLAGS) !== 0n) throw valueError('compile(): unrecognised flags');
    const filename = strText(name ?? w_None) ?? '<string>';
    const nodes = sourceOfNodes(source ?? w_None);
    if ((Number(asBig(flags ?? 0) ?? 0n) & 0x400) !== 0)
      return nodes === null ? parseToNodes(sourceText(source ?? w_None, 'compile'), filename, kind) : (source as W);
    return wrapCode(compileGuest(nodes ?? sourceText(source ?? w_None, 'compile'), filename, kind));
  });
  m.raw('open', openFunction);
  m.raw('breakpoint', () => w_None);
  m.def('aiter', 1, 1, aiter);
  m.def('anext', 1, 2, anext);
  for (const name of ['exit', 'quit']) {
    m.def(name, 0, 1, (code) => {
      throw new GuestError(newException(exceptionType('SystemExit'), code === undefined ? [] : [code]));
    });
  }
  m.def('input', 0, 1, (prompt) => {
    if (prompt !== undefined) output.stdout(strOf(prompt));
    const line = output.readLine();
    if (line === '') throw error('EOFError', 'EOF when reading a line');
    return text(line.replace(/\n$/, ''));
  });
});

function attributeName(w: W): string {
  const name = strText(w);
  if (name === null) throw typeError(`attribute name must be string, not '${typeOf(w).name}'`);
  return name;
}

const isCallable = (w: W): boolean =>
  w instanceof W_Type || w instanceof W_Builtin || w instanceof W_Function || typeOf(w).lookup('__call__') !== null;

function sourceText(w: W, what: string): string {
  const s = strText(w) ?? (isBytesLike(w) ? strText(decode(bytesArgument(w), 'utf-8-sig', 'strict')) : null);
  if (s === null) throw typeError(`${what}() arg 1 must be a string, bytes or ${what === 'compile' ? 'AST' : 'code'} object`);
  if (s.includes('\0')) throw error('SyntaxError', 'source code string cannot contain null bytes');
  // Text that cannot be written down is no source.
  if (/[\ud800-\udfff]/.test(s)) encode(w, 'utf-8', 'strict');
  return s;
}

/** exec() and eval(): in the given namespaces, or those of the caller. */
function runCode(args: W[], keywords: ReadonlyMap<string, W> | null, mode: 'exec' | 'eval'): W {
  const source = args[0];
  let globals = argument(args, 1, keywords, 'globals') ?? w_None;
  let names = argument(args, 2, keywords, 'locals') ?? w_None;
  const caller = vm.visibleFrame();
  if (globals === w_None) {
    globals = caller === null ? new W_Dict() : caller.globals;
    if (names === w_None) names = locals();
  }
  const space = globals instanceof W_Instance && globals.payload !== null ? globals.payload : globals;
  if (!(space instanceof W_Dict))
    throw typeError(
      mode === 'exec'
        ? `exec() globals must be a dict, not ${typeOf(globals).name}`
        : typeOf(globals).lookup('__getitem__') === null
          ? 'globals must be a dict'
          : 'globals must be a real dict; try eval(code, {}, mapping)',
    );
  if (names === w_None) names = space;
  if (!(names instanceof W_Dict) && (typeOf(names).lookup('__getitem__') === null || tupleItems(names) !== null || strText(names) !== null))
    throw typeError(`locals must be a mapping or None, not ${typeOf(names).name}`);
  const local = names === globals ? space : namespaceOf(names);
  if (dictGetStr(space, '__builtins__') === undefined)
    dictSetStr(space, '__builtins__', (hooks.importModule('builtins', newTuple([]), 0, w_None) as W_Module).dict);
  let code: W_Code;
  if (source instanceof W_Code) code = source;
  else {
    const text = sourceText(source, mode);
    code = wrapCode(compileGuest(mode === 'eval' ? text.replace(/^[ \t]+/, '') : text, '<string>', mode));
  }
  if (code.code.freevars.length > 0) throw typeError(`code object passed to ${mode}() may not contain free variables`);
  return runIn(code, space, local);
}

function locals(): W {
  const f = vm.visibleFrame();
  return f === null ? new W_Dict() : frameLocals(f);
}

function indexOf(w: W): W {
  const method = typeof w === 'object' ? typeOf(w).lookup('__index__') : null;
  return method === null ? w_None : hooks.call(method, [w]);
}

function dir(w: W | undefined): W {
  const own = w === undefined ? null : typeOf(w).lookup('__dir__');
  if (own !== null && !(own instanceof W_Builtin)) return newList(sortItems(toArray(hooks.call(own, [w as W])), w_None, false));
  const frame = w === undefined ? locals() : null;
  if (frame !== null && !(frame instanceof W_Dict))
    return newList(sortItems(toArray(hooks.call(hooks.getattr(frame, 'keys'), [])), w_None, false));
  const names = frame instanceof W_Dict ? dictKeys(frame).map((k) => strText(k) ?? '') : namesOf(w as W);
  return newList(names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map((n) => newStr(n)));
}

/** class statements: metaclass, namespace, body, class. */
function buildClass(args: W[], keywords: ReadonlyMap<string, W>): W {
  const [body, name, ...originalBases] = args;
  if (!(body instanceof W_Function)) throw typeError('__build_class__: func must be a function');
  const bases: W[] = [];
  for (const b of originalBases) {
    if (b instanceof W_Type) {
      bases.push(b);
      continue;
    }
    const entries = hooks.findattr(b, '__mro_entries__');
    if (entries === null) bases.push(b);
    else bases.push(...(tupleItems(hooks.call(entries, [newTuple(originalBases)])) ?? []));
  }
  const rest = new Map(keywords);
  const explicit = rest.get('metaclass');
  rest.delete('metaclass');
  const start = explicit ?? (bases.length > 0 ? typeOf(bases[0]) : w_type);
  const meta = start instanceof W_Type ? metaclassOf(start, bases) : start;
  const prepare = meta === w_type ? null : hooks.findattr(meta, '__prepare__');
  const namespace = prepare === null ? new W_Dict() : hooks.call(prepare, [name, newTuple(bases)], rest);
  if (!(namespace instanceof W_Dict) && typeOf(namespace).lookup('__getitem__') === null)
    throw typeError(
      `${meta instanceof W_Type ? meta.name : '<metaclass>'}.__prepare__() must return a mapping, not ${typeOf(namespace).name}`,
    );
  const ns = namespaceOf(namespace);
  if (bases.length !== originalBases.length || bases.some((b, i) => b !== originalBases[i]))
    dictSetStr(ns, '__orig_bases__', newTuple(originalBases));
  execute(body, ns);
  return hooks.call(meta, [name, newTuple(bases), namespace], rest);
}

/** What list() walks in a loop with a jitdriver (semantics/builtins.ts). */
const WALKED: ReadonlySet<number> = new Set([K.RANGE, K.DICT_VIEW, K.ENUMERATE, K.ZIP, K.MAP, K.FILTER, K.GENERATOR]);
