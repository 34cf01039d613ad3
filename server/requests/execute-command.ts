/** `workspace/executeCommand`: one entry for each command of protocol.ts. */
import type { CancellationToken } from 'vscode-languageserver/node';
import { InvalidParams, list, optional, text } from '../decode';
import type { Fields } from '../decode';
import type { RequestDefinition } from '../dispatch';
import { COMMANDS } from '../protocol';
import type { Session } from '../session/session';
import { clearEvidence } from './commands/clear-evidence';
import { explain } from './commands/explain';
import { exportReport } from './commands/export-report';
import { importLog } from './commands/import-log';
import { lines } from './commands/lines';
import { measureFix } from './commands/measure-fix';
import { checkWorkspace } from './commands/check-workspace';
import { profileFile } from './commands/profiling/profile-file';
import { profileFunction } from './commands/profiling/profile-function';
import { profileTest, tests } from './commands/profiling/tests';
import { report } from './commands/report';
import { targets } from './commands/targets';
import { trace, traces } from './commands/traces';

/** A command's work: its arguments, the parameters around them (for the progress token), cancellation. */
export type CommandHandler = (session: Session, args: readonly unknown[], params: Fields, token: CancellationToken) => unknown;

const HANDLERS: ReadonlyMap<string, CommandHandler> = new Map([
  [COMMANDS.profileFile, profileFile],
  [COMMANDS.profileFunction, profileFunction],
  [COMMANDS.profileTest, profileTest],
  [COMMANDS.tests, tests],
  [COMMANDS.targets, targets],
  [COMMANDS.checkWorkspace, checkWorkspace],
  [COMMANDS.clearEvidence, clearEvidence],
  [COMMANDS.explain, explain],
  [COMMANDS.report, report],
  [COMMANDS.traces, traces],
  [COMMANDS.trace, trace],
  [COMMANDS.lines, lines],
  [COMMANDS.exportReport, exportReport],
  [COMMANDS.importLog, importLog],
  [COMMANDS.measureFix, measureFix],
]);

export const executeCommandRequest: RequestDefinition = {
  method: 'workspace/executeCommand',
  handle(session, params, token) {
    const command = text(params.get('command'), 'command');
    const args = optional(params.get('arguments'), 'arguments', list) ?? [];
    const handler = HANDLERS.get(command);
    if (handler === undefined) throw new InvalidParams(`no command ${JSON.stringify(command)}; known: ${[...HANDLERS.keys()].join(', ')}`);
    return handler(session, args, params, token);
  },
};
