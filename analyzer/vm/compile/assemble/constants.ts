/** The constant table of a code object: which constants are the same one. After `_convert_const` in PyPy's interpreter/pycode.py. */
import type { CodeConstant } from '../code';

export const NONE: CodeConstant = { type: 'none' };
export const TRUE: CodeConstant = { type: 'true' };
export const FALSE: CodeConstant = { type: 'false' };
export const ELLIPSIS: CodeConstant = { type: 'ellipsis' };

export const str = (value: string): CodeConstant => ({ type: 'str', value });
export const int = (value: bigint | number): CodeConstant => ({ type: 'int', value: BigInt(value) });
export const tuple = (items: readonly CodeConstant[]): CodeConstant => ({ type: 'tuple', items });

/** Constants in order of first use; equal ones of one type share an index, code objects never do. */
export class ConstantTable {
  readonly items: CodeConstant[] = [];
  private readonly indexes = new Map<string, number>();

  indexOf(constant: CodeConstant): number {
    if (constant.type === 'code') return this.items.push(constant) - 1;
    const key = keyOf(constant);
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    const index = this.items.push(constant) - 1;
    this.indexes.set(key, index);
    return index;
  }
}

const floatBits = new Float64Array(1);
const floatWords = new BigUint64Array(floatBits.buffer);

/** Exact image of a double: 0.0 and -0.0 differ. */
function bitsOf(value: number): string {
  floatBits[0] = value;
  return floatWords[0]!.toString(16);
}

/** Text that is equal for equal constants of one type. Nested tuples are as deep as the source is; no recursion. */
export function keyOf(constant: CodeConstant): string {
  const parts: string[] = [];
  const stack: (CodeConstant | string)[] = [constant];
  while (stack.length > 0) {
    const item = stack.pop()!;
    if (typeof item === 'string') {
      parts.push(item);
      continue;
    }
    switch (item.type) {
      case 'int':
        parts.push(`i${item.value.toString(36)},`);
        break;
      case 'float':
        parts.push(`f${bitsOf(item.value)},`);
        break;
      case 'complex':
        parts.push(`c${bitsOf(item.real)}:${bitsOf(item.imag)},`);
        break;
      case 'str':
        parts.push(`s${item.value.length}:${item.value},`);
        break;
      case 'bytes':
        parts.push(`b${item.value.join(' ')},`);
        break;
      case 'tuple':
        parts.push('(');
        stack.push(')');
        for (let index = item.items.length - 1; index >= 0; index--) stack.push(item.items[index]!);
        break;
      case 'frozenset':
        // Order does not matter; members of constant sets are never nested deeply.
        parts.push(`{${item.items.map(keyOf).sort().join('')}}`);
        break;
      case 'code':
        parts.push('code,');
        break;
      default:
        parts.push(`${item.type},`);
    }
  }
  return parts.join('');
}
