/**
 * What is known of one piece of a file by looking at it alone: its functions, classes, loops, calls, bindings and stores. A piece is a
 * top-level statement, or the header or a statement of a class at the top of the file (syntax/units.ts).
 *
 * A summary is a pure function of its statement and of the header of the class around it (summarize.ts), and holds offsets relative to
 * the statement, so it stays valid while both are shared between revisions, wherever edits above move them. Everything that needs other
 * pieces (what a name means, which methods a class has, how hot a function is) is worked out from the summaries by environment.ts and
 * hotness.ts.
 */
import type {
  AsyncFor,
  AsyncFunctionDef,
  Attribute,
  AugAssign,
  Await,
  BinOp,
  Call,
  ClassDef,
  Compare,
  Comprehension,
  Expr,
  For,
  FunctionDef,
  GeneratorExp,
  Lambda,
  ListComp,
  DictComp,
  SetComp,
  Stmt,
  Subscript,
  While,
  Yield,
  YieldFrom,
} from '../syntax/ast';

/** Offsets relative to the enclosing piece. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A range and the summary whose statement it is relative to: a place that survives edits elsewhere. */
export interface Place extends Range {
  readonly top: Summary;
}

export interface Summary {
  readonly stmt: Stmt;
  /** All code of the statement: the module-level part first, then functions and lambdas in source order. */
  readonly units: readonly Unit[];
  readonly classes: readonly ClassFacts[];
  /** Functions that stand in the body of a class. */
  readonly methods: readonly { readonly of: ClassFacts; readonly unit: Unit }[];
  /** Names assigned in the body of a class. */
  readonly classAttributes: readonly { readonly of: ClassFacts; readonly name: string }[];
  /** Values given to `self.name` in methods. */
  readonly attributes: readonly { readonly of: ClassFacts; readonly name: string; readonly given: AttributeValue }[];
  /** Attribute names stored outside `__init__`, on whatever object: `x.name = ...`, `x.name += ...`, `del x.name`. */
  readonly mutatedAttributes: ReadonlySet<string>;
  /** Names whose object is changed in place: `name.append(...)`, `name[k] = ...`, `name += ...`. */
  readonly mutatedNames: ReadonlySet<string>;
  /** `name.append(value)` by name. */
  readonly appends: ReadonlyMap<string, readonly Given[]>;
  /** `x.name = value` by attribute, except on `self`. */
  readonly fieldStores: ReadonlyMap<string, readonly Given[]>;
}

/** A value that is put somewhere, and the code that does it. */
export interface Given {
  readonly value: Expr;
  readonly unit: Unit;
}

/** What a method gives to an attribute of its object; null when it is changed in place or unpacked into. */
export interface AttributeValue {
  readonly value: Expr | null;
  readonly unit: Unit;
}

export type UnitKind = 'module' | 'function' | 'lambda';

/** Code that runs as one frame. Comprehensions and generator expressions count as loops of the frame that holds them. */
export interface Unit {
  readonly top: Summary;
  readonly kind: UnitKind;
  /** `f`, `<lambda>`, `<module>`. */
  readonly name: string;
  /** `C.f`, `f.<locals>.g`, `<module>`, as `__qualname__` has it. */
  readonly qualname: string;
  readonly node: FunctionDef | AsyncFunctionDef | Lambda | Stmt;
  /** Where a message about the function points: its name, or the lambda. */
  readonly nameRange: Range;
  readonly body: readonly Stmt[];
  readonly parameters: readonly Parameter[];
  /** The class whose body defines it, or null. */
  readonly classFacts: ClassFacts | null;
  readonly parent: Unit | null;
  readonly decorators: readonly Expr[];
  readonly isGenerator: boolean;
  readonly isAsync: boolean;
  readonly loops: readonly Loop[];
  readonly calls: readonly CallSite[];
  readonly yields: readonly Placed<Yield | YieldFrom>[];
  /** Attribute reads, for properties and for what an opaque call makes the optimizer forget. */
  readonly reads: readonly Placed<Attribute>[];
  /** Item reads, `d[k]`. */
  readonly items: readonly Placed<Subscript>[];
  /** `x in y`, `x not in y`. */
  readonly memberships: readonly Placed<Compare>[];
  /** `a + b`, `a += b` and their like. */
  readonly arithmetic: readonly Placed<BinOp | AugAssign>[];
  readonly awaits: readonly Placed<Await>[];
  readonly stores: readonly Store[];
  readonly bindings: ReadonlyMap<string, readonly Binding[]>;
  readonly globals: ReadonlySet<string>;
  readonly nonlocals: ReadonlySet<string>;
}

