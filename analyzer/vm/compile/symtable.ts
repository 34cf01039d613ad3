/**
 * The symbol table: which scopes a module has, and which names are local, global, free or cells in each.
 *
 * Imitates PyPy 3.9's interpreter/astcompiler/symtable.py for everything that 3.9 has, so that the bytecode agrees, with the
 * messages of CPython 3.14's Python/symtable.c. Deferred annotations (PEP 649) and type parameters (PEP 695) get scopes
 * of their own. The tree is walked with a work list, never recursively.
 */
import type {
  AnnAssign,
  AnyNode,
  Arguments,
  AsyncFunctionDef,
  ClassDef,
  Comprehension,
  DictComp,
  Expr,
  FunctionDef,
  GeneratorExp,
  Global,
  Identifier,
  ImportFrom,
  Lambda,
  ListComp,
  MatchAs,
  MatchMapping,
  MatchStar,
  NamedExpr,
  Node,
  Nonlocal,
  SetComp,
  TopLevel,
  TypeAlias,
  TypeParam,
} from '../../syntax/ast';
import { children } from '../../syntax/walk';
import { CompileError, fail } from './errors';
import { decidePlacements, ROLE, Scope } from './scope';

export type Comp = ListComp | SetComp | DictComp | GeneratorExp;

/** How annotations are compiled: as CPython 3.14 does, or evaluated at once as in 3.9 (what PyPy's bytecode can be compared with). */
export type AnnotationMode = 'deferred' | 'eager';

/** The scopes of a module, found by the node that opens them. */
export interface SymbolTable {
  readonly module: Scope;
  /** Functions, classes, lambdas, comprehensions; and the expressions of bounds, defaults and alias values. */
  readonly scopes: ReadonlyMap<Node, Scope>;
  /** `__annotate__` of functions and classes; the module's is under `MODULE_KEY`. */
  readonly annotateScopes: ReadonlyMap<Node, Scope>;
  /** Hidden function that holds the type parameters of a function, class or alias. */
  readonly typeParamScopes: ReadonlyMap<Node, Scope>;
}

/** Stands for the module where a node is the key. */
export const MODULE_KEY: Node = { kind: 'Module', start: 0, end: 0 };

export interface SymtableOptions {
  readonly annotations: AnnotationMode;
  /** `from __future__ import annotations`: annotations are strings and bind nothing. */
  readonly futureAnnotations: boolean;
}

/** Build the table. Throws CompileError. */
export function buildSymbolTable(body: readonly TopLevel[], options: SymtableOptions): SymbolTable {
  const builder = new SymtableBuilder(options);
  for (const topLevel of body) builder.readTopLevel(topLevel);
  return builder.finish();
}

type Task = AnyNode | null | (() => void);

class SymtableBuilder {
  private readonly options: SymtableOptions;
  private readonly module = new Scope('module', 'top', null);
  private readonly scopes = new Map<Node, Scope>();
  private readonly annotateScopes = new Map<Node, Scope>();
  private readonly typeParamScopes = new Map<Node, Scope>();
  private readonly tasks: Task[] = [];
  /** The node that opened each class or module scope. */
  private readonly openers = new Map<Scope, Node>();
  private scope = this.module;
  private base = 0;

  constructor(options: SymtableOptions) {
    this.options = options;
    this.openers.set(this.module, MODULE_KEY);
  }

  readTopLevel(topLevel: TopLevel): void {
    this.base = topLevel.base;
    this.tasks.push(topLevel.stmt);
    while (this.tasks.length > 0) {
      const task = this.tasks.pop()!;
      if (task === null) continue;
      if (typeof task === 'function') task();
      else this.visit(task);
    }
  }

  finish(): SymbolTable {
    decidePlacements(this.module, (scope, name, why) => {
      const at = scope.directives.get(name);
      const message =
        why === 'unbound' ? `no binding for nonlocal '${name}' found` : `nonlocal binding not allowed for type parameter '${name}'`;
      throw new CompileError(message, at?.start ?? 0, at?.end ?? -1);
    });
    return { module: this.module, scopes: this.scopes, annotateScopes: this.annotateScopes, typeParamScopes: this.typeParamScopes };
  }

  // -- Work list -------------------------------------------------------------------------------------------------------

  /** Do these next, in this order, before anything scheduled earlier. */
  private schedule(...tasks: readonly Task[]): void {
    for (let index = tasks.length - 1; index >= 0; index--) this.tasks.push(tasks[index]!);
  }

