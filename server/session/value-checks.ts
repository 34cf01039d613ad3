/** What a value that a client sent can be. */
import { isLimit, LIMIT_NAMES } from '../../analyzer/vm/sandbox/limits';
import { AUTO, TARGETS } from '../protocol';
import type { Target } from '../protocol';

/** The longest a profiled program may run, in seconds. */
export const LONGEST_TIME_LIMIT = 3600;

export function isTimeLimit(value: unknown): value is number {
  return typeof value === 'number' && value >= 0.1 && value <= LONGEST_TIME_LIMIT;
}

export function isLimits(value: unknown): value is Readonly<Record<string, number>> {
  return (
    isObject(value) && Object.entries(value).every(([name, limit]) => (LIMIT_NAMES as readonly string[]).includes(name) && isLimit(limit))
  );
}

export function isTarget(value: unknown): value is Target {
  return (TARGETS as readonly unknown[]).includes(value);
}

export function isTargetOrAuto(value: unknown): value is Target | typeof AUTO {
  return value === AUTO || isTarget(value);
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
