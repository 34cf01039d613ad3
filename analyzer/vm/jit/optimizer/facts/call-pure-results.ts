/**
 * Results of elidable calls seen while recording: when all arguments turn out constant, the result is known.
 *
 * Source: rpython/jit/metainterp/pyjitpl.py (record_result_of_call_pure), PyPy 7.3.11.
 */
import { isConst, type Concrete, type Operation, type Value } from '../../ir';
import { type Const } from './forwarding';
import { constantFor } from './fold';

interface Node {
  readonly next: Map<Concrete, Node>;
  result: { readonly type: 'i' | 'r' | 'f'; readonly value: Concrete } | null;
}

const newNode = (): Node => ({ next: new Map(), result: null });
const concreteOf = (v: Value): Concrete => v.value;

export class CallPureResults {
  static readonly EMPTY = new CallPureResults();
  private readonly root = newNode();

  /** Collects the elidable calls of a recorded trace. Values that were not recorded (null numbers) are skipped. */
  static of(ops: readonly Operation[]): CallPureResults {
    let results = CallPureResults.EMPTY;
    for (const op of ops) {
      if (op.name !== 'call_pure_i' && op.name !== 'call_pure_r' && op.name !== 'call_pure_f') continue;
      const unknown = (v: Value): boolean => !isConst(v) && v.value === null && v.type !== 'r';
      if (unknown(op) || op.args.some(unknown)) continue;
      if (results === CallPureResults.EMPTY) results = new CallPureResults();
      results.add(op.args.map(concreteOf), op.type as 'i' | 'r' | 'f', op.value);
    }
    return results;
  }

  private add(args: readonly Concrete[], type: 'i' | 'r' | 'f', value: Concrete): void {
    let node = this.root;
    for (const a of args) {
      let next = node.next.get(a);
      if (next === undefined) node.next.set(a, (next = newNode()));
      node = next;
    }
    node.result = { type, value };
  }

  get(args: readonly Const[]): Const | null {
    let node: Node | undefined = this.root;
    for (const a of args) {
      // A Map takes 0.0 and -0.0 for the same key; a call may not.
      if (Object.is(a.value, -0)) return null;
      node = node.next.get(a.value);
      if (node === undefined) return null;
    }
    return node.result && constantFor(node.result.type, node.result.value);
  }
}
