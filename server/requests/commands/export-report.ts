/** `jitlens.exportReport [uri, format]`: the last profile as a text to save; null when there is none. */
import { version } from '../../../package.json';
import { renderProfile } from '../../../analyzer/report/profile-text';
import { renderProfileSarif } from '../../../analyzer/report/profile-sarif';
import { InvalidParams, text } from '../../decode';
import { reportPage } from '../../present/report-page';
import { EXPORT_FORMATS } from '../../protocol';
import type { Run } from '../../session/runs';
import type { CommandHandler } from '../execute-command';

export const exportReport: CommandHandler = (session, args) => {
  const run = session.runs.get(session.programUri(text(args[0], 'arguments[0]')));
  const format = text(args[1], 'arguments[1]');
  const render = RENDERERS.get(format);
  if (render === undefined) throw new InvalidParams(`arguments[1] must be one of ${EXPORT_FORMATS.join(', ')}`);
  return run === undefined ? null : render(run);
};

const RENDERERS: ReadonlyMap<string, (run: Run) => string> = new Map([
  ['json', ({ profile }: Run) => `${JSON.stringify(profile, null, 2)}\n`],
  ['sarif', ({ profile }: Run) => renderProfileSarif(profile, version)],
  ['markdown', ({ profile, text }: Run) => reportPage(profile, text)],
  ['text', ({ profile, text }: Run) => renderProfile(profile, (path) => (path === profile.path ? text : null))],
]);
