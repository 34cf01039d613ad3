/**
 * Fingerprints of the functions of one revision of a file: what each holds, whatever its white space, comments and place.
 *
 * Two revisions of a function with the same fingerprint are the same tokens, so a place in the one ("the 17th node") is the
 * same place in the other. That is what lets evidence of a run move with edits elsewhere, vanish with edits inside, and come
 * back with undo (DESIGN: evidence is keyed by qualified name, path in the AST and token hash).
 *
 * A function's fingerprint covers the functions and classes inside it. Those of a class and of the module leave their
 * functions out: editing one method says nothing about another.
 */
import type { AnyNode, ClassDef, Module, Stmt } from '../syntax/ast';
import type { Span } from '../rules/finding';
import { CHILD_FIELDS, walk } from '../syntax/walk';

/** A function, a class body or the module. Offsets are absolute, of the revision the scope belongs to. */
export interface Scope {
  /** Python's `__qualname__` (`C.m`, `f.<locals>.g`, `<module>`), with `#2` for the second of a name. */
  readonly key: string;
  readonly kind: 'function' | 'class' | 'module';
  readonly span: Span;
  /** Where its name stands; the start of the file for the module. */
  readonly name: Span;
  readonly hash: string;
  /** Its nodes in source order, those of inner scopes left out; relative to `base`. */
  readonly nodes: readonly PlacedNodes[];
}

