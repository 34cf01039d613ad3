/**
 * Lowering unit by unit, and sharing units between revisions.
 *
 * A unit is what a revision can take over from the one before as it is: a child of the concrete root, and inside the two nodes that
 * hold many statements, a class at the top of a file and an ERROR, each of their parts. So an edit in a method lowers that
 * method, and a word at column 0, which breaks the whole file into one ERROR, lowers little more than the line it stands in.
 */
import type { ClassDef, Comment, Stmt, SyntaxGap } from './ast';
import { appendStatement, errorGap, isStatement } from './lower/compound';
import { fold, foldClassHeader, kindAt } from './lower/fold';
import { Lowering } from './lower/lowering';
import type { SyntaxTree, TextEdit, TreeCursor } from './parser';

/** Offsets are relative to `base`. */
export interface Unit {
  readonly base: number;
  /** 0 for what is made of several nodes, or of none: it is never shared. */
  readonly length: number;
  /** Node kind of the grammar, or `HEADER`. */
  readonly kind: string;
  readonly stmts: readonly Stmt[];
  readonly gaps: readonly SyntaxGap[];
  readonly comments: readonly Comment[];
  /** Header of the class whose body it stands in; null outside classes that are taken apart. */
  readonly within: ClassDef | null;
}

/** A class without its body: decorators, name, bases. Its one statement is a ClassDef with an empty body. */
export const HEADER = 'class header';

/** A file's text, the text that was parsed (of the same length; see grammar-gaps.ts), and what the difference lost. */
export interface Source {
  readonly text: string;
  readonly parsed: string;
  readonly gaps: readonly SyntaxGap[];
  readonly stars: ReadonlyMap<number, number>;
}

/** Units of the last revision without errors, by length: what an unclosed bracket swallowed comes back unchanged. */
export interface Spare {
  readonly text: string;
  readonly units: ReadonlyMap<number, readonly Unit[]>;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What may be taken over from revisions before. */
export interface Reusable {
  /** By offset in the new text. */
  readonly units: ReadonlyMap<number, Unit>;
  readonly spare: Spare | null;
  /** Whether `units` are known to hold no error where the tree has none; false for the fresh tree of a provisional text. */
  readonly certain: boolean;
}

export const NOTHING_REUSABLE: Reusable = { units: new Map(), spare: null, certain: true };

export interface Lowered {
  readonly units: readonly Unit[];
  readonly reused: number;
}

/** Units of the old revision that stand outside the edit and the changed ranges, by their offset in the new text. */
export function reusableUnits(units: readonly Unit[], edit: TextEdit, changed: readonly Range[]): ReadonlyMap<number, Unit> {
  const shift = edit.newEnd - edit.oldEnd;
  const reusable = new Map<number, Unit>();
  for (const unit of units) {
    if (unit.length === 0) continue;
    const end = unit.base + unit.length;
    if (end >= edit.start && unit.base <= edit.oldEnd) continue;
    const base = unit.base > edit.oldEnd ? unit.base + shift : unit.base;
    if (changed.some((range) => range.start <= base + unit.length && base <= range.end)) continue;
    reusable.set(base, base === unit.base ? unit : { ...unit, base });
  }
  return reusable;
}

/** Units by length, to be found again by their text. */
export function spareOf(text: string, units: readonly Unit[]): Spare {
  const byLength = new Map<number, Unit[]>();
  for (const unit of units) {
    const same = byLength.get(unit.length);
    if (same === undefined) byLength.set(unit.length, [unit]);
    else same.push(unit);
  }
  return { text, units: byLength };
}

/** All units of a tree, those that are known taken over. */
export function lowerUnits(tree: SyntaxTree, source: Source, reusable: Reusable): Lowered {
  const cursor = tree.walk();
  const lowerer = new UnitLowerer(cursor, source, reusable);
  if (cursor.nodeType === 'ERROR')
    lowerer.broken(null); // The root itself: nothing in the file parsed.
  else lowerer.eachChild(() => lowerer.statement(null));
  cursor.delete?.();
  return lowerer;
}

/** A class that can be taken apart: where its header ends. */
interface Parts {
  readonly headerEnd: number;
}

class UnitLowerer implements Lowered {
  units: Unit[] = [];
  reused = 0;
  /** Two statements with the same text are two statements: each is known by its identity. */
  private readonly taken = new Set<readonly Stmt[]>();

  constructor(
    private readonly cursor: TreeCursor,
    private readonly source: Source,
    private readonly reusable: Reusable,
  ) {}

