/** What a program may do with frames and code objects, and functions and cells made by hand. Source: CPython's Objects/frameobject.c and codeobject.c (behaviour). */
import type { CodeFields } from '../../compile/code';
import { dictEntries, dictGetStr, W_Dict } from '../../runtime/dicts';
import { error, typeError, valueError } from '../../runtime/errors';
import { W_Code, W_Function, wrapCode, type Frame, type W_FrameView } from '../../runtime/functions';
import { T, typeOf } from '../../runtime/types';
import { newStr, strText, tupleItems, W_Cell, w_None, W_Instance, type W } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import { constructor, method, rawMethod } from '../define';
import { argument, intArgument } from '../native';

method(T.frame, 'clear', 1, 1, (w) => {
  const { frame } = w as W_FrameView;
  for (let f = vm.visibleFrame(); f !== null; f = f.back) if (f === frame) throw error('RuntimeError', 'cannot clear an executing frame');
  const { generator } = frame;
  if (generator !== null && generator.running) throw error('RuntimeError', 'cannot clear an executing frame');
  if (generator !== null && !generator.finished) {
    if (generator.started) throw error('RuntimeError', 'cannot clear a suspended frame');
    generator.finished = true;
  }
  clearLocals(frame);
  return w_None;
});

/** Variables become unbound, so that what they held can go. */
function clearLocals(frame: Frame): void {
  frame.provideSlots();
  const { nlocals } = frame.code.code;
  for (let i = 0; i < frame.slots.length; i++) {
    const v = frame.slots[i];
    if (i < nlocals) frame.slots[i] = null;
    else if (v instanceof W_Cell && i < nlocals + frame.code.code.cellvars.length) frame.slots[i] = new W_Cell(null, v.family);
  }
}

/** Fields that `code.replace` takes and what they are called here; the rest describes CPython's bytecode, which there is none of. */
const REPLACEABLE: ReadonlyMap<string, keyof CodeFields> = new Map([
  ['co_name', 'name'],
  ['co_qualname', 'qualname'],
  ['co_filename', 'filename'],
  ['co_firstlineno', 'firstlineno'],
  ['co_flags', 'flags'],
  ['co_varnames', 'varnames'],
  ['co_names', 'names'],
]);
const IGNORED = new Set(
  'co_code co_linetable co_exceptiontable co_stacksize co_consts co_nlocals co_argcount co_posonlyargcount co_kwonlyargcount co_freevars co_cellvars'.split(
    ' ',
  ),
);

function replace(w: W, changes: ReadonlyMap<string, W>): W {
  const { code } = w as W_Code;
  const fields: Record<string, unknown> = {};
  for (const [name, value] of changes) {
    const field = REPLACEABLE.get(name);
    if (field === undefined) {
      if (IGNORED.has(name)) continue;
      throw typeError(`replace() got an unexpected keyword argument '${name}'`);
    }
    const items = tupleItems(value);
    fields[field] = items !== null ? items.map((item) => strText(item) ?? '') : (strText(value) ?? intArgument(value));
  }
  return wrapCode(code.with(fields));
}
for (const name of ['replace', '__replace__']) rawMethod(T.code, name, (args, keywords) => replace(args[0], keywords ?? new Map()));

/** function(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None). */
constructor(T.function, (args, keywords) => {
  const given = (i: number, name: string): W => argument(args, i, keywords, name) ?? w_None;
  const [code, globals, name, defaults, closure, kwdefaults] = [
    given(1, 'code'),
    given(2, 'globals'),
    given(3, 'name'),
    given(4, 'argdefs'),
    given(5, 'closure'),
    given(6, 'kwdefaults'),
  ];
  if (!(code instanceof W_Code)) throw typeError(`function() argument 'code' must be code, not ${typeOf(code).name}`);
  const names = globals instanceof W_Instance && globals.payload !== null ? globals.payload : globals;
  if (!(names instanceof W_Dict)) throw typeError(`function() argument 'globals' must be dict, not ${typeOf(globals).name}`);
  if (name !== w_None && strText(name) === null) throw typeError('arg 3 (name) must be None or string');
  if (defaults !== w_None && tupleItems(defaults) === null) throw typeError('arg 4 (defaults) must be None or tuple');
  const free = code.code.freevars.length;
  const cells = closure === w_None ? [] : tupleItems(closure);
  if (cells === null) throw typeError(free > 0 ? 'arg 5 (closure) must be tuple' : 'arg 5 (closure) must be None or tuple');
  if (closure === w_None && free > 0) throw typeError('arg 5 (closure) must be tuple');
  if (cells.length !== free) throw valueError(`${code.code.name} requires closure of length ${free}, not ${cells.length}`);
  for (const cell of cells) if (!(cell instanceof W_Cell)) throw typeError(`arg 5 (closure) expected cell, found ${typeOf(cell).name}`);
  const named = kwdefaults instanceof W_Dict ? new Map(dictEntries(kwdefaults).map(([k, v]) => [strText(k) ?? '', v])) : null;
  const made = new W_Function(code, names, tupleItems(defaults) ?? [], named, cells, code.code.qualname);
  if (name !== w_None) made.name = made.qualname = strText(name) as string;
  made.module = dictGetStr(names, '__name__') ?? w_None;
  if (code.code.firstText !== null) made.doc = newStr(code.code.firstText);
  return made;
});
constructor(T.cell, (args) => new W_Cell(args[1] ?? null));
