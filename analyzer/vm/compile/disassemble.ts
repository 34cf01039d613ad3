/** Code as text, in the columns of Python's dis module: line, offset, instruction, operand and its meaning. */
import type { Code, CodeConstant } from './code';
import { COMPARE_OPERATORS, opcodeInfo, type OperandKind } from './opcodes';

/**
 * One line per instruction, `  17  12 LOAD_GLOBAL 0 (abs)`; jump targets are marked `>>`. With `nested` (the default) the
 * code objects among the constants follow.
 */
export function disassemble(code: Code, nested = true): string {
  const parts: string[] = [];
  const pending: Code[] = [code];
  while (pending.length > 0) {
    const next = pending.shift()!;
    parts.push(`${next.qualname === '' ? next.name : next.qualname}:\n${disassembleOne(next)}`);
    if (nested) for (const constant of next.consts) if (constant.type === 'code') pending.push(constant.code);
  }
  return parts.join('\n');
}

function disassembleOne(code: Code): string {
  const targets = new Set<number>();
  for (const { opcode, operand, next } of code.instructions()) {
    const kind = opcodeInfo[opcode]?.operand;
    if (kind === 'jabs') targets.add(operand);
    else if (kind === 'jrel') targets.add(next + operand);
  }
  let line = 0;
  let text = '';
  for (const { offset, opcode, operand, next } of code.instructions()) {
    const here = code.lines[offset >> 1]!;
    const shown = here !== 0 && here !== line ? String(here) : '';
    if (here !== 0) line = here;
    const info = opcodeInfo[opcode];
    const name = info?.name ?? `<${opcode}>`;
    const argument = info === undefined || info.operand === 'none' ? '' : ` ${operand}${meaning(code, info.operand, operand, next)}`;
    text += `${shown.padStart(4)} ${targets.has(offset) ? '>>' : '  '} ${String(offset).padStart(4)} ${name}${argument}\n`;
  }
  return text;
}

function meaning(code: Code, kind: OperandKind, operand: number, next: number): string {
  switch (kind) {
    case 'const':
      return ` (${constantText(code.consts[operand])})`;
    case 'name':
      return ` (${code.names[operand] ?? '?'})`;
    case 'local':
      return ` (${code.varnames[operand] ?? '?'})`;
    case 'cell':
      return ` (${code.cellvars[operand] ?? code.freevars[operand - code.cellvars.length] ?? '?'})`;
    case 'jrel':
      return ` (to ${next + operand})`;
    case 'compare':
      return ` (${COMPARE_OPERATORS[operand] ?? '?'})`;
    default:
      return '';
  }
}

/** A constant as text: short, for reading. */
export function constantText(constant: CodeConstant | undefined): string {
  switch (constant?.type) {
    case undefined:
      return '?';
    case 'none':
      return 'None';
    case 'true':
      return 'True';
    case 'false':
      return 'False';
    case 'ellipsis':
      return '...';
    case 'int':
      return String(constant.value);
    case 'float':
      return Object.is(constant.value, -0) ? '-0.0' : String(constant.value);
    case 'complex':
      return `${constant.real}+${constant.imag}j`;
    case 'str':
      return JSON.stringify(constant.value);
    case 'bytes':
      return `b${JSON.stringify(String.fromCharCode(...constant.value.subarray(0, 40)))}`;
    case 'code':
      return `<code ${constant.code.name}>`;
    case 'tuple':
    case 'frozenset': {
      // Nesting as deep as the source: shown two levels deep.
      const items = constant.items.map((item) => (item.type === 'tuple' || item.type === 'frozenset' ? `<${item.type} of ${item.items.length}>` : constantText(item)));
      return constant.type === 'tuple' ? `(${items.join(', ')}${items.length === 1 ? ',' : ''})` : `frozenset({${items.join(', ')}})`;
    }
  }
}
