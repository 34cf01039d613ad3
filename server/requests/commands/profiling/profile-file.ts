/** `jitlens.profileFile [uri, ProfileRequest?]`: run a file in the profiler, keep what it showed as evidence, return the profile JSON. */
import { text } from '../../../decode';
import { baseName } from '../../../session/paths';
import type { CommandHandler } from '../../execute-command';
import { optionsOf, wantsFresh } from './options';
import { mayRun, runProfile, snapshot } from './run-profile';

export const profileFile: CommandHandler = async (session, args, params, token) => {
  const uri = text(args[0], 'arguments[0]');
  mayRun(session);
  const program = await snapshot(session, uri);
  const options = optionsOf(session, program.path, args[1]);
  return runProfile(
    session,
    { program, options, fresh: wantsFresh(args[1]), subject: null, title: `Profiling ${baseName(program.path)}` },
    params,
    token,
  );
};
