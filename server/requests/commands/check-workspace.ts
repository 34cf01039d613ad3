/**
 * `jitlens.checkWorkspace`: all Python files of the workspace's folders, analyzed together, as `jitlens check` does it. What is found is
 * published for files that are not open (those that are have their own), and stays until a file is opened or the next check.
 */
import { readPython, pythonFiles } from '../../../analyzer/cli/python-files';
import { parseModule } from '../../../analyzer/syntax';
import { LinkedFiles, Projects, configurationFor, matches } from '../../../analyzer/workspace';
import type { Configuration } from '../../../analyzer/workspace';
import type { Fields } from '../../decode';
import { Cancelled, RequestFailed } from '../../dispatch';
import { staticDiagnostics } from '../../present/diagnostics';
import { counted } from '../../present/evidence-text';
import { uriOf } from '../../session/paths';
import type { Session } from '../../session/session';
import type { CommandHandler } from '../execute-command';

/** Beyond this many characters files are no longer followed from one into another: the trees of all of them would not fit in memory. */
const MOST_TOGETHER = 24_000_000;
/** Files between two looks at what else there is to do: native trees are freed only between turns of the event loop. */
const PER_TURN = 8;

export const checkWorkspace: CommandHandler = async (session, _args, params, token) => {
  if (session.folders.length === 0) throw new RequestFailed('there is no folder open whose files could be checked');
  let cancelled = token.isCancellationRequested;
  const progress = await session.client.progress(progressToken(params), () => (cancelled = true));
  const stopped = (): boolean => cancelled || token.isCancellationRequested;
  progress?.begin('Checking the workspace');
  try {
    const found = await check(session, stopped, (message) => progress?.report(message));
    progress?.end(`${counted(found.findings, 'finding')} in ${counted(found.files, 'file')}`);
    return found;
  } catch (error) {
    progress?.end(error instanceof Cancelled ? 'cancelled' : 'failed');
    throw error;
  }
};

interface Found {
  readonly files: number;
  readonly findings: number;
  readonly unreadable: number;
}

async function check(session: Session, stopped: () => boolean, report: (message: string) => void): Promise<Found> {
  const projects = new Projects();
  const isExcluded = (file: string): boolean => {
    const { configuration, root } = projects.of(file);
    return matches(configuration.exclude, root, file);
  };
  const candidates = (await pythonFiles(session.folders, '/', isExcluded)).filter(({ error }) => error === null);
  const together = new LinkedFiles(session.folders);
  const read: { readonly file: string; readonly linked: LinkedFiles }[] = [];
  let characters = 0;
  let unreadable = 0;
  for (const [index, { file }] of candidates.entries()) {
    if (index % PER_TURN === 0) await turn(stopped);
    const open = [...session.documents.values()].find((document) => document.path === file);
    const text = open?.text ?? (await readPython(file).catch(() => null));
    if (text === null) {
      unreadable++;
      continue;
    }
    characters += text.length;
    const linked = characters > MOST_TOGETHER ? new LinkedFiles(session.folders) : together;
    const parsed = parseModule(text);
    linked.set(file, parsed.module, parsed.lines);
    parsed.dispose();
    read.push({ file, linked });
    if (index % 50 === 49) report(`${index + 1} of ${candidates.length} files read`);
  }
  const shown = new Map<string, number>();
  for (const [index, { file, linked }] of read.entries()) {
    if (index % PER_TURN === 0) await turn(stopped);
    const findings = linked.findings(file, configured(session, projects, file));
    const uri = uriOf(file);
    if (findings.length > 0) shown.set(uri, findings.length);
    if (!session.documents.has(uri)) session.showClosed(uri, staticDiagnostics(session, uri, linked.linesOf(file), findings));
    if (index % 50 === 49) report(`${index + 1} of ${read.length} files checked`);
  }
  session.keepClosed(new Set(shown.keys()));
  return { files: read.length, findings: [...shown.values()].reduce((sum, number) => sum + number, 0), unreadable };
}

function configured(session: Session, projects: Projects, file: string): Configuration {
  const { configuration, root } = projects.of(file);
  const own = configurationFor(configuration, root, file);
  const { disabledRules } = session.configurationFor(file);
  return { ...own, targets: session.targetsFor(file), disable: [...own.disable, ...disabledRules] };
}

/** Lets other messages in; throws where the check was cancelled. */
async function turn(stopped: () => boolean): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (stopped()) throw new Cancelled();
}

function progressToken(params: Fields): string | number | undefined {
  const given = params.get('workDoneToken');
  return typeof given === 'string' || typeof given === 'number' ? given : undefined;
}
