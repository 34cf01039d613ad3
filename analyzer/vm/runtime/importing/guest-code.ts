/** Guest source as code, and running it in namespaces: exec, eval, compile, import. */
import { compileModule } from '../../compile/compile';
import { parseModule } from '../../../syntax';
import { syntaxWarnings } from '../../compile/syntax-warnings';
import { isLibraryPath } from '../../jit/text/library';
import type { W_Dict } from '../dicts';
import { exceptionType, GuestError, newException } from '../errors';
import type { W_Code, wrapCode } from '../functions';
import { newStr, newTuple, w_None, type W } from '../values';

/** Text of every file compiled so far, for tracebacks. */
export const sources = new Map<string, string>();

/** Set by imports.ts, which knows the interpreter: library modules must not import it. */
export const codeEntry: {
  run: (code: W_Code, globals: W_Dict, locals: W_Dict) => W;
  warn: (message: string, path: string, line: number, text: string) => void;
} = {
  run: () => {
    throw new Error('the interpreter is not loaded');
  },
  /** Shows a SyntaxWarning, by the filters of the module warnings once the program has it. */
  warn: () => undefined,
};
export const runIn = (code: W_Code, globals: W_Dict, locals: W_Dict): W => codeEntry.run(code, globals, locals);

/** Compiles guest source; throws a guest SyntaxError. */
export function compileGuest(given: string, path: string, mode: 'exec' | 'eval' | 'single' = 'exec'): ReturnType<typeof wrapCode>['code'] {
  // A carriage return alone ends a line too, as old Macs had it. Positions stay where they are.
  const text = given.replace(/\r(?!\n)/g, '\n');
  sources.set(path, text);
  const module = parseModule(text);
  const result = compileModule(module, { filename: path, mode });
  if (result.ok) {
    if (path === '<string>' || !isLibraryPath(path))
      for (const { message, line } of syntaxWarnings(module.module, text)) codeEntry.warn(message, path, line, text);
    return result.code;
  }
  const { type, message, line, column, endLine, endColumn, text: source } = result.error;
  const e = newException(exceptionType(type), [
    newStr(message),
    newTuple([newStr(path), line, column, source === null ? w_None : newStr(source), endLine, endColumn]),
  ]);
  throw new GuestError(e);
}
