/** Budgets that a run broke or kept: as text after a profile, and the broken ones as annotations and SARIF for CI. */
import { version } from '../../package.json';
import type { ProfileJson } from '../profile/contract';
import type { BudgetJson } from '../profile/budget/judge';
import { sentence } from '../profile/budget/judge';
import type { CheckedFile } from './checked';
import { renderGithub } from './github';
import { renderSarif } from './sarif';

export type BudgetFormat = 'text' | 'github' | 'sarif';

export function renderBudgets(profile: ProfileJson, budgets: readonly BudgetJson[], format: BudgetFormat): string {
  if (format !== 'text') return format === 'github' ? renderGithub([checked(profile, budgets)]) : renderSarif([checked(profile, budgets)], version);
  if (budgets.length === 0) return '\nBudgets: none are set.\n';
  const lines = budgets.map((budget) => `  ${budget.met ? 'kept   ' : 'BROKEN '} ${sentence(budget)}${budget.line > 0 ? ` (line ${budget.line})` : ''}`);
  return `\nBudgets:\n${lines.join('\n')}\n`;
}

function checked(profile: ProfileJson, budgets: readonly BudgetJson[]): CheckedFile {
  const broken = budgets.filter(({ met }) => !met);
  return {
    path: profile.path,
    lines: null,
    errors: [],
    findings: broken.map((budget) => {
      const line = Math.max(1, budget.line);
      return {
        region: { line, column: 1, endLine: line, endColumn: 1 },
        related: [],
        finding: {
          ...{ code: 'budget', family: 'lifecycle', hotness: '', severity: 'error', message: `budget broken: ${sentence(budget)}` },
          help: 'see where they come from with `jitlens profile`, or allow more',
          ...{ note: 'counted in a run', scope: budget.function, targets: [profile.target], certainty: 'certain' },
        },
      };
    }),
  };
}
