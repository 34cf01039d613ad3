/** _thread: locks and threads over scheduler.ts. Source: CPython's Modules/_threadmodule.c (behaviour); pypy/module/thread. */
import { blockers, sideTables } from '../../../runtime/lifetime';
import { error, exceptionType, GuestError, typeError, valueError } from '../../../runtime/errors';
import { dictEntries, W_Dict } from '../../../runtime/dicts';
import { hooks } from '../../../runtime/hooks';
import { K } from '../../../runtime/kinds';
import { typeOf, w_object } from '../../../runtime/types';
import {
  layout,
  newBool,
  newStr,
  newTuple,
  strText,
  tupleItems,
  w_False,
  w_None,
  w_True,
  W_Instance,
  W_Native,
  type W,
} from '../../../runtime/values';
import { constructor, defineModule, getset, method, rawMethod } from '../../define';
import { argument, floatArgument, instanceOf, intArgument, isTrue, moduleType, payload } from '../../native';
import { address } from '../../text/text';
import { clock } from '../../clock';
import { structSequence } from '../../struct-sequence';
import { currentThread, liveThreads, resetThreads, startThread, waitFor, type GuestThread } from './scheduler';

const TIMEOUT_MAX = 9223372036;

class W_Lock extends W_Native {
  /** Times held. */
  count = 0;
  owner: GuestThread | null = null;
}
layout(W_Lock, K.NATIVE);
const lockType = moduleType('_thread', 'lock');
const rlockType = moduleType('_thread', 'RLock');
const L = (w: W): W_Lock => payload(w, W_Lock);

/** acquire(blocking=True, timeout=-1). */
function acquire(lock: W_Lock, args: W[], keywords: ReadonlyMap<string, W> | null): W {
  const blocking = isTrue(argument(args, 1, keywords, 'blocking'), true);
  const given = argument(args, 2, keywords, 'timeout');
  const timeout = given === undefined ? -1 : floatArgument(given);
  if (!blocking && timeout !== -1) throw valueError("can't specify a timeout for a non-blocking call");
  if (timeout < 0 && timeout !== -1) throw valueError('timeout value must be a non-negative number');
  if (timeout > TIMEOUT_MAX) throw error('OverflowError', 'timeout value is too large');
  const free = (): boolean => lock.count === 0 || (lock.cls === rlockType && lock.owner === currentThread());
  if (!free()) {
    if (!blocking) return w_False;
    if (!waitFor({ ready: () => lock.count === 0, deadline: timeout < 0 ? Infinity : deadlineOf(timeout) })) return w_False;
  }
  lock.count++;
  lock.owner = currentThread();
  return w_True;
}
/** The instruction of a thread that waited is done again: its deadline is the first one. */
function deadlineOf(timeout: number): number {
  return clock.elapsed() + timeout;
}
function release(lock: W_Lock): W {
  if (lock.cls === rlockType && (lock.count === 0 || lock.owner !== currentThread()))
    throw error('RuntimeError', 'cannot release un-acquired lock');
  if (lock.count === 0) throw error('RuntimeError', 'release unlocked lock');
  lock.count--;
  if (lock.count === 0) lock.owner = null;
  return w_None;
}
for (const t of [lockType, rlockType]) {
  constructor(t, (args) => instanceOf(args[0], t, new W_Lock(t)));
  rawMethod(t, 'acquire', (args, keywords) => acquire(L(args[0]), args, keywords));
  rawMethod(t, 'acquire_lock', (args, keywords) => acquire(L(args[0]), args, keywords));
  method(t, 'release', 1, 1, (w) => release(L(w)));
  method(t, 'release_lock', 1, 1, (w) => release(L(w)));
  method(t, 'locked', 1, 1, (w) => newBool(L(w).count > 0));
  method(t, '__enter__', 1, 1, (w) => acquire(L(w), [w], null));
  rawMethod(t, '__exit__', (args) => (release(L(args[0])), w_None));
  method(t, '_at_fork_reinit', 1, 1, (w) => ((L(w).count = 0), w_None));
  method(t, '__repr__', 1, 1, (w) =>
    newStr(
      t === lockType
        ? `<${L(w).count > 0 ? '' : 'un'}locked ${typeOf(w).module}.${typeOf(w).name} object at ${address(w)}>`
        : `<${L(w).count > 0 ? '' : 'un'}locked ${typeOf(w).module}.${typeOf(w).name} object owner=${L(w).owner?.id ?? 0} count=${L(w).count} at ${address(w)}>`,
    ),
  );
}
method(rlockType, '_is_owned', 1, 1, (w) => newBool(L(w).count > 0 && L(w).owner === currentThread()));
method(rlockType, '_recursion_count', 1, 1, (w) => (L(w).owner === currentThread() ? L(w).count : 0));
method(rlockType, '_release_save', 1, 1, (w) => {
  const lock = L(w);
  if (lock.count === 0) throw error('RuntimeError', 'cannot release un-acquired lock');
  const saved = newTuple([lock.count, lock.owner?.id ?? 0]);
  lock.count = 0;
  lock.owner = null;
  return saved;
});
method(rlockType, '_acquire_restore', 2, 2, (w, saved) => {
  acquire(L(w), [w], null);
  L(w).count = intArgument((tupleItems(saved) as W[])[0]);
  return w_None;
});

