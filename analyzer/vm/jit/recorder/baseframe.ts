/** Running a real frame to its end from the JIT: set by runtime/interpreter when it is loaded. */
import type { Frame } from '../../runtime/functions';
import type { W } from '../../runtime/values';

export const baseFrameEntry: { run: (f: Frame) => W } = {
  run: () => {
    throw new Error('the interpreter is not loaded');
  },
};
/** Runs `f` as the base frame of a nested run; gives its value (or what it yields). Throws guest errors. */
export const runFrameAsBase = (f: Frame): W => baseFrameEntry.run(f);
