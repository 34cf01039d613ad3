/**
 * Text to syntax tree, fresh and after edits.
 *
 * A file is lowered unit by unit, a unit being a child of the concrete root. After an edit tree-sitter tells which ranges
 * of its tree changed; units outside them, whose text did not move inside itself, are shared with the previous revision
 * under a new base. Walking the tree, not parsing it, is what costs, so this is what keeps a keystroke cheap.
 */
import type { Comment, Module, Stmt, SyntaxGap, TopLevel } from './ast';
import { blankGrammarGaps } from './grammar-gaps';
import { appendStatement } from './lower/compound';
import { fold } from './lower/fold';
import { Lowering } from './lower/lowering';
import { createNativeParser, createParser } from './parser';
import type { ParserOptions, PythonParser, SyntaxTree, TextEdit, TreeCursor } from './parser';
import { LineIndex } from './positions';

/** One revision of a file. Immutable, except that `updateModule` takes over its concrete tree. */
export interface ParsedModule {
  readonly module: Module;
  readonly text: string;
  readonly lines: LineIndex;
  /** Top-level statements shared with the revision before. */
  readonly reused: number;
  /**
   * Whether the tree has errors and came from an edit. What tree-sitter makes of broken text can depend on the text before
   * (about one broken revision in 1,200 under random edits); valid text never does. `settleModule` makes it certain.
   */
  readonly provisional: boolean;
  /** Free the concrete tree (needed for the WebAssembly engine only); the module stays valid. */
  dispose(): void;
}

let shared: PythonParser | null = null;

/** Load the parser that `parseModule` uses by default. Needed once before it where native tree-sitter does not load. */
export async function loadSyntax(options: ParserOptions = {}): Promise<PythonParser> {
  shared ??= await createParser(options);
  return shared;
}

/** Parse a file. Never fails on a text: what does not parse is in `module.errors`. */
export function parseModule(text: string, parser: PythonParser = sharedParser()): ParsedModule {
  const tree = parser.parse(text);
  const blanked = tree.hasError ? blankGrammarGaps(text) : null;
  if (blanked === null) return lowerTree(parser, tree, { ...NOTHING_BLANKED, text, parsed: text }, NO_UNITS);
  tree.delete();
  return lowerTree(parser, parser.parse(blanked.text), { ...blanked, text, parsed: blanked.text }, NO_UNITS);
}

/** Parse the next revision of a file. `previous` keeps its module but gives up its concrete tree. */
export function updateModule(previous: ParsedModule, text: string): ParsedModule {
  const state = previous instanceof Revision ? previous : null;
  if (state === null) return parseModule(text);
  if (text === state.text && state.tree !== null) return state;
  const tree = state.takeTree();
  if (tree === null) return parseModule(text, state.parser);
  let blanked = state.source.parsed === state.text ? null : blankGrammarGaps(text);
  const edit = editBetween(state.text, text);
  let step = reparse(
    state.parser,
    tree,
    state.source.parsed,
    blanked?.text ?? text,
    state.source.parsed === state.text && blanked === null ? edit : null,
  );
  let changed = step.changed;
  if (step.tree.hasError && blanked === null) {
    blanked = blankGrammarGaps(text);
    if (blanked !== null) {
      step = reparse(state.parser, step.tree, text, blanked.text, null);
      changed = [...changed, ...step.changed];
    }
  }
  const source = { ...(blanked ?? NOTHING_BLANKED), text, parsed: blanked?.text ?? text };
  const reusable = reusableUnits(state.units, edit, changed);
  return lowerTree(state.parser, step.tree, source, reusable, step.tree.hasError, state.spareUnits());
}

