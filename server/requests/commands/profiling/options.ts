/** What a run is asked with: the request's own values over those of its run configuration, over the settings. */
import { MODELLED_TARGETS } from '../../../../analyzer/profile/request';
import { InvalidParams, fields, optional, text, texts } from '../../../decode';
import type { Fields } from '../../../decode';
import { RequestFailed } from '../../../dispatch';
import { TARGETS } from '../../../protocol';
import type { RunConfiguration } from '../../../protocol';
import type { ProfileOptions } from '../../../services/profile';
import { configurationsFor } from '../../../session/run-configurations';
import type { Session } from '../../../session/session';
import { LIMIT_NAMES } from '../../../../analyzer/vm/sandbox/limits';
import { LONGEST_TIME_LIMIT, isLimits, isTarget, isTimeLimit } from '../../../session/value-checks';

const NOTHING: Fields = new Map<string, unknown>();

/** Reads a `ProfileRequest` (protocol.ts) for the file at a path. */
export function optionsOf(session: Session, path: string, value: unknown): ProfileOptions {
  const given = optional(value, 'options', fields) ?? NOTHING;
  const settings = session.settingsFor(path);
  const configuration = configurationNamed(
    settings.runConfigurations,
    path,
    optional(given.get('configuration'), 'options.configuration', text),
  );
  const target = given.get('target') ?? modelledOf(session.targetsFor(path));
  if (!isTarget(target)) throw new InvalidParams(`options.target must be one of ${TARGETS.join(', ')}`);
  const timeLimit = given.get('timeLimit') ?? configuration?.timeLimit ?? settings.profile.timeLimit;
  if (!isTimeLimit(timeLimit)) throw new InvalidParams(`options.timeLimit must be a number of seconds from 0.1 to ${LONGEST_TIME_LIMIT}`);
  const limits = given.get('limits') ?? settings.profile.limits;
  if (!isLimits(limits))
    throw new InvalidParams(`options.limits must be an object of whole numbers, with the keys ${LIMIT_NAMES.join(', ')}`);
  const environment = optional(given.get('environment'), 'options.environment', variables);
  return {
    target,
    ...engineOf(given),
    arguments: optional(given.get('arguments'), 'options.arguments', texts) ?? configuration?.arguments ?? settings.profile.arguments,
    stdin: optional(given.get('stdin'), 'options.stdin', text) ?? configuration?.stdin ?? '',
    environment: environment ?? new Map(Object.entries(configuration?.environment ?? {})),
    entry: null,
    timeLimit,
    limits,
    overlay: new Map([...session.documents.values()].map((document) => [document.path, document.text])),
    readable: session.folders,
    disabledRules: settings.rules.disable,
  };
}

/** Whether a run of the same program may stand in for it. */
export function wantsFresh(value: unknown): boolean {
  return optional(value, 'options', fields)?.get('fresh') === true;
}

function configurationNamed(
  configurations: readonly RunConfiguration[],
  path: string,
  name: string | undefined,
): RunConfiguration | undefined {
  if (name === undefined) return undefined;
  const found = configurationsFor(configurations, path).find((one) => one.name === name);
  if (found === undefined) throw new RequestFailed(`there is no run configuration "${name}" for this file`);
  return found;
}

/** Of several targets the first that an engine models; without one the first, so that the profiler says why it cannot. */
function modelledOf(targets: readonly string[]): string | undefined {
  return targets.find((name) => MODELLED_TARGETS.includes(name)) ?? targets[0];
}

/** A real PyPy runs what it is given with all the rights of the user: it is used where the request itself names it, and nowhere else. */
function engineOf(given: Fields): Pick<ProfileOptions, 'engine' | 'pypy'> {
  const engine = optional(given.get('engine'), 'options.engine', text) ?? 'vm';
  if (engine === 'vm') return { engine, pypy: null };
  if (engine !== 'pypy') throw new InvalidParams('options.engine must be vm or pypy');
  const pypy = optional(given.get('pypy'), 'options.pypy', text)?.trim() ?? '';
  if (pypy === '') throw new RequestFailed('a real PyPy runs the program outside the sandbox: options.pypy must name its command');
  return { engine, pypy };
}

function variables(value: unknown, path: string): ReadonlyMap<string, string> {
  return new Map([...fields(value, path)].map(([name, content]) => [name, text(content, `${path}.${name}`)]));
}
