/** Tables of functions or classes that a file calls through: `SHAPES[kind](...)`, `handler = HANDLERS.get(name)`. */
import type { Expr } from '../syntax/ast';
import type { Environment } from './environment';
import { classOf, lookup, meaningOf, soleBinding } from './environment';
import type { ClassFacts, Place, Range, Unit } from './summary';
import { isUnit, placeOf } from './summary';

/** More entries than this of one display are not looked at. */
const LONGEST = 200;

/** A display that a name is bound to, once, or that a loop walks through, and what selects one of its entries. */
export interface Table {
  /** Empty for a display without a name. */
  readonly name: string;
  readonly entries: readonly Expr[];
  /** The code that the display stands in, and where the name is bound to it. */
  readonly unit: Unit;
  readonly place: Place;
  readonly key: Expr;
}

/** The table that an expression takes an entry of, directly or through a name that is bound once. */
export function tableOf(env: Environment, unit: Unit, expr: Expr): Table | null {
  let at: Expr | null = expr;
  if (at.kind === 'Name') {
    const binding = soleBinding(lookup(env, unit, at.id));
    if (binding?.kind === 'for' && binding.unit === unit && binding.value !== null) return walkedTable(env, unit, at, binding.value);
    at = binding?.kind === 'assign' && binding.unit === unit ? binding.value : null;
  }
  const taken = at === null ? null : entryOf(at);
  if (taken === null) return null;
  const bound = soleBinding(lookup(env, unit, taken.name));
  const display = bound?.kind === 'assign' ? bound.value : null;
  return display === null ? null : tableIn(display, taken.name, taken.key, bound!.unit, bound!.range);
}

/** `for step in STEPS: step(x)`, or over the display itself: each round takes the next entry. */
function walkedTable(env: Environment, unit: Unit, target: Expr, iter: Expr): Table | null {
  if (iter.kind === 'List' || iter.kind === 'Tuple') return tableIn(iter, '', target, unit, iter);
  if (iter.kind !== 'Name') return null;
  const bound = soleBinding(lookup(env, unit, iter.id));
  // Looping over a dict gives its keys.
  return bound?.kind === 'assign' && bound.value !== null && bound.value.kind !== 'Dict' && !env.isMutatedName(iter.id)
    ? tableIn(bound.value, iter.id, target, bound.unit, bound.range)
    : null;
}

function tableIn(display: Expr, name: string, key: Expr, unit: Unit, range: Range): Table | null {
  if (display.kind !== 'List' && display.kind !== 'Tuple' && display.kind !== 'Dict') return null;
  const entries = display.kind === 'Dict' ? display.values : display.elts;
  return { name, key, entries: entries.slice(0, LONGEST), unit, place: placeOf(unit, range) };
}

/** `table[key]` or `table.get(key)`. */
function entryOf(expr: Expr): { readonly name: string; readonly key: Expr } | null {
  if (expr.kind === 'Subscript' && expr.value.kind === 'Name') return { name: expr.value.id, key: expr.slice };
  if (expr.kind !== 'Call' || expr.func.kind !== 'Attribute' || expr.func.attr !== 'get' || expr.func.value.kind !== 'Name') return null;
  const [key] = expr.args;
  return key === undefined ? null : { name: expr.func.value.id, key };
}

/** The classes of the file among a table's entries, each where it stands there. */
export function classesOf(env: Environment, table: Table): readonly { readonly of: ClassFacts; readonly place: Place }[] {
  return table.entries.flatMap((entry) => {
    const of = classOf(env, table.unit, entry);
    return of === null ? [] : [{ of, place: placeOf(table.unit, entry) }];
  });
}

/** The functions of the file among a table's entries, each once. */
export function functionsOf(env: Environment, table: Table): readonly { readonly unit: Unit; readonly place: Place }[] {
  const found = new Map<Unit, Place>();
  for (const entry of table.entries) {
    let function_: Unit | null = null;
    if (entry.kind === 'Lambda') function_ = table.unit.top.units.find((candidate) => candidate.node === entry) ?? null;
    else if (entry.kind === 'Name') {
      const defines = meaningOf(env, table.unit, entry.id)?.defines ?? null;
      function_ = defines !== null && isUnit(defines) ? defines : null;
    }
    if (function_ !== null && !found.has(function_)) found.set(function_, placeOf(table.unit, entry));
  }
  return [...found].map(([unit, place]) => ({ unit, place }));
}
