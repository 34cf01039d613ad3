/** `jitlens compare A B`: two programs, or two versions of one, side by side. */
import path from 'node:path';
import type { ComparisonJson } from '../fixes/contract';
import { change, countsOf, sameOutput } from '../fixes/counts';
import { disposeSpare, profileFile, type ProfileJson } from '../profile';
import { readCommandLine } from '../profile/command-line';
import { answering } from '../profile/commands';
import { modelledTarget } from '../profile/request';
import { alignRows } from '../report/table';
import { loadProfileServices } from './profile-services';
import type { CommandIo } from './io';
import { EXIT } from './io';

export async function compareCommand(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await answering('compare', io, async () => {
      const { files, format, target, timeLimit, limits, programArguments } = readCommandLine(args, {
        options: ['format', 'target', 'time-limit', 'limit'],
        formats: ['text', 'json'],
        files: { count: 2, missing: 'two files are compared: jitlens compare A B' },
      });
      const options = {
        findings: loadProfileServices().findings,
        keepSpare: true,
        target: modelledTarget(target).name,
        arguments: programArguments,
        limits,
        ...(timeLimit !== undefined && { timeLimit }),
      };
      const run = (name: string): Promise<ProfileJson> => profileFile(path.resolve(io.cwd, name), { ...options, shownPath: name });
      const comparison = compared(await run(files[0]!), await run(files[1]!));
      io.stdout(format === 'json' ? `${JSON.stringify(comparison, null, 2)}\n` : rendered(comparison));
      return EXIT.clean;
    });
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
    row('general rounds', before.generalRounds, after.generalRounds),
    row('opaque calls left', before.opaqueCalls, after.opaqueCalls),
    row('allocations left', before.allocations, after.allocations),
    row('seconds (predicted)', before.predictedSeconds, after.predictedSeconds),
  ];
  return `${alignRows(rows).join('\n')}\n\n${result}\n`;
}
