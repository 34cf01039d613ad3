/** The instructions of except* (PEP 654), on a real frame. Source: PyPy 3.11's and CPython's semantics of the statement. */
import { exceptionType } from '../runtime/errors';
import type { Block, Frame } from '../runtime/functions';
import { hooks } from '../runtime/hooks';
import { newList, listAppend, listItems, type W_List } from '../runtime/lists';
import { typeOf } from '../runtime/types';
import { newTuple, tupleItems, w_None, W_Exception, W_Unroller, type W } from '../runtime/values';
import { vm } from '../runtime/vm';

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

function leftOver(original: W_Exception, raised: W[], rest: W): W_Exception | null {
  if (raised.length === 0) return rest === w_None ? null : (rest as W_Exception);
  if (!isGroup(original) && raised.length === 1) return raised[0] as W_Exception;
  return group(rest === w_None ? raised : [...raised, rest]);
}
