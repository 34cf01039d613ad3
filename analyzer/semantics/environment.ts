/**
 * What the names of one file mean: module-level bindings, classes, methods and what a called expression refers to. Names imported from
 * another module of the workspace are followed to it.
 *
 * Built from the summaries of the file's pieces. Everything a rule learns from other pieces comes through the few
 * primitive questions `bindingsOf`, `methodsNamed`, `isMutatedAttribute` and the like (and hotness), so that an answer
 * computed from them can be kept until one of them changes (memo.ts).
 */
import type { Expr } from '../syntax/ast';
import type { AttributeValue, Binding, ClassFacts, Given, Summary, Unit } from './summary';
import { isUnit } from './summary';

export interface Environment {
  /** The file, as the workspace knows it; empty for a file that is looked at alone. */
  readonly path: string;
  /** Tells this environment from every other one of this process. */
  readonly revision: number;
  readonly summaries: readonly Summary[];
  /** The environment that a statement belongs to: this one, or that of another file of the workspace. */
  home(top: Summary): Environment;
  /** The environment of a file of the workspace; null when it has gone. */
  peer(path: string): Environment | null;
  /** What a dotted name that is imported here means in the workspace; null for libraries and what is not there. */
  imported(name: string): Imported | null;
  /** Module-level bindings of a name, in source order. */
  bindingsOf(name: string): readonly Binding[];
  /** The function that the body of a class defines under that name. */
  methodIn(of: ClassFacts, name: string): Unit | null;
  /** Values given to `self.name` anywhere in the methods of a class. */
  attributesOf(of: ClassFacts, name: string): readonly AttributeValue[];
  /** Functions defined under that name in any class of the file. */
  methodsNamed(name: string): readonly Unit[];
  /** Whether some code stores to an attribute of that name outside `__init__`. */
  isMutatedAttribute(name: string): boolean;
  /** Whether some code changes in place the object a variable of that name holds. */
  isMutatedName(name: string): boolean;
  /** What is appended anywhere in the file to a variable of that name. */
  appendedTo(name: string): readonly Given[];
  /** What is stored anywhere in the file to an attribute of that name, except on `self`. */
  storedTo(attribute: string): readonly Given[];
}

/** A module of the workspace, and what is left of the dotted name behind the module's own. */
export interface Imported {
  readonly env: Environment;
  readonly rest: readonly string[];
}

/** The rest of the workspace, as one file sees it. */
export interface Links {
  readonly path: string;
  home(top: Summary): Environment | null;
  peer(path: string): Environment | null;
  imported(name: string): Imported | null;
}

const ALONE: Links = { path: '', home: () => null, peer: () => null, imported: () => null };

const NO_BINDINGS: readonly Binding[] = [];
const NO_UNITS: readonly Unit[] = [];
const NOTHING_GIVEN: readonly Given[] = [];
const NO_VALUES: readonly AttributeValue[] = [];

/** Environments that have been made. */
let environments = 0;

/** Put the summaries of a file together. */
export function environmentOf(summaries: readonly Summary[], links: Links = ALONE): Environment {
  const bindings = new Map<string, readonly Binding[]>();
  const methods = new Map<string, Map<ClassFacts, Unit>>();
  const attributes = new Map<ClassFacts, Map<string, AttributeValue[]>>();
  const appends = new Map<string, readonly Given[]>();
  const fieldStores = new Map<string, readonly Given[]>();
  const mutatedAttributes = new Set<string>();
  const mutatedNames = new Set<string>();
  const extend = <T>(into: Map<string, readonly T[]>, name: string, more: readonly T[]): void => {
    const before = into.get(name);
    into.set(name, before === undefined ? more : [...before, ...more]);
  };
  for (const summary of summaries) {
    for (const [name, bound] of summary.units[0]!.bindings) extend(bindings, name, bound);
    for (const unit of summary.units) {
      for (const name of unit.globals) extend(bindings, name, unit.bindings.get(name) ?? NO_BINDINGS);
    }
    for (const [name, given] of summary.appends) extend(appends, name, given);
    for (const [name, given] of summary.fieldStores) extend(fieldStores, name, given);
    // The last of a name in a class is the one that its objects have.
    for (const { of, unit } of summary.methods) inner(methods, unit.name).set(of, unit);
    for (const { of, name, given } of summary.attributes) {
      const values = inner(attributes, of);
      const known = values.get(name);
      if (known === undefined) values.set(name, [given]);
      else known.push(given);
    }
    for (const name of summary.mutatedAttributes) mutatedAttributes.add(name);
    for (const name of summary.mutatedNames) mutatedNames.add(name);
  }
  const methodLists = new Map<string, readonly Unit[]>();
  const own = new Set(summaries);
  const env: Environment = {
    path: links.path,
    revision: ++environments,
    summaries,
    home: (top) => (own.has(top) ? env : (links.home(top) ?? env)),
    peer: (path) => (path === links.path ? env : links.peer(path)),
    imported: (name) => links.imported(name),
    bindingsOf: (name) => bindings.get(name) ?? NO_BINDINGS,
    methodIn: (of, name) => methods.get(name)?.get(of) ?? null,
    attributesOf: (of, name) => attributes.get(of)?.get(name) ?? NO_VALUES,
    methodsNamed: (name) => {
      const named = methods.get(name);
      if (named === undefined) return NO_UNITS;
      const list = methodLists.get(name) ?? [...named.values()];
      methodLists.set(name, list);
      return list;
    },
    isMutatedAttribute: (name) => mutatedAttributes.has(name),
    isMutatedName: (name) => mutatedNames.has(name),
    appendedTo: (name) => appends.get(name) ?? NOTHING_GIVEN,
    storedTo: (name) => fieldStores.get(name) ?? NOTHING_GIVEN,
  };
  return env;
}

