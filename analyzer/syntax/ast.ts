/**
 * The typed, immutable syntax tree.
 *
 * Node kinds and field names are those of CPython 3.14's abstract grammar (Parser/Python.asdl), so that anyone who knows
 * `ast.dump` can read them, plus `ErrorStmt`/`ErrorExpr` for what tree-sitter could not parse or what we do not model.
 *
 * Offsets are UTF-16 code units RELATIVE TO THE ENCLOSING TOP-LEVEL STATEMENT (its `TopLevel.base`): an edit above a
 * statement moves its base and leaves the nodes untouched, so unchanged statements are shared between revisions.
 * Absolute offset = `topLevel.base + node.start`. Lines and columns come from `LineIndex` (positions.ts).
 *
 * Trees can be deep (a 60,000-term sum is a BinOp chain 60,000 deep): never recurse over them, use walk.ts.
 */

export interface Node {
  readonly kind: string;
  /** First UTF-16 unit, relative to the enclosing top-level statement. */
  readonly start: number;
  /** One past the last unit, relative likewise. */
  readonly end: number;
}

/** One top-level statement and where it stands in the file. */
export interface TopLevel {
  /**
   * Absolute offset that the statement's offsets count from: its first unit, decorators included. A decorated `stmt.start`
   * is therefore above 0 (as in CPython it is `def` or `class`).
   */
  readonly base: number;
  readonly stmt: Stmt;
}

/**
 * What is shared between revisions by itself: a top-level statement, or of a class at the top of a file its header and each
 * statement of its body. Offsets in `stmt` are relative to `base`.
 */
export interface Piece {
  readonly base: number;
  /** The header of a class is a ClassDef with an empty body. */
  readonly stmt: Stmt;
  /** The header of the class in whose body it stands. */
  readonly within: ClassDef | null;
}

export interface Module {
  readonly kind: 'Module';
  /** In source order; what of a class is not whole is a piece of its own. */
  readonly pieces: readonly Piece[];
  /** Made from the pieces when it is first asked for. */
  readonly body: readonly TopLevel[];
  /** Places where the grammar found no parse or we have no node: absolute offsets. */
  readonly errors: readonly SyntaxGap[];
  /** `# type:`-free comments, absolute offsets, in order: directives such as `# jitlens: ignore` live here. */
  readonly comments: readonly Comment[];
}

export interface Comment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface SyntaxGap {
  readonly start: number;
  readonly end: number;
  /** `error`: tree-sitter ERROR or MISSING node; `gap`: parsed, but not modelled ("not analysed"). */
  readonly reason: 'error' | 'gap';
  readonly message: string;
}

// -- Statements --------------------------------------------------------------------------------------------------------

export type Stmt =
  | FunctionDef
  | AsyncFunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | TypeAlias
  | AugAssign
  | AnnAssign
  | For
  | AsyncFor
  | While
  | If
  | With
  | AsyncWith
  | Match
  | Raise
  | Try
  | TryStar
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | ExprStmt
  | Pass
  | Break
  | Continue
  | ErrorStmt;

