/**
 * The fold: walk a concrete subtree with a cursor, children first, and let each node's builder make its value.
 *
 * The cursor is the only thing asked (`namedChildren` of native tree-sitter is slow and keeps memory), kinds and fields
 * are looked up by number, and the stack is our own.
 */
import type { ClassDef } from '../ast';
import type { TreeCursor } from '../parser';
import { BUILDERS } from './builders';
import type { Builder } from './builders';
import type { Concrete, Item, Value } from './item';
import type { Lowering } from './lowering';

/** Kinds whose children hold nothing that the text does not: the fold does not descend into them. */
const LEAVES: ReadonlySet<string> = new Set([
  'string_start',
  'string_content',
  'string_end',
  'escape_interpolation',
  'type_conversion',
  'import_prefix',
  'wildcard_import',
  'pass_statement',
  'break_statement',
  'continue_statement',
  'comment',
  'line_continuation',
  'positional_separator',
  'keyword_separator',
]);

/** What is known of a node kind by its number. */
interface KindInfo {
  /** tree-sitter's name; anonymous tokens in quotes. */
  readonly kind: string;
  readonly builder: Builder | null;
  readonly leaf: boolean;
  readonly skipped: boolean;
}

/** Numbers are those of the compiled grammar, the same for both engines. */
const kinds: (KindInfo | undefined)[] = [];
const fields: (string | undefined)[] = [];

/** The node kind under the cursor. */
export function kindAt(cursor: TreeCursor): string {
  return infoAt(cursor).kind;
}

interface Frame {
  readonly info: KindInfo;
  readonly field: string;
  readonly start: number;
  readonly end: number;
  readonly items: Item[];
}

/** Lower the node under the cursor and everything below; the cursor ends where it began. */
export function fold(cursor: TreeCursor, lowering: Lowering): Item {
  const stack: Frame[] = [];
  const { base } = lowering;
  for (;;) {
    const info = infoAt(cursor);
    const start = cursor.startIndex - base;
    const end = cursor.endIndex - base;
    let done: Item | null = null;
    if (info.skipped) {
      if (info.kind === 'comment') lowering.comments.push({ start, end, text: lowering.slice(start, end) });
      if (stack.length === 0) return { kind: info.kind, field: '', start, end, value: null, broken: false };
    } else {
      const field = fieldAt(cursor);
      if (start === end && cursor.nodeIsMissing) {
        done = { kind: info.kind, field, start, end, value: missing(info, start, end, lowering), broken: false };
      } else if (!info.leaf && cursor.gotoFirstChild()) {
        stack.push({ info, field, start, end, items: [] });
        continue;
      } else {
        done = finish(info, field, { kind: info.kind, start, end, items: NO_ITEMS }, lowering);
      }
    }
    // Hand the value up; climb as long as there is no further sibling.
    for (;;) {
      if (done !== null) {
        if (stack.length === 0) return done;
        stack[stack.length - 1]!.items.push(done);
      }
      if (cursor.gotoNextSibling()) break;
      cursor.gotoParent();
      const frame = stack.pop()!;
      done = finish(frame.info, frame.field, { kind: frame.info.kind, start: frame.start, end: frame.end, items: frame.items }, lowering);
    }
  }
}

/**
 * Lower the class under the cursor, which may be decorated, without its block, which must be there: a ClassDef that ends with its
 * header and has an empty body.
 */
export function foldClassHeader(cursor: TreeCursor, lowering: Lowering, headerEnd: number): ClassDef {
  const { base } = lowering;
  const levels: Item[][] = [];
  const info: KindInfo[] = [];
  for (let inside = true; inside;) {
    info.push(infoAt(cursor));
    const items: Item[] = [];
    levels.push(items);
    cursor.gotoFirstChild();
    for (;;) {
      const { kind, skipped } = infoAt(cursor);
      inside = kind === 'class_definition';
      if (inside || kind === 'block') break;
      const item = fold(cursor, lowering);
      if (!skipped) items.push(item);
      cursor.gotoNextSibling();
    }
  }
  const start = cursor.startIndex - base;
  const value: Value = { kind: '#block', stmts: [{ kind: 'Pass', start, end: start }], cases: [], end: headerEnd - base };
  let below: Item = { kind: 'block', field: fieldAt(cursor), start, end: start, value, broken: false };
  while (levels.length > 0) {
    cursor.gotoParent();
    const items = levels.pop()!;
    items.push(below);
    const at = { start: cursor.startIndex - base, end: headerEnd - base };
    below = finish(info.pop()!, fieldAt(cursor), { kind: kindAt(cursor), ...at, items }, lowering);
  }
  return { ...(below.value as ClassDef), body: [] };
}

const NO_ITEMS: readonly Item[] = [];

/** Run the node's builder. An expression with an ERROR inside has no known meaning; a statement is repaired by its builder. */
function finish(info: KindInfo, field: string, node: Concrete, lowering: Lowering): Item {
  const { kind, start, end } = node;
  let value = info.builder === null ? null : info.builder(node, lowering);
  let broken = false;
  if (node.items.some((item) => item.kind === 'ERROR' || item.broken)) {
    if (value === null || value.kind.startsWith('#')) broken = value?.kind !== '#block' && value?.kind !== '#error';
    else if (lowering.isExpr(value)) value = { kind: 'ErrorExpr', start, end };
    else if (SIMPLE_STATEMENTS.has(value.kind)) value = { kind: 'ErrorStmt', start, end };
  }
  return { kind, field, start, end, value, broken };
}

const SIMPLE_STATEMENTS: ReadonlySet<string> = new Set([
  'Return',
  'Delete',
  'Assign',
  'TypeAlias',
  'AugAssign',
  'AnnAssign',
  'Raise',
  'Assert',
  'Import',
  'ImportFrom',
  'Global',
  'Nonlocal',
  'ExprStmt',
]);

/** A node that error recovery put in, of no width. */
function missing(info: KindInfo, start: number, end: number, lowering: Lowering): Value | null {
  const name = info.kind.startsWith("'") ? info.kind : info.kind.replaceAll('_', ' ');
  lowering.error(start, end, `missing ${name}`);
  return info.builder === null ? null : { kind: 'ErrorExpr', start, end };
}

function infoAt(cursor: TreeCursor): KindInfo {
  const id = cursor.nodeTypeId;
  return kinds[id] ?? (kinds[id] = describe(cursor));
}

function describe(cursor: TreeCursor): KindInfo {
  const type = cursor.nodeType;
  if (!cursor.nodeIsNamed) return { kind: `'${type}'`, builder: null, leaf: true, skipped: false };
  return {
    kind: type,
    builder: BUILDERS.get(type) ?? null,
    leaf: LEAVES.has(type),
    skipped: type === 'comment' || type === 'line_continuation',
  };
}

function fieldAt(cursor: TreeCursor): string {
  const id = cursor.currentFieldId;
  if (!id) return ''; // The native engine says undefined, the other 0.
  return fields[id] ?? (fields[id] = cursor.currentFieldName ?? '');
}
