/** Driving generators from the host: set by interpreter.ts. */
import type { W_Generator } from './functions';
import type { W, W_Exception } from './values';

const missing = (): never => {
  throw new Error('the interpreter is not loaded');
};
export const generatorEntry = {
  send: missing as (g: W_Generator, value: W) => W,
  throw: missing as (g: W_Generator, e: W_Exception) => W,
};
export const generatorSend = (g: W_Generator, value: W): W => generatorEntry.send(g, value);
export const generatorThrow = (g: W_Generator, e: W_Exception): W => generatorEntry.throw(g, e);
