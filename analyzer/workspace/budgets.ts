/** The table `budgets` of a configuration; what is wrong is named and left out. */
import { METRICS, isMetric, type Limits, type Metric } from '../profile/budget/budget';

export function readBudgets(value: unknown, complain: (sentence: string) => void): Limits {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    complain(`"budgets" must be a table with the keys ${Object.keys(METRICS).join(', ')}`);
    return {};
  }
  const limits: Partial<Record<Metric, number>> = {};
  for (const [key, given] of Object.entries(value)) {
    const number: unknown = typeof given === 'bigint' ? Number(given) : given;
    if (!isMetric(key)) complain(`unknown key "${key}" in "budgets": known are ${Object.keys(METRICS).join(', ')}`);
    else if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
      complain(`"budgets" must give a whole number of at least 0 for "${key}"`);
    else limits[key] = number;
  }
  return limits;
}
