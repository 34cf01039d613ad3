/**
 * A module from its units: in pieces as they are shared, and on demand as a tree in which each class holds its body.
 *
 * Offsets in a method are relative to the method; in the tree they are relative to the top-level statement. So the tree takes a
 * copy of what stands in classes. The analysis of a keystroke reads the pieces and never asks for it.
 */
import type { AnyNode, ClassDef, Comment, Module, Piece, Stmt, SyntaxGap, TopLevel } from './ast';
import { BlockIndentation, UNEXPECTED_INDENT } from './indentation';
import { HEADER } from './units';
import type { Unit } from './units';
import { CHILD_FIELDS } from './walk';

/** `lost`: what blanking took from the text (grammar-gaps.ts). */
export function assemble(units: readonly Unit[], lost: readonly SyntaxGap[], text: string): Module {
  const pieces: Piece[] = [];
  const errors: SyntaxGap[] = [...lost, ...unexpectedIndents(units, text)];
  const comments: Comment[] = [];
  for (const { base, stmts, gaps, comments: notes, within } of units) {
    for (const stmt of stmts) pieces.push({ base, stmt, within });
    for (const gap of gaps) errors.push({ ...gap, start: base + gap.start, end: base + gap.end });
    for (const note of notes) comments.push({ ...note, start: base + note.start, end: base + note.end });
  }
  errors.sort((a, b) => a.start - b.start || a.end - b.end);
  return new LazyModule(units, pieces, errors, comments);
}

/** Blocks inside a unit have been looked at where they were lowered; here those whose statements are units of their own. */
function unexpectedIndents(units: readonly Unit[], text: string): SyntaxGap[] {
  const gaps: SyntaxGap[] = [];
  const module = new BlockIndentation(text, 0);
  let within: ClassDef | null = null;
  let body = module;
  for (const { base, stmts, within: around } of units) {
    const [first] = stmts;
    if (first === undefined || first.kind === 'ErrorStmt') continue;
    if (around !== within) body = around === null ? module : new BlockIndentation(text);
    within = around;
    // Decorators belong to the statement, though its node starts behind them.
    if (body.isUnexpected(base)) gaps.push({ start: base, end: base + first.end, reason: 'error', message: UNEXPECTED_INDENT });
  }
  return gaps;
}

class LazyModule implements Module {
  readonly kind = 'Module';
  private whole: readonly TopLevel[] | null = null;

  constructor(
    private readonly units: readonly Unit[],
    readonly pieces: readonly Piece[],
    readonly errors: readonly SyntaxGap[],
    readonly comments: readonly Comment[],
  ) {}

  get body(): readonly TopLevel[] {
    return (this.whole ??= wholeStatements(this.units));
  }
}

/** Top-level statements, classes put together again. */
function wholeStatements(units: readonly Unit[]): TopLevel[] {
  const body: TopLevel[] = [];
  for (let index = 0; index < units.length;) {
    const unit = units[index++]!;
    if (unit.kind !== HEADER) {
      for (const stmt of unit.stmts) body.push({ base: unit.base, stmt });
      continue;
    }
    const header = unit.stmts[0] as ClassDef;
    const first = index;
    while (index < units.length && units[index]!.within === header) index++;
    body.push({ base: unit.base, stmt: wholeClass(header, unit.base, units.slice(first, index)) });
  }
  return body;
}

/** A class as it was last put together, and of what: as long as all of it stands as it stood, it is the same object. */
interface Whole {
  readonly members: readonly { readonly stmts: readonly Stmt[]; readonly shift: number }[];
  readonly stmt: ClassDef;
}

const known = new WeakMap<ClassDef, Whole>();

function wholeClass(header: ClassDef, base: number, units: readonly Unit[]): ClassDef {
  const last = known.get(header);
  const isSame =
    last?.members.length === units.length &&
    last.members.every(({ stmts, shift }, index) => stmts === units[index]!.stmts && shift === units[index]!.base - base);
  if (isSame) return last.stmt;
  const body: Stmt[] = [];
  let end = header.end;
  for (const unit of units) {
    const shift = unit.base - base;
    for (const stmt of unit.stmts) {
      body.push(shifted(stmt, shift));
      end = shift + stmt.end;
    }
    // Where CPython ends a compound statement: past the semicolon of its last line.
    if (unit.kind === "';'") end = shift + unit.length;
  }
  const stmt: ClassDef = { ...header, end, body };
  known.set(header, { members: units.map((unit) => ({ stmts: unit.stmts, shift: unit.base - base })), stmt });
  return stmt;
}

type Draft = Record<string, unknown> & { kind: AnyNode['kind']; start: number; end: number; attrStart?: number };

/** A copy of a statement whose offsets are larger by `shift`. */
function shifted(root: Stmt, shift: number): Stmt {
  const pending: Draft[] = [];
  const copy = (node: object): Draft => {
    const made = { ...node } as Draft;
    made.start += shift;
    made.end += shift;
    if (made.attrStart !== undefined) made.attrStart += shift;
    pending.push(made);
    return made;
  };
  const made = copy(root);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const field of CHILD_FIELDS[next.kind]) {
      const value = next[field];
      if (Array.isArray(value)) next[field] = value.map((item: object | null) => (item === null ? null : copy(item)));
      else if (typeof value === 'object' && value !== null) next[field] = copy(value);
    }
  }
  return made as unknown as Stmt;
}
