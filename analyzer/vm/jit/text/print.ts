/**
 * Prints traces in PyPy's syntax (the sections jit-log-opt-* of a PYPYLOG), one operation a line:
 *
 *     [p0, i1]
 *     debug_merge_point(0, 0, 'f;a.py:1-3~#12 LOAD_FAST')
 *     i2 = int_add_ovf(i1, 1)
 *     guard_no_overflow(descr=<Guard0x2a>) [p0, None, i1]
 *     jump(p0, i2, descr=TargetToken(3))
 *
 * Values are numbered in the order they are defined, so the same trace always prints the same text. `parseTrace` reads it back.
 * Source: rpython/jit/metainterp/logger.py.
 */
import {
  ConstFloat,
  ConstInt,
  ConstPtr,
  operationInfo,
  type FunctionConstant,
  type Operation,
  type Trace,
  type Value,
  type VTable,
} from '../ir';
import { constClassText, descrText } from './descr-text';
import { printLocation } from './location';

export function printTrace(trace: Trace): string[] {
  const printer = new Printer();
  const lines = [`[${trace.inputargs.map((a) => printer.define(a)).join(', ')}]`];
  for (const op of trace.ops) lines.push(printer.operation(op));
  return lines;
}

/** `%f` as PyPy prints it where that loses nothing, else the shortest text that reads back as the same double. */
export function printFloat(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  const fixed = Object.is(x, -0) ? '-0.000000' : x.toFixed(6);
  if (!fixed.includes('e') && Object.is(Number(fixed), x)) return fixed;
  const shortest = String(x);
  return /[.e]/.test(shortest) ? shortest : `${shortest}.0`;
}

/** First letter of a name: PyPy writes references with a p. */
const LETTER = { i: 'i', r: 'p', f: 'f', v: 'v' } as const;

/** Numbers values; one per trace. Also used where single operations are shown (messages of the verifier, the trace explorer). */
export class Printer {
  private readonly names = new Map<Value, string>();
  private readonly pointers = new Map<unknown, string>();

  define(v: Value): string {
    const name = `${LETTER[v.type]}${this.names.size}`;
    this.names.set(v, name);
    return name;
  }

  operation(op: Operation): string {
    const args = op.args.map((a, i) => (isCodeArgument(op, i) ? this.codeArgument(a) : this.value(a)));
    if (op.name === 'debug_merge_point') args.push(`'${op.at ? printLocation(op.at) : ''}'`);
    if (op.descr) args.push(`descr=${descrText(op.descr)}`);
    const failArgs = op.failArgs ? ` [${op.failArgs.map((a) => (a ? this.value(a) : 'None')).join(', ')}]` : '';
    const body = `${op.name}(${args.join(', ')})${failArgs}`;
    return op.type === 'v' ? body : `${this.define(op)} = ${body}`;
  }

  value(v: Value): string {
    if (v instanceof ConstInt) return String(v.value);
    if (v instanceof ConstFloat) return printFloat(v.value);
    if (v instanceof ConstPtr) return `ConstPtr(${this.pointer(v)})`;
    return this.names.get(v) ?? `${LETTER[v.type]}?`;
  }

  /** Anonymous pointers are told apart by identity, in order of appearance. */
  private pointer(c: ConstPtr): string {
    if (c.value === null) return 'null';
    if (c.label !== 'ptr') return c.label.replace(/[(),\r\n]/g, '.');
    let name = this.pointers.get(c.value);
    if (name === undefined) {
      name = `ptr${this.pointers.size}`;
      this.pointers.set(c.value, name);
    }
    return name;
  }

  private codeArgument(v: Value): string {
    return v instanceof ConstPtr && v.value !== null
      ? `ConstClass(${constClassText(v.value as VTable | FunctionConstant)})`
      : this.value(v);
  }
}

/** Whether argument `index` is a class or a function: it prints as ConstClass(...). */
export function isCodeArgument(op: { readonly name: Operation['name'] }, index: number): boolean {
  switch (op.name) {
    case 'guard_class':
    case 'guard_nonnull_class':
    case 'guard_subclass':
    case 'guard_gc_type':
      return index === 1;
    case 'guard_exception':
      return index === 0;
    default:
      break;
  }
  const call = operationInfo(op.name).call;
  if (call === undefined || call === 'assembler') return false;
  return index === (call === 'cond' ? 1 : 0);
}
