/** From a finding to the code it is about, and what can be asked of names there. */
import { lookup } from '../semantics/environment';
import { isWithin } from '../semantics/summary';
import type { Loop, Unit } from '../semantics/summary';
import type { AnyNode, Expr, Stmt } from '../syntax/ast';
import { descendants, nodesAt } from '../syntax/walk';
import type { Span } from '../rules/finding';
import { startsLine } from './layout';
import type { Program } from './rewrite';
import { unitAt } from './rewrite';

/** A loop of the file, with what its offsets count from. */
export interface LoopSite {
  readonly unit: Unit;
  readonly base: number;
  readonly loop: Loop;
}

/** The loop whose header stands at an absolute span. */
export function loopWithHeader(program: Program, header: Span): LoopSite | null {
  const unit = unitAt(program, header.start);
  if (unit === null) return null;
  const base = program.baseOf(unit.top);
  const loop = unit.loops.find((candidate) => base + candidate.header.start === header.start);
  return loop === undefined ? null : { unit, base, loop };
}

/** The innermost loop statement around an absolute offset, in the function that holds it. */
export function loopAround(program: Program, offset: number): LoopSite | null {
  const unit = unitAt(program, offset);
  if (unit === null) return null;
  const base = program.baseOf(unit.top);
  let found: Loop | null = null;
  for (const loop of unit.loops) {
    if (loop.kind !== 'for' && loop.kind !== 'while') continue;
    const [first] = loop.body;
    if (first === undefined || offset < base + first.start || offset > base + loop.body[loop.body.length - 1]!.end) continue;
    if (found === null || loop.whole.start >= found.whole.start) found = loop;
  }
  return found === null ? null : { unit, base, loop: found };
}

/** The chain of nodes of the unit's statement down to an absolute offset, outermost first. */
export function chainTo(program: Program, unit: Unit, offset: number): readonly AnyNode[] {
  return nodesAt(unit.top.stmt, offset - program.baseOf(unit.top));
}

/** What surrounds a node: the last node of the chain that is larger. */
export function parentOf(program: Program, unit: Unit, node: AnyNode): AnyNode | null {
  const chain = nodesAt(unit.top.stmt, node.start);
  const index = chain.indexOf(node);
  if (index > 0) return chain[index - 1]!;
  // The node may begin with another one: look below whatever holds it.
  for (const candidate of descendants(unit.top.stmt)) {
    if (candidate.start > node.start || candidate.end < node.end) continue;
    for (const below of descendants(candidate)) if (below === node && candidate !== node) return nearest(candidate, node);
  }
  return null;
}

function nearest(root: AnyNode, node: AnyNode): AnyNode {
  let found = root;
  for (const candidate of descendants(root))
    if (
      candidate !== node &&
      candidate.start <= node.start &&
      node.end <= candidate.end &&
      candidate.end - candidate.start <= found.end - found.start
    )
      found = candidate;
  return found;
}

/** Every node of the unit's own text, functions inside it included. */
export function* nodesOf(unit: Unit): Generator<AnyNode, void, void> {
  for (const statement of unit.body) yield* descendants(statement);
}

/** Whether a function, lambda or class inside the unit mentions the name: it may see the variable, or keep it. */
export function isMentionedInside(unit: Unit, name: string): boolean {
  for (const node of nodesOf(unit)) {
    if (node.kind !== 'FunctionDef' && node.kind !== 'AsyncFunctionDef' && node.kind !== 'Lambda' && node.kind !== 'ClassDef') continue;
    for (const below of descendants(node)) if (below !== node && below.kind === 'Name' && below.id === name) return true;
  }
  return false;
}

/** Whether a name means a builtin where the unit stands. */
export function isBuiltinName({ env }: Program, unit: Unit, name: string): boolean {
  return lookup(env, unit, name) === null;
}

/** Whether a statement stands on lines of its own, so that something can be put before it. */
export function standsAlone(program: Program, base: number, statement: { readonly start: number }): boolean {
  return startsLine(program, base + statement.start);
}

/** Whether a local variable of the unit surely has a value at an offset (relative to the unit's statement), if the code there is reached. */
export function isBoundBefore(unit: Unit, name: string, offset: number): boolean {
  if (mayBeDeleted(unit, name)) return false;
  if (unit.parameters.some((parameter) => parameter.name === name)) return true;
  let block: readonly Stmt[] = unit.body;
  for (;;) {
    const next: Stmt | undefined = block.find(({ start, end }) => start <= offset && offset < end);
    if (block.some((statement) => statement.end <= offset && assigns(statement, name))) return true;
    if (next === undefined) return false;
    const inner: readonly Stmt[] | undefined = innerBlocks(next).find(
      (each) => each.length > 0 && each[0]!.start <= offset && offset < each[each.length - 1]!.end,
    );
    if (inner === undefined) return false;
    if (next.kind === 'For' && inner === next.body && bindsName(next.target, name)) return true;
    block = inner;
  }
}

/** By `del`, or at the end of `except ... as name`. */
function mayBeDeleted(unit: Unit, name: string): boolean {
  for (const node of nodesOf(unit)) {
    if (node.kind === 'Name' && node.id === name && node.ctx === 'Del') return true;
    if (node.kind === 'ExceptHandler' && node.name?.id === name) return true;
  }
  return false;
}

function innerBlocks(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.kind) {
    case 'If':
    case 'For':
    case 'While':
      return [statement.body, statement.orelse];
    case 'With':
      return [statement.body];
    case 'Try':
      // What a `try` has assigned is not sure in its handlers; what stands before it is.
      return [statement.body, ...statement.handlers.map(({ body }) => body), statement.orelse, statement.finalbody];
    default:
      return [];
  }
}

function assigns(statement: Stmt, name: string): boolean {
  if (statement.kind === 'AnnAssign') return statement.value !== null && bindsName(statement.target, name);
  return statement.kind === 'Assign' && statement.targets.some((target) => bindsName(target, name));
}

function bindsName(target: Expr, name: string): boolean {
  if (target.kind === 'Tuple' || target.kind === 'List')
    return target.elts.some((element) => element.kind === 'Name' && element.id === name);
  return target.kind === 'Name' && target.id === name;
}

/** Whether anything may read what a round of a loop leaves in a variable: after the loop, in its header, or anywhere in a loop around it. */
export function isReadOutside(unit: Unit, loop: Loop, name: string): boolean {
  const first = loop.body[0]!.start;
  const last = loop.body[loop.body.length - 1]!.end;
  let outermost = loop;
  while (outermost.parent >= 0) outermost = unit.loops[outermost.parent]!;
  const around = isWithin(unit, loop.index, outermost.index) ? outermost.whole : loop.whole;
  for (const node of nodesOf(unit)) {
    if (node.kind !== 'Name' || node.id !== name || node.ctx !== 'Load') continue;
    if (node.start >= first && node.end <= last) continue;
    if (node.start >= around.start) return true;
  }
  // `for x in ...` of this loop reads nothing of it; an augmented assignment elsewhere does.
  for (const node of nodesOf(unit))
    if (
      node.kind === 'AugAssign' &&
      node.target.kind === 'Name' &&
      node.target.id === name &&
      (node.start < first || node.end > last) &&
      node.start >= around.start
    )
      return true;
  return false;
}
