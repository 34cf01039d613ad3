/**
 * Which code of the file runs which: direct calls, constructors, methods, properties, iteration and functions handed over by
 * name. Edges say from which loop, since that is what makes the callee hot.
 */
import type { Call, Expr } from '../syntax/ast';
import type { Environment } from './environment';
import { isProperty, meaningOf, methodOf } from './environment';
import { methodsCalled } from './methods-by-name';
import type { ClassFacts, Range, Summary, Unit } from './summary';
import { isUnit } from './summary';
import { functionsOf, tableOf } from './tables';
import { calleeOf, typeOf } from './types';
import { wrappersOf } from './wrappers';

/** One way control gets from a unit into another. */
export interface Edge {
  readonly from: Unit;
  /** Innermost loop around the place, -1 for none. */
  readonly loop: number;
  readonly to: Unit;
  readonly range: Range;
  /** `call`: as often as the place runs. `consumed`: once for each item of something the place hands it to. */
  readonly kind: 'call' | 'consumed';
  /** The call, where there is one: its arguments decide which branches of the callee depend on data. */
  readonly call: Call | null;
  /** False when only the method's name says so, and several classes have one of that name. */
  readonly certain: boolean;
}

/** Builtins and library functions that call a function they are given once for each item. */
const CONSUMERS = new Set([
  'map',
  'filter',
  'sorted',
  'min',
  'max',
  'functools.reduce',
  'itertools.starmap',
  'itertools.takewhile',
  'itertools.dropwhile',
  'itertools.accumulate',
  'itertools.groupby',
]);

/** Every edge that starts in code of one top-level statement. */
export function edgesOf(env: Environment, summary: Summary): readonly Edge[] {
  const edges: Edge[] = [];
  for (const unit of summary.units) {
    for (const { node, loop } of unit.calls) callEdges(env, unit, node, loop, edges);
    for (const { node, loop } of unit.reads) {
      for (const method of env.methodsNamed(node.attr)) {
        if (isProperty(method)) edges.push({ from: unit, loop, to: method, range: node, kind: 'call', call: null, certain: false });
      }
    }
    for (const loop of unit.loops) {
      if (loop.node.kind === 'While') continue;
      const of = typeOf(env, unit, loop.node.iter);
      if (of === null || of.kind !== 'instance') continue;
      const next = methodOf(env, of.of, '__next__');
      if (next !== null)
        edges.push({ from: unit, loop: loop.index, to: next, range: loop.header, kind: 'call', call: null, certain: true });
      const iter = methodOf(env, of.of, '__iter__');
      if (iter !== null)
        edges.push({
          from: unit,
          loop: iter.isGenerator ? loop.index : loop.parent,
          to: iter,
          range: loop.header,
          kind: 'call',
          call: null,
          certain: true,
        });
    }
    decoratedEdges(env, unit, edges);
  }
  return edges;
}

/** What a decorator of the file puts in the place of a function calls the function, where it calls what the decorator was given. */
function decoratedEdges(env: Environment, unit: Unit, edges: Edge[]): void {
  for (const { unit: wrapper, given } of wrappersOf(env, unit)) {
    for (const { node, loop } of wrapper.calls)
      if (node.func.kind === 'Name' && node.func.id === given)
        edges.push({ from: wrapper, loop, to: unit, range: node, kind: 'call', call: node, certain: true });
  }
}

function callEdges(env: Environment, unit: Unit, node: Call, loop: number, edges: Edge[]): void {
  const edge = (to: Unit, kind: Edge['kind'], call: Call | null, certain = true): void =>
    void edges.push({ from: unit, loop, to, range: node, kind, call, certain });
  const callee = calleeOf(env, unit, node.func);
  if (callee?.kind === 'function') {
    edge(callee.unit, 'call', node);
    for (const { unit: wrapper } of wrappersOf(env, callee.unit)) edge(wrapper, 'call', node);
  } else if (callee?.kind === 'class') constructorEdge(env, callee.of, node, edge);
  else if (callee === null && node.func.kind === 'Attribute') {
    const methods = methodsCalled(env, node.func.attr);
    for (const method of methods) edge(method, 'call', node, methods.length === 1);
  } else if (callee === null) {
    const table = tableOf(env, unit, node.func);
    if (table !== null) for (const { unit: to } of functionsOf(env, table)) edge(to, 'call', node);
  }
  const consumer = callee !== null && (callee.kind === 'builtin' || callee.kind === 'library') && CONSUMERS.has(callee.name);
  const consumingMethod = callee?.kind === 'method' && callee.name === 'sort';
  for (const given of [...node.args, ...node.keywords.map((keyword) => keyword.value)]) {
    const handed = functionNamed(env, unit, given);
    if (handed !== null) edge(handed, consumer || consumingMethod ? 'consumed' : 'call', null);
  }
}

function constructorEdge(
  env: Environment,
  of: ClassFacts,
  node: Call,
  edge: (to: Unit, kind: Edge['kind'], call: Call | null) => void,
): void {
  for (const name of ['__init__', '__new__', '__post_init__']) {
    const method = methodOf(env, of, name);
    if (method !== null) edge(method, 'call', node);
  }
}

/** The function that is handed over by naming it, or by writing it down as a lambda. */
function functionNamed(env: Environment, unit: Unit, expr: Expr): Unit | null {
  if (expr.kind === 'Lambda') return unit.top.units.find((candidate) => candidate.node === expr) ?? null;
  if (expr.kind === 'Name') {
    const defines = meaningOf(env, unit, expr.id)?.defines ?? null;
    return defines !== null && isUnit(defines) ? defines : null;
  }
  if (expr.kind === 'Attribute') {
    const of = typeOf(env, unit, expr.value);
    return of !== null && of.kind === 'instance' ? methodOf(env, of.of, expr.attr) : null;
  }
  return null;
}
