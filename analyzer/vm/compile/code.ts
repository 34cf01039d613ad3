/**
 * Code objects: what one scope compiles to. Plain data, no guest objects, safe to share and to cache.
 *
 * The fields are those of Python's `code` type without `co_`; bytes are PyPy 3.9's (see opcodes.ts). Positions are kept for
 * each two-byte unit as absolute UTF-16 offsets in the file, so that a trace operation can be shown on the characters that
 * caused it (the idea of PEP 657; PyPy 3.9 itself keeps lines only).
 */
import { EXTENDED_ARG, HAVE_ARGUMENT } from './opcodes';

/** A constant of `Code.consts`. Strings are UTF-16 text, in which a lone surrogate is legal. */
export type CodeConstant =
  | { readonly type: 'none' }
  | { readonly type: 'true' }
  | { readonly type: 'false' }
  | { readonly type: 'ellipsis' }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'complex'; readonly real: number; readonly imag: number }
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly type: 'tuple'; readonly items: readonly CodeConstant[] }
  | { readonly type: 'frozenset'; readonly items: readonly CodeConstant[] }
  | { readonly type: 'code'; readonly code: Code };

/** `Code.flags`, as in Python's inspect module; the last two are PyPy's own. */
export const CODE_FLAGS = {
  OPTIMIZED: 0x0001,
  NEWLOCALS: 0x0002,
  VARARGS: 0x0004,
  VARKEYWORDS: 0x0008,
  NESTED: 0x0010,
  GENERATOR: 0x0020,
  NOFREE: 0x0040,
  COROUTINE: 0x0080,
  ITERABLE_COROUTINE: 0x0100,
  ASYNC_GENERATOR: 0x0200,
  FUTURE_ANNOTATIONS: 0x1000000,
  KILL_DOCSTRING: 0x2000000,
  YIELD_INSIDE_TRY: 0x4000000,
} as const;

/** What is known of a code object before any of it runs. */
export interface CodeHead {
  readonly name: string;
  readonly qualname: string;
  readonly filename: string;
  /** Positional parameters, positional-only ones included. */
  readonly argcount: number;
  readonly posonlyargcount: number;
  readonly kwonlyargcount: number;
  /** Deepest value stack, as PyPy computes it. */
  readonly stacksize: number;
  readonly flags: number;
  readonly names: readonly string[];
  /** Parameters first (positional, keyword-only, *args, **kwargs), then locals in order of first mention. */
  readonly varnames: readonly string[];
  readonly cellvars: readonly string[];
  readonly freevars: readonly string[];
  /** 1-based; of the first decorator if there is one. */
  readonly firstlineno: number;
}

/** What running it takes. */
export interface CodeBody {
  readonly code: Uint8Array;
  readonly consts: readonly CodeConstant[];
  /** Line, 1-based, of each unit (0: artificial, no line). Index is byte offset / 2. */
  readonly lines: Int32Array;
  /** Source range of each unit: absolute UTF-16 offsets, `ends` one past the last. -1 where there is none. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Everything a Code is made of; `new Code(fields)` copies nothing. */
export type CodeFields = CodeHead & CodeBody;

/** One instruction with its EXTENDED_ARG prefixes folded in. */
export interface Instruction {
  /** Byte offset of the first unit (of the prefix, if any): where jumps land. */
  readonly offset: number;
  readonly opcode: number;
  readonly operand: number;
  /** Byte offset of the instruction that follows. */
  readonly next: number;
}

export class Code implements CodeFields {
  readonly name: string;
  readonly qualname: string;
  readonly filename: string;
  readonly argcount: number;
  readonly posonlyargcount: number;
  readonly kwonlyargcount: number;
  readonly nlocals: number;
  readonly stacksize: number;
  readonly flags: number;
  readonly names: readonly string[];
  readonly varnames: readonly string[];
  readonly cellvars: readonly string[];
  readonly freevars: readonly string[];
  readonly firstlineno: number;
  /** The first constant where that is a str: what a function takes for its docstring. */
  readonly firstText: string | null;

  private readBody: CodeBody | (() => CodeBody);
  private decodedUnits: DecodedCode | undefined;

