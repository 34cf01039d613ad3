/** What the commands that run programs need from the rest: the static suspicions and the renderers. */
import type { ProfileServices } from '../profile/commands';
import type { StaticFindings } from '../profile';
import { renderProfile } from '../report/profile-text';
import { renderTraces } from '../report/trace-listing';
import { analyzeText, DEFAULT_CONFIGURATION, loadSyntax } from '../workspace';

export async function loadProfileServices(): Promise<ProfileServices> {
  await loadSyntax();
  return { findings: suspicions, renderProfile, renderTraces };
}

function suspicions(path: string, text: string, target: string): StaticFindings {
  const { findings, module, lines } = analyzeText(path, text, { ...DEFAULT_CONFIGURATION, targets: [target] });
  const errors = module.errors.filter(({ reason }) => reason === 'error').slice(0, 1);
  return { findings, errors: errors.map(({ start, message }) => ({ ...lines.display(start), message })) };
}