  /** Tasks between opening a scope and returning to the current one. */
  private within(scope: () => Scope, ...tasks: readonly Task[]): Task[] {
    let outer: Scope | null = null;
    return [
      () => {
        outer = this.scope;
        this.scope = scope();
      },
      ...tasks,
      () => {
        this.scope = outer!;
      },
    ];
  }

  private conditional(...tasks: readonly Task[]): Task[] {
    return this.deeper('conditionalDepth', tasks);
  }

  private inTry(...tasks: readonly Task[]): Task[] {
    return this.deeper('tryDepth', tasks);
  }

  /** The tasks, one level further in. */
  private deeper(depth: 'conditionalDepth' | 'tryDepth', tasks: readonly Task[]): Task[] {
    return [() => void this.scope[depth]++, ...tasks, () => void this.scope[depth]--];
  }

  private fail(message: string, node: Node): never {
    fail(message, this.base, node);
  }

  private note(name: string, role: number, node: Node): void {
    this.noteIn(this.scope, name, role, node);
  }

  private noteIn(scope: Scope, name: string, role: number, node: Node): void {
    if (role === ROLE.USED && name === 'super' && scope.isFunctionLike) this.noteIn(scope, '__class__', ROLE.USED, node);
    const mangled = scope.mangle(name);
    const old = scope.roles.get(mangled) ?? 0;
    if (name === '__debug__' && role & (ROLE.ASSIGNED | ROLE.PARAM | ROLE.ANNOTATED)) this.fail('cannot assign to __debug__', node);
    if (old & role & ROLE.PARAM) this.fail(`duplicate argument '${name}' in function definition`, node);
    let next = old | role;
    if (scope.compIterTarget) {
      if (next & (ROLE.GLOBAL | ROLE.NONLOCAL)) {
        this.fail(`comprehension inner loop cannot rebind assignment expression target '${name}'`, node);
      }
      next |= ROLE.COMP_ITER;
    }
    scope.roles.set(mangled, next);
    if (role & ROLE.PARAM) scope.varnames.push(mangled);
    if (role & ROLE.GLOBAL) {
      const roles = this.module.roles;
      roles.set(mangled, (roles.get(mangled) ?? 0) | role);
    }
  }

  // -- Dispatch --------------------------------------------------------------------------------------------------------

  private visit(node: AnyNode): void {
    switch (node.kind) {
      case 'FunctionDef':
      case 'AsyncFunctionDef':
        return this.visitFunction(node);
      case 'ClassDef':
        return this.visitClass(node);
      case 'Lambda':
        return this.visitLambda(node);
      case 'ListComp':
      case 'SetComp':
      case 'GeneratorExp':
        return this.visitComprehension(node, [node.elt]);
      case 'DictComp':
        return this.visitComprehension(node, [node.value, node.key]);
      case 'comprehension':
        return this.visitInnerFor(node);
      case 'Name':
        if (node.ctx === 'Del' && node.id === '__debug__') this.fail('cannot delete __debug__', node);
        return this.note(node.id, node.ctx === 'Load' ? ROLE.USED : ROLE.ASSIGNED, node);
      case 'NamedExpr':
        return this.visitNamedExpr(node);
      case 'AnnAssign':
        return this.visitAnnAssign(node);
      case 'TypeAlias':
        return this.visitTypeAlias(node);
      case 'Global':
        return this.visitGlobal(node);
      case 'Nonlocal':
        return this.visitNonlocal(node);
      case 'ImportFrom':
        return this.visitImportFrom(node);
      case 'Import':
        for (const alias of node.names) this.noteImport(alias.asname ?? alias.name.split('.', 1)[0]!, alias);
        return;
      case 'ExceptHandler':
        if (node.name !== null) this.note(node.name.id, ROLE.ASSIGNED, node.name);
        return this.schedule(node.type, ...node.body);
      case 'With':
      case 'AsyncWith':
        return this.schedule(...node.items, ...this.conditional(...this.inTry(...node.body)));
      case 'Try':
      case 'TryStar':
        return this.schedule(...this.conditional(...this.inTry(...node.body), ...node.handlers, ...node.orelse, ...node.finalbody));
      case 'If':
      case 'While':
        return this.schedule(node.test, ...this.conditional(...node.body, ...node.orelse));
      case 'For':
      case 'AsyncFor':
        return this.schedule(node.target, node.iter, ...this.conditional(...node.body, ...node.orelse));
      case 'Match':
        return this.schedule(node.subject, ...this.conditional(...node.cases));
      case 'MatchAs':
      case 'MatchStar':
        return this.visitCapture(node);
      case 'MatchMapping':
        return this.visitMatchMapping(node);
      case 'Return':
        if (!this.inFunction()) this.fail("'return' outside function", node);
        if (node.value !== null && this.scope.isCoroutine && this.scope.isGenerator)
          this.fail("'return' with value in async generator", node);
        return this.schedule(node.value);
      case 'Yield':
      case 'YieldFrom':
        return this.visitYield(node);
      case 'Await':
        return this.visitAwait(node);
      default:
        this.schedule(...children(node));
    }
  }

