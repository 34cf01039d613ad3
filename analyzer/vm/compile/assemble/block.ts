/** The control flow graph of one code object, before it has offsets. After PyPy 3.9's interpreter/astcompiler/assemble.py. */

/** Where an instruction comes from: 1-based line (0: none) and absolute offsets (-1: none). */
export interface Place {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export const NOWHERE: Place = { line: 0, start: -1, end: -1 };

/** An instruction whose operand may still be a block. */
export interface Instr {
  opcode: number;
  operand: number;
  readonly place: Place;
  target: Block | null;
  /** The operand is an absolute offset, not one relative to the next instruction. */
  absolute: boolean;
}

/** A run of instructions with one entry; control that reaches its end goes on in `next`. */
export class Block {
  readonly instructions: Instr[] = [];
  next: Block | null = null;
  /** It ends in RETURN_VALUE: nothing more is emitted here. */
  hasReturn = false;
  /** For `blocksInOrder`: 0 unseen, 1 seen, 2 + n: n instructions looked at. */
  mark = 0;
  offset = 0;
  depth = -1;
}

/** Bytes an instruction takes with its EXTENDED_ARG prefixes. */
export function sizeOf(operand: number): number {
  if (operand <= 0xff) return 2;
  if (operand <= 0xffff) return 4;
  return operand <= 0xffffff ? 6 : 8;
}

/**
 * The blocks in the order in which they are laid out: post-order of the graph without its back edges, reversed. Follows
 * `Block.post_order`; `next` is visited first, so it ends up after everything the block jumps to.
 */
export function blocksInOrder(first: Block): Block[] {
  const result: Block[] = [];
  const stack: Block[] = [first];
  const see = (block: Block): void => {
    if (block.mark === 0) {
      block.mark = 1;
      stack.push(block);
    }
  };
  first.mark = 1;
  while (stack.length > 0) {
    const block = stack[stack.length - 1]!;
    if (block.mark === 1) {
      block.mark = 2;
      if (block.next !== null) see(block.next);
      continue;
    }
    let index = block.mark - 2;
    let jumped = false;
    while (index < block.instructions.length && !jumped) {
      const { target } = block.instructions[index++]!;
      if (target !== null) {
        block.mark = index + 2;
        see(target);
        jumped = true;
      }
    }
    if (!jumped) {
      result.push(block);
      stack.pop();
    }
  }
  return result.reverse();
}