function inner<K, L, V>(into: Map<K, Map<L, V>>, key: K): Map<L, V> {
  let found = into.get(key);
  if (found === undefined) into.set(key, (found = new Map<L, V>()));
  return found;
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
  const bindings = env.home(unit.top).bindingsOf(name);
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

/** What a name means: its deciding binding, followed through imports to the module of the workspace that makes it. */
export function meaningOf(env: Environment, unit: Unit, name: string): Binding | null {
  return followed(env, soleBinding(lookup(env, unit, name)));
}

/** How many modules a name may be handed through. */
const LONGEST_IMPORT = 5;

/** The binding behind an import from the workspace; other bindings, and imports of modules and from libraries, as they are. */
export function followed(env: Environment, start: Binding | null): Binding | null {
  let binding = start;
  for (let steps = 0; steps < LONGEST_IMPORT; steps++) {
    const name = binding?.imported ?? null;
    const linked = name === null ? null : env.home(binding!.unit.top).imported(name);
    if (linked === null || linked.rest.length !== 1) return binding;
    const bindings = linked.env.bindingsOf(linked.rest[0]!);
    binding = soleBinding(bindings.length === 0 ? null : { scope: 'module', bindings });
  }
  return binding;
}

/** What a dotted name of a module of the workspace means: a function, a class or a variable at its top. */
export function importedBinding(env: Environment, unit: Unit, name: string): Binding | null {
  const linked = env.home(unit.top).imported(name);
  if (linked === null || linked.rest.length !== 1) return null;
  const bindings = linked.env.bindingsOf(linked.rest[0]!);
  return followed(linked.env, soleBinding(bindings.length === 0 ? null : { scope: 'module', bindings }));
}

/** The value of a name that is bound once in the module of some code, by an assignment at its top that nothing changes later. */
export function moduleConstant(env: Environment, unit: Unit, name: string): Expr | null {
  const bindings = env.home(unit.top).bindingsOf(name);
  const only = bindings.length === 1 ? bindings[0]! : null;
  return only !== null && only.kind === 'assign' && only.unit.kind === 'module' && only.loop < 0 ? only.value : null;
}

/** The class of the workspace that a name or dotted expression refers to. */
export function classOf(env: Environment, unit: Unit, expr: Expr): ClassFacts | null {
  let binding: Binding | null = null;
  if (expr.kind === 'Name') binding = meaningOf(env, unit, expr.id);
  else if (expr.kind === 'Attribute') {
    const name = importedName(env, unit, expr);
    binding = name === null ? null : importedBinding(env, unit, name);
  }
  const defines = binding?.defines ?? null;
  return defines !== null && !isUnit(defines) ? defines : null;
}

/** A method of a class or of its bases in this file. */
export function methodOf(env: Environment, facts: ClassFacts, name: string): Unit | null {
  const seen = new Set<ClassFacts>();
  const pending = [facts];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const method = env.home(next.top).methodIn(next, name);
    if (method !== null) return method;
    const module = next.top.units[0]!;
    for (let index = next.bases.length - 1; index >= 0; index--) {
      const base = classOf(env, module, next.bases[index]!);
      if (base !== null) pending.push(base);
    }
  }
  return null;
}

/** The dotted name of an imported module or of something in it: `math`, `os.path`, `struct.unpack_from`. */
export function importedName(env: Environment, unit: Unit, expr: Expr): string | null {
  const dotted = dottedName(expr);
  if (dotted === null) return null;
  const imported = meaningOf(env, unit, dotted[0])?.imported ?? null;
  return imported === null ? null : [imported, ...dotted.slice(1)].join('.');
}

/** A name and the attributes read from it, `a.b.c` as ["a", "b", "c"]; null for any other expression. */
export function dottedName(expr: Expr): readonly [string, ...string[]] | null {
  const attributes: string[] = [];
  let at = expr;
  while (at.kind === 'Attribute') {
    attributes.push(at.attr);
    at = at.value;
  }
  return at.kind === 'Name' ? [at.id, ...attributes.reverse()] : null;
}

export function isProperty(unit: Unit): boolean {
  return unit.decorators.some(
    (decorator) => decorator.kind === 'Name' && (decorator.id === 'property' || decorator.id === 'cached_property'),
  );
}
