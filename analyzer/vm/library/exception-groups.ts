/** The instructions of except* (PEP 654), on a real frame. Source: PyPy 3.11's and CPython's semantics of the statement. */
import { exceptionType } from '../runtime/errors';
import { W_Builtin, type Block, type Frame } from '../runtime/functions';
import { hooks } from '../runtime/hooks';
import { newList, listAppend, listItems, type W_List } from '../runtime/lists';
import { typeOf } from '../runtime/types';
import { newBool, newTuple, tupleItems, w_None, W_Exception, W_Unroller, type W } from '../runtime/values';
import { vm } from '../runtime/vm';
import { toArray } from './protocols/iterables';

const isGroup = (w: W): boolean => typeOf(w).isSubtype(exceptionType('BaseExceptionGroup'));
const group = (items: W[]): W_Exception => hooks.call(exceptionType('BaseExceptionGroup'), ['', newList(items)]) as W_Exception;

/** unroller, value, type -> unroller, [], value */
export function beginExceptStar(f: Frame): void {
  f.slots[f.sp - 1] = f.slots[f.sp - 2];
  f.slots[f.sp - 2] = newList([]);
}

/** rest, type -> rest without the matching part, matching group or None */
export function checkGroupMatch(f: Frame): void {
  const rest = f.slots[f.sp - 2] as W;
  const type = f.slots[f.sp - 1] as W;
  let left: W = rest;
  let match: W = w_None;
  if (rest !== w_None) {
    if (!isGroup(rest)) {
      if ((tupleItems(type) ?? [type]).some((t) => typeOf(rest).isSubtype(t as ReturnType<typeof typeOf>))) {
        match = hooks.call(exceptionType('BaseExceptionGroup'), ['', newTuple([rest])]);
        left = w_None;
      }
    } else [match, left] = tupleItems(hooks.call(hooks.getattr(rest, 'split'), [type])) as [W, W];
  }
  if (match instanceof W_Exception) vm.handled = match;
  f.slots[f.sp - 2] = left;
  f.slots[f.sp - 1] = match;
}

/** list, rest, unroller -> list, rest */
export function endStarHandler(f: Frame): void {
  const raised = f.slots[--f.sp] as W_Unroller;
  listAppend(f.slots[f.sp - 2] as W_List, raised.exception);
  f.block = (f.block as Block).previous;
  vm.handled = (f.savedExceptions as (W_Exception | null)[]).pop() ?? null;
}

/** unroller, list, rest -> unroller of what is left to raise, or None */
export function prepareReraise(f: Frame): void {
  const rest = f.slots[--f.sp] as W;
  const raised = listItems(f.slots[--f.sp] as W_List);
  const original = (f.slots[f.sp - 1] as W_Unroller).exception;
  const result = leftOver(original, raised, rest);
  f.slots[f.sp - 1] = result === null ? w_None : new W_Unroller(result);
}

/**
 * What is raised on: what a handler raised anew beside those parts of the original that were raised again or never handled, which come back in the
 * original's own nesting. Source: _PyExc_PrepReraiseStar in CPython's Objects/exceptions.c.
 */
function leftOver(original: W_Exception, raised: W[], rest: W): W_Exception | null {
  const all = rest === w_None ? raised : [...raised, rest];
  if (all.length === 0) return null;
  if (!isGroup(original)) return all[0] as W_Exception;
  const again = all.filter((e) => isPartOf(e as W_Exception, original));
  const anew = all.filter((e) => !again.includes(e));
  const kept = again.length === 0 ? null : projection(original, again);
  if (anew.length === 0) return kept;
  const parts = kept === null ? anew : [...anew, kept];
  return parts.length === 1 ? (parts[0] as W_Exception) : group(parts);
}

/** Split off the original, not made since: that leaves all that an exception knows as it was. */
function isPartOf(e: W_Exception, original: W_Exception): boolean {
  const notes = (w: W_Exception): W | null => hooks.findattr(w, '__notes__');
  return (
    isGroup(e) &&
    notes(e) === notes(original) &&
    e.traceback === original.traceback &&
    e.cause === original.cause &&
    e.context === original.context
  );
}

/** The original with those leaves alone that `parts` have. */
function projection(original: W_Exception, parts: readonly W[]): W_Exception | null {
  const wanted = new Set<W>();
  const open = [...parts];
  for (let e = open.pop(); e !== undefined; e = open.pop()) {
    if (isGroup(e)) open.push(...toArray(hooks.getattr(e, 'exceptions')));
    else wanted.add(e);
  }
  const isWanted = new W_Builtin('is_wanted', ([e]) => newBool(wanted.has(e)), 'is_wanted', false, 'builtins');
  const [match] = tupleItems(hooks.call(hooks.getattr(original, 'split'), [isWanted])) as [W, W];
  return match === w_None ? null : (match as W_Exception);
}
