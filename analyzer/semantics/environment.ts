/**
 * What the names of one file mean: module-level bindings, classes, methods and what a called expression refers to.
 *
 * Built from the summaries of the file's statements. Everything a rule learns from other statements comes through the few
 * primitive questions `bindingsOf`, `methodsNamed`, `isMutatedAttribute`, `isMutatedName` (and hotness), so that an answer
 * computed from them can be kept until one of them changes (memo.ts).
 */
import type { Expr } from '../syntax/ast';
import type { Binding, ClassFacts, Summary, Unit } from './summary';
import { isUnit } from './summary';

export interface Environment {
  readonly summaries: readonly Summary[];
  /** Module-level bindings of a name, in source order. */
  bindingsOf(name: string): readonly Binding[];
  /** Functions defined under that name in any class of the file. */
  methodsNamed(name: string): readonly Unit[];
  /** Whether some code stores to an attribute of that name outside `__init__`. */
  isMutatedAttribute(name: string): boolean;
  /** Whether some code changes in place the object a variable of that name holds. */
  isMutatedName(name: string): boolean;
}

const NO_BINDINGS: readonly Binding[] = [];
const NO_UNITS: readonly Unit[] = [];

/** Put the summaries of a file together. */
export function environmentOf(summaries: readonly Summary[]): Environment {
  const bindings = new Map<string, readonly Binding[]>();
  const methods = new Map<string, readonly Unit[]>();
  const extend = <T>(into: Map<string, readonly T[]>, name: string, more: readonly T[]): void => {
    const before = into.get(name);
    into.set(name, before === undefined ? more : [...before, ...more]);
  };
  for (const summary of summaries) {
    for (const [name, bound] of summary.units[0]!.bindings) extend(bindings, name, bound);
    for (const unit of summary.units) {
      for (const name of unit.globals) extend(bindings, name, unit.bindings.get(name) ?? NO_BINDINGS);
    }
    for (const facts of summary.classes) for (const [name, unit] of facts.methods) extend(methods, name, [unit]);
  }
  const mutatedAttributes = new Set(summaries.flatMap((summary) => [...summary.mutatedAttributes]));
  const mutatedNames = new Set(summaries.flatMap((summary) => [...summary.mutatedNames]));
  return {
    summaries,
    bindingsOf: (name) => bindings.get(name) ?? NO_BINDINGS,
    methodsNamed: (name) => methods.get(name) ?? NO_UNITS,
    isMutatedAttribute: (name) => mutatedAttributes.has(name),
    isMutatedName: (name) => mutatedNames.has(name),
  };
}

/** Where a name is looked up from some code: the frame that binds it, and all bindings there. Null for builtins and unknown names. */
export interface Scoped {
  readonly scope: 'local' | 'closure' | 'module';
  readonly bindings: readonly Binding[];
}

/** Python's scope rules: local, enclosing functions, module. A class body is not a scope of the functions in it. */
export function lookup(env: Environment, unit: Unit, name: string): Scoped | null {
  let scope: Scoped['scope'] = 'local';
  for (let at: Unit | null = unit; at !== null && at.kind !== 'module'; at = at.parent) {
    if (at.globals.has(name)) break;
    const bound = at.bindings.get(name);
    if (bound !== undefined && !at.nonlocals.has(name)) return { scope, bindings: bound };
    scope = 'closure';
  }
  const bindings = env.bindingsOf(name);
  return bindings.length === 0 ? null : { scope: 'module', bindings };
}

/**
 * The binding that decides what a name means, or null when several could. An import and its fallback (`except ImportError`)
 * count as the import.
 */
export function soleBinding(scoped: Scoped | null): Binding | null {
  if (scoped === null) return null;
  const { bindings } = scoped;
  if (bindings.length === 1) return bindings[0]!;
  const imports = bindings.filter((binding) => binding.kind === 'import');
  if (imports.length > 0 && bindings.every((binding) => ['import', 'def', 'class', 'assign'].includes(binding.kind))) return imports[0]!;
  const same = bindings.every((binding) => binding.defines !== null && binding.kind === 'def');
  return same ? bindings[bindings.length - 1]! : null;
}

/** The value of a name that is bound once, by an assignment at module level that nothing changes later. */
export function moduleConstant(env: Environment, name: string): Expr | null {
  const bindings = env.bindingsOf(name);
  const only = bindings.length === 1 ? bindings[0]! : null;
  return only !== null && only.kind === 'assign' && only.unit.kind === 'module' && only.loop < 0 ? only.value : null;
}

/** The class a name or dotted expression refers to in this file. */
export function classOf(env: Environment, unit: Unit, expr: Expr): ClassFacts | null {
  if (expr.kind !== 'Name') return null;
  const defines = soleBinding(lookup(env, unit, expr.id))?.defines ?? null;
  return defines !== null && !isUnit(defines) ? defines : null;
}

/** A method of a class or of its bases in this file. */
export function methodOf(env: Environment, facts: ClassFacts, name: string): Unit | null {
  const seen = new Set<ClassFacts>();
  const pending = [facts];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const method = next.methods.get(name);
    if (method !== undefined) return method;
    const module = next.top.units[0]!;
    for (let index = next.bases.length - 1; index >= 0; index--) {
      const base = classOf(env, module, next.bases[index]!);
      if (base !== null) pending.push(base);
    }
  }
  return null;
}

export function isProperty(unit: Unit): boolean {
  return unit.decorators.some(
    (decorator) => decorator.kind === 'Name' && (decorator.id === 'property' || decorator.id === 'cached_property'),
  );
}
