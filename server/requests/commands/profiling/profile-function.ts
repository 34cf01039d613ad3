/**
 * `jitlens.profileFunction [uri, position, ProfileRequest?]`: the profile of the function at a position. Its file is run by the
 * function's `# jitlens: run` line, or as its main guard runs it; the answer is about the function.
 */
import { entryOf, functionAt } from '../../../../analyzer/profile/entry/functions';
import { LineIndex } from '../../../../analyzer/syntax';
import { position, text } from '../../../decode';
import { RequestFailed } from '../../../dispatch';
import type { CommandHandler } from '../../execute-command';
import { optionsOf, wantsFresh } from './options';
import { mayRun, runProfile, snapshot } from './run-profile';

export const profileFunction: CommandHandler = async (session, args, params, token) => {
  const uri = text(args[0], 'arguments[0]');
  const at = position(args[1], 'arguments[1]');
  mayRun(session);
  const program = await snapshot(session, uri);
  const open = session.documents.get(uri);
  const lines = new LineIndex(program.text);
  const offset = open?.offsetAt(at) ?? (lines.starts[at.line] ?? program.text.length) + at.character;
  const found = functionAt(program.module, offset);
  if (found === null) throw new RequestFailed('there is no function here; "Profile This File" runs the whole file');
  const how = entryOf(program.module, program.text, found);
  if ('refusal' in how) throw new RequestFailed(how.refusal);
  const subject = { name: found.qualname, firstLine: lines.lineAt(found.start) + 1, lastLine: lines.lineAt(found.end) + 1 };
  const options = { ...optionsOf(session, program.path, args[2]), entry: how.entry };
  return runProfile(
    session,
    { program, options, fresh: wantsFresh(args[2]), subject, title: `Profiling ${found.qualname}` },
    params,
    token,
  );
};
