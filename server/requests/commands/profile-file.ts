/**
 * `jitlens.profileFile [uri, {target?, engine?, arguments?, timeLimit?}]`: run a file in the profiler, keep what it showed as
 * evidence, return the profile JSON.
 *
 * What runs is the text in the editor, saved or not. Two ways to cancel: `$/cancelRequest` answers with an error at once;
 * `window/workDoneProgress/cancel` answers with what was seen so far where that comes in time, and with the same error where not.
 */
import type { CancellationToken } from 'vscode-languageserver/node';
import { RequestError, readSource } from '../../../analyzer/profile/request';
import { fingerprint } from '../../../analyzer/workspace/fingerprint';
import type { Fingerprint } from '../../../analyzer/workspace/fingerprint';
import { InvalidParams, fields, optional, text, texts } from '../../decode';
import { Cancelled, RequestFailed } from '../../dispatch';
import { compiledLine, outcomeLine } from '../../present/outcome';
import { TARGETS } from '../../protocol';
import type { Fields } from '../../decode';
import type { ProfileOptions } from '../../services/profile';
import type { Profiled } from '../../services/services';
import { LONGEST_TIME_LIMIT, isTarget, isTimeLimit } from '../../session/settings';
import { baseName, isFile, pathOf } from '../../session/paths';
import { CancelledWhileWaiting } from '../../session/profiling-queue';
import type { Session } from '../../session/session';
import type { CommandHandler } from '../execute-command';

/** After a cancellation, ms to wait for the partial profile before answering without it. */
const GRACE = 60;

export const profileFile: CommandHandler = async (session, args, params, token) => {
  const uri = text(args[0], 'arguments[0]');
  const options = optionsOf(session, args[1]);
  if (!session.trusted) throw new RequestFailed('JIT Lens does not run programs in a workspace that is not trusted');
  const program = await snapshot(session, uri).catch((error: unknown) => {
    throw error instanceof RequestError ? new RequestFailed(error.message) : error;
  });
  const controller = new AbortController();
  const stopListening = followToken(token, controller);
  // Asking for a progress token must not delay the run: a client may take its time to answer.
  const progress = progressOf(session, params, program.path, controller);
  try {
    const running = session.profiling.run(uri, controller, () =>
      session.services.profiler.profileFile(program.path, program.text, options, {
        signal: controller.signal,
        onProgress: (soFar) => progress.report(`${compiledLine(soFar)}, ${(soFar.milliseconds / 1000).toFixed(1)} s`),
      }),
    );
    const { profile, traces } = await orCancelled(running, controller.signal, token);
    session.runs.record(uri, profile, program.text, program.print, traces);
    session.evidenceChanged();
    progress.end(outcomeLine(profile));
    return profile;
  } catch (error) {
    progress.end(error instanceof Cancelled ? 'cancelled' : 'failed');
    if (error instanceof Cancelled) throw error;
    if (controller.signal.aborted || error instanceof CancelledWhileWaiting) throw new Cancelled();
    throw new RequestFailed(error instanceof Error ? error.message : String(error));
  } finally {
    stopListening();
  }
};

/** Options of a run: `arguments[1]` of the command over the settings. */
export function optionsOf(session: Session, value: unknown): ProfileOptions {
  const given = optional(value, 'arguments[1]', fields) ?? new Map<string, unknown>();
  const target = given.get('target') ?? session.settings.target;
  if (!isTarget(target)) throw new InvalidParams(`arguments[1].target must be one of ${TARGETS.join(', ')}`);
  const timeLimit = given.get('timeLimit') ?? session.settings.profile.timeLimit;
  if (!isTimeLimit(timeLimit))
    throw new InvalidParams(`arguments[1].timeLimit must be a number of seconds from 0.1 to ${LONGEST_TIME_LIMIT}`);
  return {
    target,
    engine: optional(given.get('engine'), 'arguments[1].engine', text) ?? 'vm',
    arguments: optional(given.get('arguments'), 'arguments[1].arguments', texts) ?? session.settings.profile.arguments,
    timeLimit,
    overlay: new Map([...session.documents.values()].map((document) => [document.path, document.text])),
    readable: session.folders,
    disabledRules: session.settings.rules.disable,
  };
}

interface Program {
  readonly path: string;
  readonly text: string;
  readonly print: Fingerprint;
}

/** The program as it is at this moment: what is edited later does not change what ran. */
async function snapshot(session: Session, uri: string): Promise<Program> {
  const open = session.documents.get(uri);
  if (open !== undefined) return { path: open.path, text: open.text, print: open.print };
  if (!isFile(uri)) throw new RequestFailed(`${uri} is not open, and is no file on this machine`);
  const path = pathOf(uri);
  const source = await readSource(path);
  const analysis = session.services.analyzer.open(path, source, session.configuration);
  const print = fingerprint(analysis.module, source);
  analysis.dispose();
  return { path, text: source, print };
}

function followToken(token: CancellationToken, controller: AbortController): () => void {
  if (token.isCancellationRequested) controller.abort();
  const listener = token.onCancellationRequested(() => controller.abort());
  return () => listener.dispose();
}

/** The result, or `Cancelled` shortly after the signal. */
function orCancelled(running: Promise<Profiled>, signal: AbortSignal, token: CancellationToken): Promise<Profiled> {
  return new Promise((resolve, reject) => {
    running.then((profiled) => (token.isCancellationRequested ? reject(new Cancelled()) : resolve(profiled)), reject);
    const giveUp = (): void => void setTimeout(() => reject(new Cancelled()), token.isCancellationRequested ? 0 : GRACE);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

interface RunProgress {
  report(message: string): void;
  end(message: string): void;
}

/** Progress that may begin late or never: reports before the client has answered are dropped, the end is not. */
function progressOf(session: Session, params: Fields, path: string, controller: AbortController): RunProgress {
  const given = params.get('workDoneToken');
  const token = typeof given === 'string' || typeof given === 'number' ? given : undefined;
  const port = session.client
    .progress(token, () => controller.abort())
    .then(
      (made) => {
        made?.begin(`Profiling ${baseName(path)}`);
        return made;
      },
      () => null,
    );
  let ended = false;
  return {
    report: (message) => {
      void port.then((made) => (ended ? undefined : made?.report(message)));
    },
    end: (message) => {
      ended = true;
      void port.then((made) => made?.end(message));
    },
  };
}
