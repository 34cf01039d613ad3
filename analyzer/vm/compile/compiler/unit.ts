/** The compiler's state for one scope, and what every part of it uses: names, places, blocks of the frame. */
import type { Context, Expr, Node, Stmt, Try } from '../../../syntax/ast';
import type { LineIndex } from '../../../syntax/positions';
import type { Block, Place } from '../assemble/block';
import { NONE } from '../assemble/constants';
import { CodeMaker, type NameTable } from '../assemble/maker';
import type { Code, CodeConstant } from '../code';
import { fail } from '../errors';
import type { Folds } from '../fold/fold';
import type { Futures } from '../future';
import { ops } from '../opcodes';
import { CLASS_CELLS, type Scope } from '../scope';
import type { AnnotationMode, SymbolTable } from '../symtable';

/** What is the same for all scopes of a module. */
export interface ModuleContext {
  readonly filename: string;
  readonly lines: LineIndex;
  readonly symbols: SymbolTable;
  readonly folds: Folds;
  readonly annotations: AnnotationMode;
  readonly futureAnnotations: boolean;
  readonly cleansDocstrings: boolean;
  /** What the module imports from __future__; the flags are inherited by all its code objects. */
  readonly futures: Futures;
  /** Offset of the top-level statement being compiled. */
  base: number;
}

/** What has to be undone when control leaves: PyPy's frame blocks, known at compile time. */
export type FrameBlock =
  | { readonly kind: 'while' | 'for'; readonly block: Block; readonly end: Block }
  | { readonly kind: 'tryExcept' | 'exceptHandler' | 'finallyEnd' | 'with' | 'asyncWith' | 'popValue' | 'exceptStar' }
  | { readonly kind: 'finallyTry'; readonly finalbody: readonly Stmt[] }
  | { readonly kind: 'handlerCleanup'; readonly name: (Node & { readonly id: string }) | null };

export type UnitKind = 'module' | 'class' | 'function' | 'lambda' | 'comprehension' | 'generator' | 'annotation' | 'typeParams';

/** CPython's CO_MAXBLOCKS. */
const MOST_BLOCKS = 21;

const FAST = { Load: ops.LOAD_FAST, Store: ops.STORE_FAST, Del: ops.DELETE_FAST } as const;
const DEREF = { Load: ops.LOAD_DEREF, Store: ops.STORE_DEREF, Del: ops.DELETE_DEREF } as const;
const GLOBAL = { Load: ops.LOAD_GLOBAL, Store: ops.STORE_GLOBAL, Del: ops.DELETE_GLOBAL } as const;
const NAMED = { Load: ops.LOAD_NAME, Store: ops.STORE_NAME, Del: ops.DELETE_NAME } as const;

export class Unit {
  readonly module: ModuleContext;
  readonly kind: UnitKind;
  readonly scope: Scope;
  readonly name: string;
  readonly qualname: string;
  readonly make: CodeMaker;
  readonly frameBlocks: FrameBlock[] = [];
  /** Expression statements are printed: the unit is an interactive statement. */
  interactive = false;
  argcount = 0;
  posonlyargcount = 0;
  kwonlyargcount = 0;
  flags = 0;
  firstlineno = 0;
  returnsNone = true;
  /** Nested statements that the grammar numbers: annotated names of this class or module, in order. */
  readonly deferredAnnotations: DeferredAnnotation[] = [];
  conditionalDepth = 0;

  constructor(module: ModuleContext, kind: UnitKind, scope: Scope, name: string, qualname: string) {
    this.module = module;
    this.kind = kind;
    this.scope = scope;
    this.name = name;
    this.qualname = qualname;
    const cells: string[] = [];
    for (const [symbol, placement] of scope.placements) if (placement === 'cell' || placement === 'cellClass') cells.push(symbol);
    this.make = new CodeMaker(scope.varnames, cells.sort(byCodePoint), [...scope.freevars].sort(byCodePoint));
  }

  // -- Short names for what is used most --------------------------------------------------------------------------------

  emit(opcode: number, operand = 0): void {
    this.make.emit(opcode, operand);
  }

  jump(opcode: number, target: Block, absolute = false): void {
    this.make.jump(opcode, target, absolute);
  }

  use(block?: Block): Block {
    return this.make.use(block);
  }

  loadConst(constant: CodeConstant): void {
    this.make.loadConst(constant);
  }

  loadNone(): void {
    this.make.loadConst(NONE);
  }

  /** Emit an instruction on an attribute or module name; private names are mangled. */
  emitName(opcode: number, name: string): void {
    this.emit(opcode, this.make.names.indexOf(this.scope.mangle(name)));
  }

  fail(message: string, node: Node): never {
    fail(message, this.module.base, node);
  }

