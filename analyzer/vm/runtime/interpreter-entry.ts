/** Running a class body or exec'd code: set by interpreter.ts, so that library/ need not import the generated interpreter. */
import type { W_Dict } from './dicts';
import type { W_Function } from './functions';
import type { W } from './values';

export const entry: { execute: (body: W_Function, namespace: W_Dict) => W } = {
  execute: () => {
    throw new Error('the interpreter is not loaded');
  },
};
/** Runs a class body in its namespace. */
export const execute = (body: W_Function, namespace: W_Dict): W => entry.execute(body, namespace);
