/**
 * `jitlens.measureFix [uri, title]`: runs the program as it is and as the fix would make it, and keeps what that showed for the title
 * of the code action.
 */
import { LineIndex } from '../../../analyzer/syntax/positions';
import type { FixJson } from '../../../analyzer/fixes/contract';
import { fixJson, measured } from '../../../analyzer/fixes/measure';
import type { Rewrite } from '../../../analyzer/fixes/rewrite';
import { InvalidParams, text } from '../../decode';
import { Cancelled, RequestFailed } from '../../dispatch';
import type { OpenDocument } from '../../session/open-document';
import { baseName } from '../../session/paths';
import { CancelledWhileWaiting } from '../../session/profiling-queue';
import type { CommandHandler } from '../execute-command';
import { optionsOf } from './profiling/options';

/** Measured fixes kept at most. */
const KEPT = 200;

export const measureFix: CommandHandler = async (session, args, _params, token) => {
  const uri = text(args[0], 'arguments[0]');
  const title = text(args[1], 'arguments[1]');
  const document = session.documents.get(uri);
  if (document === undefined) throw new InvalidParams(`${uri} is not open`);
  const rewrite = document.rewrites.find((offered) => offered.title === title);
  if (rewrite === undefined) throw new RequestFailed(`there is no fix "${title}" in ${baseName(document.path)} as it is now`);
  if (!session.trusted) throw new RequestFailed('JIT Lens does not run programs in a workspace that is not trusted');
  const { path, text: source } = document;
  const options = optionsOf(session, document.path, undefined);
  const controller = new AbortController();
  const listener = token.onCancellationRequested(() => controller.abort());
  const run = async (program: string) => {
    const running = { signal: controller.signal, onProgress: () => undefined };
    return (
      await session.services.profiler.profileFile(
        path,
        program,
        { ...options, overlay: new Map([...options.overlay, [path, program]]) },
        running,
      )
    ).profile;
  };
  try {
    const fix = await session.profiling.run(`fix of ${uri}`, controller, async () =>
      measured(fixOf(document, rewrite), rewrite, source, await run(source), run),
    );
    if (controller.signal.aborted) throw new Cancelled();
    session.measuredFixes.set(measuredKey(uri, fix.diff), fix);
    for (const oldest of session.measuredFixes.keys()) {
      if (session.measuredFixes.size <= KEPT) break;
      session.measuredFixes.delete(oldest);
    }
    return fix;
  } catch (error) {
    if (controller.signal.aborted || error instanceof CancelledWhileWaiting) throw new Cancelled();
    throw error instanceof Cancelled ? error : new RequestFailed(error instanceof Error ? error.message : String(error));
  } finally {
    listener.dispose();
  }
};

export function fixOf(document: OpenDocument, rewrite: Rewrite): FixJson {
  return fixJson(rewrite, document.text, new LineIndex(document.text), baseName(document.path));
}

/** What a measured fix is kept under: the same change of the same lines. */
export function measuredKey(uri: string, diff: string): string {
  return `${uri} ${diff}`;
}
