/**
 * Code, functions, frames, generators.
 *
 * Frames are explicit objects: Python-to-Python calls use no host recursion, and a generator simply keeps its frame.
 * `slots` holds locals, then cells and free variables, then the value stack, as PyPy's `locals_cells_stack_w`. The recorder
 * uses the same class with trace values in the slots.
 */
import type { Code, CodeConstant } from '../compile/code';
import { CODE_FLAGS } from '../compile/code';
import type { W_Dict } from './dicts';
import { newSet } from './dicts';
import type { W_Type } from './types';
import { K } from './kinds';
import {
  CellFamily,
  intFromBig,
  layout,
  newStr,
  newTuple,
  Obj,
  W_Bytes,
  W_Complex,
  W_Ellipsis,
  W_Float,
  w_Ellipsis,
  w_False,
  w_None,
  w_True,
  type W,
  type W_Exception,
} from './values';
import { isLibraryPath } from './importing/library-files';

const NO_VALUES: readonly W[] = [];
const NO_BYTES = new Uint8Array(0);
const NO_UNITS = new Int32Array(0);
const NO_TICKS = new Uint32Array(0);
const NO_CACHES: unknown[] = [];

/**
 * A code object with its constants as guest values, and what the interpreter and the JIT keep per code. What only running it takes is made with
 * its first frame (`newSlots`), or by who asks for it before (`prepare`).
 */
export class W_Code extends Obj {
  consts: readonly W[] = NO_VALUES;
  opcodes: Uint8Array = NO_BYTES;
  operands: Int32Array = NO_UNITS;
  next: Int32Array = NO_UNITS;
  readonly ncells: number;
  /** Slots below the value stack. */
  readonly base: number;
  readonly size: number;
  /** Its frames are not in tracebacks: what is Python only inside (hidden_applevel, pypy/interpreter/pytraceback.py). */
  readonly hidden: boolean;
  /** Stands for RPython of PyPy's, where no function is entered and no loop has a header: neither counts (pypy/module/itertools/interp_itertools.py). */
  readonly standsForNative: boolean;
  readonly isGenerator: boolean;
  readonly isCoroutine: boolean;
  readonly isAsyncGenerator: boolean;
  readonly hasVarargs: boolean;
  readonly hasKwargs: boolean;
  /** Parameters that are also cells: [cell index, parameter slot]. */
  readonly cellParameters: readonly (readonly [number, number])[];
  /** One for each cell variable. */
  readonly cellFamilies: readonly CellFamily[];
  /** The JIT's cells, by unit: counters and compiled code of the green key (unit, code). */
  readonly jitCells: (unknown | undefined)[] = [];
  /** Interpreted bytecodes per unit, for the profile. */
  ticks: Uint32Array = NO_TICKS;
  /** Inline caches of the interpreter, by unit. */
  caches: unknown[] = NO_CACHES;
  /** The number of arguments of a call that just fills the first slots; -1 where binding them takes more, or the call makes a generator. */
  readonly plainArguments: number;
  /** The slots of a new frame; null until it is prepared. */
  private emptySlots: unknown[] | null = null;

  constructor(readonly code: Code) {
    super();
    this.ncells = code.cellvars.length + code.freevars.length;
    this.base = code.nlocals + this.ncells;
    this.size = this.base + code.stacksize;
    this.hidden = code.filename.startsWith('<builtin>/');
    this.standsForNative = code.filename === '<frozen itertools>';
    this.isGenerator = (code.flags & CODE_FLAGS.GENERATOR) !== 0;
    this.isCoroutine = (code.flags & CODE_FLAGS.COROUTINE) !== 0;
    this.isAsyncGenerator = (code.flags & CODE_FLAGS.ASYNC_GENERATOR) !== 0;
    this.hasVarargs = (code.flags & CODE_FLAGS.VARARGS) !== 0;
    this.hasKwargs = (code.flags & CODE_FLAGS.VARKEYWORDS) !== 0;
    const parameters = code.argcount + code.kwonlyargcount + (this.hasVarargs ? 1 : 0) + (this.hasKwargs ? 1 : 0);
    const pairs: (readonly [number, number])[] = [];
    code.cellvars.forEach((name, i) => {
      const slot = code.varnames.indexOf(name);
      if (slot >= 0 && slot < parameters) pairs.push([i, slot]);
    });
    this.cellParameters = pairs;
    this.cellFamilies = code.cellvars.map(() => new CellFamily());
    const plain =
      code.kwonlyargcount === 0 && !this.hasVarargs && !this.hasKwargs && !this.isGenerator && !this.isCoroutine && !this.isAsyncGenerator;
    this.plainArguments = plain ? code.argcount : -1;
  }

