/**
 * The tree of bridges as an icicle: a loop on top, below it the bridges that grew from its guards, below them theirs. A trace is
 * wide where it and what grew from it were passed often, so that the eye finds where the time goes; what is narrower than can be seen is
 * drawn together with its neighbours. After Kruskal and Landwehr, "Icicle plots" (1983).
 */

/** A trace as the layout needs it. Parents come before their children. */
export interface Node {
  readonly id: number;
  readonly parent: number | null;
  /** By how much it is to be seen: more for one that was passed more often. */
  readonly weight: number;
}

export interface Box {
  readonly id: number;
  readonly depth: number;
  /** Left edge and width, as shares of the whole. */
  readonly x: number;
  readonly width: number;
  /** Traces drawn as one because they are too narrow, this one included. */
  readonly traces: number;
}

/** `least` is the width, as a share of the whole, below which traces are drawn together. `root`: only this trace and what grew from it. */
export function icicle(nodes: readonly Node[], least: number, root: number | null = null): Box[] {
  const children = new Map<number | null, Node[]>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) {
    const parent = node.parent !== null && byId.has(node.parent) ? node.parent : null;
    const group = children.get(parent);
    if (group === undefined) children.set(parent, [node]);
    else group.push(node);
  }
  const totals = totalWeights(nodes, byId);
  const top = root === null ? undefined : byId.get(root);
  const first = top === undefined ? (children.get(null) ?? []) : [top];
  const boxes: Box[] = [];
  const whole = sum(first, totals);
  const waiting: {
    readonly group: readonly Node[];
    readonly depth: number;
    readonly x: number;
    readonly width: number;
    readonly whole: number;
  }[] = [{ group: first, depth: 0, x: 0, width: 1, whole }];
  // The last group first: no recursion, since a chain of bridges may be long.
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { group, depth, whole: shared } = next;
    let x = next.x;
    let narrow: { id: number; x: number; width: number; traces: number } | null = null;
    const flush = (): void => {
      if (narrow !== null) boxes.push({ ...narrow, depth });
      narrow = null;
    };
    for (const node of [...group].sort((a, b) => totals.get(b.id)! - totals.get(a.id)! || a.id - b.id)) {
      const total = totals.get(node.id)!;
      const width = shared === 0 ? 0 : (next.width * total) / shared;
      if (width < least) {
        if (narrow === null) narrow = { id: node.id, x, width: 0, traces: 0 };
        narrow.width += width;
        narrow.traces++;
        if (narrow.width >= least) flush();
      } else {
        flush();
        boxes.push({ id: node.id, depth, x, width, traces: 1 });
        const below = children.get(node.id);
        if (below !== undefined) waiting.push({ group: below, depth: depth + 1, x, width, whole: total });
      }
      x += width;
    }
    flush();
  }
  return boxes.sort((a, b) => a.depth - b.depth || a.x - b.x || a.id - b.id);
}

/** The weight of each trace and of all that grew from it; a trace nobody passed still counts as one, or it could not be seen at all. */
function totalWeights(nodes: readonly Node[], byId: ReadonlyMap<number, Node>): Map<number, number> {
  const totals = new Map(nodes.map(({ id, weight }) => [id, Math.max(1, weight)]));
  for (let index = nodes.length - 1; index >= 0; index--) {
    const { id, parent } = nodes[index]!;
    if (parent !== null && byId.has(parent)) totals.set(parent, totals.get(parent)! + totals.get(id)!);
  }
  return totals;
}

function sum(nodes: readonly Node[], totals: ReadonlyMap<number, number>): number {
  return nodes.reduce((total, { id }) => total + totals.get(id)!, 0);
}
