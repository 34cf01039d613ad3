/** `jitlens.report [uri]`: the last profile of a file as a page to read; null when there is none. */
import { text } from '../../decode';
import { reportPage } from '../../present/report-page';
import type { CommandHandler } from '../execute-command';

export const report: CommandHandler = (session, args) => {
  const run = session.runs.get(session.programUri(text(args[0], 'arguments[0]')));
  return run === undefined ? null : reportPage(run.profile, run.text);
};
