/**
 * Reads one trace in PyPy's syntax back into IR; the inverse of print.ts. Meant for tests (before-text, after-text) and for
 * traces written by this VM: every descr, class and function must be known to the registry.
 *
 * Machine-code offsets (`+440: `), blank lines, comments (`# ...`) and the `--end of the loop--` line are skipped; the first
 * line may be the input arguments.
 */
import {
  ConstFloat,
  ConstInt,
  ConstPtr,
  EXIT_WITH_EXCEPTION,
  InputArg,
  OPERATIONS,
  Operation,
  type Concrete,
  type Descr,
  type FunctionConstant,
  type GuardDescr,
  type IntValue,
  type LoopToken,
  type OpName,
  type TargetToken,
  type Trace,
  type VTable,
  type Value,
} from '../ir';
import type { SourceRange } from '../tracelog';
import { parseLocation } from './location';
import { isCodeArgument } from './print';

/** Where the parser finds what the text only names. Lookups of tokens and guards make them on first use. */
export interface TraceRegistry {
  /** By the text between `<` and `>`; null when unknown. */
  descr(text: string): Descr | null;
  /** By the name inside ConstClass(...). */
  vtable(name: string): VTable | null;
  function(name: string): FunctionConstant | null;
  /** By the label inside ConstPtr(...). */
  pointer(label: string): Concrete;
  guard(id: number): GuardDescr;
  target(id: number): TargetToken;
  loop(number: number): LoopToken;
}

/** The text is not a trace; the message names the line. */
export class TraceSyntaxError extends Error {
  override readonly name = 'TraceSyntaxError';
}

/** Throws TraceSyntaxError. */
export function parseTrace(text: string | readonly string[], registry: TraceRegistry): Trace {
  const parser = new Parser(registry);
  (typeof text === 'string' ? text.split('\n') : text).forEach((line, i) => parser.line(line.trim(), i + 1));
  return { inputargs: parser.inputargs, ops: parser.ops };
}

const OPERATION = /^(?:\+\d+: )?(?:([ipf]\w+) = )?([a-z_0-9]+)\((.*)\)(?: \[(.*)\])?$/;

class Parser {
  readonly inputargs: InputArg[] = [];
  readonly ops: Operation[] = [];
  private readonly values = new Map<string, Value>();
  private at: SourceRange | null = null;
  private lineNumber = 0;

  constructor(private readonly registry: TraceRegistry) {}

  line(line: string, number: number): void {
    this.lineNumber = number;
    if (line === '' || line.startsWith('#') || line.endsWith('--end of the loop--')) return;
    if (line.startsWith('[')) {
      this.inputs(line);
      return;
    }
    // Greedy in the arguments, so the fail arguments are split off first: they hold no parentheses but ConstPtr(...).
    const m = OPERATION.exec(line);
    const [, result, name, rest, fail] = m ?? this.fail(`not an operation: ${line}`);
    if (!Object.hasOwn(OPERATIONS, name)) this.fail(`unknown operation ${name}`);
    this.operation(result, name as OpName, splitArguments(rest), fail);
  }

  private inputs(line: string): void {
    if (this.ops.length > 0 || this.inputargs.length > 0) this.fail('input arguments must come first');
    for (const name of splitArguments(line.slice(1, -1))) {
      const type = name[0];
      if (type !== 'i' && type !== 'p' && type !== 'f') return this.fail(`bad input argument ${name}`);
      const arg = new InputArg(type === 'p' ? 'r' : type, this.inputargs.length);
      this.inputargs.push(arg);
      this.define(name, arg);
    }
  }

  private operation(result: string | undefined, name: OpName, parts: string[], fail: string | undefined): void {
    let descr: Descr | null = null;
    const last = parts.at(-1);
    if (last?.startsWith('descr=')) {
      parts.pop();
      descr = this.descr(last.slice('descr='.length));
    }
    if (name === 'debug_merge_point') {
      const where = parts.pop() ?? '';
      this.at = where === "''" ? null : parseLocation(where.replace(/^'|'$/g, ''));
    }
    const args = parts.map((text, i) => (isCodeArgument({ name }, i) ? this.code(text) : this.value(text)));
    const op = new Operation(name, args, descr);
    op.at = this.at;
    if (fail !== undefined) op.failArgs = splitArguments(fail).map((text) => (text === 'None' ? null : this.value(text)));
    if ((op.type !== 'v') !== (result !== undefined)) {
      this.fail(op.type === 'v' ? `${name} has no result` : `${name} needs a result`);
    }
    if (result !== undefined) this.define(result, op);
    this.ops.push(op);
  }

  private define(name: string, value: Value): void {
    if (this.values.has(name)) this.fail(`${name} is defined twice`);
    this.values.set(name, value);
  }

  private value(text: string): Value {
    const known = this.values.get(text);
    if (known) return known;
    if (/^-?\d+$/.test(text)) return new ConstInt(canonical(text));
    if (/^-?(?:\d+\.\d*(?:e[+-]?\d+)?|\d+e[+-]?\d+)$/.test(text)) return new ConstFloat(Number(text));
    if (text === 'nan') return new ConstFloat(NaN);
    if (text === 'inf' || text === '-inf') return new ConstFloat(text === 'inf' ? Infinity : -Infinity);
    const pointer = /^ConstPtr\((.*)\)$/.exec(text);
    if (pointer) {
      const label = pointer[1];
      if (label === 'null') return new ConstPtr(null);
      return new ConstPtr(this.registry.pointer(label), /^ptr\d+$/.test(label) ? 'ptr' : label);
    }
    if (/^ConstClass\(.*\)$/.test(text)) return this.code(text);
    return this.fail(`unknown value ${text}`);
  }

  private code(text: string): Value {
    const m = /^ConstClass\((.*)\)$/.exec(text);
    if (!m) return this.value(text);
    const name = m[1];
    const found = this.registry.vtable(name) ?? this.registry.function(name);
    return found ? new ConstPtr(found, name) : this.fail(`unknown class or function ${name}`);
  }

  private descr(text: string): Descr | null {
    const target = /^TargetToken\((\d+)\)$/.exec(text);
    if (target) return this.registry.target(Number(target[1]));
    const inner = /^<(.*)>$/.exec(text)?.[1] ?? this.fail(`bad descr ${text}`);
    const guard = /^Guard(?:0x)?([0-9a-f]+)$/.exec(inner);
    if (guard) return this.registry.guard(parseInt(guard[1], 16));
    const loop = /^Loop(\d+)$/.exec(inner);
    if (loop) return this.registry.loop(Number(loop[1]));
    if (inner.startsWith('ExitFrameWithException')) return EXIT_WITH_EXCEPTION;
    if (inner.startsWith('DoneWithThisFrame')) return null;
    return this.registry.descr(inner) ?? this.fail(`unknown descr <${inner}>`);
  }

  private fail(message: string): never {
    throw new TraceSyntaxError(`line ${this.lineNumber}: ${message}`);
  }
}

function canonical(text: string): IntValue {
  const n = Number(text);
  if (Number.isSafeInteger(n)) return n === 0 ? 0 : n;
  return BigInt.asIntN(64, BigInt(text));
}

/** Splits at `, ` outside of parentheses, angle brackets and quotes. */
export function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      // A location may hold quotes of its own; the last one closes.
      if (c === "'" && i === text.length - 1) quoted = false;
      continue;
    }
    if (c === "'" && depth === 0) quoted = true;
    else if (c === '(' || c === '<') depth++;
    else if (c === ')' || c === '>') depth--;
    else if (c === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  const last = text.slice(start).trim();
  if (last !== '') parts.push(last);
  return parts;
}
