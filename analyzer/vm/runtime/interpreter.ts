/**
 * The Direct interpreter as the host uses it: fills in `hooks`, so that natives reach guest code, and links builtins with their
 * traceable forms. A native that calls guest code runs it in a nested `run()` on a base frame; the nesting is counted.
 */
import { call as directCall, type NamedArguments } from '../generated/direct/calls';
import { compare as directCompare, contains as directContains, truthOf as directTruth } from '../generated/direct/compare';
import { binary as directBinary } from '../generated/direct/arithmetic';
import { getAttribute, setAttribute } from '../generated/direct/attributes';
import { deleteItem, getItem, setItem } from '../generated/direct/items';
import { iterate } from '../generated/direct/iteration';
import { resume } from '../generated/direct/generators';
import { traceableIndex } from '../generated/direct/builtins';
import { C } from '../generated/direct/continuations';
import { run } from '../generated/direct/dispatch';
import { unwind } from '../generated/direct/exceptions';
import { applyResult } from '../generated/direct/results';
import { deletePlainAttribute, setPlainAttribute } from './plainattributes';
import * as direct from '../machine/direct';
import type { Ref } from '../machine/types';
import { allBuiltins, linker } from '../library/define';
import { nextOf } from '../library/protocols/iterables';
import { checkedLength, lengthOf } from '../library/protocols/length';
import { formatOf, reprValue, strValue } from '../library/text/text';
import { asBig } from '../library/numbers';
import { wrapCode, Frame, W_Generator, type Keywords, type W_Code } from './functions';
import { newModuleDict, type W_Dict } from './dicts';
import { error, exceptionType, GuestError, isGuestError } from './errors';
import { generatorEntry } from './generator-entry';
import { ops } from '../compile/opcodes';
import { hooks } from './hooks';
import { typeOf, W_Type } from './types';
import type { Code } from '../compile/code';
import { baseFrameEntry } from '../jit/recorder/baseframe';
import { entry } from './interpreter-entry';
import { W_Bool, W_Cell, type W_Exception, W_Instance, w_None, w_True, type W } from './values';
import { vm } from './vm';

/** A frame that stands for the calling native: gives continuations a place, and is never run. */
const stub: Code = {
  name: '<native>',
  qualname: '<native>',
  filename: '<native>',
  argcount: 0,
  posonlyargcount: 0,
  kwonlyargcount: 0,
  nlocals: 0,
  stacksize: 8,
  flags: 0,
  code: new Uint8Array(0),
  consts: [],
  names: [],
  varnames: [],
  cellvars: [],
  freevars: [],
  firstlineno: 0,
  lines: new Int32Array(0),
  starts: new Int32Array(0),
  ends: new Int32Array(0),
  decoded: { opcodes: new Uint8Array(0), operands: new Int32Array(0), next: new Int32Array(0) },
  lineAt: () => 0,
} as unknown as Code;
const stubGlobals = newModuleDict();

/** Does `work` with a native's stub frame as the current one; a frame it pushes is run to its end. */
function nested(work: (f: Frame) => Ref | undefined): W {
  if (vm.nesting >= vm.nestingLimit) throw error('RecursionError', 'maximum recursion depth exceeded');
  const outer = vm.frame;
  const depth = vm.depth;
  const f = new Frame(wrapCode(stub), stubGlobals);
  f.cont = C.PUSH;
  f.back = outer;
  vm.frame = f;
  vm.nesting++;
  vm.hostRuns++;
  try {
    let raised: GuestError | null = null;
    try {
      const r = work(f);
      if (r !== undefined) return r as unknown as W;
      if (vm.frame === f) return f.slots[f.sp - 1] as W;
    } catch (e) {
      raised = raisedAbove(f, e);
    }
    const pushed = vm.frame as unknown as Frame;
    bottomFrame(pushed, f).isBase = true;
    let value = run(raised);
    // What was called may have more to do with the result: a class gives the instance, not what __init__ returned.
    while (f.cont !== C.PUSH) {
      vm.frame = f;
      vm.depth = depth;
      const r = afterFrame(f, value);
      if (r !== undefined) return r as unknown as W;
      bottomFrame(vm.frame as unknown as Frame, f).isBase = true;
      value = run();
    }
    return value as unknown as W;
  } finally {
    vm.nesting--;
    vm.hostRuns--;
    vm.frame = outer;
    vm.depth = depth;
  }
}

/**
 * Entering a frame can run compiled code, and a guard of it can fail with an exception: the frames then stand above `below`, and one
 * of them may handle it. Any other exception is thrown on.
 */
function raisedAbove(below: Frame | null, e: unknown): GuestError {
  if (!isGuestError(e) || e.leftBase || vm.frame === below) throw e;
  return e;
}

/** The frame that `stub` called: compiled code may have left others on top of it. */
function bottomFrame(top: Frame, stubFrame: Frame): Frame {
  let f = top;
  while (f.back !== null && f.back !== stubFrame) f = f.back;
  return f;
}

const R = (w: W): Ref => w as unknown as Ref;