export interface Parameter {
  readonly name: string;
  /** Position, or -1 for keyword-only and starred ones. */
  readonly index: number;
  readonly kind: 'plain' | 'keyword' | '*' | '**';
  readonly default: Expr | null;
  readonly annotation: Expr | null;
}

/** A node and the innermost loop of its unit it stands in (an index into `loops`), -1 for none. */
export interface Placed<T> {
  readonly node: T;
  readonly loop: number;
}

export type CallSite = Placed<Call>;

export interface Loop {
  readonly index: number;
  /** Index of the enclosing loop in the same unit, -1 for none. */
  readonly parent: number;
  readonly kind: 'for' | 'while' | 'comprehension' | 'generator expression';
  readonly node: For | AsyncFor | While | Comprehension;
  /** The whole comprehension for the two kinds made of expressions, else the statement. */
  readonly whole: For | AsyncFor | While | ListComp | SetComp | DictComp | GeneratorExp;
  /** What to point at: from the keyword's first word to the colon. */
  readonly header: Range;
  readonly body: readonly Stmt[];
  /** How many `break`, `return` or `raise` statements leave it; without one, `while True` never ends. */
  readonly exits: number;
  /** True when another loop stands inside it. */
  readonly hasInner: boolean;
}

/** Assignment to something that may outlive the iteration. */
export interface Store extends Placed<Attribute | Subscript> {
  readonly value: Expr | null;
  readonly statement: Stmt;
}

export type BindingKind = 'assign' | 'augment' | 'for' | 'with' | 'import' | 'def' | 'class' | 'parameter' | 'other';

/** One place that binds a name. */
export interface Binding {
  readonly kind: BindingKind;
  readonly name: string;
  readonly unit: Unit;
  readonly loop: number;
  /** Assigned expression, iterated expression, context manager; null when there is none or it is unpacked. */
  readonly value: Expr | null;
  /** For imports: what is bound, dotted (`math`, `math.gcd`). Relative imports keep their dots and never match a library. */
  readonly imported: string | null;
  readonly defines: Unit | ClassFacts | null;
  readonly range: Range;
}

/** A class by its header. What stands in its body is asked of the environment (`methodIn`, `attributesOf`). */
export interface ClassFacts {
  /** The summary of the piece that holds the header. */
  readonly top: Summary;
  /** Tells it from every other class of this process. */
  readonly id: number;
  readonly name: string;
  readonly qualname: string;
  readonly node: ClassDef;
  readonly bases: readonly Expr[];
}

export function isUnit(defined: Unit | ClassFacts): defined is Unit {
  return 'loops' in defined;
}

export function placeOf(unit: { readonly top: Summary }, range: Range): Place {
  return { top: unit.top, start: range.start, end: range.end };
}

/** The loop and those around it, innermost first. */
export function loopsFrom(unit: Unit, loop: number): readonly Loop[] {
  const found: Loop[] = [];
  for (let index = loop; index >= 0; index = unit.loops[index]!.parent) found.push(unit.loops[index]!);
  return found;
}

/** Whether a loop is `outer` or stands inside it. */
export function isWithin(unit: Unit, loop: number, outer: number): boolean {
  for (let index = loop; index >= 0; index = unit.loops[index]!.parent) if (index === outer) return true;
  return false;
}
