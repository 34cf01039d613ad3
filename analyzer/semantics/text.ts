/**
 * Sentences with places in them: "called from the loop at line {place}". The line is put in when the finding is published,
 * so that a sentence survives edits that only move code.
 */
import type { Place } from './summary';

/** Words, and places that will be shown as line numbers. */
export type Text = readonly (string | Place)[];

/** Tagged template: strings, other texts and places. */
export function text(strings: TemplateStringsArray, ...values: readonly (string | number | Place | Text)[]): Text {
  const parts: (string | Place)[] = [];
  const add = (part: string | Place): void => {
    const last = parts[parts.length - 1];
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  };
  strings.forEach((string, index) => {
    add(string);
    const value = values[index];
    if (value === undefined) return;
    if (isText(value)) for (const part of value) add(part);
    else add(typeof value === 'number' ? String(value) : value);
  });
  return parts;
}

/** The sentence with line numbers put in. */
export function render(parts: Text, lineOf: (place: Place) => number | string): string {
  return parts.map((part) => (typeof part === 'string' ? part : String(lineOf(part)))).join('');
}

/** Equal words and equal places. */
export function sameText(a: Text, b: Text): boolean {
  return a.length === b.length && a.every((part, index) => samePart(part, b[index]!));
}

function samePart(a: string | Place, b: string | Place): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return a.top === b.top && a.start === b.start && a.end === b.end;
}

function isText(value: string | number | Place | Text): value is Text {
  return Array.isArray(value);
}