function named(keywords: Keywords | null | undefined): NamedArguments | null {
  if (keywords === null || keywords === undefined || keywords.size === 0) return null;
  return { names: [...keywords.keys()], values: [...keywords.values()].map(R) };
}

/** An operation whose result may come from a frame with a continuation other than PUSH: the continuation's value is on the stub's stack. */
function viaStack(push: (f: Frame) => Ref | undefined): W {
  return nested((f) => push(f));
}

export function loadInterpreter(): void {
  // What a class makes comes from the continuation of its `__init__`, not from the frame's own value.
  hooks.call = (callable, args, keywords) =>
    (callable instanceof W_Type ? nestedUntil : nested)((f) => directCall(f, R(callable), args as unknown as Ref[], named(keywords)));
  hooks.getattr = (w, name) => viaStack((f) => getAttribute(f, R(w), name));
  hooks.findattr = (w, name) => {
    try {
      return hooks.getattr(w, name);
    } catch (e) {
      if (isGuestError(e) && typeOf(e.exception).isSubtype(exceptionType('AttributeError'))) return null;
      throw e;
    }
  };
  hooks.setattr = (w, name, value) => void nested((f) => (setAttributeAnywhere(f, w, name, value) ? undefined : R(w_None)));
  hooks.delattr = deleteAttributeAnywhere;
  hooks.iter = (w) => nested((f) => iterate(f, R(w)));
  hooks.next = (it) => {
    if (!(it instanceof W_Generator)) return nextOf(it);
    if (it.finished && !it.running) return null;
    return generatorNext(it);
  };
  hooks.truth = (w) => {
    if (!(w instanceof W_Instance)) return direct.branch(directTruth(R(w)));
    const type = typeOf(w);
    const method = type.lookup('__bool__') ?? type.lookup('__len__');
    if (method === null) return w.payload === null || direct.branch(directTruth(R(w.payload)));
    const r = hooks.call(method, [w]);
    if (r instanceof W_Bool) return r.intval === 1;
    if (type.lookup('__bool__') !== null) throw error('TypeError', `__bool__ should return bool, returned ${typeOf(r).name}`);
    return checkedLength(r) !== 0;
  };
  hooks.binary = (op, a, b) => twoOperands(a, b, (f) => directBinary(f, op, R(a), R(b), false));
  hooks.inplace = (op, a, b) => twoOperands(a, b, (f) => directBinary(f, op, R(a), R(b), true));
  hooks.compare = (op, a, b) => twoOperands(a, b, (f) => directCompare(f, op, R(a), R(b)));
  hooks.contains = (container, item) => twoOperands(item, container, (f) => directContains(f, R(container), R(item), 0)) === w_True;
  hooks.getitem = (w, index) => viaStack((f) => getItem(f, R(w), R(index)));
  hooks.setitem = (w, index, value) => void nested((f) => (setItem(f, R(w), R(index), R(value)) ? undefined : R(w_None)));
  hooks.delitem = (w, index) => void nested((f) => (deleteItem(f, R(w), R(index)) ? undefined : R(w_None)));
  hooks.str = strValue;
  hooks.repr = reprValue;
  hooks.len = (w) => Number(asBig(lengthOf(w)));
  hooks.format = (w, spec) => formatOf(w, spec);
  entry.execute = (body, namespace) => {
    const f = new Frame(body.code, body.globals);
    f.locals = namespace;
    const c = body.code.code;
    for (let i = 0; i < c.cellvars.length; i++) f.slots[c.nlocals + i] = new W_Cell(null, body.code.cellFamilies[i]);
    body.closure.forEach((cell, i) => (f.slots[c.nlocals + c.cellvars.length + i] = cell));
    return runForHost(f);
  };
  entry.resume = (top) => {
    vm.nesting++;
    vm.frame = top;
    top.nextPc = top.pc;
    return run() as unknown as W;
  };
  baseFrameEntry.run = (f) => {
    f.isBase = true;
    return runFrame(f);
  };
  generatorEntry.send = (g, value) => nested((f) => resume(f, R(g), R(value)));
  generatorEntry.throw = throwInto;
  linker.hook = (b) => void (b.traceable = traceableIndex(b.qualname));
  for (const b of allBuiltins) linker.hook(b);
}

/** Binary and comparison continuations look for their operands on the stack and may go through several frames. */
function twoOperands(a: W, b: W, work: (f: Frame) => Ref | undefined): W {
  if (vm.nesting >= vm.nestingLimit) throw error('RecursionError', 'maximum recursion depth exceeded');
  return nestedUntil((f) => {
    f.slots[f.sp++] = a;
    f.slots[f.sp++] = b;
    return work(f);
  });
}

