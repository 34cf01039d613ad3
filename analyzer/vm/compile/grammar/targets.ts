/** What may be assigned to or deleted; after `_PyPegen_get_invalid_target` in CPython's Parser/pegen.c. */
import type { Reader, Shape } from './reader';

const TARGETS: ReadonlySet<string> = new Set(['name', 'attribute', 'subscript']);

/** The part of an expression that cannot be a target, or null. */
export function invalidTarget(shape: Shape, kind: 'store' | 'del' | 'for'): Shape | null {
  if (TARGETS.has(shape.name)) return null;
  if (shape.name === 'tuple' || shape.name === 'list') {
    for (const part of shape.parts ?? []) {
      const invalid = invalidTarget(part, kind);
      if (invalid !== null) return invalid;
    }
    return null;
  }
  if (shape.name === 'starred' && kind !== 'del') return invalidTarget(shape.parts![0]!, kind);
  if (shape.name === 'comparison' && kind === 'for') return shape.parts === undefined ? null : invalidTarget(shape.parts[0]!, kind);
  return shape;
}

/** Refuse what cannot be a target. */
export function checkTarget(reader: Reader, shape: Shape, kind: 'store' | 'del' | 'for'): void {
  const invalid = invalidTarget(shape, kind);
  if (invalid !== null) reader.failOn(`cannot ${kind === 'del' ? 'delete' : 'assign to'} ${invalid.name}`, invalid);
}

/** A name, attribute or subscript: what `+=` and annotations want. */
export function isSingleTarget(shape: Shape): boolean {
  return TARGETS.has(shape.name);
}
