/** The profiler, put where the server expects it. */
import { suspicionsOf } from '../../analyzer/workspace';
import { profileLog, profileWithTraces } from '../../analyzer/profile';
import type { FindingsOf } from '../../analyzer/profile';
import type { Profiler } from './services';

/** The engine that is there. A real PyPy is run outside the sandbox, which takes the user's consent: not from here. */
const ENGINE = 'vm';

export const liveProfiler: Profiler = {
  async profileFile(path, text, options, run) {
    if (options.engine !== ENGINE) throw new Error(`the engine "${options.engine}" cannot be used from the editor; "${ENGINE}" can`);
    const { target, overlay, readable, timeLimit } = options;
    const host = { keepSpare: true, findings: suspicions(options.disabledRules) };
    const asked = { target, overlay, readable, timeLimit, arguments: options.arguments, ...host };
    const { json, explored } = await profileWithTraces(path, text, asked, run, true);
    return { profile: json, traces: explored };
  },

  async importLog(file) {
    const { json, explored, source } = await profileLog(file, { findings: suspicions([]), traceText: true });
    return { profile: json, traces: explored, source };
  },
};

const suspicions =
  (disabled: readonly string[]): FindingsOf =>
  (path, text, target) =>
    suspicionsOf(path, text, target, disabled);
