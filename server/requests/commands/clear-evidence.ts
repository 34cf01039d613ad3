/** `jitlens.clearEvidence [uri?]`: forget what runs have shown, of one file or of all. */
import { optional, text } from '../../decode';
import type { CommandHandler } from '../execute-command';

export const clearEvidence: CommandHandler = (session, args) => {
  const uri = optional(args[0], 'arguments[0]', text);
  session.profiles.clear();
  if (session.runs.clear(uri === undefined ? undefined : session.programUri(uri)).length > 0) session.evidenceChanged();
  return null;
};
