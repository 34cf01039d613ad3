/**
 * Our tree as CPython would print it: the same list of strings as `describe` of dump_ast.py, to be compared line by line.
 */
import type { AnyNode, ConstantValue, Module } from '../ast';

/** Nodes that have no position in CPython. */
const UNPLACED: ReadonlySet<string> = new Set(['comprehension', 'arguments', 'withitem', 'match_case']);
/** Fields that CPython does not have. */
const OURS: ReadonlySet<string> = new Set(['kind', 'start', 'end', 'attrStart', 'parenthesized']);

type Value = AnyNode | string | number | boolean | null | readonly Value[];

export function describe(module: Module): string[] {
  const out = [' Module', `.body [${module.body.length}]`];
  for (const { base, stmt } of module.body) describeNode(stmt, base, out);
  return out;
}

function describeNode(root: AnyNode, base: number, out: string[]): void {
  const stack: [string, Value][] = [['-', root]];
  while (stack.length > 0) {
    const [name, value] = stack.pop()!;
    if (isList(value)) {
      out.push(`${name} [${value.length}]`);
      for (let index = value.length - 1; index >= 0; index--) stack.push(['-', value[index]!]);
    } else if (value === null || typeof value !== 'object') {
      out.push(`${name} ${value === null ? 'None' : typeof value === 'boolean' ? Number(value) : value}`);
    } else if (value.kind === 'identifier') {
      out.push(`${name} ${value.id}`);
    } else {
      const place = UNPLACED.has(value.kind) ? '' : ` ${base + value.start}-${base + value.end}`;
      out.push(`${name} ${value.kind === 'ExprStmt' ? 'Expr' : value.kind}${place}`);
      if (value.kind === 'Constant') {
        out.push(`.value ${describeConstant(value.value)}`);
        continue;
      }
      const record = value as unknown as Readonly<Record<string, Value>>;
      const fields = Object.keys(record)
        .filter((field) => !OURS.has(field))
        .sort();
      for (let index = fields.length - 1; index >= 0; index--) stack.push([`.${fields[index]!}`, record[fields[index]!]!]);
    }
  }
}

export function describeConstant(value: ConstantValue): string {
  switch (value.type) {
    case 'int':
      return `int 0x${value.value.toString(16)}`;
    case 'float':
      return `float ${bits(value.value)}`;
    case 'complex':
      return `complex ${bits(value.imag)}`;
    case 'str':
      return `str ${value.value}`;
    case 'bytes':
      return `bytes ${Buffer.from(value.value).toString('hex')}`;
    default:
      return value.type;
  }
}

function bits(value: number): string {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(value);
  return buffer.toString('hex');
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
