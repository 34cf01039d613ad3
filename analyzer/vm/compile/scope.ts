/**
 * One scope's names, and the decision where each of them lives.
 *
 * The model is PyPy 3.9's interpreter/astcompiler/symtable.py (roles are collected first, then decided from the outermost
 * scope inwards), extended by CPython 3.14's annotation and type parameter scopes (Python/symtable.c).
 */
import type { OffsetRange } from '../../syntax/positions';

/** What is known of a name while a scope is read; a set of bits. */
export const ROLE = {
  GLOBAL: 1, ASSIGNED: 2, PARAM: 4, NONLOCAL: 8, USED: 16, ANNOTATED: 32, COMP_ITER: 64, TYPE_PARAM: 128,
} as const;
const BOUND = ROLE.ASSIGNED | ROLE.PARAM;

/** Where a name lives. `cellClass` is a cell of a class body that the body itself does not use under that name. */
export type Placement = 'unknown' | 'globalImplicit' | 'globalExplicit' | 'local' | 'free' | 'cell' | 'cellClass';

export type ScopeKind = 'module' | 'function' | 'class' | 'comprehension' | 'annotation' | 'typeParams';

/** Names a class body makes visible to the functions in it although its other names are hidden from them. */
export const CLASS_CELLS: ReadonlySet<string> = new Set(['__class__', '__classdict__', '__conditional_annotations__']);

export class Scope {
  readonly kind: ScopeKind;
  readonly name: string;
  readonly parent: Scope | null;
  /** Name of the innermost class without its underscores; '' where nothing is mangled. */
  private readonly mangling: string;
  readonly children: Scope[] = [];
  readonly roles = new Map<string, number>();
  /** Filled by `decidePlacements`. */
  readonly placements = new Map<string, Placement>();
  /** Parameters in order. */
  readonly varnames: string[] = [];
  readonly freevars = new Set<string>();
  nested = false;
  isGenerator = false;
  isCoroutine = false;
  hasYieldInsideTry = false;
  hasVarargs = false;
  hasVarkeywords = false;
  /** A module or class with annotated assignments. */
  containsAnnotated = false;
  /** Some of the annotated assignments may not run. */
  hasConditionalAnnotations = false;
  /** An annotation or type parameter scope directly inside a class: its names are looked up in the class first. */
  seesClass = false;
  /** The first `global` or `nonlocal` statement of each name, for messages. */
  readonly directives = new Map<string, OffsetRange>();

  // While the scope is being read:
  tryDepth = 0;
  compIterTarget = false;
  compIterExpr = 0;
  /** Inside if, for, while, try, with, match of a module or class. */
  conditionalDepth = 0;

  constructor(kind: ScopeKind, name: string, parent: Scope | null) {
    this.mangling = kind === 'class' ? name.replace(/^_+/, '') : (parent?.mangling ?? '');
    this.kind = kind;
    this.name = name;
    this.parent = parent;
    if (parent !== null) {
      parent.children.push(this);
      this.nested = parent.isFunctionLike;
      this.compIterExpr = parent.compIterExpr;
    }
  }

  /** Functions, lambdas, comprehensions, annotation and type parameter scopes: locals are fast. */
  get isFunctionLike(): boolean {
    return this.kind !== 'module' && this.kind !== 'class';
  }

  get hidesBindings(): boolean {
    return this.kind === 'class';
  }

  /** A private name `__x` becomes `_Class__x` inside class Class. */
  mangle(name: string): string {
    if (!name.startsWith('__') || name.endsWith('__') || name.includes('.') || this.mangling === '') return name;
    return `_${this.mangling}${name}`;
  }

  role(name: string): number {
    return this.roles.get(this.mangle(name)) ?? 0;
  }

  placement(name: string): Placement {
    return this.placements.get(this.mangle(name)) ?? 'unknown';
  }
}

/** Told of a `nonlocal` that names nothing, or a type parameter. */
export type NonlocalFailure = (scope: Scope, name: string, why: 'unbound' | 'typeParameter') => void;

