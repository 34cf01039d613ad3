/** What the static analyzer says of a text looked at once, as a profile takes it: verdicts are about these. */
import type { StaticFindings } from '../profile';
import { DEFAULT_CONFIGURATION } from './configuration';
import { analyzeText } from './document';

/** The parser must have been loaded. Of several syntax errors the first: the others mostly follow from it. */
export function suspicionsOf(path: string, text: string, target: string, disable: readonly string[] = []): StaticFindings {
  const { findings, module, lines } = analyzeText(path, text, { ...DEFAULT_CONFIGURATION, targets: [target], disable });
  const errors = module.errors.filter(({ reason }) => reason === 'error').slice(0, 1);
  return { findings, errors: errors.map(({ start, message }) => ({ ...lines.display(start), message })) };
}
