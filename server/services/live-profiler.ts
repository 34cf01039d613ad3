/** The profiler, put where the server expects it. */
import { suspicionsOf } from '../../analyzer/workspace';
import { profileLog, profileWithTraces } from '../../analyzer/profile';
import type { FindingsOf } from '../../analyzer/profile';
import type { Profiler } from './services';

export const liveProfiler: Profiler = {
  async profileFile(path, text, options, run) {
    const { target, overlay, readable, timeLimit, limits, engine, stdin, environment, entry, pypy } = options;
    const host = { keepSpare: true, findings: suspicions(options.disabledRules) };
    const input = { arguments: options.arguments, stdin, environment, ...(entry !== null && { entry }) };
    const asked = { target, overlay, readable, timeLimit, limits, engine, ...input, ...(pypy !== null && { pypy }), ...host };
    const { json, explored, looked } = await profileWithTraces(path, text, asked, run, true);
    return { profile: json, traces: explored, looked };
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