class W_Handle extends W_Native {
  thread: GuestThread | null = null;
  ended = false;
}
layout(W_Handle, K.NATIVE);
const handleType = moduleType('_thread', '_ThreadHandle');
const H = (w: W): W_Handle => w as W_Handle;
const isDone = (h: W_Handle): boolean => h.ended || h.thread?.done === true;
constructor(handleType, () => new W_Handle(handleType));
getset(handleType, 'ident', (w) => H(w).thread?.id ?? 0);
method(handleType, 'is_done', 1, 1, (w) => newBool(isDone(H(w))));
method(handleType, '_set_done', 1, 1, (w) => ((H(w).ended = true), w_None));
method(handleType, 'join', 1, 2, (w, timeout) => {
  const limit = timeout === undefined || timeout === w_None ? -1 : floatArgument(timeout);
  if (H(w).thread === currentThread() && !isDone(H(w))) throw error('RuntimeError', 'Cannot join current thread');
  waitFor({ ready: () => isDone(H(w)), deadline: limit < 0 ? Infinity : deadlineOf(limit) });
  return w_None;
});

// -- thread-local data -------------------------------------------------------------------------------------------------

const localType = moduleType('_thread', '_local');
localType.hasDict = true;
/** Attributes of each `local` in each thread: the instance holds those of the thread that ran last. */
const perThread = new WeakMap<W_Instance, { owner: GuestThread; saved: Map<GuestThread, W_Instance> }>();
const arguments_ = new WeakMap<W_Instance, { args: W[]; keywords: ReadonlyMap<string, W> | null }>();
sideTables.push((w) => arguments_.get(w as W_Instance));
blockers.push(() => liveThreads() > 0);
sideTables.push((w) => [...(perThread.get(w as W_Instance)?.saved.values() ?? [])]);

/** Gives the instance the attributes of the current thread. */
function switchLocal(w: W_Instance): void {
  const me = currentThread();
  let kept = perThread.get(w);
  if (kept === undefined) perThread.set(w, (kept = { owner: me, saved: new Map() }));
  if (kept.owner === me) return;
  const old = new W_Instance(w.map);
  old.slots = w.slots;
  kept.saved.set(kept.owner, old);
  kept.owner = me;
  const mine = kept.saved.get(me);
  w.map = mine?.map ?? w.map.cls.maps.empty;
  w.slots = mine?.slots ?? [];
  const first = arguments_.get(w);
  const init = typeOf(w).lookup('__init__');
  if (mine === undefined && first !== undefined && init !== null && typeOf(w).lookupWhere('__init__') !== w_object)
    hooks.call(init, [w, ...first.args], first.keywords);
}
constructor(localType, (args, keywords) => {
  const w = new W_Instance((args[0] as typeof localType).maps.empty);
  arguments_.set(w, { args: args.slice(1), keywords });
  switchLocal(w);
  return w;
});
const plain = (name: string): W => w_object.lookup(name) as W;
// A builtin type's own __getattribute__ is not asked for by the interpreter: the hooks stand on a class that counts as the guest's.
localType.isHeap = true;
method(localType, '__getattribute__', 2, 2, (w, name) => (switchLocal(w as W_Instance), hooks.call(plain('__getattribute__'), [w, name])));
method(
  localType,
  '__setattr__',
  3,
  3,
  (w, name, value) => (switchLocal(w as W_Instance), hooks.call(plain('__setattr__'), [w, name, value])),
);
method(localType, '__delattr__', 2, 2, (w, name) => (switchLocal(w as W_Instance), hooks.call(plain('__delattr__'), [w, name])));
localType.refreshFlags();