  private inFunction(): boolean {
    return this.scope.kind === 'function';
  }

  // -- Scopes ----------------------------------------------------------------------------------------------------------

  private open(kind: Scope['kind'], name: string, node: Node, into: Map<Node, Scope>): () => Scope {
    return () => {
      const scope = new Scope(kind, name, this.scope);
      into.set(node, scope);
      return scope;
    };
  }

  /** An annotation-like scope: type parameters, `__annotate__`, bounds, defaults, alias values. */
  private openAnnotation(kind: 'annotation' | 'typeParams', name: string, node: Node, into: Map<Node, Scope>): () => Scope {
    return () => {
      const outer = this.scope;
      const scope = new Scope(kind, name, outer);
      into.set(node, scope);
      const seesClass = outer.kind === 'class' || ((outer.kind === 'typeParams' || outer.kind === 'annotation') && outer.seesClass);
      if (seesClass) {
        scope.seesClass = true;
        this.noteIn(scope, '__classdict__', ROLE.USED, node);
      }
      return scope;
    };
  }

  private visitFunction(node: FunctionDef | AsyncFunctionDef): void {
    this.note(node.name.id, ROLE.ASSIGNED, node);
    const generic = node.type_params.length > 0;
    const body = [
      ...this.annotationTasks(node),
      ...this.within(
        this.open('function', node.name.id, node, this.scopes),
        () => {
          this.scope.isCoroutine = node.kind === 'AsyncFunctionDef';
          this.noteParameters(node.args);
        },
        ...node.body,
      ),
    ];
    const defaults = [...node.args.defaults, ...node.args.kw_defaults];
    if (!generic) return this.schedule(...defaults, ...node.decorator_list, ...body);
    this.schedule(
      ...node.decorator_list,
      ...defaults,
      ...this.typeParamTasks(
        node,
        node.name.id,
        () => {
          if (node.args.defaults.length > 0) this.note('.defaults', ROLE.PARAM, node);
          if (node.args.kw_defaults.some((value) => value !== null)) this.note('.kwdefaults', ROLE.PARAM, node);
        },
        body,
      ),
    );
  }

  private annotationTasks(node: FunctionDef | AsyncFunctionDef): Task[] {
    if (this.options.futureAnnotations) return [];
    const { args } = node;
    const all = [...args.posonlyargs, ...args.args, args.vararg, args.kwarg, ...args.kwonlyargs];
    const found: Expr[] = all.flatMap((arg) => arg?.annotation ?? []);
    if (node.returns !== null) found.push(node.returns);
    if (found.length === 0) return [];
    if (this.options.annotations === 'eager') return found;
    return this.within(
      this.openAnnotation('annotation', '__annotate__', node, this.annotateScopes),
      () => {
        this.note('.format', ROLE.PARAM, node);
      },
      ...found,
    );
  }

  private noteParameters(args: Arguments): void {
    for (const arg of [...args.posonlyargs, ...args.args, ...args.kwonlyargs]) this.note(arg.arg, ROLE.PARAM, arg);
    if (args.vararg !== null) {
      this.note(args.vararg.arg, ROLE.PARAM, args.vararg);
      this.scope.hasVarargs = true;
    }
    if (args.kwarg !== null) {
      this.note(args.kwarg.arg, ROLE.PARAM, args.kwarg);
      this.scope.hasVarkeywords = true;
    }
  }

  private visitLambda(node: Lambda): void {
    this.schedule(
      ...node.args.defaults,
      ...node.args.kw_defaults,
      ...this.within(
        this.open('function', '<lambda>', node, this.scopes),
        () => {
          this.noteParameters(node.args);
        },
        node.body,
      ),
    );
  }