  newSlots(): unknown[] {
    return (this.emptySlots ?? this.prepare()).slice();
  }

  /** Makes what running it takes; nothing the second time. */
  prepare(): unknown[] {
    if (this.emptySlots !== null) return this.emptySlots;
    const { decoded, consts } = this.code;
    this.consts = consts.map(constant);
    this.opcodes = decoded.opcodes;
    this.operands = decoded.operands;
    this.next = decoded.next;
    this.ticks = new Uint32Array(this.opcodes.length);
    this.caches = new Array<unknown>(this.opcodes.length).fill(null);
    return (this.emptySlots = new Array<unknown>(this.size).fill(null));
  }
}
layout(W_Code, K.CODE);

const codes = new WeakMap<Code, W_Code>();
/** All code in the order it was made, for the counts at the end of the run. */
let made: W_Code[] = [];
export function wrapCode(code: Code): W_Code {
  let w = codes.get(code);
  if (w === undefined) {
    codes.set(code, (w = new W_Code(code)));
    made.push(w);
  }
  return w;
}

export const allCode = (): readonly W_Code[] => made;

/** A new run begins: the library's code, which stays compiled, counts from nothing. */
export function resetTicks(): void {
  made = made.filter((w) => isLibraryPath(w.code.filename));
  for (const w of made) w.ticks.fill(0);
}

/** A compile-time constant as a guest value. */
export function constant(c: CodeConstant): W {
  switch (c.type) {
    case 'none':
      return w_None;
    case 'true':
      return w_True;
    case 'false':
      return w_False;
    case 'ellipsis':
      return w_Ellipsis instanceof W_Ellipsis ? w_Ellipsis : w_None;
    case 'int':
      return intFromBig(c.value);
    case 'float':
      return new W_Float(c.value);
    case 'complex':
      return new W_Complex(c.real, c.imag);
    case 'str':
      return newStr(c.value);
    case 'bytes':
      return new W_Bytes(c.value);
    case 'tuple':
      return newTuple(c.items.map(constant));
    case 'frozenset':
      return newSet(c.items.map(constant), true);
    case 'code':
      return wrapCode(c.code);
  }
}

export class W_Function extends Obj {
  name: string;
  qualname: string;
  doc: W = w_None;
  module: W = w_None;
  dict: W_Dict | null = null;
  annotations: W | null = null;
  annotate: W | null = null;
  typeParams: W | null = null;
  constructor(
    public code: W_Code,
    readonly globals: W_Dict,
    public defaults: readonly W[],
    public kwdefaults: ReadonlyMap<string, W> | null,
    /** Cells of the free variables, in order. */
    readonly closure: readonly W[],
    qualname: string,
  ) {
    super();
    this.name = code.code.name;
    this.qualname = qualname;
  }
}
layout(W_Function, K.FUNCTION);

/** Keyword arguments of a native call, in order. */
export type Keywords = ReadonlyMap<string, W>;
export type NativeImpl = (args: W[], keywords: Keywords | null) => W;

/** A function written in TypeScript. */
export class W_Builtin extends Obj {
  /** Index of its traceable form in the semantics' table, -1 when it is opaque to the tracer. */
  traceable = -1;
  doc: W = w_None;
  constructor(
    readonly name: string,
    readonly impl: NativeImpl,
    /** `list.append` for a method of a type, `math.sqrt`, or the bare name. */
    readonly qualname: string = name,
    /** True for a method found through a type: binds its first argument. */
    readonly isMethod: boolean = false,
    readonly module: string = 'builtins',
  ) {
    super();
  }
  /** The object a bound builtin method belongs to. */
  self: W | null = null;
  /** Used by the recorder: the constant that stands for it in traces. */
  jitConstant: unknown = null;
}
layout(W_Builtin, K.BUILTIN);

