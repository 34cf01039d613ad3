/** The analyzer as a library: documents in, findings out. `loadSyntax()` must have resolved where native tree-sitter does not load. */
export { loadSyntax } from '../syntax/module';
export { analyze, AnalysisCache } from './analysis';
export { CONFIGURATION_KEYS, DEFAULT_CONFIGURATION, isDisabled, isReported, readConfiguration, unknownTarget } from './configuration';
export type { Configuration } from './configuration';
export { analyzeText, Document } from './document';
export { suspicionsOf } from './suspicions';
export { LinkedFiles } from './linked-files';
export { withLine } from './complaint-place';
export { configurationFor, matches, Projects, readToml } from './project';
export type { Project } from './project';
