/** `jitlens.tests [uri]` and `jitlens.profileTest [uri, id, ProfileRequest?]`: the test functions of a file, and the profile of one. */
import { testFunctions } from '../../../../analyzer/profile/entry/tests';
import { text } from '../../../decode';
import { RequestFailed } from '../../../dispatch';
import type { TestItem } from '../../../protocol';
import { baseName } from '../../../session/paths';
import type { CommandHandler } from '../../execute-command';
import { optionsOf, wantsFresh } from './options';
import { mayRun, runProfile, snapshot } from './run-profile';

export const tests: CommandHandler = (session, args): readonly TestItem[] => {
  const document = session.documents.get(text(args[0], 'arguments[0]'));
  if (document === undefined) return [];
  const inside = testFunctions(document.module).filter((test) => document.holds(test));
  return inside.map(({ id, label, group, start, end }) => ({
    id,
    label,
    group,
    range: document.rangeOf({ start, end }),
  }));
};

export const profileTest: CommandHandler = async (session, args, params, token) => {
  const uri = text(args[0], 'arguments[0]');
  const id = text(args[1], 'arguments[1]');
  mayRun(session);
  const program = await snapshot(session, uri);
  const test = testFunctions(program.module).find((one) => one.id === id);
  if (test === undefined) throw new RequestFailed(`there is no test ${id} in ${baseName(program.path)} as it is now`);
  if (test.entry === null) throw new RequestFailed(test.refusal ?? `${id} cannot be run by itself`);
  const options = { ...optionsOf(session, program.path, args[2]), entry: test.entry };
  // What a test calls is what one wants to know about: the answer is about all that ran.
  return runProfile(session, { program, options, fresh: wantsFresh(args[2]), subject: null, title: `Profiling ${id}` }, params, token);
};