export class W_Module extends Obj {
  constructor(
    public name: string,
    readonly dict: W_Dict,
    /** A subclass of ModuleType; null: ModuleType itself. */
    public cls: W_Type | null = null,
  ) {
    super();
  }
}
layout(W_Module, K.MODULE);

/** One entry of a frame's block stack (immutable, linked: a snapshot is a pointer). */
export class Block {
  constructor(
    readonly kind: 'except' | 'finally' | 'restore',
    /** Unit of the handler. */
    readonly handler: number,
    /** Stack pointer to cut back to. */
    readonly depth: number,
    readonly previous: Block | null,
  ) {}
}

/** Frames of calls between compiled codes have no slots until something leaves that code: most never need them. */
export const NO_SLOTS: unknown[] = [];

export class Frame {
  slots: unknown[];
  /** Next free slot. */
  sp: number;
  /** Unit of the instruction being run (of the call, while a callee runs). */
  pc = 0;
  /** Unit to run when this frame is (re)entered. */
  nextPc = 0;
  block: Block | null = null;
  /** The saved sys.exc_info of each 'restore' block, innermost last. */
  savedExceptions: (unknown | null)[] | null = null;
  back: Frame | null = null;
  /** What to do with the value a callee returns: see semantics/continuations. */
  cont = 0;
  contArg = 0;
  contTemp: unknown = null;
  locals: W_Dict | null = null;
  generator: W_Generator | null = null;
  /** A frame that a native called: when it returns, control goes back to the host. */
  isBase = false;
  /** Set when compiled code or the recorder must keep this object up to date. */
  real: Frame | null = null;
  /** After how many bytecodes' starts the frame counts as entered (rebuilt by a side exit); negative: it does not count then, being the outermost. */
  entryTick = 0;
  /** Recorder: the value stack's depth at the start of the bytecode being traced. */
  depth = 0;
  /** A generator frame left by compiled code: it yielded instead of returning. */
  suspended = 0;

  constructor(
    readonly code: W_Code,
    readonly globals: W_Dict,
    slots: unknown[] = code.newSlots(),
  ) {
    this.slots = slots;
    this.sp = code.base;
  }

  /** For a frame made with NO_SLOTS, before anything looks at them. */
  provideSlots(): void {
    if (this.slots === NO_SLOTS) this.slots = this.code.newSlots();
  }
}

/** The first frame from `f` on that guest code may see (pypy/interpreter/executioncontext.py, getnextframe_nohidden). */
export function shownFrame(f: Frame | null): Frame | null {
  let shown = f;
  while (shown !== null && (shown.code.hidden || shown.code.code.filename === '<native>')) shown = shown.back;
  return shown;
}

/** A frame as guest code sees it (sys._getframe, tb_frame). */
export class W_FrameView extends Obj {
  constructor(readonly frame: Frame) {
    super();
  }
}
layout(W_FrameView, K.FRAME);

const views = new WeakMap<Frame, W_FrameView>();
/** A frame is one object to the guest, however often it is asked for. */
export function frameView(frame: Frame): W_FrameView {
  let view = views.get(frame);
  if (view === undefined) views.set(frame, (view = new W_FrameView(frame)));
  return view;
}

export class W_Generator extends Obj {
  running = false;
  finished = false;
  started = false;
  /** What is being handled where it waits, if that is inside a handler. */
  handled: W_Exception | null = null;
  name: string;
  qualname: string;
  constructor(
    readonly frame: Frame,
    readonly flavour: 'generator' | 'coroutine' | 'async_generator',
    qualname: string,
  ) {
    super();
    this.name = frame.code.code.name;
    this.qualname = qualname;
  }
}
layout(W_Generator, K.GENERATOR);