  private visitClass(node: ClassDef): void {
    this.note(node.name.id, ROLE.ASSIGNED, node);
    const generic = node.type_params.length > 0;
    const bases = [...node.bases, ...node.keywords];
    const body = this.within(
      this.open('class', node.name.id, node, this.scopes),
      () => {
        this.openers.set(this.scope, node);
        this.note('__class__', ROLE.ASSIGNED, node);
        this.scope.roles.set('__locals__', ROLE.PARAM);
        this.scope.varnames.push('__locals__');
        this.note('__classdict__', ROLE.ASSIGNED, node);
        if (generic) this.note('.type_params', ROLE.USED, node);
      },
      ...node.body,
    );
    if (!generic) return this.schedule(...bases, ...node.decorator_list, ...body);
    this.schedule(
      ...node.decorator_list,
      ...this.typeParamTasks(
        node,
        node.name.id,
        () => {
          this.note('.type_params', ROLE.ASSIGNED, node);
          this.note('.generic_base', ROLE.ASSIGNED, node);
        },
        [...bases, ...body],
      ),
    );
  }

  private visitTypeAlias(node: TypeAlias): void {
    this.note(node.name.id, ROLE.ASSIGNED, node.name);
    const value = this.within(
      this.openAnnotation('annotation', node.name.id, node, this.scopes),
      () => {
        this.note('.format', ROLE.PARAM, node);
      },
      node.value,
    );
    if (node.type_params.length === 0) return this.schedule(...value);
    this.schedule(...this.typeParamTasks(node, node.name.id, () => {}, value));
  }

  private typeParamTasks(
    node: FunctionDef | AsyncFunctionDef | ClassDef | TypeAlias,
    name: string,
    prepare: () => void,
    inside: readonly Task[],
  ): Task[] {
    const parameters = node.type_params.flatMap((parameter) => this.typeParamParts(parameter));
    const scope = this.openAnnotation('typeParams', `<generic parameters of ${name}>`, node, this.typeParamScopes);
    return this.within(scope, prepare, ...parameters, ...inside);
  }

  private typeParamParts(parameter: TypeParam): Task[] {
    const tasks: Task[] = [
      () => {
        const old = this.scope.roles.get(this.scope.mangle(parameter.name)) ?? 0;
        if (old & ROLE.TYPE_PARAM) this.fail(`duplicate type parameter '${parameter.name}'`, parameter);
        this.note(parameter.name, ROLE.ASSIGNED | ROLE.TYPE_PARAM, parameter);
      },
    ];
    const parts = parameter.kind === 'TypeVar' ? [parameter.bound, parameter.default_value] : [parameter.default_value];
    for (const part of parts) {
      if (part === null) continue;
      tasks.push(
        ...this.within(
          this.openAnnotation('annotation', parameter.name, part, this.scopes),
          () => {
            this.note('.format', ROLE.PARAM, part);
          },
          part,
        ),
      );
    }
    return tasks;
  }

  private visitComprehension(node: Comp, results: readonly Expr[]): void {
    const [outer, ...inner] = node.generators as [Comprehension, ...Comprehension[]];
    let scope: Scope | null = null;
    this.schedule(
      () => {
        this.scope.compIterExpr++;
      },
      outer.iter,
      () => {
        this.scope.compIterExpr--;
      },
      ...this.within(
        () => (scope = this.open('comprehension', '<genexpr>', node, this.scopes)()),
        () => {
          this.note('.0', ROLE.PARAM, node);
          if (outer.is_async) this.scope.isCoroutine = true;
          this.scope.compIterTarget = true;
        },
        outer.target,
        () => {
          this.scope.compIterTarget = false;
        },
        ...outer.ifs,
        ...inner,
        ...results,
      ),
      () => {
        if (node.kind === 'GeneratorExp') scope!.isGenerator = true;
        else if (scope!.isCoroutine && this.scope.kind === 'comprehension') this.scope.isCoroutine = true;
      },
    );
  }

  private visitInnerFor(node: Comprehension): void {
    this.schedule(
      () => {
        this.scope.compIterTarget = true;
      },
      node.target,
      () => {
        this.scope.compIterTarget = false;
        this.scope.compIterExpr++;
      },
      node.iter,
      () => {
        this.scope.compIterExpr--;
      },
      ...node.ifs,
      () => {
        if (node.is_async) this.scope.isCoroutine = true;
      },
    );
  }

  // -- Names -----------------------------------------------------------------------------------------------------------

