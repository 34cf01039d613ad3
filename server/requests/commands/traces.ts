/** `jitlens.traces [uri]` and `jitlens.trace [uri, id]`: the traces of the last run, and the text of one of them. */
import { count, text } from '../../decode';
import type { CommandHandler } from '../execute-command';

export const traces: CommandHandler = (session, args) =>
  session.runs.get(session.programUri(text(args[0], 'arguments[0]')))?.traces?.explorer() ?? null;

export const trace: CommandHandler = (session, args) => {
  const run = session.runs.get(session.programUri(text(args[0], 'arguments[0]')));
  return run?.traces?.listing(count(args[1], 'arguments[1]')) ?? null;
};
