/** Saved ways to run a file: read from the settings, and found for a file. */
import type { RunConfiguration } from '../protocol';
import { LONGEST_TIME_LIMIT, isObject, isText, isTexts, isTimeLimit } from './value-checks';

/** What is malformed is named in `complaints`; a configuration with a malformed part is left out. */
export function readRunConfigurations(sent: unknown, complaints: string[]): readonly RunConfiguration[] {
  if (sent === undefined || sent === null) return [];
  if (!Array.isArray(sent)) {
    complaints.push('jitlens.runConfigurations must be a list');
    return [];
  }
  const read: RunConfiguration[] = [];
  sent.forEach((value: unknown, index) => {
    const wrong = isObject(value) ? complaintOn(value) : 'must be an object';
    if (wrong !== null)
      complaints.push(`jitlens.runConfigurations[${index}]${wrong.startsWith('must') ? ' ' : '.'}${wrong}; it is left out`);
    else if (read.some(({ name }) => name === (value as RunConfiguration).name))
      complaints.push(`jitlens.runConfigurations[${index}] has the name of an earlier one; it is left out`);
    else read.push(value as RunConfiguration);
  });
  return read;
}

const WANTED: Readonly<Record<string, { readonly accepts: (value: unknown) => boolean; readonly what: string }>> = {
  name: { accepts: (value) => isText(value) && value.trim() !== '', what: 'a text that is not empty' },
  file: { accepts: isText, what: 'the end of a path' },
  arguments: { accepts: isTexts, what: 'a list of strings' },
  stdin: { accepts: isText, what: 'a text' },
  environment: { accepts: (value) => isObject(value) && isTexts(Object.values(value)), what: 'an object of strings' },
  timeLimit: { accepts: isTimeLimit, what: `a number of seconds from 0.1 to ${LONGEST_TIME_LIMIT}` },
};

function complaintOn(value: Record<string, unknown>): string | null {
  for (const key of Object.keys(value))
    if (!Object.hasOwn(WANTED, key)) return `${key} is not known: there are ${Object.keys(WANTED).join(', ')}`;
  for (const [key, { accepts, what }] of Object.entries(WANTED)) {
    if (value[key] === undefined ? key === 'name' : !accepts(value[key])) return `${key} must be ${what}`;
  }
  return null;
}

/** The configurations for a file: those made for it first, then those for every file. */
export function configurationsFor(configurations: readonly RunConfiguration[], path: string): readonly RunConfiguration[] {
  const slashed = path.replaceAll('\\', '/');
  const isFor = (file: string): boolean => slashed === file || slashed.endsWith(`/${file.replace(/^\.?\//, '')}`);
  return [
    ...configurations.filter(({ file }) => file !== undefined && isFor(file)),
    ...configurations.filter(({ file }) => file === undefined),
  ];
}