  private visitNamedExpr(node: NamedExpr): void {
    const target = node.target;
    if (this.scope.kind === 'annotation' || this.scope.kind === 'typeParams') {
      this.fail(`named expression cannot be used within ${this.describeAnnotation()}`, node);
    }
    if (target.kind === 'Name') {
      if (this.scope.compIterExpr > 0) this.fail('assignment expression cannot be used in a comprehension iterable expression', node);
      if (this.scope.kind === 'comprehension') this.bindOutsideComprehension(target.id, node);
    }
    this.schedule(target, node.value);
  }

  /** The target of `:=` in a comprehension belongs to the enclosing function or module (PEP 572). */
  private bindOutsideComprehension(name: string, node: NamedExpr): void {
    const inner = this.scope;
    const target = node.target;
    for (let scope: Scope | null = inner; scope !== null; scope = scope.parent) {
      if (scope.kind === 'comprehension') {
        if (scope.role(name) & ROLE.COMP_ITER)
          this.fail(`assignment expression cannot rebind comprehension iteration variable '${name}'`, target);
        continue;
      }
      if (scope.kind === 'function') {
        this.noteIn(scope, name, ROLE.ASSIGNED, target);
        this.noteIn(inner, name, scope.role(name) & ROLE.GLOBAL ? ROLE.GLOBAL : ROLE.NONLOCAL, target);
        return;
      }
      if (scope.kind === 'module') {
        this.noteIn(scope, name, ROLE.GLOBAL, target);
        this.noteIn(inner, name, ROLE.GLOBAL, target);
        return;
      }
      if (scope.kind === 'class') this.fail('assignment expression within a comprehension cannot be used in a class body', target);
      this.fail(`assignment expression within a comprehension cannot be used within ${this.describeAnnotation(scope)}`, target);
    }
  }

  private visitAnnAssign(node: AnnAssign): void {
    const { scope } = this;
    const { target } = node;
    if (!scope.isFunctionLike) scope.containsAnnotated = true;
    const tasks: Task[] = [];
    if (target.kind === 'Name') {
      const old = scope.role(target.id);
      if (node.simple && scope.kind !== 'module' && old & (ROLE.GLOBAL | ROLE.NONLOCAL)) {
        this.fail(`annotated name '${target.id}' can't be ${old & ROLE.GLOBAL ? 'global' : 'nonlocal'}`, node);
      }
      const role = (node.simple ? ROLE.ANNOTATED : 0) | (node.value !== null ? ROLE.ASSIGNED : 0);
      if (role !== 0) this.note(target.id, role, target);
    } else {
      tasks.push(target);
    }
    tasks.push(node.value);
    if (this.options.futureAnnotations) return this.schedule(...tasks);
    if (this.options.annotations === 'eager' || scope.isFunctionLike) return this.schedule(...tasks, node.annotation);
    if (!node.simple) return this.schedule(...tasks);
    // All annotations of a class or module share one `__annotate__`.
    if (scope.kind === 'module' || scope.conditionalDepth > 0) {
      scope.hasConditionalAnnotations = true;
      this.noteIn(scope, '__conditional_annotations__', scope.kind === 'module' ? ROLE.USED : ROLE.ASSIGNED, node);
    }
    const opener = this.openers.get(scope)!;
    this.schedule(
      ...tasks,
      ...this.within(
        () => {
          const existing = this.annotateScopes.get(opener);
          if (existing !== undefined) return existing;
          return this.openAnnotation('annotation', '__annotate__', opener, this.annotateScopes)();
        },
        () => {
          if (!this.scope.roles.has('.format')) this.note('.format', ROLE.PARAM, node);
          if (scope.hasConditionalAnnotations) this.note('__conditional_annotations__', ROLE.USED, node);
        },
        node.annotation,
      ),
    );
  }

  private visitGlobal(node: Global): void {
    for (const identifier of node.names) {
      const name = identifier.id;
      const old = this.scope.role(name);
      if (old & ROLE.PARAM) this.fail(`name '${name}' is parameter and global`, node);
      if (old & ROLE.NONLOCAL) this.failOnDirective(name, `name '${name}' is nonlocal and global`, node);
      if (!(name === '__class__' && this.scope.kind === 'class')) this.checkNotYetUsed(old, name, 'global', node);
      this.note(name, ROLE.GLOBAL, identifier);
      this.noteDirective(name, node);
    }
  }

  /** The first `global` or `nonlocal` statement of a name is where CPython reports that there are both. */
  private failOnDirective(name: string, message: string, node: Node): never {
    const first = this.scope.directives.get(this.scope.mangle(name));
    if (first === undefined) this.fail(message, node);
    throw new CompileError(message, first.start, first.end);
  }