// -- the module --------------------------------------------------------------------------------------------------------

const hookArguments = structSequence('_thread', '_ExceptHookArgs', ['exc_type', 'exc_value', 'exc_traceback', 'thread']);

function begin(func: W, args: readonly W[], keywords: ReadonlyMap<string, W> | null, handle: W_Handle): void {
  handle.thread = startThread(() => {
    try {
      hooks.call(func, [...args], keywords);
    } catch (e) {
      if (!(e instanceof GuestError) || typeOf(e.exception).isSubtype(exceptionType('SystemExit'))) throw e;
      const sys = hooks.importModule('sys', newTuple([]), 0, w_None);
      hooks.call(hooks.getattr(sys, 'excepthook'), [typeOf(e.exception), e.exception, e.exception.traceback ?? w_None]);
    }
  });
}

defineModule('_thread', (m) => {
  resetThreads();
  m.set('LockType', lockType);
  m.set('lock', lockType);
  m.set('RLock', rlockType);
  m.set('_local', localType);
  m.set('_ThreadHandle', handleType);
  m.set('_ExceptHookArgs', hookArguments.type);
  m.set('error', exceptionType('RuntimeError'));
  m.set('TIMEOUT_MAX', hooks.call(hooks.getattr(hooks.importModule('builtins', newTuple([]), 0, w_None), 'float'), [TIMEOUT_MAX]));
  for (const name of ['allocate_lock', 'allocate']) m.def(name, 0, 0, () => new W_Lock(lockType));
  m.def('get_ident', 0, 0, () => currentThread().id);
  m.def('_get_main_thread_ident', 0, 0, () => 1);
  m.def('get_native_id', 0, 0, () => 999 + currentThread().id);
  m.def('_count', 0, 0, liveThreads);
  m.def('stack_size', 0, 1, () => 0);
  m.def('set_name', 1, 1, () => w_None);
  m.def('daemon_threads_allowed', 0, 0, () => w_True);
  m.def('_is_main_interpreter', 0, 0, () => w_True);
  m.def('_make_thread_handle', 1, 1, (id) => {
    const handle = new W_Handle(handleType);
    handle.thread = intArgument(id) === currentThread().id ? currentThread() : null;
    return handle;
  });
  m.raw('start_joinable_thread', (args, keywords) => {
    const given = argument(args, 1, keywords, 'handle');
    const handle = given instanceof W_Handle ? given : new W_Handle(handleType);
    begin(argument(args, 0, keywords, 'function') as W, [], null, handle);
    return handle;
  });
  for (const name of ['start_new_thread', 'start_new']) {
    m.def(name, 2, 3, (func, args, keywords) => {
      if (tupleItems(args) === null) throw typeError('2nd arg must be a tuple');
      const named = keywords instanceof W_Dict ? new Map(dictEntries(keywords).map(([k, v]) => [strText(k) ?? '', v])) : null;
      const handle = new W_Handle(handleType);
      begin(func, tupleItems(args) as W[], named, handle);
      return handle.thread?.id ?? 0;
    });
  }
  m.def('_shutdown', 0, 0, () => w_None);
  m.raw('_excepthook', (args) => {
    const [type, value, traceback, thread] = tupleItems(args[0]) as W[];
    if (type === exceptionType('SystemExit')) return w_None;
    const sys = hooks.importModule('sys', newTuple([]), 0, w_None);
    const name = thread === w_None ? String(currentThread().id) : strText(hooks.getattr(thread, 'name'));
    hooks.call(hooks.getattr(hooks.getattr(sys, 'stderr'), 'write'), [newStr(`Exception in thread ${name}:\n`)]);
    hooks.call(hooks.getattr(sys, 'excepthook'), [type, value, traceback]);
    return w_None;
  });
  m.raw('interrupt_main', () => w_None);
  for (const name of ['exit', 'exit_thread']) {
    m.def(name, 0, 0, () => {
      throw error('SystemExit', '');
    });
  }
});
