/**
 * One run of a program in the profiler: what it showed is kept as evidence, and told. Behind every command that profiles.
 *
 * What runs is the text in the editor, saved or not. Two ways to cancel: `$/cancelRequest` answers with an error at once;
 * `window/workDoneProgress/cancel` answers with what was seen so far where that comes in time, and with the same error where not.
 */
import type { CancellationToken } from 'vscode-languageserver/node';
import { answerOf, briefAnswer } from '../../../../analyzer/profile/answer';
import type { Subject } from '../../../../analyzer/profile/answer';
import { RequestError, readSource } from '../../../../analyzer/profile/request';
import { LineIndex } from '../../../../analyzer/syntax';
import type { Module } from '../../../../analyzer/syntax';
import { fingerprint } from '../../../../analyzer/workspace/fingerprint';
import type { Fingerprint } from '../../../../analyzer/workspace/fingerprint';
import type { Fields } from '../../../decode';
import { Cancelled, RequestFailed } from '../../../dispatch';
import { outcomeLine, progressLine } from '../../../present/outcome';
import type { ProfileOptions, ProfileJson } from '../../../services/profile';
import type { Profiled } from '../../../services/services';
import { baseName, isFile, pathOf } from '../../../session/paths';
import { keyOf } from '../../../session/profile-cache';
import { CancelledWhileWaiting } from '../../../session/profiling-queue';
import type { Session } from '../../../session/session';

/** After a cancellation, ms to wait for the partial profile before answering without it. */
const GRACE = 60;

/** What is asked for. */
export interface Asked {
  readonly program: Program;
  readonly options: ProfileOptions;
  /** Run it even where the same run is at hand. */
  readonly fresh: boolean;
  /** The function that the answer is about; null for the program. */
  readonly subject: Subject | null;
  /** "Profiling demo.py". */
  readonly title: string;
}

/** A profile, and the question it was asked for answered in a sentence and in a few words; both empty where nothing can be said. */
export type AnsweredProfile = ProfileJson & {
  readonly answer: string;
  readonly brief: string;
  /** The function that it is about; empty for the program. */
  readonly subject: string;
};

/** Refuses, in words for the user, what must not run. */
export function mayRun(session: Session): void {
  if (!session.trusted) throw new RequestFailed('JIT Lens does not run programs in a workspace that is not trusted');
}

export async function runProfile(session: Session, asked: Asked, params: Fields, token: CancellationToken): Promise<AnsweredProfile> {
  const { program, options } = asked;
  const { uri } = program;
  const controller = new AbortController();
  const stopListening = followToken(token, controller);
  // Asking for a progress token must not delay the run: a client may take its time to answer.
  const progress = progressOf(session, params, asked.title, controller);
  try {
    const key = keyOf(program.path, program.text, options);
    const known = asked.fresh ? null : session.profiles.get(key);
    const running =
      known === null
        ? session.profiling.run(uri, controller, () =>
            session.services.profiler.profileFile(program.path, program.text, options, {
              signal: controller.signal,
              onProgress: (soFar) => progress.report(progressLine(soFar)),
            }),
          )
        : Promise.resolve(known);
    const profiled = await orCancelled(running, controller.signal, token);
    const { profile, traces } = profiled;
    if (known === null) session.profiles.set(key, profiled);
    session.runs.record(uri, profile, program.text, program.print, traces);
    session.evidenceChanged();
    const answer = answerOf(profile, program.module, new LineIndex(program.text), asked.subject);
    const told = outcomeLine(profile, answer);
    progress.end(told);
    // Other editors show no result of a command: the answer would reach nobody.
    if (!session.showsPages) session.client.showMessage('info', `${baseName(program.path)}: ${told}`);
    return { ...profile, answer, brief: briefAnswer(profile), subject: asked.subject?.name ?? '' };
  } catch (error) {
    progress.end(error instanceof Cancelled ? 'cancelled' : 'failed');
    if (error instanceof Cancelled) throw error;
    if (controller.signal.aborted || error instanceof CancelledWhileWaiting) throw new Cancelled();
    throw new RequestFailed(error instanceof Error ? error.message : String(error));
  } finally {
    stopListening();
  }
}

export interface Program {
  readonly uri: string;
  readonly path: string;
  readonly text: string;
  readonly module: Module;
  readonly print: Fingerprint;
}

/** The program as it is at this moment: what is edited later does not change what ran. */
export async function snapshot(session: Session, uri: string): Promise<Program> {
  try {
    return await programAt(session, uri);
  } catch (error) {
    throw error instanceof RequestError ? new RequestFailed(error.message) : error;
  }
}

async function programAt(session: Session, uri: string): Promise<Program> {
  const open = session.documents.get(uri);
  if (open !== undefined) return { uri: open.programUri, path: open.path, text: open.text, module: open.module, print: open.print };
  if (!isFile(uri)) throw new RequestFailed(`${uri} is not open, and is no file on this machine`);
  const path = pathOf(uri);
  const source = await readSource(path);
  const analysis = session.services.analyzer.open(path, source, session.configurationFor(path));
  const { module } = analysis;
  const print = fingerprint(module, source);
  analysis.dispose();
  return { uri, path, text: source, module, print };
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
function progressOf(session: Session, params: Fields, title: string, controller: AbortController): RunProgress {
  const given = params.get('workDoneToken');
  const token = typeof given === 'string' || typeof given === 'number' ? given : undefined;
  const port = session.client
    .progress(token, () => controller.abort())
    .then(
      (made) => {
        made?.begin(title);
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