  /** Open a block that a statement makes. */
  openBlock(block: FrameBlock, node: Node): void {
    if (this.frameBlocks.length >= MOST_BLOCKS) this.fail('too many statically nested blocks', node);
    this.frameBlocks.push(block);
  }

  // -- Places ------------------------------------------------------------------------------------------------------------

  lineOf(node: Node): number {
    return this.module.lines.lineAt(this.module.base + node.start) + 1;
  }

  placeOf(node: Node, end = node.end): Place {
    const start = this.module.base + node.start;
    return { line: this.module.lines.lineAt(start) + 1, start, end: this.module.base + end };
  }

  /** Instructions come from this node from now on; gives what to restore afterwards. */
  enter(node: Node): Place {
    const before = this.make.place;
    this.make.place = this.placeOf(node);
    return before;
  }

  leave(before: Place): void {
    this.make.place = before;
  }

  // -- Names -------------------------------------------------------------------------------------------------------------

  /** Load, store or delete a variable, wherever the scope put it. */
  nameOp(name: string, context: Context): void {
    const { scope, make } = this;
    const mangled = scope.mangle(name);
    let opcode: number = NAMED[context];
    let table: NameTable = make.names;
    switch (scope.placements.get(mangled)) {
      case 'local':
        if (scope.isFunctionLike) {
          opcode = FAST[context];
          table = make.varnames;
        }
        break;
      case 'free':
        if (context === 'Load' && scope.seesClass && !CLASS_CELLS.has(mangled) && !this.isTypeParameter(mangled)) {
          return this.loadThroughClass(ops.LOAD_FROM_DICT_OR_DEREF, make.freevars.indexOf(mangled));
        }
        opcode = context === 'Load' && scope.kind === 'class' ? ops.LOAD_CLASSDEREF : DEREF[context];
        table = make.freevars;
        break;
      case 'cell':
        opcode = DEREF[context];
        table = make.cellvars;
        break;
      case 'globalImplicit':
        if (context === 'Load' && scope.seesClass) return this.loadThroughClass(ops.LOAD_FROM_DICT_OR_GLOBALS, make.names.indexOf(mangled));
        if (scope.isFunctionLike) opcode = GLOBAL[context];
        break;
      case 'globalExplicit':
        opcode = GLOBAL[context];
        break;
      default:
    }
    this.emit(opcode, table.indexOf(mangled));
  }

  /** In annotations of a class, names are looked up in the class namespace first. */
  private loadThroughClass(opcode: number, index: number): void {
    this.emit(ops.LOAD_DEREF, this.cellIndex('__classdict__'));
    this.emit(opcode, index);
  }

  /** A type parameter of an enclosing hidden function: the class between cannot shadow it from outside. */
  private isTypeParameter(name: string): boolean {
    for (let scope: Scope | null = this.scope.parent; scope !== null && scope.seesClass; scope = scope.parent) {
      if (scope.kind === 'typeParams' && scope.roles.has(name) && scope.placements.get(name) === 'cell') return true;
    }
    return false;
  }

  /** Index of a cell, of this scope or passed in. */
  cellIndex(name: string): number {
    return this.make.cellvars.has(name) ? this.make.cellvars.indexOf(name) : this.make.freevars.indexOf(name);
  }

  // -- Folded expressions ------------------------------------------------------------------------------------------------

  /** The value of a constant expression, else undefined. */
  constant(node: Expr): CodeConstant | undefined {
    return this.module.folds.constant(this.module.folds.replacement(node));
  }

  /** The expression to compile: what folding put in this one's place. */
  folded(node: Expr): Expr {
    return this.module.folds.replacement(node);
  }

  // -- The end -----------------------------------------------------------------------------------------------------------

  assemble(): Code {
    if (this.firstlineno === 0) this.firstlineno = this.make.firstLine;
    return this.make.assemble({
      name: this.name, qualname: this.qualname, filename: this.module.filename, argcount: this.argcount,
      posonlyargcount: this.posonlyargcount, kwonlyargcount: this.kwonlyargcount, flags: this.flags | this.module.futures.flags,
      firstlineno: this.firstlineno, returnsNone: this.returnsNone, marksNoFree: this.kind !== 'class',
    }, NONE);
  }
}

/** An annotated name of a class or module, for its `__annotate__`. */
export interface DeferredAnnotation {
  readonly name: string;
  readonly annotation: Expr;
  /** Offset of its top-level statement. */
  readonly base: number;
  /** Number under which its execution is noted; null when it always runs. */
  readonly index: number | null;
}

/** The finally part of a try, for unwinding. */
export type FinalBody = Try['finalbody'];

/** Order of code points, as Python sorts str; differs from UTF-16 order for surrogates only. */
function byCodePoint(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let index = 0; index < left.length && index < right.length; index++) {
    const difference = left[index]!.codePointAt(0)! - right[index]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
