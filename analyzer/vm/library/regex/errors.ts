/** re.PatternError: what is wrong with a pattern or a replacement, and where. Source: CPython's Lib/re/_constants.py and _parser.py. */
import { exceptionType, GuestError } from '../../runtime/errors';
import type { NativeImpl } from '../../runtime/functions';
import { hooks } from '../../runtime/hooks';
import { builtinType, type W_Type } from '../../runtime/types';
import { newStr, newTuple, strText, tupleItems, w_None, W_Exception, type W } from '../../runtime/values';
import { constructor, rawMethod } from '../define';
import { argument, bytesArgument, intArgument, isBytesLike } from '../native';
import { strOf } from '../text/text';
import type { RegexError } from './parse';

export const errorType: W_Type = builtinType('PatternError', [exceptionType('Exception')]);
errorType.module = 're';
errorType.hasDict = true;

export const latin = (data: Uint8Array): string => Array.from(data, (b) => String.fromCharCode(b)).join('');

// msg, pattern, pos, and where that is. Source: PatternError in CPython's Lib/re/_constants.py.
const fillError: NativeImpl = (args, keywords) => {
  const [message, pattern, pos] = ['msg', 'pattern', 'pos'].map((name, i) => argument(args, i + 1, keywords, name) ?? w_None);
  const text = isBytesLike(pattern) ? latin(bytesArgument(pattern)) : strText(pattern);
  let shown = strOf(message);
  let [line, column]: W[] = [w_None, w_None];
  if (text !== null && pos !== w_None) {
    const at = intArgument(pos);
    const before = Array.from(text).slice(0, at);
    const lines = before.filter((c) => c === '\n').length;
    [line, column] = [lines + 1, before.length - before.lastIndexOf('\n')];
    shown += ` at position ${at}${text.includes('\n') ? ` (line ${line}, column ${column})` : ''}`;
  }
  for (const [name, value] of Object.entries({ msg: message, pattern, pos, lineno: line, colno: column }))
    hooks.setattr(args[0], name, value);
  hooks.setattr(args[0], 'args', newTuple([newStr(shown)]));
  return w_None;
};
rawMethod(errorType, '__init__', fillError);
constructor(errorType, (args, keywords) => {
  const made = new W_Exception((args[0] as W_Type).maps.empty);
  if (args[0] === errorType) fillError([made, ...args.slice(1)], keywords);
  return made;
});

/** What CPython's own parser says of a pattern or replacement that is refused here: (msg, pos), or null where it has nothing against it. */
export function explained(what: 'pattern' | 'template', source: W, context: W): [W, W] | null {
  const asked = hooks.getattr(hooks.importModule('_regex_extras', newTuple([what]), 0, w_None), `explain_${what}`);
  const said = tupleItems(hooks.call(asked, [source, context]));
  return said === null ? null : [said[0], said[1]];
}

/** A RegexError as the program's. Widths of look-behinds are the compiler's affair in CPython, which knows no position. */
export function patternError(e: RegexError, source: W, said: [W, W] | null): GuestError {
  const [message, pos] = said ?? [newStr(e.message), e.message.startsWith('look-behind') ? w_None : e.position];
  return new GuestError(hooks.call(errorType, [message, source, pos]) as W_Exception);
}
