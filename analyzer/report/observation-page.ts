/** The page of a code that only a run can raise: there is no rule behind it, so it is short. */
import { OBSERVATIONS } from '../profile/verdict/observed';

/** Markdown; null for a code that is none of these. */
export function observationPage(code: string): string | null {
  const observation = Object.values(OBSERVATIONS).find((entry) => entry.code === code.toUpperCase());
  if (observation === undefined) return null;
  return `# ${observation.code}: ${observation.title}

## What it means

A run saw this on a line that no rule suspected: ${observation.meaning}

## Why a tracing JIT cares

${observation.why}

## Instead

${capital(observation.help)}.

## When not to care

It holds for the input of that run. Below ${observation.threshold} of the run's predicted time it is not reported.
`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