/** Nodes of one top-level statement: offsets relative to `base`. */
interface PlacedNodes {
  readonly base: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** All scopes of one revision; the module is first, the others follow in source order. */
export interface Fingerprint {
  readonly scopes: readonly Scope[];
  readonly byKey: ReadonlyMap<string, Scope>;
}

/** Linear in what changed since the last call: unchanged top-level statements are remembered. */
export function fingerprint(module: Module, text: string): Fingerprint {
  const scopes: Scope[] = [];
  const namesSeen = new Map<string, number>();
  const ownNodes: PlacedNodes[] = [];
  const moduleHash = new Hash();
  for (const { base, stmt } of module.body) {
    const print = statementPrint(stmt, base, text);
    ownNodes.push({ base, starts: print.own.starts, ends: print.own.ends });
    moduleHash.text(print.own.hash);
    for (const inner of print.scopes) {
      const times = (namesSeen.get(inner.qualname) ?? 0) + 1;
      namesSeen.set(inner.qualname, times);
      scopes.push({
        key: times === 1 ? inner.qualname : `${inner.qualname}#${times}`,
        kind: inner.kind,
        span: { start: base + inner.start, end: base + inner.end },
        name: { start: base + inner.name.start, end: base + inner.name.end },
        hash: inner.hash,
        nodes: [{ base, starts: inner.starts, ends: inner.ends }],
      });
    }
  }
  const whole: Scope = {
    key: '<module>',
    kind: 'module',
    span: { start: 0, end: text.length },
    name: { start: 0, end: 0 },
    hash: moduleHash.digest(),
    nodes: ownNodes,
  };
  const all = [whole, ...scopes];
  return { scopes: all, byKey: new Map(all.map((scope) => [scope.key, scope])) };
}

/** The innermost scope that holds an offset. */
export function scopeAt(print: Fingerprint, offset: number): Scope {
  let found = print.scopes[0]!;
  for (const scope of print.scopes) {
    if (scope.span.start > offset) break;
    // The module's span is the whole text, which an end-of-file position is outside of: it is the fallback anyway.
    if (offset < scope.span.end) found = scope.kind === 'module' ? found : scope;
  }
  return found;
}

/** A place inside a scope, as a count of nodes: the same in every revision of the scope with the same hash. */
export interface Place {
  readonly scope: string;
  /** Index of the last node that starts at or before the place, and how many units further it is. */
  readonly start: NodeOffset;
  readonly end: NodeOffset;
}

interface NodeOffset {
  readonly index: number;
  readonly edge: 'start' | 'end';
  readonly delta: number;
}

export function placeOf(print: Fingerprint, span: Span): Place {
  const scope = scopeAt(print, span.start);
  return { scope: scope.key, start: locate(scope, span.start, 'start'), end: locate(scope, span.end, 'end') };
}

/** Where a place is now; null when its scope is gone. Meaningful only while the scope's hash is the same. */
export function spanOf(print: Fingerprint, place: Place): Span | null {
  const scope = print.byKey.get(place.scope);
  if (scope === undefined) return null;
  const start = offsetOf(scope, place.start);
  const end = offsetOf(scope, place.end);
  return start === null || end === null ? null : { start, end: Math.max(start, end) };
}

// -- Counting nodes --------------------------------------------------------------------------------------------------------

function locate(scope: Scope, offset: number, edge: 'start' | 'end'): NodeOffset {
  let passed = 0;
  let best: NodeOffset = { index: -1, edge: 'start', delta: offset - scope.span.start };
  for (const { base, starts, ends } of scope.nodes) {
    if (starts.length > 0 && base + starts[0]! > offset) break;
    for (let index = 0; index < starts.length; index++) {
      const at = base + starts[index]!;
      if (at > offset) break;
      // Of several nodes with this very end the innermost: parentheses can be put around the others without a trace in the tree.
      if (edge === 'end' && base + ends[index]! === offset) best = { index: passed + index, edge: 'end', delta: 0 };
      else if (best.edge === 'start') best = { index: passed + index, edge: 'start', delta: offset - at };
    }
    passed += starts.length;
  }
  return best;
}

function offsetOf(scope: Scope, place: NodeOffset): number | null {
  if (place.index < 0) return scope.span.start + place.delta;
  let index = place.index;
  for (const { base, starts, ends } of scope.nodes) {
    if (index < starts.length) return base + (place.edge === 'start' ? starts[index]! : ends[index]!) + place.delta;
    index -= starts.length;
  }
  return null;
}

// -- One top-level statement -------------------------------------------------------------------------------------------------

interface StatementPrint {
  /** What belongs to the module itself. */
  readonly own: ScopePrint;
  /** The functions and classes inside, in source order. Offsets relative to the statement. */
  readonly scopes: readonly InnerPrint[];
}

interface ScopePrint {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly hash: string;
}

interface InnerPrint extends ScopePrint, Span {
  readonly qualname: string;
  readonly kind: 'function' | 'class';
  readonly name: Span;
}

const remembered = new WeakMap<Stmt, StatementPrint>();

function statementPrint(stmt: Stmt, base: number, text: string): StatementPrint {
  const known = remembered.get(stmt);
  if (known !== undefined) return known;
  const print = printStatement(stmt, base, text);
  remembered.set(stmt, print);
  return print;
}

/** A scope while its nodes are being visited. */
interface Open {
  readonly def: DefNode | null;
  readonly qualname: string;
  readonly starts: number[];
  readonly ends: number[];
  /** Its own tokens, inner scopes left out. */
  readonly own: Hash;
  /** With inner scopes. */
  readonly full: Hash;
  /** Where its entry goes among the finished ones. */
  readonly order: number;
}

type DefNode = Extract<AnyNode, { kind: 'FunctionDef' | 'AsyncFunctionDef' | 'ClassDef' }>;

function printStatement(stmt: Stmt, base: number, text: string): StatementPrint {
  const finished: InnerPrint[] = [];
  const root = openScope(null, '', 0);
  const open: Open[] = [root];
  let opened = 0;
  walk(stmt, {
    enter(node) {
      if (isDef(node)) {
        const outer = open[open.length - 1]!;
        outer.own.text(node.kind);
        outer.own.text(node.name.id);
        open.push(openScope(node, qualnameIn(outer, node.name.id), opened++));
      }
      const scope = open[open.length - 1]!;
      scope.starts.push(node.start);
      scope.ends.push(node.end);
      const error = node.kind === 'ErrorStmt' || node.kind === 'ErrorExpr' || node.kind === 'ErrorPattern';
      const source = error ? text.slice(base + node.start, base + node.end) : '';
      hashNode(scope.own, node, source);
      hashNode(scope.full, node, source);
    },
    leave(node) {
      if (!isDef(node)) return;
      const scope = open.pop()!;
      const whole = scope.full.digest();
      open[open.length - 1]!.full.text(whole);
      finished[scope.order] = {
        qualname: scope.qualname,
        kind: node.kind === 'ClassDef' ? 'class' : 'function',
        start: firstDecorator(node, base, text) ?? node.start,
        end: node.end,
        name: { start: node.name.start, end: node.name.end },
        starts: scope.starts,
        ends: scope.ends,
        hash: node.kind === 'ClassDef' ? scope.own.digest() : whole,
      };
    },
  });
  return { own: { starts: root.starts, ends: root.ends, hash: root.own.digest() }, scopes: finished };
}

/** Where the `@` of the first decorator stands, relative to the statement; null without decorators. */
function firstDecorator(node: DefNode, base: number, text: string): number | null {
  const first = node.decorator_list[0];
  return first === undefined ? null : text.lastIndexOf('@', base + first.start) - base;
}

function openScope(def: DefNode | null, qualname: string, order: number): Open {
  return { def, qualname, order, starts: [], ends: [], own: new Hash(), full: new Hash() };
}

function qualnameIn(outer: Open, name: string): string {
  if (outer.def === null) return name;
  return isClass(outer.def) ? `${outer.qualname}.${name}` : `${outer.qualname}.<locals>.${name}`;
}

function isDef(node: AnyNode): node is DefNode {
  return node.kind === 'FunctionDef' || node.kind === 'AsyncFunctionDef' || node.kind === 'ClassDef';
}

function isClass(node: DefNode): node is ClassDef {
  return node.kind === 'ClassDef';
}

// -- Hashing -----------------------------------------------------------------------------------------------------------------

/** Fields that say where a node is, or follow from the fields around it. */
const PLACE_FIELDS: ReadonlySet<string> = new Set(['kind', 'start', 'end', 'attrStart', 'ctx']);

/** Everything about a node but its place: its kind, its words, and how many children stand in which field. */
function hashNode(hash: Hash, node: AnyNode, errorText: string): void {
  hash.text(node.kind);
  if (errorText !== '') hash.text(errorText);
  const children = CHILD_FIELDS[node.kind];
  for (const [field, value] of Object.entries(node)) {
    if (PLACE_FIELDS.has(field)) continue;
    if (children.includes(field)) hash.number(Array.isArray(value) ? value.length : value === null ? -1 : -2);
    else hashWord(hash, value);
  }
}

/** A field that is no node: a name, an operator, a flag, a literal's value, or a list of such. */
function hashWord(hash: Hash, value: unknown): void {
  if (typeof value === 'object' && value !== null) {
    if (value instanceof Uint8Array) for (const byte of value) hash.number(byte);
    else if (Array.isArray(value)) for (const item of value) hash.text(String(item));
    else for (const item of Object.values(value)) hashWord(hash, item);
  } else {
    hash.text(Object.is(value, -0) ? '-0' : String(value));
  }
}

/** 64 bits by two rounds of FNV-1a over UTF-16 units with different primes. Not secret, only unlikely to collide. */
class Hash {
  private low = 0x811c9dc5;
  private high = 0x9747b28c;

  text(value: string): void {
    for (let at = 0; at < value.length; at++) this.number(value.charCodeAt(at));
    this.number(0x1ffff);
  }

  number(value: number): void {
    this.low = Math.imul(this.low ^ value, 0x01000193);
    this.high = Math.imul(this.high ^ (value + 0x9e37), 0x85ebca6b);
    this.high ^= this.high >>> 13;
  }

  digest(): string {
    return (this.low >>> 0).toString(16).padStart(8, '0') + (this.high >>> 0).toString(16).padStart(8, '0');
  }
}
