/** From the first argument to the sub-command. Heavy parts (the VM, the server) are loaded only when asked for. */
import { version } from '../../package.json';
import type { ProfileServices } from '../profile/commands';
import { COMMAND_HELP, HELP } from './help';
import { asksForHelp, callCommand } from './call-command';
import type { CommandIo } from './io';
import { EXIT } from './io';

type Command = (args: readonly string[], io: CommandIo) => Promise<number | null>;

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['check', async (args, io) => (await import('./check')).checkCommand(args, io)],
  ['explain', async (args, io) => (await import('./explain')).explainCommand(args, io)],
  ['profile', async (args, io) => (await import('../profile/commands')).profileCommand(args, io, await profileServices())],
  ['run', async (args, io) => (await import('../profile/commands')).runCommand(args, io)],
  ['trace', async (args, io) => (await import('../profile/commands')).traceCommand(args, io, await profileServices())],
  ['import', async (args, io) => (await import('../profile/commands')).importCommand(args, io, await profileServices())],
  ['fix', async (args, io) => (await import('./fix')).fixCommand(args, io)],
  ['compare', async (args, io) => (await import('./compare')).compareCommand(args, io)],
  ['server', serverCommand],
]);

async function profileServices(): Promise<ProfileServices> {
  return (await import('./profile-services')).loadProfileServices();
}

/** The connection is made from the process's own arguments, as vscode-languageserver reads them. */
async function serverCommand(args: readonly string[], io: CommandIo): Promise<number | null> {
  if (!args.some((arg) => /^--(stdio|node-ipc|socket=\d+|pipe=.+)$/.test(arg))) {
    io.stderr('jitlens server: say how to talk to it: --stdio\n');
    return EXIT.failed;
  }
  await import('../../server/main');
  return null;
}

/** Runs a command line. Null when the process goes on by itself (`server`). */
export async function dispatch(args: readonly string[], io: CommandIo): Promise<number | null> {
  const [name, ...rest] = args;
  if (name === undefined) {
    io.stderr(`jitlens: no command given\n\n${HELP}`);
    return EXIT.failed;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    io.stdout((rest[0] === undefined ? undefined : COMMAND_HELP.get(rest[0])) ?? HELP);
    return EXIT.clean;
  }
  if (name === '--version' || name === '-V') {
    io.stdout(`jitlens ${version}\n`);
    return EXIT.clean;
  }
  const command = COMMANDS.get(name);
  if (command === undefined) {
    io.stderr(`jitlens: unknown command "${name}"; \`jitlens --help\` lists the commands\n`);
    return EXIT.failed;
  }
  if (asksForHelp(rest)) {
    io.stdout(COMMAND_HELP.get(name) ?? HELP);
    return EXIT.clean;
  }
  return callCommand(name, () => command(rest, io), io);
}
