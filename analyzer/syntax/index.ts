/**
 * Syntax: text to a typed, immutable tree, fresh and after edits.
 *
 *     const parsed = parseModule('x = 1\n');          // native tree-sitter; call `await loadSyntax()` first where it may be missing
 *     parsed.module.body[0]!.stmt.kind                // 'Assign'
 *     const next = updateModule(parsed, 'x = 2\n');   // shares the untouched top-level statements
 */
export * from './ast';
export { loadSyntax, parseModule, settleModule, updateModule } from './module';
export type { ParsedModule } from './module';
export { createParser } from './parser';
export type { Engine, ParserOptions, PythonParser } from './parser';
export { LineIndex, offsetsOf, rangeAt, rangeOf } from './positions';
export type { OffsetRange, Position, PositionRange } from './positions';
export { CHILD_FIELDS, children, descendants, nodesAt, walk, walkModule } from './walk';
export type { Visitor } from './walk';
