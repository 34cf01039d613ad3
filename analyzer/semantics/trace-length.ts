/**
 * How many operations a tracer would record for one round of a loop, functions of the file inlined.
 *
 * A coarse estimate from the syntax: each expression node that becomes a bytecode counts as `OPERATIONS` recorded operations, each inlined
 * call as `CALL` more (entering and leaving a frame). Measured on PyPy 7.3.11: 4,800 operations cover 50 lines of three simple statements,
 * about 1,800 bytecodes; a call's frame is about 40. Of branches, the average arm counts: one of them is recorded.
 */
import type { AnyNode, Call, Stmt } from '../syntax/ast';
import { children } from '../syntax/walk';
import type { Environment } from './environment';
import type { Unit } from './summary';
import { calleeOf } from './types';

const OPERATIONS = 2.7;
const CALL = 40;
/** Deeper nesting of inlined functions than this is not followed. */
const DEEPEST = 12;

export interface TraceLength {
  readonly operations: number;
  /** The inlined function with the largest part of it, and that part. */
  readonly largest: { readonly unit: Unit; readonly operations: number } | null;
}

const NOTHING: TraceLength = { operations: 0, largest: null };

/** Adds up lengths, keeping those of functions that were worked out: within one question the same function always counts the same. */
export class TraceLengths {
  private readonly known = new Map<Unit, TraceLength>();

  constructor(private readonly env: Environment) {}

  /** The functions that were found to be inlined. */
  get inlined(): readonly Unit[] {
    return [...this.known.keys()];
  }

  /** One round of a loop body; what stands in loops inside it is recorded on its own. */
  ofBody(unit: Unit, body: readonly Stmt[], depth = 0): TraceLength {
    let operations = 0;
    let largest: TraceLength['largest'] = null;
    // A node, and how much of it counts: parts of arms are weighted.
    const pending: { readonly node: AnyNode; readonly share: number }[] = body.map((node) => ({ node, share: 1 }));
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { node, share } = next;
      const arms = armsOf(node);
      if (arms !== null) {
        operations += OPERATIONS * share;
        for (const part of arms.always) pending.push({ node: part, share });
        for (const arm of arms.arms) for (const part of arm) pending.push({ node: part, share: share / arms.arms.length });
        continue;
      }
      if (STOPS.has(node.kind)) continue;
      if (COUNTED.has(node.kind)) operations += OPERATIONS * share;
      if (node.kind === 'Call') {
        const inlined = this.ofCall(unit, node, depth);
        operations += inlined.operations * share;
        if (inlined.largest !== null && (largest === null || inlined.largest.operations > largest.operations)) largest = inlined.largest;
      }
      for (const child of children(node)) pending.push({ node: child, share });
    }
    return { operations, largest };
  }

  private ofCall(unit: Unit, call: Call, depth: number): TraceLength {
    const callee = calleeOf(this.env, unit, call.func);
    if (callee?.kind !== 'function') return NOTHING;
    const to = callee.unit;
    if (to.loops.length > 0 || to.isGenerator || to.isAsync || depth >= DEEPEST) return { operations: CALL, largest: null };
    const known = this.known.get(to);
    if (known !== undefined) return known;
    // A function that calls itself is inlined a few times only: its own calls count as calls.
    this.known.set(to, { operations: CALL, largest: null });
    const inside = this.ofBody(to, to.body, depth + 1);
    const operations = inside.operations + CALL;
    const length: TraceLength = { operations, largest: { unit: to, operations } };
    this.known.set(to, length);
    return length;
  }
}

/** What is recorded on its own, or not at all. */
const STOPS: ReadonlySet<string> = new Set([
  'FunctionDef',
  'AsyncFunctionDef',
  'ClassDef',
  'Lambda',
  'For',
  'AsyncFor',
  'While',
  'GeneratorExp',
]);

/** Nodes that become at least one bytecode. */
const COUNTED: ReadonlySet<string> = new Set([
  'Name',
  'Constant',
  'Attribute',
  'Subscript',
  'BinOp',
  'UnaryOp',
  'Compare',
  'Call',
  'List',
  'Tuple',
  'Dict',
  'Set',
  'AugAssign',
  'Return',
  'JoinedStr',
  'ListComp',
  'Yield',
  'Await',
  'Slice',
]);

interface Arms {
  readonly always: readonly AnyNode[];
  readonly arms: readonly (readonly AnyNode[])[];
}

/** The parts of which only one is recorded, and what is recorded with each. */
function armsOf(node: AnyNode): Arms | null {
  switch (node.kind) {
    case 'If':
      return { always: [node.test], arms: [node.body, node.orelse] };
    case 'IfExp':
      return { always: [node.test], arms: [[node.body], [node.orelse]] };
    case 'Match':
      return { always: [node.subject], arms: node.cases.map((arm) => arm.body) };
    case 'Try':
    case 'TryStar':
      return { always: [...node.body, ...node.orelse, ...node.finalbody], arms: [] };
    default:
      return null;
  }
}
