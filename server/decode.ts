/**
 * Reading what a client sent. Each reader takes a value and the path it was found under, and either returns it typed or throws
 * `InvalidParams` with a sentence that names the path: "textDocument.uri must be a string".
 */

export class InvalidParams extends Error {}

export type Fields = ReadonlyMap<string, unknown>;

/** An object as a Map, so that its keys are data and never reach a prototype. */
export function fields(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InvalidParams(`${path} must be an object`);
  return new Map(Object.entries(value));
}

export function text(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new InvalidParams(`${path} must be a string`);
  return value;
}

/** A whole number from 0 to 2^31 - 1, LSP's `uinteger`. */
export function count(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 2147483647) {
    throw new InvalidParams(`${path} must be a whole number from 0 to 2147483647`);
  }
  return value;
}

export function integer(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new InvalidParams(`${path} must be a whole number`);
  return value;
}

export function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new InvalidParams(`${path} must be an array`);
  return value;
}

export function texts(value: unknown, path: string): readonly string[] {
  return list(value, path).map((item, index) => text(item, `${path}[${index}]`));
}

/** Applies a reader unless the value is missing or null. */
export function optional<T>(value: unknown, path: string, reader: (value: unknown, path: string) => T): T | undefined {
  return value === undefined || value === null ? undefined : reader(value, path);
}

export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

export function position(value: unknown, path: string): TextPosition {
  const at = fields(value, path);
  return { line: count(at.get('line'), `${path}.line`), character: count(at.get('character'), `${path}.character`) };
}

export function range(value: unknown, path: string): TextRange {
  const ends = fields(value, path);
  return { start: position(ends.get('start'), `${path}.start`), end: position(ends.get('end'), `${path}.end`) };
}

/** The `textDocument.uri` of nearly every request. */
export function documentUri(params: Fields): string {
  return text(fields(params.get('textDocument'), 'textDocument').get('uri'), 'textDocument.uri');
}
