/**
 * The ends of a deque. PyPy looks into the methods: whether a block of 62 items is full, or used up, and whether the deque has its greatest length are
 * guards of the trace. The item itself is put in or taken out by a helper.
 *
 * Source: pypy/module/_collections/interp_deque.py.
 */
import * as m from '../machine/machine';
import type { Ref } from '../machine/types';
import { containerHelper, keeping, plainHelper, type Helper } from '../machine/helpers';
import { K } from '../runtime/kinds';
import { w_None, type W } from '../runtime/values';
import { DEQUE, dequeState, dequeType, type W_Deque } from '../library/deque';
import type { Traceable } from './builtins';

const inlined = (h: Helper): Helper => ({ ...h, callClass: 'inline' });
const questionHelpers = new Map(
  Object.values(DEQUE).map((bit) => [bit, inlined(plainHelper('i', 'deque', 'state', (d: W_Deque) => (dequeState(d) & bit) / bit))]),
);
const append = inlined(
  keeping(
    containerHelper('v', 'deque.append', 'append', (d: W_Deque, w: W) => d.push(w), ['deque']),
    [1],
  ),
);
const appendLeft = inlined(
  keeping(
    containerHelper('v', 'deque.appendleft', 'appendleft', (d: W_Deque, w: W) => d.unshift(w), ['deque']),
    [1],
  ),
);
const pop = inlined(containerHelper('r', 'deque.pop', 'pop', (d: W_Deque): W => d.pop(), ['deque']));
const popLeft = inlined(containerHelper('r', 'deque.popleft', 'popleft', (d: W_Deque): W => d.shift(), ['deque']));

type Question = (typeof DEQUE)[keyof typeof DEQUE];

/** `fresh`: at this place the item needs a block of its own; `other`: what is asked of the other end when an item falls out there. */
function put(d: Ref, w: Ref, fresh: Question, other: Question, h: Helper): Ref | null {
  const is = questions(d);
  if (is === null) return null;
  if (is(fresh)) m.newBlock(d);
  if (is(DEQUE.FULL)) is(other);
  m.callV(h, d, w);
  return m.ref(w_None);
}

function take(d: Ref, end: Question, h: Helper): Ref | null {
  const is = questions(d);
  if (is === null || is(DEQUE.EMPTY)) return null;
  if (is(end)) is(DEQUE.LAST);
  return m.callR(h, d);
}

function questions(d: Ref): ((bit: Question) => boolean) | null {
  if (!m.RECORDING || m.kind(d) !== K.NATIVE || m.typeOf(d) !== dequeType) return null;
  return (bit) => m.branch(m.intIsTrue(m.callI(questionHelpers.get(bit) as Helper, d)));
}

const method =
  (arity: number, body: (d: Ref, w: Ref) => Ref | null): Traceable =>
  (_f, args, named) =>
    named === null && args.length === arity ? body(args[0], args[1]) : null;

export const dequeTraceables: readonly (readonly [string, Traceable])[] = [
  ['deque.append', method(2, (d, w) => put(d, w, DEQUE.RIGHT_END, DEQUE.LEFT_END, append))],
  ['deque.appendleft', method(2, (d, w) => put(d, w, DEQUE.LEFT_START, DEQUE.RIGHT_START, appendLeft))],
  ['deque.pop', method(1, (d) => take(d, DEQUE.RIGHT_START, pop))],
  ['deque.popleft', method(1, (d) => take(d, DEQUE.LEFT_END, popLeft))],
];
