/** `jitlens profile`, `run`, `trace` and `import`: the commands of analyzer/profile, with the analyzer and the reports handed in. */
import { renderProfile } from '../report/profile-text';
import { renderTraces } from '../report/trace-listing';
import type { CommandIo, ProfileServices } from '../profile/commands';
import * as commands from '../profile/commands';
import type { StaticFindings } from '../profile';
import { analyzeText, DEFAULT_CONFIGURATION, loadSyntax } from '../workspace';

const services: ProfileServices = { findings: staticFindings, renderProfile, renderTraces };

/** What the static analyzer says of a text, for one target. */
export async function staticFindings(path: string, text: string, target: string): Promise<StaticFindings> {
  await loadSyntax();
  const document = analyzeText(path, text, { ...DEFAULT_CONFIGURATION, targets: [target] });
  const { lines, findings, module } = document;
  const errors = module.errors
    .filter((gap) => gap.reason === 'error')
    .map((gap) => ({ ...lines.display(gap.start), message: `syntax error: ${gap.message}` }));
  document.dispose();
  return { findings, errors };
}

type Command = (args: readonly string[], io: CommandIo, services: ProfileServices) => Promise<number>;

/** Runs a command that Ctrl-C cancels: what was learned until then is still printed. */
const cancellable =
  (command: Command) =>
  async (args: readonly string[], io: CommandIo): Promise<number> => {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    process.on('SIGINT', abort).on('SIGTERM', abort);
    try {
      return await command(args, { ...io, signal: controller.signal }, services);
    } finally {
      process.off('SIGINT', abort).off('SIGTERM', abort);
    }
  };

export const profileCommand = cancellable(commands.profileCommand);
export const runCommand = cancellable(commands.runCommand);
export const traceCommand = cancellable(commands.traceCommand);
export const importCommand = cancellable(commands.importCommand);
