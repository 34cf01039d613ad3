/**
 * Text of one generated function. Names are made here and are all of the form letter + number; everything that is not a small
 * number or a name of ours goes in through the constants array.
 */
import { ConstFloat, ConstInt, ConstPtr, type Value } from '../../ir';
import { Facts } from './facts';

/**
 * Bytes of bytecode for a unit of the sizes given with the lines: 1.65 to 1.85 when compared with node --print-bytecode (Node 20),
 * more for large functions, whose registers need wide operands.
 */
export const BYTES = 1.85;

export class Writer {
  readonly lines: string[] = [];
  readonly constants: unknown[] = [];
  readonly facts = new Facts();
  private readonly constantNames = new Map<unknown, string>();
  private readonly names = new Map<Value, string>();
  /** Values in variables of the whole function: arguments of the entry points. */
  private readonly shared = new Set<Value>();
  readonly declarations: string[] = [];
  private nextName = 0;
  /** Estimated bytes of V8 bytecode. */
  size = 0;

  // -- names --

  /** Gives values function-wide variables. */
  share(values: readonly Value[]): void {
    for (const v of values) {
      if (this.shared.has(v)) continue;
      this.shared.add(v);
      const name = this.fresh('v');
      this.names.set(v, name);
      this.declarations.push(`${name}=${v.type === 'r' ? 'null' : '0'}`);
    }
  }

  isShared(v: Value): boolean {
    return this.shared.has(v);
  }

  /** Lets a value go by another expression: a name, or a condition used once. */
  alias(v: Value, text: string): void {
    this.names.set(v, text);
  }

  fresh(letter: string): string {
    return `${letter}${this.nextName++}`;
  }

  constant(x: unknown): string {
    let name = this.constantNames.get(x);
    if (name === undefined) {
      name = `k${this.constants.length}`;
      this.constants.push(x);
      this.constantNames.set(x, name);
    }
    return name;
  }

  /** The expression that stands for a value: a literal or a name. */
  value(v: Value): string {
    if (v instanceof ConstInt) return typeof v.value === 'number' ? numberLiteral(v.value) : this.constant(v.value);
    if (v instanceof ConstFloat) return numberLiteral(v.value);
    if (v instanceof ConstPtr) return v.value === null ? 'null' : this.constant(v.value);
    const name = this.names.get(v);
    if (name === undefined) throw new Error('a value is used before it is defined');
    return name;
  }

  // -- statements --

  emit(line: string, size = 0): void {
    this.lines.push(line);
    this.size += size * BYTES;
  }

  /** `v = expression`, in the value's own variable. */
  define(v: Value, expression: string, size = 12): void {
    if (this.shared.has(v)) this.emit(`${this.value(v)}=${expression};`, size);
    else {
      const name = this.fresh('v');
      this.names.set(v, name);
      this.emit(`const ${name}=${expression};`, size);
    }
  }

  /** A variable that several statements fill in. */
  declare(v: Value): string {
    if (this.shared.has(v)) return this.value(v);
    const name = this.fresh('v');
    this.names.set(v, name);
    this.emit(`let ${name};`);
    return name;
  }
}

export function numberLiteral(x: number): string {
  if (Object.is(x, -0)) return '(-0)';
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? 'Infinity' : '(-Infinity)';
  return x < 0 ? `(${x})` : String(x);
}