/** Units of the last revision without errors, by length: what an unclosed bracket swallowed comes back unchanged. */
interface Spare {
  readonly text: string;
  readonly units: ReadonlyMap<number, readonly Unit[]>;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Parse anew with what is known of the old text. The edit itself counts as changed: blanks may have moved in it. */
function reparse(
  parser: PythonParser,
  old: SyntaxTree,
  before: string,
  after: string,
  known: TextEdit | null,
): { tree: SyntaxTree; changed: readonly Range[] } {
  const edit = known ?? editBetween(before, after);
  const { tree, changed } = parser.reparse(old, before, after, edit);
  return { tree, changed: [...changed, { start: edit.start, end: edit.newEnd }] };
}

/** A provisional revision as a fresh parse gives it, sharing the statements without errors. For when the user pauses. */
export function settleModule(parsed: ParsedModule): ParsedModule {
  if (!(parsed instanceof Revision) || !parsed.provisional) return parsed;
  parsed.dispose();
  const whole = new Map(parsed.units.filter((unit) => unit.gaps.length === 0).map((unit) => [unit.base, unit]));
  return lowerTree(parsed.parser, parsed.parser.parse(parsed.source.parsed), parsed.source, whole);
}

const STRETCH = 2048;

/** The smallest single edit that turns one text into the other. */
export function editBetween(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  // Whole stretches first: comparing them is the engine's own work, comparing units is ours.
  while (start + STRETCH <= shorter && after.startsWith(before.slice(start, start + STRETCH), start)) start += STRETCH;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail + STRETCH <= shorter - start &&
    after.endsWith(before.slice(before.length - tail - STRETCH, before.length - tail), after.length - tail)
  )
    tail += STRETCH;
  while (tail < shorter - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

function sharedParser(): PythonParser {
  if (shared === null) {
    const native = process.env['JITLENS_PARSER'] === 'wasm' ? null : createNativeParser();
    if (native === null) throw new Error('call loadSyntax() before parseModule(): native tree-sitter does not load here');
    shared = native;
  }
  return shared;
}

// -- Units ---------------------------------------------------------------------------------------------------------------

/** A lowered child of the concrete root: usually one statement, after an ERROR perhaps several. Offsets relative to `base`. */
interface Unit {
  readonly base: number;
  readonly length: number;
  readonly stmts: readonly Stmt[];
  readonly gaps: readonly SyntaxGap[];
  readonly comments: readonly Comment[];
}

/** A file's text, the text that was parsed (of the same length; see grammar-gaps.ts), and what the difference lost. */
interface Source {
  readonly text: string;
  readonly parsed: string;
  readonly gaps: readonly SyntaxGap[];
  readonly stars: ReadonlyMap<number, number>;
}

const NOTHING_BLANKED = { gaps: [], stars: new Map<number, number>() } as const;
const NO_UNITS: ReadonlyMap<number, Unit> = new Map();

class Revision implements ParsedModule {
  readonly module: Module;
  readonly text: string;
  readonly source: Source;
  readonly units: readonly Unit[];
  readonly parser: PythonParser;
  readonly reused: number;
  readonly provisional: boolean;
  tree: SyntaxTree | null;
  private index: LineIndex | null = null;
  private spare: Spare | null;

  constructor(
    parser: PythonParser,
    tree: SyntaxTree,
    source: Source,
    units: readonly Unit[],
    reused: number,
    provisional: boolean,
    spare: Spare | null,
  ) {
    this.spare = spare;
    this.parser = parser;
    this.tree = tree;
    this.text = source.text;
    this.source = source;
    this.provisional = provisional;
    this.units = units;
    this.reused = reused;
    this.module = assemble(units, source.gaps);
  }

  get lines(): LineIndex {
    return (this.index ??= new LineIndex(this.text));
  }

  /** This revision's units if it has no errors, else those of the last one that had none. */
  spareUnits(): Spare | null {
    if (this.module.errors.length > 0 || this.spare?.text === this.text) return this.spare;
    const units = new Map<number, Unit[]>();
    for (const unit of this.units) {
      const same = units.get(unit.length);
      if (same === undefined) units.set(unit.length, [unit]);
      else same.push(unit);
    }
    this.spare = { text: this.text, units };
    return this.spare;
  }

  takeTree(): SyntaxTree | null {
    const { tree } = this;
    this.tree = null;
    return tree;
  }

  dispose(): void {
    this.takeTree()?.delete();
  }
}

/** Units of the old revision that stand outside the edit and the changed ranges, by their offset in the new text. */
function reusableUnits(units: readonly Unit[], edit: TextEdit, changed: readonly Range[]): ReadonlyMap<number, Unit> {
  const shift = edit.newEnd - edit.oldEnd;
  const reusable = new Map<number, Unit>();
  for (const unit of units) {
    const end = unit.base + unit.length;
    if (end >= edit.start && unit.base <= edit.oldEnd) continue;
    const base = unit.base > edit.oldEnd ? unit.base + shift : unit.base;
    if (changed.some((range) => range.start <= base + unit.length && base <= range.end)) continue;
    reusable.set(base, base === unit.base ? unit : { ...unit, base });
  }
  return reusable;
}

function lowerTree(
  parser: PythonParser,
  tree: SyntaxTree,
  source: Source,
  reusable: ReadonlyMap<number, Unit>,
  provisional = false,
  spare: Spare | null = null,
): ParsedModule {
  const units: Unit[] = [];
  let reused = 0;
  const certain = provisional || !tree.hasError;
  // Two statements with the same text are two statements: each is known by its identity.
  const taken = new Set<readonly Stmt[]>();
  const cursor = tree.walk();
  if (cursor.nodeType === 'ERROR') {
    units.push(lowerUnit(cursor, source)); // The root itself: nothing in the file parsed.
  } else if (cursor.gotoFirstChild()) {
    do {
      const old = reusable.get(cursor.startIndex);
      // In the fresh tree of settleModule an old unit may have come to hold an error.
      if (
        old !== undefined &&
        old.length === cursor.endIndex - old.base &&
        (certain || !cursor.currentNode.hasError) &&
        !taken.has(old.stmts)
      ) {
        taken.add(old.stmts);
        units.push(old);
        reused++;
      } else {
        const kept =
          spare !== null && source.parsed === source.text && !cursor.currentNode.hasError
            ? spareUnit(spare, cursor, source.text, taken)
            : null;
        units.push(kept ?? lowerUnit(cursor, source));
        if (kept !== null) {
          taken.add(kept.stmts);
          reused++;
        }
      }
    } while (cursor.gotoNextSibling());
  }
  cursor.delete?.();
  return new Revision(parser, tree, source, units, reused, provisional, spare);
}

/** A spare unit with the text of the node under the cursor, which holds no error. */
function spareUnit(spare: Spare, cursor: TreeCursor, text: string, taken: ReadonlySet<readonly Stmt[]>): Unit | null {
  const base = cursor.startIndex;
  const length = cursor.endIndex - base;
  if (length === 0) return null;
  const same = spare.units
    .get(length)
    ?.find((unit) => !taken.has(unit.stmts) && text.startsWith(spare.text.slice(unit.base, unit.base + length), base));
  return same === undefined ? null : { ...same, base };
}

function lowerUnit(cursor: TreeCursor, source: Source): Unit {
  const base = cursor.startIndex;
  const lowering = new Lowering(source.text, base, source.stars);
  const item = fold(cursor, lowering);
  const stmts: Stmt[] = [];
  appendStatement(item, stmts, lowering);
  return { base, length: cursor.endIndex - base, stmts, gaps: lowering.gaps, comments: lowering.comments };
}

function assemble(units: readonly Unit[], lost: readonly SyntaxGap[]): Module {
  const body: TopLevel[] = [];
  const errors: SyntaxGap[] = [...lost];
  const comments: Comment[] = [];
  for (const { base, stmts, gaps, comments: notes } of units) {
    for (const stmt of stmts) body.push({ base, stmt });
    for (const gap of gaps) errors.push({ ...gap, start: base + gap.start, end: base + gap.end });
    for (const note of notes) comments.push({ ...note, start: base + note.start, end: base + note.end });
  }
  errors.sort((a, b) => a.start - b.start || a.end - b.end);
  return { kind: 'Module', body, errors, comments };
}