interface FunctionBase extends Node {
  readonly name: Identifier;
  readonly args: Arguments;
  readonly body: readonly Stmt[];
  readonly decorator_list: readonly Expr[];
  readonly returns: Expr | null;
  readonly type_params: readonly TypeParam[];
}
export interface FunctionDef extends FunctionBase {
  readonly kind: 'FunctionDef';
}
export interface AsyncFunctionDef extends FunctionBase {
  readonly kind: 'AsyncFunctionDef';
}
export interface ClassDef extends Node {
  readonly kind: 'ClassDef';
  readonly name: Identifier;
  readonly bases: readonly Expr[];
  readonly keywords: readonly Keyword[];
  readonly body: readonly Stmt[];
  readonly decorator_list: readonly Expr[];
  readonly type_params: readonly TypeParam[];
}
export interface Return extends Node {
  readonly kind: 'Return';
  readonly value: Expr | null;
}
export interface Delete extends Node {
  readonly kind: 'Delete';
  readonly targets: readonly Expr[];
}
export interface Assign extends Node {
  readonly kind: 'Assign';
  readonly targets: readonly Expr[];
  readonly value: Expr;
}
export interface TypeAlias extends Node {
  readonly kind: 'TypeAlias';
  readonly name: Name;
  readonly type_params: readonly TypeParam[];
  readonly value: Expr;
}
export interface AugAssign extends Node {
  readonly kind: 'AugAssign';
  readonly target: Expr;
  readonly op: Operator;
  readonly value: Expr;
}
export interface AnnAssign extends Node {
  readonly kind: 'AnnAssign';
  readonly target: Expr;
  readonly annotation: Expr;
  readonly value: Expr | null;
  readonly simple: boolean;
}
interface ForBase extends Node {
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface For extends ForBase {
  readonly kind: 'For';
}
export interface AsyncFor extends ForBase {
  readonly kind: 'AsyncFor';
}
export interface While extends Node {
  readonly kind: 'While';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
/** `elif` is an `If` alone in `orelse`, as in CPython; long chains are deep, so walk them in a loop. */
export interface If extends Node {
  readonly kind: 'If';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
interface WithBase extends Node {
  readonly items: readonly WithItem[];
  readonly body: readonly Stmt[];
}
export interface With extends WithBase {
  readonly kind: 'With';
}
export interface AsyncWith extends WithBase {
  readonly kind: 'AsyncWith';
}
export interface Match extends Node {
  readonly kind: 'Match';
  readonly subject: Expr;
  readonly cases: readonly MatchCase[];
}
export interface Raise extends Node {
  readonly kind: 'Raise';
  readonly exc: Expr | null;
  readonly cause: Expr | null;
}
interface TryBase extends Node {
  readonly body: readonly Stmt[];
  readonly handlers: readonly ExceptHandler[];
  readonly orelse: readonly Stmt[];
  readonly finalbody: readonly Stmt[];
}
export interface Try extends TryBase {
  readonly kind: 'Try';
}
export interface TryStar extends TryBase {
  readonly kind: 'TryStar';
}
export interface Assert extends Node {
  readonly kind: 'Assert';
  readonly test: Expr;
  readonly msg: Expr | null;
}
export interface Import extends Node {
  readonly kind: 'Import';
  readonly names: readonly Alias[];
}
/** `level` counts the leading dots; `module` is null for `from . import x`. */
export interface ImportFrom extends Node {
  readonly kind: 'ImportFrom';
  readonly module: string | null;
  readonly names: readonly Alias[];
  readonly level: number;
}
export interface Global extends Node {
  readonly kind: 'Global';
  readonly names: readonly Identifier[];
}
export interface Nonlocal extends Node {
  readonly kind: 'Nonlocal';
  readonly names: readonly Identifier[];
}
/** CPython's `Expr` statement. */
export interface ExprStmt extends Node {
  readonly kind: 'ExprStmt';
  readonly value: Expr;
}
export interface Pass extends Node {
  readonly kind: 'Pass';
}
export interface Break extends Node {
  readonly kind: 'Break';
}
export interface Continue extends Node {
  readonly kind: 'Continue';
}
export interface ErrorStmt extends Node {
  readonly kind: 'ErrorStmt';
}

// -- Expressions -------------------------------------------------------------------------------------------------------

export type Expr =
  | BoolOp
  | NamedExpr
  | BinOp
  | UnaryOp
  | Lambda
  | IfExp
  | Dict
  | SetExpr
  | ListComp
  | SetComp
  | DictComp
  | GeneratorExp
  | Await
  | Yield
  | YieldFrom
  | Compare
  | Call
  | FormattedValue
  | Interpolation
  | JoinedStr
  | TemplateStr
  | Constant
  | Attribute
  | Subscript
  | Starred
  | Name
  | List
  | Tuple
  | Slice
  | ErrorExpr;

export type Context = 'Load' | 'Store' | 'Del';
export type Operator = '+' | '-' | '*' | '@' | '/' | '%' | '**' | '<<' | '>>' | '|' | '^' | '&' | '//';
export type UnaryOperator = '~' | 'not' | '+' | '-';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'is' | 'is not' | 'in' | 'not in';

export interface BoolOp extends Node {
  readonly kind: 'BoolOp';
  readonly op: 'and' | 'or';
  readonly values: readonly Expr[];
}
export interface NamedExpr extends Node {
  readonly kind: 'NamedExpr';
  readonly target: Expr;
  readonly value: Expr;
}
export interface BinOp extends Node {
  readonly kind: 'BinOp';
  readonly left: Expr;
  readonly op: Operator;
  readonly right: Expr;
}
export interface UnaryOp extends Node {
  readonly kind: 'UnaryOp';
  readonly op: UnaryOperator;
  readonly operand: Expr;
}
export interface Lambda extends Node {
  readonly kind: 'Lambda';
  readonly args: Arguments;
  readonly body: Expr;
}
export interface IfExp extends Node {
  readonly kind: 'IfExp';
  readonly test: Expr;
  readonly body: Expr;
  readonly orelse: Expr;
}
/** A null key is `**value`. */
export interface Dict extends Node {
  readonly kind: 'Dict';
  readonly keys: readonly (Expr | null)[];
  readonly values: readonly Expr[];
}
export interface SetExpr extends Node {
  readonly kind: 'Set';
  readonly elts: readonly Expr[];
}
export interface ListComp extends Node {
  readonly kind: 'ListComp';
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface SetComp extends Node {
  readonly kind: 'SetComp';
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface DictComp extends Node {
  readonly kind: 'DictComp';
  readonly key: Expr;
  readonly value: Expr;
  readonly generators: readonly Comprehension[];
}
export interface GeneratorExp extends Node {
  readonly kind: 'GeneratorExp';
  readonly elt: Expr;
  readonly generators: readonly Comprehension[];
}
export interface Await extends Node {
  readonly kind: 'Await';
  readonly value: Expr;
}
export interface Yield extends Node {
  readonly kind: 'Yield';
  readonly value: Expr | null;
}
export interface YieldFrom extends Node {
  readonly kind: 'YieldFrom';
  readonly value: Expr;
}
export interface Compare extends Node {
  readonly kind: 'Compare';
  readonly left: Expr;
  readonly ops: readonly CompareOperator[];
  readonly comparators: readonly Expr[];
}
export interface Call extends Node {
  readonly kind: 'Call';
  readonly func: Expr;
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
}
/** `conversion`: -1 none, or the code point of s, r, a. */
export interface FormattedValue extends Node {
  readonly kind: 'FormattedValue';
  readonly value: Expr;
  readonly conversion: number;
  readonly format_spec: JoinedStr | null;
}
/** Of a t-string; `str` is the source text of the expression. */
export interface Interpolation extends Node {
  readonly kind: 'Interpolation';
  readonly value: Expr;
  readonly str: string;
  readonly conversion: number;
  readonly format_spec: JoinedStr | null;
}
/** An f-string, adjacent literals merged as CPython does. */
export interface JoinedStr extends Node {
  readonly kind: 'JoinedStr';
  readonly values: readonly Expr[];
}
export interface TemplateStr extends Node {
  readonly kind: 'TemplateStr';
  readonly values: readonly Expr[];
}
export interface Constant extends Node {
  readonly kind: 'Constant';
  readonly value: ConstantValue;
}
export interface Attribute extends Node {
  readonly kind: 'Attribute';
  readonly value: Expr;
  readonly attr: string;
  readonly ctx: Context;
  /** Where the name after the dot starts. */ readonly attrStart: number;
}
export interface Subscript extends Node {
  readonly kind: 'Subscript';
  readonly value: Expr;
  readonly slice: Expr;
  readonly ctx: Context;
}
export interface Starred extends Node {
  readonly kind: 'Starred';
  readonly value: Expr;
  readonly ctx: Context;
}
export interface Name extends Node {
  readonly kind: 'Name';
  readonly id: string;
  readonly ctx: Context;
}
export interface List extends Node {
  readonly kind: 'List';
  readonly elts: readonly Expr[];
  readonly ctx: Context;
}
export interface Tuple extends Node {
  readonly kind: 'Tuple';
  readonly elts: readonly Expr[];
  readonly ctx: Context;
  readonly parenthesized: boolean;
}
export interface Slice extends Node {
  readonly kind: 'Slice';
  readonly lower: Expr | null;
  readonly upper: Expr | null;
  readonly step: Expr | null;
}
export interface ErrorExpr extends Node {
  readonly kind: 'ErrorExpr';
}

/** A literal's value. Strings hold UTF-16 text (a lone surrogate is legal); ints are bigint; floats and the imaginary part are doubles. */
export type ConstantValue =
  | { readonly type: 'none' }
  | { readonly type: 'true' }
  | { readonly type: 'false' }
  | { readonly type: 'ellipsis' }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'complex'; readonly imag: number }
  | { readonly type: 'str'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: Uint8Array };

// -- Parts -------------------------------------------------------------------------------------------------------------

export interface Identifier extends Node {
  readonly kind: 'identifier';
  readonly id: string;
}
export interface Comprehension extends Node {
  readonly kind: 'comprehension';
  readonly target: Expr;
  readonly iter: Expr;
  readonly ifs: readonly Expr[];
  readonly is_async: boolean;
}
export interface ExceptHandler extends Node {
  readonly kind: 'ExceptHandler';
  readonly type: Expr | null;
  readonly name: Identifier | null;
  readonly body: readonly Stmt[];
}
export interface Arguments extends Node {
  readonly kind: 'arguments';
  readonly posonlyargs: readonly Arg[];
  readonly args: readonly Arg[];
  readonly vararg: Arg | null;
  readonly kwonlyargs: readonly Arg[];
  /** One per kwonlyarg; null where there is no default. */
  readonly kw_defaults: readonly (Expr | null)[];
  readonly kwarg: Arg | null;
  /** Defaults of the last positional parameters. */
  readonly defaults: readonly Expr[];
}
export interface Arg extends Node {
  readonly kind: 'arg';
  readonly arg: string;
  readonly annotation: Expr | null;
}
/** `arg` is null for `**value`. */
export interface Keyword extends Node {
  readonly kind: 'keyword';
  readonly arg: string | null;
  readonly value: Expr;
}
/** `name` is dotted for `import a.b`; `*` for a star import. */
export interface Alias extends Node {
  readonly kind: 'alias';
  readonly name: string;
  readonly asname: string | null;
}
export interface WithItem extends Node {
  readonly kind: 'withitem';
  readonly context_expr: Expr;
  readonly optional_vars: Expr | null;
}
export interface MatchCase extends Node {
  readonly kind: 'match_case';
  readonly pattern: Pattern;
  readonly guard: Expr | null;
  readonly body: readonly Stmt[];
}
export type TypeParam = TypeVar | ParamSpec | TypeVarTuple;
export interface TypeVar extends Node {
  readonly kind: 'TypeVar';
  readonly name: string;
  readonly bound: Expr | null;
  readonly default_value: Expr | null;
}
export interface ParamSpec extends Node {
  readonly kind: 'ParamSpec';
  readonly name: string;
  readonly default_value: Expr | null;
}
export interface TypeVarTuple extends Node {
  readonly kind: 'TypeVarTuple';
  readonly name: string;
  readonly default_value: Expr | null;
}

export type Pattern =
  MatchValue | MatchSingleton | MatchSequence | MatchMapping | MatchClass | MatchStar | MatchAs | MatchOr | ErrorPattern;
export interface MatchValue extends Node {
  readonly kind: 'MatchValue';
  readonly value: Expr;
}
export interface MatchSingleton extends Node {
  readonly kind: 'MatchSingleton';
  readonly value: 'None' | 'True' | 'False';
}
export interface MatchSequence extends Node {
  readonly kind: 'MatchSequence';
  readonly patterns: readonly Pattern[];
}
export interface MatchMapping extends Node {
  readonly kind: 'MatchMapping';
  readonly keys: readonly Expr[];
  readonly patterns: readonly Pattern[];
  readonly rest: string | null;
}
export interface MatchClass extends Node {
  readonly kind: 'MatchClass';
  readonly cls: Expr;
  readonly patterns: readonly Pattern[];
  readonly kwd_attrs: readonly string[];
  readonly kwd_patterns: readonly Pattern[];
}
export interface MatchStar extends Node {
  readonly kind: 'MatchStar';
  readonly name: string | null;
}
/** `_` has neither pattern nor name. */
export interface MatchAs extends Node {
  readonly kind: 'MatchAs';
  readonly pattern: Pattern | null;
  readonly name: string | null;
}
export interface MatchOr extends Node {
  readonly kind: 'MatchOr';
  readonly patterns: readonly Pattern[];
}
export interface ErrorPattern extends Node {
  readonly kind: 'ErrorPattern';
}

export type AnyNode =
  Stmt | Expr | Pattern | Identifier | Comprehension | ExceptHandler | Arguments | Arg | Keyword | Alias | WithItem | MatchCase | TypeParam;
