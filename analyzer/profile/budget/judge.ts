/** Whether a run kept within its budgets. */
import type { ProfileJson } from '../contract';
import type { Budget } from './budget';
import { METRICS } from './budget';

export interface BudgetJson {
  readonly metric: string;
  readonly limit: number;
  readonly actual: number;
  readonly met: boolean;
  readonly function: string;
  /** Where the budget is written; 0 when that is not in the file. */
  readonly line: number;
}

export function judgeBudgets(profile: ProfileJson, budgets: readonly Budget[]): BudgetJson[] {
  return budgets.map((budget) => {
    const actual = counted(profile, budget);
    const { metric, limit, function: name, line } = budget;
    return { metric, limit, actual, met: actual <= limit, function: name, line };
  });
}

/** "778 bridges in `postage`, 10 allowed". */
export function sentence({ metric, limit, actual, function: name }: BudgetJson): string {
  const what = METRICS[metric as keyof typeof METRICS];
  return `${actual} ${what} in ${name === '<file>' ? 'the file' : `\`${name}\``}, ${limit} allowed`;
}

function counted(profile: ProfileJson, { metric, from, to }: Budget): number {
  const inside = ({ path, line }: { readonly path: string; readonly line: number }): boolean => path === profile.path && from <= line && line <= to;
  if (metric === 'aborts') return profile.aborts.filter(inside).reduce((sum, { count }) => sum + count, 0);
  return profile.lines.filter(inside).reduce((sum, line) => {
    switch (metric) {
      case 'loops':
        return sum + line.loops;
      case 'bridges':
        return sum + line.bridges;
      case 'guard-failures':
        return sum + line.guardFailures;
      case 'allocations':
        return sum + line.allocations;
      case 'opaque-calls':
        return sum + line.residualCalls.reduce((calls, call) => calls + (call.class === 'opaque' || call.class === 'C call' ? call.count : 0), 0);
    }
  }, 0);
}
