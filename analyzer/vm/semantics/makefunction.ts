/** MAKE_FUNCTION: in a trace the function object stays virtual unless it escapes. */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { MAKE_FUNCTION_FLAGS as F } from '../compile/opcodes';
import { dictGetStr } from '../runtime/dicts';
import { W_Function, type Frame, type W_Code } from '../runtime/functions';
import { newStr, w_None, type W } from '../runtime/values';
import { keywordMap } from '../library/protocols/operators';

export function makeFunction(f: Frame, flags: number): void {
  const slots = f.slots;
  let at = f.sp - 1;
  const qualname = m.promote(slots[at--] as Ref) as string;
  const code = m.promote(slots[at--] as Ref) as W_Code;
  const closure = (flags & F.CLOSURE) !== 0 ? m.tupleRefs(slots[at--] as Ref) : [];
  const annotate = (flags & F.ANNOTATE) !== 0 ? (slots[at--] as Ref) : null;
  const annotations = (flags & F.ANNOTATIONS) !== 0 ? (slots[at--] as Ref) : null;
  const kwdefaults = (flags & F.KWDEFAULTS) !== 0 ? (slots[at--] as Ref) : null;
  const defaults = (flags & F.DEFAULTS) !== 0 ? m.tupleRefs(slots[at--] as Ref) : [];
  // These are looked at now: a trace would take them for constants.
  if (kwdefaults !== null || annotate !== null || annotations !== null) m.abortTracing('compiling');
  const globals = f.globals;
  const module = dictGetStr(globals, '__name__') ?? w_None;
  const keywords = kwdefaults === null ? null : keywordMap(m.concrete(kwdefaults));
  const extraAnnotate = annotate === null ? null : m.concrete(annotate);
  const extraAnnotations = annotations === null ? null : m.concrete(annotations);
  const { name, firstText } = code.code;
  const doc = firstText === null || name.startsWith('<') ? w_None : newStr(firstText);
  const make = (cells: W[], values: W[]): W_Function => {
    const func = new W_Function(code, globals, values, keywords, cells, qualname);
    func.module = module;
    func.doc = doc;
    func.annotate = extraAnnotate;
    func.annotations = extraAnnotations;
    return func;
  };
  const w = m.newFunction(code, make, closure, defaults);
  f.sp = at + 1;
  slots[f.sp++] = w;
}
