/** Blocks of guest memory: checked before they are made, so that the host never gets a request it cannot serve. */
import { error, StopRun } from './errors';
import { vm } from './vm';

/** Bytes taken in blocks between two questions to the host whether they fit. */
const UNASKED = 4 * 2 ** 20;

/** The limits of the run; `reset` of the run's start sets them (sandbox/limits.ts has the table). */
export const blocks = { largest: Infinity, integerBits: Infinity, unasked: 0 };

/** Refuses a block that is larger than one may be, and ends the run where it does not fit beside what the program holds. */
export function checkSize(bytes: number): void {
  if (bytes > blocks.largest) throw error('MemoryError', '');
  blocks.unasked += bytes;
  if (blocks.unasked >= UNASKED) ask();
}

function ask(): void {
  const ahead = blocks.unasked;
  blocks.unasked = 0;
  const stop = vm.poll(vm.operations, ahead);
  if (stop !== null) throw new StopRun(stop);
}

/** What checkSize does, for a sequence of so many items. */
export const checkItems = (n: number): void => checkSize(n * 8);

/** Whether checkItems would let so many pass, as far as one block goes. */
export const itemsFit = (n: number): boolean => n * 8 <= blocks.largest;

/** What checkSize does, for an int. */
export function checkBits(bits: number): void {
  if (bits > blocks.integerBits) throw error('MemoryError', '');
  checkSize(bits / 8);
}