  /** Visit the children of the node under the cursor. */
  eachChild(visit: () => void): void {
    if (!this.cursor.gotoFirstChild()) return;
    do visit();
    while (this.cursor.gotoNextSibling());
    this.cursor.gotoParent();
  }

  /** The node under the cursor, a statement or something between statements. */
  statement(within: ClassDef | null): void {
    const { cursor } = this;
    const kind = kindAt(cursor);
    if (this.takeOver(cursor.startIndex, cursor.endIndex, kind, within, () => cursor.currentNode.hasError)) return;
    if (kind === 'ERROR') return this.broken(within);
    if (within === null && (kind === 'class_definition' || kind === 'decorated_definition')) {
      const parts = this.partsOfClass();
      if (parts !== null) return this.classInParts(parts);
    }
    this.units.push(this.lower(kind, within));
  }

  /** An ERROR: what is whole in it, and an ErrorStmt for each run of the rest; one for all when nothing is whole. */
  broken(within: ClassDef | null): void {
    const { startIndex: base, endIndex } = this.cursor;
    const around = new Lowering(this.source.text, base, this.source.stars);
    errorGap({ start: 0, end: endIndex - base }, around);
    const outside = this.units;
    outside.push({ base, length: 0, kind: 'ERROR', stmts: [], gaps: around.gaps, comments: [], within });
    // The runs are known when the whole is.
    const found: (Unit | Range)[] = [];
    let run: { start: number; end: number } | null = null;
    this.eachChild(() => {
      this.units = [];
      const { startIndex: start, endIndex: end } = this.cursor;
      const between = BETWEEN.has(kindAt(this.cursor));
      const isWhole = this.partOfError(within);
      if (isWhole && !between) run = null;
      else if (!between && run !== null) run.end = end;
      else if (!between) found.push((run = { start, end }));
      for (const unit of this.units) found.push(unit);
    });
    this.units = outside;
    const isWhole = found.some((part) => 'stmts' in part && part.stmts.some((stmt) => stmt.kind !== 'ErrorStmt'));
    if (!isWhole) this.units.push(errorUnit(base, endIndex, within));
    for (const part of found) {
      if ('stmts' in part) this.units.push(isWhole ? part : { ...part, length: 0, stmts: [] });
      else if (isWhole) this.units.push(errorUnit(part.start, part.end, within));
    }
  }

  /** A child of an ERROR. Answers whether it is whole, and not part of a statement. */
  private partOfError(within: ClassDef | null): boolean {
    const { cursor } = this;
    const kind = kindAt(cursor);
    if (kind === 'block') this.eachChild(() => this.plain(within));
    else if (kind === 'class_definition' || kind === 'decorated_definition') this.statement(within);
    else if (kind.startsWith("'")) return false;
    else if (!this.takeOver(cursor.startIndex, cursor.endIndex, kind, within, () => cursor.currentNode.hasError)) {
      const { startIndex: base } = cursor;
      const lowering = new Lowering(this.source.text, base, this.source.stars);
      const { value } = fold(cursor, lowering);
      const { gaps, comments } = lowering;
      const isWhole = value !== null && isStatement(value);
      const stmts = isWhole ? [value] : [];
      if (isWhole) this.units.push({ base, length: cursor.endIndex - base, kind, stmts, gaps, comments, within });
      else if (gaps.length > 0 || comments.length > 0) this.units.push({ base, length: 0, kind, stmts, gaps, comments, within });
      return isWhole;
    }
    return true;
  }

  /** A node that is lowered as one. */
  private plain(within: ClassDef | null): void {
    const { cursor } = this;
    const kind = kindAt(cursor);
    if (this.takeOver(cursor.startIndex, cursor.endIndex, kind, within, () => cursor.currentNode.hasError)) return;
    this.units.push(this.lower(kind, within));
  }

  private lower(kind: string, within: ClassDef | null): Unit {
    const { cursor, source } = this;
    const base = cursor.startIndex;
    const lowering = new Lowering(source.text, base, source.stars);
    const item = fold(cursor, lowering);
    const stmts: Stmt[] = [];
    if (item.value?.kind !== 'match_case') appendStatement(item, stmts, lowering);
    return { base, length: cursor.endIndex - base, kind, stmts, gaps: lowering.gaps, comments: lowering.comments, within };
  }

  // -- Classes -----------------------------------------------------------------------------------------------------------