  private noteDirective(name: string, node: Node): void {
    const mangled = this.scope.mangle(name);
    if (!this.scope.directives.has(mangled))
      this.scope.directives.set(mangled, { start: this.base + node.start, end: this.base + node.end });
  }

  private visitNonlocal(node: Nonlocal): void {
    if (this.scope.kind === 'module') this.fail('nonlocal declaration not allowed at module level', node);
    for (const identifier of node.names) {
      const name = identifier.id;
      const old = this.scope.role(name);
      if (old & ROLE.PARAM) this.fail(`name '${name}' is parameter and nonlocal`, node);
      if (old & ROLE.GLOBAL) this.failOnDirective(name, `name '${name}' is nonlocal and global`, node);
      if (!(name === '__class__' && this.scope.kind === 'class')) this.checkNotYetUsed(old, name, 'nonlocal', node);
      this.noteNonlocal(identifier, node);
    }
  }

  private noteNonlocal(identifier: Identifier, node: Nonlocal): void {
    this.note(identifier.id, ROLE.NONLOCAL, identifier);
    this.noteDirective(identifier.id, node);
  }

  private checkNotYetUsed(old: number, name: string, what: 'global' | 'nonlocal', node: Node): void {
    if (old & ROLE.USED) this.fail(`name '${name}' is used prior to ${what} declaration`, node);
    if (old & ROLE.ANNOTATED) this.fail(`annotated name '${name}' can't be ${what}`, node);
    if (old & ROLE.ASSIGNED) this.fail(`name '${name}' is assigned to before ${what} declaration`, node);
  }

  private visitImportFrom(node: ImportFrom): void {
    for (const alias of node.names) {
      if (alias.name === '*') {
        if (this.scope.kind !== 'module') this.fail('import * only allowed at module level', alias);
      } else {
        this.noteImport(alias.asname ?? alias.name, alias);
      }
    }
  }

  private noteImport(name: string, node: Node): void {
    this.note(name, ROLE.ASSIGNED, node);
  }

  private visitCapture(node: MatchAs | MatchStar): void {
    if (node.name !== null) this.note(node.name, ROLE.ASSIGNED, node);
    if (node.kind === 'MatchAs') this.schedule(node.pattern);
  }

  private visitMatchMapping(node: MatchMapping): void {
    if (node.rest !== null) this.note(node.rest, ROLE.ASSIGNED, node);
    this.schedule(...node.keys, ...node.patterns);
  }

  // -- Suspension points -----------------------------------------------------------------------------------------------

  private visitYield(node: Node & { readonly kind: 'Yield' | 'YieldFrom'; readonly value: Expr | null }): void {
    const { scope } = this;
    if (scope.kind === 'comprehension') this.fail(`'yield' inside ${this.describeComprehension(scope)}`, node);
    if (scope.kind === 'annotation' || scope.kind === 'typeParams')
      this.fail(`yield expression cannot be used within ${this.describeAnnotation()}`, node);
    if (scope.kind !== 'function') this.fail(`'${node.kind === 'Yield' ? 'yield' : 'yield from'}' outside function`, node);
    scope.isGenerator = true;
    if (scope.tryDepth > 0) scope.hasYieldInsideTry = true;
    this.schedule(node.value);
  }

  private visitAwait(node: Node & { readonly value: Expr }): void {
    const { scope } = this;
    if (scope.kind === 'annotation' || scope.kind === 'typeParams')
      this.fail(`await expression cannot be used within ${this.describeAnnotation()}`, node);
    if (!scope.isFunctionLike) this.fail("'await' outside function", node);
    if (scope.kind === 'comprehension') scope.isCoroutine = true;
    this.schedule(node.value);
  }

  private describeComprehension(scope: Scope): string {
    for (const [node, candidate] of this.scopes) {
      if (candidate !== scope) continue;
      if (node.kind === 'ListComp') return 'list comprehension';
      if (node.kind === 'SetComp') return 'set comprehension';
      if (node.kind === 'DictComp') return 'dict comprehension';
    }
    return 'generator expression';
  }

  private describeAnnotation(scope: Scope = this.scope): string {
    if (scope.kind === 'typeParams') return 'the definition of a generic';
    if (scope.name === '__annotate__') return 'an annotation';
    for (const [node, candidate] of this.scopes) {
      if (candidate === scope && node.kind === 'TypeAlias') return 'a type alias';
    }
    return 'a TypeVar bound';
  }
}
