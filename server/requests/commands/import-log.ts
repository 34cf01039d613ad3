/**
 * `jitlens.importLog [uri]`: a PYPYLOG file as the last run of the program it is about. Where that program's text is what it was when
 * the log was written nobody can tell: the log is newer or older than the file, and says nothing of it. The client is told the program.
 */
import { fingerprint } from '../../../analyzer/workspace/fingerprint';
import { RequestError } from '../../../analyzer/profile/request';
import { text } from '../../decode';
import { RequestFailed } from '../../dispatch';
import { pathOf, uriOf } from '../../session/paths';
import type { CommandHandler } from '../execute-command';

export const importLog: CommandHandler = async (session, args) => {
  const file = pathOf(text(args[0], 'arguments[0]'));
  const { profile, traces, source } = await session.services.profiler.importLog(file).catch((error: unknown) => {
    throw error instanceof RequestError ? new RequestFailed(error.message) : error;
  });
  const uri = uriOf(profile.path);
  const analysis = session.services.analyzer.open(profile.path, source ?? '', session.configurationFor(profile.path));
  session.runs.record(uri, profile, source ?? '', fingerprint(analysis.module, source ?? ''), traces);
  analysis.dispose();
  session.evidenceChanged();
  return { uri, profile };
};