  /** Of a class, decorated or not, whose block comes last; null for other nodes. The cursor ends where it began. */
  private partsOfClass(): Parts | null {
    const { cursor } = this;
    let depth = 0;
    let parts: Parts | null = null;
    for (let kind = kindAt(cursor); kind === 'decorated_definition' || kind === 'class_definition'; kind = kindAt(cursor)) {
      const next = kind === 'class_definition' ? 'block' : 'class_definition';
      if (!cursor.gotoFirstChild()) break;
      depth++;
      let headerEnd = cursor.endIndex;
      while (kindAt(cursor) !== next) {
        headerEnd = cursor.endIndex;
        if (!cursor.gotoNextSibling()) break;
      }
      if (kindAt(cursor) !== next) break;
      if (next === 'block' && cursor.startIndex < cursor.endIndex) parts = { headerEnd };
    }
    for (; depth > 0; depth--) {
      if (cursor.gotoNextSibling()) parts = null; // Something stands behind the block.
      cursor.gotoParent();
    }
    return parts;
  }

  private classInParts({ headerEnd }: Parts): void {
    const { cursor } = this;
    const whole = this.units.length;
    if (!this.takeOver(cursor.startIndex, headerEnd, HEADER, null, () => this.hasBrokenHeader())) {
      const base = cursor.startIndex;
      const lowering = new Lowering(this.source.text, base, this.source.stars);
      const header = foldClassHeader(cursor, lowering, headerEnd);
      const { gaps, comments } = lowering;
      this.units.push({ base, length: headerEnd - base, kind: HEADER, stmts: [header], gaps, comments, within: null });
    }
    const within = this.units[whole]!.stmts[0] as ClassDef;
    let depth = 1;
    for (cursor.gotoFirstChild(); kindAt(cursor) !== 'block';) {
      if (kindAt(cursor) !== 'class_definition') cursor.gotoNextSibling();
      else if (cursor.gotoFirstChild()) depth++;
    }
    const { startIndex: base } = cursor;
    this.eachChild(() => this.statement(within));
    while (depth-- > 0) cursor.gotoParent();
    if (this.units.slice(whole + 1).every(({ stmts }) => stmts.length === 0)) {
      const lowering = new Lowering(this.source.text, base, this.source.stars);
      const stmts = [lowering.errorStmt(0, 0, 'expected an indented block')];
      this.units.push({ base, length: 0, kind: 'ERROR', stmts, gaps: lowering.gaps, comments: [], within });
    }
  }

  /** Whether an error stands before the block of the class under the cursor. */
  private hasBrokenHeader(): boolean {
    const { cursor } = this;
    if (!cursor.currentNode.hasError) return false;
    let isBroken = false;
    this.eachChild(() => {
      if (kindAt(cursor) === 'class_definition') isBroken ||= this.hasBrokenHeader();
      else if (kindAt(cursor) !== 'block') isBroken ||= cursor.currentNode.hasError;
    });
    return isBroken;
  }

  // -- Sharing -----------------------------------------------------------------------------------------------------------

  /** Take over the unit that the old revisions have for this stretch of the text. */
  private takeOver(base: number, end: number, kind: string, within: ClassDef | null, hasError: () => boolean): boolean {
    const { units, certain } = this.reusable;
    const old = units.get(base);
    // In the fresh tree of settleModule an old unit may have come to hold an error.
    const isSame = old !== undefined && old.length === end - base && old.kind === kind && !this.taken.has(old.stmts);
    const found = isSame && (certain || !hasError()) ? old : this.spareUnit(base, end, kind, hasError);
    if (found === null) return false;
    this.taken.add(found.stmts);
    this.units.push(found.base === base && found.within === within ? found : { ...found, base, within });
    if (found.stmts.length > 0) this.reused++;
    return true;
  }

  /** A spare unit with this text, should it hold no error. */
  private spareUnit(base: number, end: number, kind: string, hasError: () => boolean): Unit | null {
    const { spare } = this.reusable;
    const { text, parsed } = this.source;
    if (spare === null || parsed !== text || base === end) return null;
    const same = spare.units.get(end - base);
    const found = same?.find(
      (unit) =>
        unit.kind === kind && !this.taken.has(unit.stmts) && text.startsWith(spare.text.slice(unit.base, unit.base + unit.length), base),
    );
    return found === undefined || hasError() ? null : found;
  }
}

/** What may stand between statements, and between the parts of one. */
const BETWEEN: ReadonlySet<string> = new Set(['comment', 'line_continuation']);

function errorUnit(start: number, end: number, within: ClassDef | null): Unit {
  const stmts: Stmt[] = [{ kind: 'ErrorStmt', start: 0, end: end - start }];
  return { base: start, length: 0, kind: 'ERROR', stmts, gaps: [], comments: [], within };
}
