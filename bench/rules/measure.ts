/** Runs a program on a real PyPy, and judges the static findings by what its JIT did. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { decodePython } from '../../analyzer/cli/python-files';
import { foldLog } from '../../analyzer/profile/fold/fold';
import type { Profile } from '../../analyzer/profile/fold/profile';
import { ranOf } from '../../analyzer/profile/profile-json';
import { runOnPyPy } from '../../analyzer/profile/pypy/engine';
import type { Ran } from '../../analyzer/profile/verdict/place';
import { judge, type Verdict } from '../../analyzer/profile/verdict/verdict';
import type { Finding } from '../../analyzer/rules/finding';
import { PYPY } from '../../analyzer/targets';
import { LineIndex } from '../../analyzer/syntax/positions';
import { suspicionsOf } from '../../analyzer/workspace/suspicions';
import type { TraceLog } from '../../analyzer/vm/jit/tracelog';

/** Milliseconds of one program. */
const TIME_LIMIT = 120_000;

export interface Measured {
  readonly file: string;
  readonly findings: readonly Finding[];
  readonly verdicts: readonly Verdict[];
  readonly ran: Ran;
  readonly profile: Profile;
}

/** `keep`: a folder for the logs, so that the next measurement of the same text need not run it again; null for none. */
export async function measure(file: string, command: string, keep: string | null): Promise<Measured | string> {
  const text = decodePython(await readFile(file));
  const kept = keep === null ? null : path.join(keep, `${path.basename(file)}.${hash(text)}.json.gz`);
  let logged: { log: TraceLog; loggedPath: string; outcome: 'finished' | 'failed' };
  if (kept !== null && existsSync(kept)) logged = JSON.parse(gunzipSync(await readFile(kept)).toString()) as typeof logged;
  else {
    const { run, log, loggedPath } = await runOnPyPy({
      file: path.resolve(file),
      text,
      onDisk: true,
      args: [],
      stdin: '',
      jit: {},
      timeLimit: TIME_LIMIT,
      outputLimit: 2 ** 26,
      traceText: false,
      command,
    });
    if (run.outcome !== 'finished') return `${run.outcome}: ${run.failure?.message ?? run.stderr.trim().slice(-200)}`;
    logged = { log, loggedPath, outcome: 'finished' };
    if (kept !== null) {
      await mkdir(path.dirname(kept), { recursive: true });
      await writeFile(kept, gzipSync(JSON.stringify(logged)));
    }
  }
  const { log, loggedPath, outcome } = logged;
  const statics = suspicionsOf(file, text, PYPY.name);
  const profile = foldLog(log);
  const run = { outcome, exitStatus: 0, failure: null, operations: 0, stdout: '', stderr: '', fault: null, milliseconds: 0 };
  const profiled = {
    path: file,
    loggedPath,
    text,
    target: PYPY,
    engine: 'pypy' as const,
    jit: {},
    run,
    profile,
    statics,
    display: (name: string) => name,
    notes: [],
  };
  const ran = ranOf(profiled, new LineIndex(text));
  return { file, findings: statics.findings, verdicts: judge(statics.findings, ran), ran, profile };
}

/** FNV-1a, enough to tell revisions of a program apart. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16);
}
