/**
 * Names: globals through the module dict's version (celldict.py), class bodies and exec through a dict.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { error, nameError as undefinedName } from '../runtime/errors';
import { MODULE_DICT, MutableCell, dictDel, dictGetStr } from '../runtime/dicts';
import { W_Module, type Frame } from '../runtime/functions';
import { K } from '../runtime/kinds';
import { globalValue } from './attributes';
import { identical } from './compare';

export function loadGlobal(f: Frame, name: string): Ref {
  const value = globalValue(f.globals, name) ?? builtinValue(f, name);
  if (value === null) throw nameError(name);
  return value;
}

/** `__builtins__` of the globals, else the builtins module. */
function builtinValue(f: Frame, name: string): Ref | null {
  const own = dictGetStr(f.globals, '__builtins__');
  if (own instanceof W_Module) return globalValue(own.dict, name);
  return globalValue(m.builtinsDict(own ?? null), name);
}

function nameError(name: string): unknown {
  return undefinedName(name, `name '${name}' is not defined`);
}

export function storeGlobal(f: Frame, name: string, value: Ref): void {
  const dict = f.globals;
  if (dict.strategy === MODULE_DICT) {
    if (dict.version !== null) m.dependOn(dict.version);
    const old = dict.map.get(name);
    if (old instanceof MutableCell && (!old.ints || m.kind(value) === K.INT)) {
      m.mutableCellSet(old, value);
      return;
    }
    // What it is already changes nothing: the name stays a constant (celldict.py, write_cell). Else the trace would write what it relies on.
    if (
      m.RECORDING &&
      old !== undefined &&
      !(old instanceof MutableCell) &&
      m.concrete(value) === old &&
      m.branch(identical(value, m.ref(old)))
    )
      return;
  }
  m.storeName(dict, name, value);
}

export function deleteGlobal(f: Frame, name: string): void {
  m.abortTracing('force quasi-immut');
  if (dictDel(f.globals, name) === undefined) throw nameError(name);
}

export function loadName(f: Frame, name: string): Ref {
  if (f.locals !== null && f.locals !== f.globals) {
    const own = m.localName(f, name);
    if (own !== null) return own;
  }
  return loadGlobal(f, name);
}

export function storeName(f: Frame, name: string, value: Ref): void {
  if (f.locals === null || f.locals === f.globals) storeGlobal(f, name, value);
  else m.storeLocalName(f, name, value);
}

export function deleteName(f: Frame, name: string): void {
  if (f.locals === null || f.locals === f.globals) deleteGlobal(f, name);
  else if (!m.deleteLocalName(f, name)) throw nameError(name);
}

/** A local or cell that is not bound. */
export function unboundLocal(f: Frame, slot: number): unknown {
  const c = f.code.code;
  if (slot < c.nlocals)
    return error('UnboundLocalError', `cannot access local variable '${c.varnames[slot]}' where it is not associated with a value`);
  const cell = slot - c.nlocals;
  if (cell < c.cellvars.length)
    return error('UnboundLocalError', `cannot access local variable '${c.cellvars[cell]}' where it is not associated with a value`);
  return error(
    'NameError',
    `cannot access free variable '${c.freevars[cell - c.cellvars.length]}' where it is not associated with a value in enclosing scope`,
  );
}
