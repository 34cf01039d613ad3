/** The analyzer's own parts, put where the server expects them. */
import { programOf, rewritesOf } from '../../analyzer/fixes/registry';
import type { Configuration } from '../../analyzer/workspace';
import { configurationFor, Document, isReported, loadSyntax, Projects } from '../../analyzer/workspace';
import { directivesOf, isIgnored } from '../../analyzer/workspace/directives';
import { declaredTargets } from '../../analyzer/workspace/declared-targets';
import { AUTO } from '../protocol';
import { livePages } from './live-pages';
import { liveProfiler } from './live-profiler';
import type { AnalysisConfiguration, Analyzer, Services } from './services';

/** Rejects only where no parser can be loaded at all. */
export async function liveServices(): Promise<Services> {
  await loadSyntax();
  return { analyzer: liveAnalyzer, profiler: liveProfiler, pages: livePages };
}

const projects = new Projects();

const liveAnalyzer: Analyzer = {
  targetsOf: (path, { targets }) => [
    ...new Set(targets.flatMap((name) => (name === AUTO ? declaredTargets(path, projects.of(path)) : [name]))),
  ],

  open(path, text, configuration) {
    let present = translated(path, configuration);
    const document = new Document(path, text, present);
    return {
      update: (next) => document.update(next),
      configure: (next) => {
        present = translated(path, next);
        document.configure(present);
      },
      get module() {
        return document.module;
      },
      get findings() {
        return document.findings;
      },
      get rewrites() {
        const program = programOf(document.text, document.module, document.lines);
        return program === null ? [] : rewritesOf(program, document.findings);
      },
      isSilenced: (code, span) =>
        !isReported(code, present) || isIgnored({ code, span }, directivesOf(document.module.comments, document.lines), document.lines),
      dispose: () => document.dispose(),
    };
  },
};

/** What the editor's settings say, over what the project's own configuration says. */
function translated(path: string, configuration: AnalysisConfiguration): Configuration {
  const { disabledRules } = configuration;
  const project = projects.of(path);
  const own = configurationFor(project.configuration, project.root, path);
  return { ...own, targets: liveAnalyzer.targetsOf(path, configuration), disable: [...own.disable, ...disabledRules] };
}
