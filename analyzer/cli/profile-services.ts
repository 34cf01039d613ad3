/** What the commands that run programs need from the rest: the static suspicions and the renderers. */
import type { ProfileServices } from '../profile/commands';
import type { StaticFindings } from '../profile';
import { budgetsOf, type Budget } from '../profile/budget/budget';
import { RequestError } from '../profile/request';
import { renderBudgets } from '../report/budgets';
import { renderProfile } from '../report/profile-text';
import { renderTraces } from '../report/trace-listing';
import { analyzeText, loadSyntax, Projects, suspicionsOf } from '../workspace';

/** The parser is loaded when the suspicions are asked for: the program runs meanwhile, and `run` never asks. */
export function loadProfileServices(): ProfileServices {
  return { findings: suspicions, budgets, renderBudgets, renderProfile, renderTraces };
}

async function suspicions(path: string, text: string, target: string): Promise<StaticFindings> {
  await loadSyntax();
  return suspicionsOf(path, text, target);
}

async function budgets(file: string, text: string, shown: string): Promise<readonly Budget[]> {
  await loadSyntax();
  const { configuration, complaints, file: from } = new Projects().of(file);
  if (complaints.length > 0) throw new RequestError(`${from ?? file}: ${complaints.join('; ')}`);
  const { module, lines } = analyzeText(file, text, configuration);
  const read = budgetsOf(module, lines, configuration.budgets);
  const [error] = read.errors;
  if (error !== undefined) throw new RequestError(`${shown}:${error.line}:${error.column}: ${error.message}`);
  return read.budgets;
}
