/**
 * Summarize one piece of a file in one walk.
 *
 * The walk keeps its own stack of (node, unit, loop), so that depth costs no host stack and every node knows its innermost
 * loop. A `for` evaluates its iterable outside itself, a `while` its test inside; the parts of a comprehension stand in the
 * loops of the generators to their left.
 */
import type {
  AnyNode,
  Arguments,
  Attribute,
  AugAssign,
  Await,
  BinOp,
  ClassDef,
  Compare,
  Expr,
  Piece,
  Stmt,
  Subscript,
  Yield,
  YieldFrom,
} from '../syntax/ast';
import { children } from '../syntax/walk';
import { MUTATORS } from './builtin-methods';
import type {
  AttributeValue,
  Binding,
  BindingKind,
  CallSite,
  ClassFacts,
  Given,
  Loop,
  Parameter,
  Placed,
  Range,
  Store,
  Summary,
  Unit,
  UnitKind,
} from './summary';

/** Summaries of pieces outside classes, and of those inside by the header of the class. */
const outside = new WeakMap<Stmt, Summary>();
const inside = new WeakMap<ClassDef, WeakMap<Stmt, Summary>>();

/** The summary of a piece; the same statement in the same class gives the same summary, object for object. */
export function summaryOf({ stmt, within }: Pick<Piece, 'stmt' | 'within'>): Summary {
  let known = outside;
  if (within !== null) {
    known = inside.get(within) ?? new WeakMap<Stmt, Summary>();
    inside.set(within, known);
  }
  let summary = known.get(stmt);
  if (summary === undefined) {
    const around = within === null ? null : (summaryOf({ stmt: within, within: null }).classes[0] ?? null);
    summary = summarize(stmt, around);
    known.set(stmt, summary);
  }
  return summary;
}

/** Classes that have been met. */
let classes = 0;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface UnitDraft extends Mutable<Unit> {
  loops: Mutable<Loop>[];
  calls: CallSite[];
  yields: Placed<Yield | YieldFrom>[];
  reads: Placed<Attribute>[];
  items: Placed<Subscript>[];
  memberships: Placed<Compare>[];
  arithmetic: Placed<BinOp | AugAssign>[];
  awaits: Placed<Await>[];
  stores: Store[];
  bindings: Map<string, Binding[]>;
  globals: Set<string>;
  nonlocals: Set<string>;
}
interface SummaryDraft extends Mutable<Summary> {
  units: UnitDraft[];
  classes: ClassFacts[];
  methods: { of: ClassFacts; unit: Unit }[];
  classAttributes: { of: ClassFacts; name: string }[];
  attributes: { of: ClassFacts; name: string; given: AttributeValue }[];
  mutatedAttributes: Set<string>;
  mutatedNames: Set<string>;
  appends: Map<string, Given[]>;
  fieldStores: Map<string, Given[]>;
}

/** One node to look at and where it stands. `inClass`: directly in that class's body. */
interface Task {
  readonly node: AnyNode;
  readonly unit: UnitDraft;
  readonly loop: number;
  readonly inClass: ClassFacts | null;
}

function summarize(stmt: Stmt, around: ClassFacts | null): Summary {
  const summary: SummaryDraft = {
    stmt,
    units: [],
    classes: [],
    methods: [],
    classAttributes: [],
    attributes: [],
    mutatedAttributes: new Set(),
    mutatedNames: new Set(),
    appends: new Map(),
    fieldStores: new Map(),
  };
  const collector = new Collector(summary);
  collector.run(around);
  return summary;
}

class Collector {
  private readonly summary: SummaryDraft;
  private readonly stack: Task[] = [];

  constructor(summary: SummaryDraft) {
    this.summary = summary;
  }

  run(around: ClassFacts | null): void {
    const { stmt } = this.summary;
    const range = { start: stmt.start, end: stmt.end };
    const module = this.newUnit('module', '<module>', '<module>', stmt, range, [stmt], null, null);
    this.push([stmt], module, -1, around);
    for (let task = this.stack.pop(); task !== undefined; task = this.stack.pop()) this.visit(task);
  }

