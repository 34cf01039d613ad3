/** Running a class body or exec'd code: set by interpreter.ts, so that library/ need not import the generated interpreter. */
import type { W_Dict } from './dicts';
import type { Frame, W_Function } from './functions';
import type { W } from './values';

const missing = (): never => {
  throw new Error('the interpreter is not loaded');
};
export const entry: {
  execute: (body: W_Function, namespace: W_Dict) => W;
  /** Goes on with frames that were left in the middle of an instruction, which is done again: see library/modules/threads. */
  resume: (top: Frame) => W;
} = { execute: missing, resume: missing };
/** Runs a class body in its namespace. */
export const execute = (body: W_Function, namespace: W_Dict): W => entry.execute(body, namespace);
