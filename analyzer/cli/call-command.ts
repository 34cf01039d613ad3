/** Calling a sub-command: what is the same for all of them. */
import { EXIT, type CommandIo } from './io';

/** Whether a sub-command's own arguments, those before `--`, ask for its help. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  return own.includes('--help') || own.includes('-h');
}

/** The exit status of a command; what it throws is a sentence on standard error, and a request that could not be carried out. */
export async function callCommand(name: string, command: () => Promise<number | null>, io: CommandIo): Promise<number | null> {
  try {
    return await command();
  } catch (error) {
    io.stderr(`jitlens ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.failed;
  }
}