  /** Queue nodes so that the first is visited first. */
  private push(nodes: readonly (AnyNode | null)[], unit: UnitDraft, loop: number, inClass: ClassFacts | null): void {
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index];
      if (node !== null && node !== undefined) this.stack.push({ node, unit, loop, inClass });
    }
  }

  private visit({ node, unit, loop, inClass }: Task): void {
    switch (node.kind) {
      case 'FunctionDef':
      case 'AsyncFunctionDef': {
        const inner = this.newUnit(
          'function',
          node.name.id,
          this.qualify(node.name.id, unit, inClass),
          node,
          node.name,
          node.body,
          unit,
          inClass,
        );
        inner.isAsync = node.kind === 'AsyncFunctionDef';
        inner.decorators = node.decorator_list;
        inner.parameters = this.parametersOf(node.args, inner);
        if (inClass === null) this.bind('def', node.name.id, unit, loop, node.name, { defines: inner });
        else this.summary.methods.push({ of: inClass, unit: inner });
        this.push([...node.decorator_list, ...defaultsOf(node.args)], unit, loop, null);
        this.push(node.body, inner, -1, null);
        return;
      }
      case 'Lambda': {
        const inner = this.newUnit('lambda', '<lambda>', this.qualify('<lambda>', unit, inClass), node, node, [], unit, null);
        inner.parameters = this.parametersOf(node.args, inner);
        this.push(defaultsOf(node.args), unit, loop, inClass);
        this.push([node.body], inner, -1, null);
        return;
      }
      case 'ClassDef':
        return this.visitClass(node, unit, loop, inClass);
      case 'For':
      case 'AsyncFor': {
        const index = this.newLoop(unit, loop, 'for', node, node, { start: node.start, end: node.iter.end }, node.body);
        this.bindTarget(node.target, 'for', node.iter, unit, index, inClass);
        this.push([node.iter], unit, loop, inClass);
        this.push(node.orelse, unit, loop, inClass);
        this.push([node.target, ...node.body], unit, index, inClass);
        return;
      }
      case 'While': {
        const index = this.newLoop(unit, loop, 'while', node, node, { start: node.start, end: node.test.end }, node.body);
        this.push(node.orelse, unit, loop, inClass);
        this.push([node.test, ...node.body], unit, index, inClass);
        return;
      }
      case 'ListComp':
      case 'SetComp':
      case 'GeneratorExp':
      case 'DictComp': {
        let at = loop;
        for (const generator of node.generators) {
          this.push([generator.iter], unit, at, inClass);
          const kind = node.kind === 'GeneratorExp' ? 'generator expression' : 'comprehension';
          at = this.newLoop(unit, at, kind, generator, node, node, []);
          this.bindTarget(generator.target, 'for', generator.iter, unit, at, null);
          this.push([generator.target, ...generator.ifs], unit, at, null);
        }
        this.push(node.kind === 'DictComp' ? [node.key, node.value] : [node.elt], unit, at, null);
        return;
      }
      case 'Return':
      case 'Raise':
        for (let index = loop; index >= 0; index = unit.loops[index]!.parent) unit.loops[index]!.exits++;
        break;
      case 'Break':
        if (loop >= 0) unit.loops[loop]!.exits++;
        break;
      case 'Assign':
        for (const target of node.targets) {
          this.bindTarget(target, 'assign', node.value, unit, loop, inClass);
          this.store(target, node.value, node, unit, loop);
        }
        break;
      case 'AnnAssign':
        if (node.value !== null) {
          this.bindTarget(node.target, 'assign', node.value, unit, loop, inClass);
          this.store(node.target, node.value, node, unit, loop);
        }
        break;
      case 'BinOp':
        unit.arithmetic.push({ node, loop });
        break;
      case 'Compare':
        if (node.ops[0] === 'in' || node.ops[0] === 'not in') unit.memberships.push({ node, loop });
        break;
      case 'Await':
        unit.awaits.push({ node, loop });
        break;
      case 'AugAssign':
        unit.arithmetic.push({ node, loop });
        if (node.target.kind === 'Name') {
          this.bind('augment', node.target.id, unit, loop, node.target, { value: node.value });
          this.summary.mutatedNames.add(node.target.id);
        }
        this.store(node.target, null, node, unit, loop);
        break;
      case 'Delete':
        for (const target of node.targets) {
          if (target.kind === 'Attribute') this.summary.mutatedAttributes.add(target.attr);
          if (target.kind === 'Subscript' && target.value.kind === 'Name') this.summary.mutatedNames.add(target.value.id);
        }
        break;
      case 'NamedExpr':
        this.bindTarget(node.target, 'assign', node.value, unit, loop, inClass);
        break;
      case 'withitem':
        if (node.optional_vars !== null) this.bindTarget(node.optional_vars, 'with', node.context_expr, unit, loop, inClass);
        break;
      case 'Import':
        for (const alias of node.names) {
          const first = alias.name.split('.')[0]!;
          this.bind('import', alias.asname ?? first, unit, loop, alias, { imported: alias.asname === null ? first : alias.name });
        }
        return;
      case 'ImportFrom':
        for (const alias of node.names) {
          // Dots of a relative import stay in front, so that it never matches a library.
          const path = node.module === null ? alias.name : `${node.module}.${alias.name}`;
          this.bind('import', alias.asname ?? alias.name, unit, loop, alias, { imported: '.'.repeat(node.level) + path });
        }
        return;
      case 'ExceptHandler':
        if (node.name !== null) this.bind('other', node.name.id, unit, loop, node.name, {});
        break;
      case 'MatchAs':
      case 'MatchStar':
        if (node.name !== null) this.bind('other', node.name, unit, loop, node, {});
        break;
      case 'Global':
        for (const name of node.names) unit.globals.add(name.id);
        return;
      case 'Nonlocal':
        for (const name of node.names) unit.nonlocals.add(name.id);
        return;
      case 'Yield':
      case 'YieldFrom':
        unit.isGenerator = true;
        unit.yields.push({ node, loop });
        break;
      case 'Attribute':
        if (node.ctx === 'Load') unit.reads.push({ node, loop });
        break;
      case 'Subscript':
        if (node.ctx === 'Load') unit.items.push({ node, loop });
        break;
      case 'Call':
        unit.calls.push({ node, loop });
        if (node.func.kind === 'Attribute' && node.func.value.kind === 'Name' && MUTATORS.has(node.func.attr))
          this.summary.mutatedNames.add(node.func.value.id);
        if (node.func.kind === 'Attribute' && node.func.attr === 'append' && node.func.value.kind === 'Name' && node.args.length === 1)
          give(this.summary.appends, node.func.value.id, { value: node.args[0]!, unit });
        break;
      default:
        break;
    }
    this.push(children(node), unit, loop, inClass);
  }

  private visitClass(node: ClassDef, unit: UnitDraft, loop: number, inClass: ClassFacts | null): void {
    const facts: ClassFacts = {
      top: this.summary,
      id: classes++,
      name: node.name.id,
      qualname: this.qualify(node.name.id, unit, inClass),
      node,
      bases: node.bases,
    };
    this.summary.classes.push(facts);
    if (inClass === null) this.bind('class', node.name.id, unit, loop, node.name, { defines: facts });
    this.push([...node.decorator_list, ...node.bases, ...node.keywords], unit, loop, inClass);
    this.push(node.body, unit, loop, facts);
  }

  private newUnit(
    kind: UnitKind,
    name: string,
    qualname: string,
    node: Unit['node'],
    nameRange: Range,
    body: readonly Stmt[],
    parent: UnitDraft | null,
    classFacts: ClassFacts | null,
  ): UnitDraft {
    const unit: UnitDraft = {
      top: this.summary,
      kind,
      name,
      qualname,
      node,
      nameRange: { start: nameRange.start, end: nameRange.end },
      body,
      parameters: [],
      classFacts,
      parent,
      decorators: [],
      isGenerator: false,
      isAsync: false,
      loops: [],
      calls: [],
      yields: [],
      reads: [],
      items: [],
      memberships: [],
      arithmetic: [],
      awaits: [],
      stores: [],
      bindings: new Map(),
      globals: new Set(),
      nonlocals: new Set(),
    };
    this.summary.units.push(unit);
    return unit;
  }

  private newLoop(
    unit: UnitDraft,
    parent: number,
    kind: Loop['kind'],
    node: Loop['node'],
    whole: Loop['whole'],
    header: Range,
    body: readonly Stmt[],
  ): number {
    const index = unit.loops.length;
    unit.loops.push({
      index,
      parent,
      kind,
      node,
      whole,
      header: { start: header.start, end: header.end },
      body,
      exits: 0,
      hasInner: false,
    });
    if (parent >= 0) unit.loops[parent]!.hasInner = true;
    return index;
  }

  private qualify(name: string, unit: UnitDraft, inClass: ClassFacts | null): string {
    if (inClass !== null) return `${inClass.qualname}.${name}`;
    return unit.kind === 'module' ? name : `${unit.qualname}.<locals>.${name}`;
  }

  private bind(kind: BindingKind, name: string, unit: UnitDraft, loop: number, range: Range, more: Partial<Binding>): void {
    const binding: Binding = {
      kind,
      name,
      unit,
      loop,
      value: null,
      imported: null,
      defines: null,
      range: { start: range.start, end: range.end },
      ...more,
    };
    const bound = unit.bindings.get(name);
    if (bound === undefined) unit.bindings.set(name, [binding]);
    else bound.push(binding);
  }

  /** Bind every name of an assignment target. Names inside an unpacking get no value, except from a display of the same length. */
  private bindTarget(target: Expr, kind: BindingKind, value: Expr | null, unit: UnitDraft, loop: number, inClass: ClassFacts | null): void {
    const pending: [Expr, Expr | null][] = [[target, value]];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [to, from] = next;
      if (to.kind === 'Name') {
        if (inClass === null) this.bind(kind, to.id, unit, loop, to, { value: from });
        else this.summary.classAttributes.push({ of: inClass, name: to.id });
      } else if (to.kind === 'Tuple' || to.kind === 'List') {
        const parts =
          kind === 'assign' && from !== null && (from.kind === 'Tuple' || from.kind === 'List') && from.elts.length === to.elts.length
            ? from.elts
            : null;
        to.elts.forEach((element, index) => pending.push([element, parts?.[index] ?? null]));
      } else if (to.kind === 'Starred') {
        pending.push([to.value, null]);
      }
    }
  }

  private store(target: Expr, value: Expr | null, statement: Stmt, unit: UnitDraft, loop: number): void {
    if (target.kind === 'Tuple' || target.kind === 'List') {
      const parts =
        value !== null && (value.kind === 'Tuple' || value.kind === 'List') && value.elts.length === target.elts.length ? value.elts : null;
      target.elts.forEach((element, index) => {
        if (element.kind === 'Attribute' || element.kind === 'Subscript')
          this.store(element, parts?.[index] ?? null, statement, unit, loop);
      });
      return;
    }
    if (target.kind !== 'Attribute' && target.kind !== 'Subscript') return;
    unit.stores.push({ node: target, value, statement, loop });
    if (target.kind === 'Subscript') {
      if (target.value.kind === 'Name') this.summary.mutatedNames.add(target.value.id);
      return;
    }
    if (unit.name !== '__init__') this.summary.mutatedAttributes.add(target.attr);
    const facts = unit.classFacts;
    if (facts === null || target.value.kind !== 'Name' || target.value.id !== unit.parameters[0]?.name) {
      if (value !== null) give(this.summary.fieldStores, target.attr, { value, unit });
      return;
    }
    this.summary.attributes.push({ of: facts, name: target.attr, given: { value, unit } });
  }

  private parametersOf(args: Arguments, unit: UnitDraft): Parameter[] {
    const positional = [...args.posonlyargs, ...args.args];
    const firstDefault = positional.length - args.defaults.length;
    const found: Parameter[] = positional.map((arg, index) => ({
      name: arg.arg,
      index,
      kind: 'plain',
      default: args.defaults[index - firstDefault] ?? null,
      annotation: arg.annotation,
    }));
    if (args.vararg !== null) found.push({ name: args.vararg.arg, index: -1, kind: '*', default: null, annotation: null });
    args.kwonlyargs.forEach((arg, index) => {
      found.push({ name: arg.arg, index: -1, kind: 'keyword', default: args.kw_defaults[index] ?? null, annotation: arg.annotation });
    });
    if (args.kwarg !== null) found.push({ name: args.kwarg.arg, index: -1, kind: '**', default: null, annotation: null });
    for (const parameter of found) this.bind('parameter', parameter.name, unit, -1, args, {});
    return found;
  }
}

function give(into: Map<string, Given[]>, name: string, given: Given): void {
  const known = into.get(name);
  if (known === undefined) into.set(name, [given]);
  else known.push(given);
}

function defaultsOf(args: Arguments): (Expr | null)[] {
  return [...args.defaults, ...args.kw_defaults];
}
