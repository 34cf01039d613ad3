/**
 * The grammar check: what CPython 3.14's parser would say about a text.
 *
 * tree-sitter recovers from errors and accepts a little more than Python does. This recursive-descent reading of Grammar/
 * python.gram finds the token at which CPython stops, and its wording for the common mistakes.
 */
import { CompileError } from '../errors';
import { readFile } from './compound';
import { Reader, TooDeep } from './reader';
import { tokenize } from './tokenize';

/** The first error, or null where there is none, or nesting is too deep to tell. */
export function findGrammarError(text: string): CompileError | null {
  try {
    const reader = new Reader(text, tokenize(text));
    readFile(reader);
    return null;
  } catch (error) {
    if (error instanceof CompileError) return error;
    if (error instanceof TooDeep) return null;
    throw error;
  }
}
