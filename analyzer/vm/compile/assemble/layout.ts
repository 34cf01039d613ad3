/** From blocks to bytes: jump targets, stack depth, encoding. After PyPy 3.9's interpreter/astcompiler/assemble.py. */
import { EXTENDED_ARG, opcodeInfo, ops, stackEffect } from '../opcodes';
import { sizeOf, type Block, type Instr } from './block';

const CONDITIONAL: ReadonlySet<number> = new Set([
  ops.POP_JUMP_IF_FALSE, ops.POP_JUMP_IF_TRUE, ops.JUMP_IF_FALSE_OR_POP, ops.JUMP_IF_TRUE_OR_POP,
]);

/**
 * Give every block its offset and every jump its operand. A jump to an unconditional jump goes to where that goes, and an
 * unconditional jump to a return becomes a return. Repeats until no instruction changes its size.
 */
export function resolveTargets(blocks: readonly Block[]): void {
  for (let again = true; again; ) {
    again = false;
    let offset = 0;
    for (const block of blocks) {
      block.offset = offset;
      for (const instr of block.instructions) offset += sizeOf(instr.operand);
    }
    for (const block of blocks) {
      offset = block.offset;
      for (const instr of block.instructions) {
        const size = sizeOf(instr.operand);
        offset += size;
        if (instr.target === null) continue;
        const target = thread(instr);
        if (target === null) instr.operand = 0;
        else instr.operand = instr.absolute || instr.opcode === ops.JUMP_ABSOLUTE ? target.offset : target.offset - offset;
        if (sizeOf(instr.operand) !== size) again = true;
      }
    }
  }
}

/** The block a jump ends up in; null when the jump has become a return. */
function thread(instr: Instr): Block | null {
  const target = instr.target!;
  const first = target.instructions[0];
  if (first === undefined) return target;
  if (instr.opcode === ops.JUMP_ABSOLUTE || instr.opcode === ops.JUMP_FORWARD) {
    if (first.opcode === ops.JUMP_ABSOLUTE) {
      instr.opcode = ops.JUMP_ABSOLUTE;
      return first.target!;
    }
    if (first.opcode === ops.RETURN_VALUE) {
      instr.opcode = ops.RETURN_VALUE;
      instr.target = null;
      return null;
    }
    return target;
  }
  if (CONDITIONAL.has(instr.opcode) && (first.opcode === ops.JUMP_ABSOLUTE || first.opcode === ops.JUMP_FORWARD)) {
    instr.target = first.target!;
    return instr.target;
  }
  return target;
}

/** The deepest the value stack gets. Blocks are in layout order, so all ways into a block but back edges come before it. */
export function stackSize(blocks: readonly Block[]): number {
  let deepest = 0;
  const reach = (block: Block, depth: number): void => {
    if (depth > block.depth) block.depth = depth;
  };
  for (const block of blocks) block.depth = -1;
  if (blocks.length > 0) blocks[0]!.depth = 0;
  for (const block of blocks) {
    let depth = block.depth;
    if (depth < 0) continue;
    let falls = true;
    for (const { opcode, operand, target } of block.instructions) {
      depth += stackEffect(opcode, operand);
      if (depth > deepest) deepest = depth;
      if (target !== null) {
        const there = depth + opcodeInfo[opcode]!.jumpEffect;
        if (there > deepest) deepest = there;
        if (opcode === ops.JUMP_IF_TRUE_OR_POP || opcode === ops.JUMP_IF_FALSE_OR_POP) depth--;
        reach(target, there);
      }
      if (opcode === ops.JUMP_ABSOLUTE || opcode === ops.JUMP_FORWARD || opcode === ops.RETURN_VALUE || opcode === ops.RAISE_VARARGS || opcode === ops.RERAISE) {
        falls = false;
        break;
      }
    }
    if (falls && block.next !== null) reach(block.next, depth);
  }
  return deepest;
}

/** Encoded instructions and, for each two-byte unit, where it comes from. */
export interface Encoded {
  readonly code: Uint8Array;
  readonly lines: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Encode; offsets must have been resolved. */
export function encode(blocks: readonly Block[]): Encoded {
  let size = 0;
  for (const block of blocks) for (const instr of block.instructions) size += sizeOf(instr.operand);
  const code = new Uint8Array(size);
  const lines = new Int32Array(size >> 1);
  const starts = new Int32Array(size >> 1);
  const ends = new Int32Array(size >> 1);
  let at = 0;
  for (const block of blocks) {
    for (const { opcode, operand, place } of block.instructions) {
      const length = sizeOf(operand);
      for (let shift = (length / 2 - 1) * 8; shift >= 0; shift -= 8) {
        lines[at >> 1] = place.line;
        starts[at >> 1] = place.start;
        ends[at >> 1] = place.end;
        code[at++] = shift > 0 ? EXTENDED_ARG : opcode;
        code[at++] = (operand >>> shift) & 0xff;
      }
    }
  }
  return { code, lines, starts, ends };
}
