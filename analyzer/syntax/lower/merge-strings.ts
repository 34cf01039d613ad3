/**
 * Implicit concatenation of string literals, as CPython does it since 3.12 (Parser/action_helpers.c,
 * `_PyPegen_concatenate_strings`): with an f-string among them the result is one `JoinedStr`, adjacent constants are
 * merged and empty ones dropped.
 */
import type { Constant, Expr } from '../ast';
import type { StringParts } from './item';

/** The expression for adjacent literals, or why there is none. */
export function mergeStrings(parts: readonly StringParts[], start: number, end: number): Expr | string {
  const has = (flavour: StringParts['flavour']): boolean => parts.some((part) => part.flavour === flavour);
  if (has('bytes')) {
    if (parts.some((part) => part.flavour !== 'bytes')) return 'cannot mix bytes and nonbytes literals';
    return { kind: 'Constant', start, end, value: { type: 'bytes', value: joinBytes(parts) } };
  }
  if (has('t')) {
    if (parts.some((part) => part.flavour !== 't')) return 'cannot mix t-string literals with string or f-string literals';
    return { kind: 'TemplateStr', start, end, values: mergeConstants(parts.flatMap((part) => part.pieces)) };
  }
  if (has('f')) return { kind: 'JoinedStr', start, end, values: mergeConstants(parts.flatMap((part) => part.pieces)) };
  const texts = parts.map((part) => strOf(part.pieces[0]));
  return { kind: 'Constant', start, end, value: { type: 'str', value: texts.join('') } };
}

/** Adjacent constants become one, from the start of the first to the end of the last; empty ones go. */
export function mergeConstants(pieces: readonly Expr[]): Expr[] {
  const merged: Expr[] = [];
  let run: Constant[] = [];
  const flush = (): void => {
    const value = run.map(strOf).join('');
    if (value !== '') merged.push({ kind: 'Constant', start: run[0]!.start, end: run[run.length - 1]!.end, value: { type: 'str', value } });
    run = [];
  };
  for (const piece of pieces) {
    if (piece.kind === 'Constant') {
      run.push(piece);
    } else {
      flush();
      merged.push(piece);
    }
  }
  flush();
  return merged;
}

function strOf(expr: Expr | undefined): string {
  return expr?.kind === 'Constant' && expr.value.type === 'str' ? expr.value.value : '';
}

function joinBytes(parts: readonly StringParts[]): Uint8Array {
  const all: number[] = [];
  for (const { pieces } of parts) {
    const piece = pieces[0];
    if (piece?.kind === 'Constant' && piece.value.type === 'bytes') for (const byte of piece.value.value) all.push(byte);
  }
  return Uint8Array.from(all);
}
