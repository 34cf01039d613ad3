/**
 * Text to syntax tree, fresh and after edits.
 *
 * A file is lowered unit by unit (units.ts). After an edit tree-sitter tells which ranges of its tree changed; units outside
 * them, whose text did not move inside itself, are shared with the previous revision under a new base. Walking the tree, not
 * parsing it, is what costs, so this is what keeps a keystroke cheap.
 */
import { assemble } from './assemble';
import type { Module } from './ast';
import { blankGrammarGaps } from './grammar-gaps';
import type { Blanked } from './grammar-gaps';
import { createNativeParser, createParser } from './parser';
import type { ParserOptions, PythonParser, SyntaxTree, TextEdit } from './parser';
import { LineIndex } from './positions';
import { maybeStray } from './stray-lines';
import { lowerUnits, NOTHING_REUSABLE, reusableUnits, spareOf } from './units';
import type { Range, Reusable, Source, Spare, Unit } from './units';

/** One revision of a file. Immutable, except that `updateModule` takes over its concrete tree. */
export interface ParsedModule {
  readonly module: Module;
  readonly text: string;
  readonly lines: LineIndex;
  /** Units with statements in them that are shared with revisions before. */
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
  const blanked = isOdd(tree, text) ? blankGrammarGaps(text) : null;
  if (blanked === null) return lowerTree(parser, tree, { ...NOTHING_BLANKED, text, parsed: text }, NOTHING_REUSABLE);
  tree.delete();
  return lowerTree(parser, parser.parse(blanked.text), { ...blanked, text, parsed: blanked.text }, NOTHING_REUSABLE);
}

/** Parse the next revision of a file. `previous` keeps its module but gives up its concrete tree. */
export function updateModule(previous: ParsedModule, text: string): ParsedModule {
  const state = previous instanceof Revision ? previous : null;
  if (state === null) return parseModule(text);
  if (text === state.text && state.tree !== null) return state;
  const tree = state.takeTree();
  if (tree === null) return parseModule(text, state.parser);
  const edit = editBetween(state.text, text);
  const isPlain = state.source.parsed === state.text;
  let blanked = isPlain ? strayLinesLeftOut(text, edit) : blankGrammarGaps(text);
  const hasStrays = blanked?.hasStrays === true;
  const sound = isPlain && hasStrays && !tree.hasError ? soundOf(state, tree) : state.takeSound();
  if (sound !== null && !hasStrays) {
    tree.delete();
    return fromSound(state, sound, text);
  }
  const known = isPlain && blanked === null ? edit : null;
  let step = reparse(state.parser, tree, state.source.parsed, blanked?.text ?? text, known);
  let changed = step.changed;
  if (blanked === null && isOdd(step.tree, text)) {
    blanked = blankGrammarGaps(text);
    if (blanked !== null) {
      step = reparse(state.parser, step.tree, text, blanked.text, null);
      changed = [...changed, ...step.changed];
    }
  }
  const source = { ...(blanked ?? NOTHING_BLANKED), text, parsed: blanked?.text ?? text };
  const units = reusableUnits(state.units, edit, changed);
  const reusable = { units, spare: state.spareUnits(), certain: true };
  const next = lowerTree(state.parser, step.tree, source, reusable, step.tree.hasError);
  next.sound = sound;
  return next;
}

/**
 * The last revision before a stray line stood in the text. tree-sitter reuses nothing behind an edit that touches indentation: once the line is
 * gone, this is nearer to the text than the tree without the line.
 */
interface Sound {
  readonly tree: SyntaxTree;
  readonly text: string;
  readonly units: readonly Unit[];
}

function soundOf({ parser, text, units }: Revision, tree: SyntaxTree): Sound {
  return { tree: parser.copy(tree, text), text, units };
}

/** The next revision, from a sound one before. */
function fromSound({ parser }: Revision, { tree, text: before, units }: Sound, text: string): ParsedModule {
  const restored = lowerTree(parser, tree, { ...NOTHING_BLANKED, text: before, parsed: before }, sharing(before, units));
  return updateModule(restored, text);
}

/** All units of a text that has not changed. */
function sharing(text: string, units: readonly Unit[]): Reusable {
  return {
    units: reusableUnits(units, { start: text.length + 1, oldEnd: text.length + 1, newEnd: text.length + 1 }, []),
    spare: null,
    certain: true,
  };
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

/** Whether a text has to be looked through for what must be blanked: its tree has errors, or a statement of the module is indented. */
function isOdd(tree: SyntaxTree, text: string): boolean {
  if (tree.hasError) return true;
  const cursor = tree.walk();
  let isIndented = false;
  if (cursor.gotoFirstChild()) {
    do {
      const before = text[cursor.startIndex - 1];
      isIndented =
        before === ' ' || before === '\t'
          ? /(?:^|[\r\n])[ \t]+$/.test(text.slice(Math.max(0, cursor.startIndex - 200), cursor.startIndex))
          : false;
    } while (!isIndented && cursor.gotoNextSibling());
  }
  cursor.delete?.();
  return isIndented;
}

/**
 * The text without stray lines where an edit has made one, else null. A tree in which all blocks around it are closed, and all that follows is
 * parsed anew, need not be made then: it would be odd.
 */
function strayLinesLeftOut(text: string, edit: TextEdit): Blanked | null {
  if (!maybeStray(text, edit.start)) return null;
  const blanked = blankGrammarGaps(text);
  return blanked?.hasStrays === true ? blanked : null;
}

/** A provisional revision as a fresh parse gives it, sharing the statements without errors. For when the user pauses. */
export function settleModule(parsed: ParsedModule): ParsedModule {
  if (!(parsed instanceof Revision) || !parsed.provisional) return parsed;
  parsed.dispose();
  const whole = new Map(parsed.units.filter((unit) => unit.gaps.length === 0 && unit.length > 0).map((unit) => [unit.base, unit]));
  const tree = parsed.parser.parse(parsed.source.parsed);
  return lowerTree(parsed.parser, tree, parsed.source, { units: whole, spare: null, certain: !tree.hasError });
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

const NOTHING_BLANKED = { gaps: [], stars: new Map<number, number>() } as const;

function lowerTree(parser: PythonParser, tree: SyntaxTree, source: Source, reusable: Reusable, provisional = false): Revision {
  const { units, reused } = lowerUnits(tree, source, reusable);
  return new Revision(parser, tree, source, units, reused, provisional, reusable.spare);
}

class Revision implements ParsedModule {
  readonly module: Module;
  readonly text: string;
  readonly source: Source;
  readonly units: readonly Unit[];
  readonly parser: PythonParser;
  readonly reused: number;
  readonly provisional: boolean;
  tree: SyntaxTree | null;
  sound: Sound | null = null;
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
    this.module = assemble(units, source.gaps, source.text);
  }

  get lines(): LineIndex {
    return (this.index ??= new LineIndex(this.text));
  }

  /** This revision's units if it has no errors, else those of the last one that had none. */
  spareUnits(): Spare | null {
    if (this.module.errors.length > 0 || this.spare?.text === this.text) return this.spare;
    this.spare = spareOf(this.text, this.units);
    return this.spare;
  }

  takeTree(): SyntaxTree | null {
    const { tree } = this;
    this.tree = null;
    return tree;
  }

  takeSound(): Sound | null {
    const { sound } = this;
    this.sound = null;
    return sound;
  }

  dispose(): void {
    this.takeTree()?.delete();
    this.takeSound()?.tree.delete();
  }
}
