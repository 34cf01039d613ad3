/** The analyzer's own parts, put where the server expects them. */
import { Document, isDisabled, loadSyntax } from '../../analyzer/workspace';
import { directivesOf, isIgnored } from '../../analyzer/workspace/directives';
import { livePages } from './live-pages';
import { liveProfiler } from './live-profiler';
import type { AnalysisConfiguration, Analyzer, Services } from './services';

/** Rejects only where no parser can be loaded at all. */
export async function liveServices(): Promise<Services> {
  await loadSyntax();
  return { analyzer: liveAnalyzer, profiler: liveProfiler, pages: livePages };
}

const liveAnalyzer: Analyzer = {
  open(path, text, configuration) {
    let present = configuration;
    const document = new Document(path, text, translated(configuration));
    return {
      update: (next) => document.update(next),
      configure: (next) => {
        present = next;
        document.configure(translated(next));
      },
      get module() {
        return document.module;
      },
      get findings() {
        return document.findings;
      },
      isSilenced: (code, span) =>
        isDisabled(code, present.disabledRules) ||
        isIgnored({ code, span }, directivesOf(document.module.comments, document.lines), document.lines),
      dispose: () => document.dispose(),
    };
  },
};

function translated({ target, disabledRules }: AnalysisConfiguration): { targets: readonly string[]; disable: readonly string[] } {
  return { targets: [target], disable: disabledRules };
}