/** As `nested`, but the pushed frame returns into the stub's continuation, which may push further frames. */
function nestedUntil(work: (f: Frame) => Ref | undefined): W {
  const outer = vm.frame;
  const depth = vm.depth;
  const f = new Frame(wrapCode(stub), stubGlobals);
  f.cont = C.PUSH;
  f.back = outer;
  f.isBase = true;
  vm.frame = f;
  vm.nesting++;
  vm.hostRuns++;
  try {
    let step = (): Ref | undefined => work(f);
    for (;;) {
      let raised: GuestError | null = null;
      try {
        const r = step();
        if (r !== undefined) return r as unknown as W;
        if (vm.frame === f) return f.slots[f.sp - 1] as W;
      } catch (e) {
        raised = raisedAbove(f, e);
      }
      const pushed = vm.frame as unknown as Frame;
      bottomFrame(pushed, f).isBase = true;
      const value = run(raised);
      vm.frame = f;
      vm.depth = depth;
      step = () => afterFrame(f, value);
    }
  } finally {
    vm.nesting--;
    vm.hostRuns--;
    vm.frame = outer;
    vm.depth = depth;
  }
}

function afterFrame(f: Frame, value: Ref): Ref | undefined {
  const before = vm.frame;
  applyResult(f, value);
  return vm.frame === before ? (f.slots[f.sp - 1] as Ref) : undefined;
}

function setAttributeAnywhere(f: Frame, w: W, name: string, value: W): boolean {
  if (w instanceof W_Instance) return setAttribute(f, R(w), name, R(value));
  setPlainAttribute(w, name, value);
  return false;
}
function deleteAttributeAnywhere(w: W, name: string): void {
  if (w instanceof W_Instance) {
    const type = typeOf(w);
    const custom = type.lookup('__delattr__');
    if (custom !== null && type.lookupWhere('__delattr__')?.isHeap === true) {
      hooks.call(custom, [w, name]);
      return;
    }
  }
  deletePlainAttribute(w, name);
}

/** One step of a generator; null when it returned. */
function generatorNext(g: W_Generator): W | null {
  try {
    return nested((f) => resume(f, R(g), R(w_None)));
  } catch (e) {
    if (isGuestError(e) && typeOf(e.exception).isSubtype(exceptionType('StopIteration'))) return null;
    throw e;
  }
}

/** generator.throw: the exception is raised where the generator waits, or in what it delegates to. */
function throwInto(g: W_Generator, e: W_Exception): W {
  if (g.running) throw error('ValueError', 'generator already executing');
  if (g.finished || !g.started) {
    g.finished = true;
    throw new GuestError(e);
  }
  const waiting = g.frame;
  const delegate = waiting.code.opcodes[waiting.nextPc] === ops.YIELD_FROM ? (waiting.slots[waiting.sp - 1] as W) : null;
  return nested((f) => {
    // Entered to raise there, not to go on: compiled code is not for it.
    direct.wakeGenerator(g, waiting, f);
    waiting.isBase = true;
    let raised = e;
    if (delegate !== null && typeOf(e).isSubtype(exceptionType('GeneratorExit'))) {
      // What it waits for is closed first; only then is the generator told (CPython: _gen_throw).
      try {
        const close = hooks.findattr(delegate, 'close');
        if (close !== null) hooks.call(close, []);
      } catch (inner) {
        if (!isGuestError(inner)) throw inner;
        raised = inner.exception;
      }
    } else if (delegate !== null) {
      const forward = hooks.findattr(delegate, 'throw');
      if (forward !== null) {
        try {
          const yielded = hooks.call(forward, [e]);
          g.running = false;
          direct.suspendHandler(g, waiting);
          vm.frame = f;
          return R(yielded);
        } catch (inner) {
          if (!isGuestError(inner)) throw inner;
          if (typeOf(inner.exception).isSubtype(exceptionType('StopIteration'))) {
            waiting.sp--;
            waiting.slots[waiting.sp++] = inner.exception.value ?? w_None;
            waiting.nextPc = waiting.code.next[waiting.nextPc];
            vm.frame = waiting;
            return undefined;
          }
          raised = inner.exception;
        }
      }
    }
    vm.frame = waiting;
    const handler = unwind(waiting, new GuestError(raised), true);
    if (isGuestError(handler)) throw handler;
    return undefined;
  });
}

/** Runs a code object in a namespace to its end. */
export function execute(code: W_Code, globals: W_Dict, locals: W_Dict | null): W {
  const f = new Frame(code, globals);
  f.locals = locals;
  return runForHost(f);
}

/** Native code waits for the frame's end. */
function runForHost(f: Frame): W {
  vm.hostRuns++;
  try {
    return runFrame(f);
  } finally {
    vm.hostRuns--;
  }
}

function runFrame(f: Frame): W {
  const outer = vm.frame;
  const depth = vm.depth;
  f.back = outer;
  f.isBase = true;
  vm.nesting++;
  if (vm.nesting >= vm.nestingLimit) throw error('RecursionError', 'maximum recursion depth exceeded');
  try {
    let raised: GuestError | null = null;
    try {
      direct.enterFrame(f);
    } catch (e) {
      raised = raisedAbove(outer, e);
    }
    return vm.ended !== null ? vm.takeEnded() : (run(raised) as unknown as W);
  } catch (e) {
    if (isGuestError(e)) e.leftBase = false;
    throw e;
  } finally {
    vm.nesting--;
    vm.frame = outer;
    vm.depth = depth;
  }
}