  private constructor(header: CodeHead, body: CodeBody | (() => CodeBody), firstText: string | null) {
    this.name = header.name;
    this.qualname = header.qualname;
    this.filename = header.filename;
    this.argcount = header.argcount;
    this.posonlyargcount = header.posonlyargcount;
    this.kwonlyargcount = header.kwonlyargcount;
    this.nlocals = header.varnames.length;
    this.stacksize = header.stacksize;
    this.flags = header.flags;
    this.names = header.names;
    this.varnames = header.varnames;
    this.cellvars = header.cellvars;
    this.freevars = header.freevars;
    this.firstlineno = header.firstlineno;
    this.firstText = firstText;
    this.readBody = body;
  }

  static of(fields: CodeFields): Code {
    const { code, consts, lines, starts, ends } = fields;
    const [first] = consts;
    return new Code(fields, { code, consts, lines, starts, ends }, first?.type === 'str' ? first.value : null);
  }

  /** A code object whose body is read when something first asks for it: most functions of a library are never called. */
  static lazy(header: CodeHead, firstText: string | null, body: () => CodeBody): Code {
    return new Code(header, body, firstText);
  }

  /** The same code with some fields changed. */
  with(fields: Partial<CodeFields>): Code {
    return Code.of({
      name: this.name,
      qualname: this.qualname,
      filename: this.filename,
      argcount: this.argcount,
      posonlyargcount: this.posonlyargcount,
      kwonlyargcount: this.kwonlyargcount,
      stacksize: this.stacksize,
      flags: this.flags,
      names: this.names,
      varnames: this.varnames,
      cellvars: this.cellvars,
      freevars: this.freevars,
      firstlineno: this.firstlineno,
      ...this.body,
      ...fields,
    });
  }

  private get body(): CodeBody {
    if (typeof this.readBody === 'function') this.readBody = this.readBody();
    return this.readBody;
  }
  get code(): Uint8Array {
    return this.body.code;
  }
  get consts(): readonly CodeConstant[] {
    return this.body.consts;
  }
  get lines(): Int32Array {
    return this.body.lines;
  }
  get starts(): Int32Array {
    return this.body.starts;
  }
  get ends(): Int32Array {
    return this.body.ends;
  }

  /** Line of the instruction at a byte offset; artificial instructions belong to the line before them. */
  lineAt(offset: number): number {
    for (let unit = offset >> 1; unit >= 0; unit--) {
      const line = this.lines[unit];
      if (line) return line;
    }
    return this.firstlineno;
  }

  /** Source range of the instruction at a byte offset, or null where it has none. */
  rangeAt(offset: number): { readonly start: number; readonly end: number } | null {
    const start = this.starts[offset >> 1];
    return start === undefined || start < 0 ? null : { start, end: this.ends[offset >> 1] };
  }

  /** The code in directly indexable form; computed once. */
  get decoded(): DecodedCode {
    return (this.decodedUnits ??= decode(this.code));
  }

  /** The instructions in order. */
  *instructions(): IterableIterator<Instruction> {
    const { opcodes, operands, next } = this.decoded;
    for (let offset = 0; offset < this.code.length; offset = next[offset >> 1] * 2) {
      const unit = offset >> 1;
      yield { offset, opcode: opcodes[unit], operand: operands[unit], next: next[unit] * 2 };
    }
  }
}

/**
 * Arrays indexed by unit (byte offset / 2). An EXTENDED_ARG unit holds the decoded instruction it prefixes, so that
 * executing at any jump target needs no operand assembly; `next` is the unit that follows the whole instruction.
 */
export interface DecodedCode {
  readonly opcodes: Uint8Array;
  readonly operands: Int32Array;
  readonly next: Int32Array;
}

function decode(code: Uint8Array): DecodedCode {
  const units = code.length >> 1;
  const opcodes = new Uint8Array(units);
  const operands = new Int32Array(units);
  const next = new Int32Array(units);
  for (let unit = 0; unit < units;) {
    const first = unit;
    let operand = 0;
    while (code[unit * 2] === EXTENDED_ARG && unit + 1 < units) {
      operand = (operand << 8) | code[unit * 2 + 1];
      unit++;
    }
    const opcode = code[unit * 2];
    operand = opcode < HAVE_ARGUMENT ? 0 : (operand << 8) | code[unit * 2 + 1];
    unit++;
    for (let at = first; at < unit; at++) {
      opcodes[at] = opcode;
      operands[at] = operand;
      next[at] = unit;
    }
  }
  return { opcodes, operands, next };
}
