/** `jitlens.targets [uri]`: the targets that a file is checked for, whatever they were named by. */
import { MODELLED_TARGETS } from '../../../analyzer/profile/request';
import { targetNamed } from '../../../analyzer/targets';
import { text } from '../../decode';
import type { TargetInfo } from '../../protocol';
import { pathOf } from '../../session/paths';
import { isTarget } from '../../session/value-checks';
import type { CommandHandler } from '../execute-command';

export const targets: CommandHandler = (session, args): readonly TargetInfo[] => {
  const uri = text(args[0], 'arguments[0]');
  const names = session.targetsFor(session.documents.get(uri)?.path ?? pathOf(uri)).filter(isTarget);
  return names.map((name) => ({ name, title: targetNamed(name)?.title ?? name, modelled: MODELLED_TARGETS.includes(name) }));
};
