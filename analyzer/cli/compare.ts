/** `jitlens compare A B`: two programs, or two versions of one, side by side. */
import path from 'node:path';
import type { ComparisonJson } from '../fixes/contract';
import { change, countsOf, sameOutput } from '../fixes/counts';
import { disposeSpare, profileFile, type ProfileJson } from '../profile';
import { modelledTarget, parseTimeLimit, RequestError } from '../profile/request';
import { alignRows } from '../report/table';
import { parseArgs } from 'node:util';
import { loadProfileServices } from './profile-services';
import type { CommandIo } from './io';
import { EXIT } from './io';

export async function compareCommand(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    const cut = args.indexOf('--');
    const { values, positionals } = parse(cut < 0 ? args : args.slice(0, cut));
    const [first, second, unexpected] = positionals;
    if (first === undefined || second === undefined) throw new RequestError('two files are compared: jitlens compare A B');
    if (unexpected !== undefined) throw new RequestError(`unexpected argument '${unexpected}'; arguments of the programs come after --`);
    const { format = 'text' } = values;
    if (format !== 'text' && format !== 'json') throw new RequestError(`unknown format '${format}'; known are text, json`);
    const { findings } = loadProfileServices();
    const run = (name: string): Promise<ProfileJson> =>
      profileFile(path.resolve(io.cwd, name), {
        findings,
        keepSpare: true,
        shownPath: name,
        target: modelledTarget(values.target).name,
        arguments: cut < 0 ? [] : args.slice(cut + 1),
        ...(values['time-limit'] !== undefined && { timeLimit: parseTimeLimit(values['time-limit']) }),
      });
    const [before, after] = [await run(first), await run(second)];
    const comparison = compared(before, after);
    io.stdout(format === 'json' ? `${JSON.stringify(comparison, null, 2)}\n` : rendered(comparison));
    return EXIT.clean;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    io.stderr(`jitlens compare: ${error.message}\n`);
    return EXIT.failed;
  } finally {
    disposeSpare();
  }
}

function compared(before: ProfileJson, after: ProfileJson): ComparisonJson {
  const [a, b] = [countsOf(before), countsOf(after)];
  const same = sameOutput(before, after);
  return {
    version: 1,
    target: before.target,
    before: { path: before.path, ...a },
    after: { path: after.path, ...b },
    sameOutput: same,
    result: change(a, b, same),
  };
}

function rendered({ before, after, result }: ComparisonJson): string {
  const figure = (value: number | string | null): string =>
    value === null ? '-' : typeof value === 'number' ? String(Number(value.toPrecision(6))) : value;
  const row = (name: string, a: number | string | null, b: number | string | null): string[] => [name, figure(a), figure(b)];
  const rows = [
    ['', before.path, after.path],
    row('outcome', before.outcome, after.outcome),
    row('loops', before.loops, after.loops),
    row('bridges', before.bridges, after.bridges),
    row('aborted traces', before.aborts, after.aborts),
    row('guards', before.guards, after.guards),
    row('guard failures', before.guardFailures, after.guardFailures),
    row('opaque calls left', before.opaqueCalls, after.opaqueCalls),
    row('allocations left', before.allocations, after.allocations),
    row('seconds (predicted)', before.predictedSeconds, after.predictedSeconds),
  ];
  return `${alignRows(rows).join('\n')}\n\n${result}\n`;
}

function parse(args: readonly string[]) {
  try {
    const options = { format: { type: 'string' }, target: { type: 'string' }, 'time-limit': { type: 'string' } } as const;
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new RequestError(error instanceof Error ? error.message : String(error));
  }
}