/** Decide the placement of every name of a module and of the scopes inside it. `fail` reports a nonlocal that cannot be. */
export function decidePlacements(module: Scope, fail: NonlocalFailure): void {
  interface Frame {
    readonly scope: Scope;
    readonly bound: Set<string>;
    readonly globals: Set<string>;
    /** Names free in this scope, for the parent. */
    readonly free: Set<string>;
    readonly childBound: Set<string>;
    readonly childGlobals: Set<string>;
    readonly childFree: Set<string>;
    next: number;
  }
  const open = (scope: Scope, bound: Set<string>, globals: Set<string>): Frame => {
    const frame: Frame = { scope, bound, globals, free: new Set(), childBound: new Set(), childGlobals: new Set(), childFree: new Set(), next: 0 };
    const pass = (local: Set<string>): void => {
      if (scope.isFunctionLike) for (const name of local) frame.childBound.add(name);
      for (const name of globals) frame.childGlobals.add(name);
      for (const name of bound) frame.childBound.add(name);
    };
    const local = new Set<string>();
    if (scope.hidesBindings) pass(local);
    for (const [name, role] of scope.roles) {
      scope.placements.set(name, placeName(scope, name, role, local, bound, frame.free, globals, fail));
    }
    if (!scope.hidesBindings) pass(local);
    else for (const name of CLASS_CELLS) if (local.has(name)) frame.childBound.add(name);
    return frame;
  };
  const close = (frame: Frame): void => {
    const { scope, childFree } = frame;
    for (const [name, placement] of scope.placements) {
      if (placement !== 'local' || !childFree.has(name)) continue;
      if (scope.isFunctionLike) scope.placements.set(name, 'cell');
      else if (scope.kind === 'class' && CLASS_CELLS.has(name)) scope.placements.set(name, 'cellClass');
      else continue;
      childFree.delete(name);
    }
    for (const name of childFree) {
      const role = scope.roles.get(name);
      if (role === undefined) {
        if (frame.bound.has(name)) {
          scope.placements.set(name, 'free');
          scope.freevars.add(name);
        }
      } else if (scope.hidesBindings && (role & (BOUND | ROLE.GLOBAL)) !== 0 && (role & ROLE.NONLOCAL) === 0) {
        // A class attribute with the name of a variable that passes through to a method: both exist.
        scope.freevars.add(name);
      }
      frame.free.add(name);
    }
  };
  const stack: Frame[] = [open(module, new Set(), new Set())];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const child = frame.scope.children[frame.next++];
    if (child !== undefined) {
      stack.push(open(child, new Set(frame.childBound), new Set(frame.childGlobals)));
      continue;
    }
    close(frame);
    stack.pop();
    const parent = stack[stack.length - 1];
    if (parent !== undefined) for (const name of frame.free) parent.childFree.add(name);
  }
}

function placeName(
  scope: Scope, name: string, role: number, local: Set<string>, bound: Set<string>, free: Set<string>, globals: Set<string>,
  fail: NonlocalFailure,
): Placement {
  if (role & ROLE.GLOBAL) {
    globals.add(name);
    bound.delete(name);
    return 'globalExplicit';
  }
  if (role & ROLE.NONLOCAL) {
    if (!bound.has(name)) fail(scope, name, 'unbound');
    else if (bindsTypeParameter(scope, name)) fail(scope, name, 'typeParameter');
    scope.freevars.add(name);
    free.add(name);
    return 'free';
  }
  if (role & (BOUND | ROLE.ANNOTATED)) {
    local.add(name);
    globals.delete(name);
    return 'local';
  }
  if (bound.has(name)) {
    scope.freevars.add(name);
    free.add(name);
    return 'free';
  }
  return 'globalImplicit';
}

/** Whether the nearest binding of a name around a scope is a type parameter. */
function bindsTypeParameter(scope: Scope, name: string): boolean {
  for (let outer = scope.parent; outer !== null; outer = outer.parent) {
    const role = outer.roles.get(name) ?? 0;
    if (outer.isFunctionLike && (role & BOUND) !== 0 && (role & ROLE.NONLOCAL) === 0) return (role & ROLE.TYPE_PARAM) !== 0;
  }
  return false;
}
