/**
 * Constant folding, before anything is compiled: `OptimizingVisitor` of PyPy 3.9's interpreter/astcompiler/optimize.py.
 *
 * The tree is immutable, so the results stand beside it: which expressions are constants, and which are replaced by another
 * expression (`not a in b` by `a not in b`, constants before a star by one starred tuple).
 */
import type { AnyNode, Compare, CompareOperator, Constant, Expr, List, Module, Starred, Tuple } from '../../../syntax/ast';
import { walk } from '../../../syntax/walk';
import { FALSE, TRUE, ELLIPSIS, NONE } from '../assemble/constants';
import type { CodeConstant } from '../code';
import { binary, lengthOf, subscript, truth, unary } from './arithmetic';

/** Longer results of folding stay expressions, to keep code objects small. */
const LONGEST_FOLDED = 20;

const OPPOSITE: ReadonlyMap<CompareOperator, CompareOperator> = new Map([
  ['is', 'is not'], ['is not', 'is'], ['in', 'not in'], ['not in', 'in'],
]);

export class Folds {
  private readonly constants = new Map<AnyNode, CodeConstant>();
  private readonly replaced = new Map<AnyNode, Expr>();

  /** Fold everything below a node. */
  read(root: AnyNode): void {
    walk(root, { leave: (node) => this.foldNode(node) });
  }

  /** The expression to compile in place of this one. */
  replacement(node: Expr): Expr {
    return this.replaced.get(node) ?? node;
  }

  /** The value of a constant expression, else undefined. */
  constant(node: Expr): CodeConstant | undefined {
    return node.kind === 'Constant' ? (this.constants.get(node) ?? constantOf(node)) : this.constants.get(node);
  }

  /** Truth of a constant expression, else undefined. */
  truth(node: Expr): boolean | undefined {
    const constant = this.constant(node);
    return constant === undefined ? undefined : truth(constant);
  }

  /** The values as one tuple if all are constant, else undefined. */
  tupleOf(elements: readonly Expr[]): CodeConstant | undefined {
    const items: CodeConstant[] = [];
    for (const element of elements) {
      const constant = this.constant(element);
      if (constant === undefined) return undefined;
      items.push(constant);
    }
    return { type: 'tuple', items };
  }

  private foldNode(node: AnyNode): void {
    switch (node.kind) {
      case 'BinOp': {
        const left = this.constant(node.left);
        const right = left === undefined ? undefined : this.constant(node.right);
        if (left === undefined || right === undefined) return;
        const result = binary(node.op, left, right, LONGEST_FOLDED);
        if (result !== undefined && (lengthOf(result) ?? 0) <= LONGEST_FOLDED) this.constants.set(node, result);
        return;
      }
      case 'UnaryOp': {
        const operand = this.constant(node.operand);
        if (operand !== undefined) {
          const result = unary(node.op, operand);
          if (result !== undefined) this.constants.set(node, result);
        } else if (node.op === 'not') {
          const compare = this.replacement(node.operand);
          const opposite = compare.kind === 'Compare' && compare.ops.length === 1 ? OPPOSITE.get(compare.ops[0]!) : undefined;
          if (opposite !== undefined) this.replaced.set(node, { ...(compare as Compare), ops: [opposite] });
        }
        return;
      }
      case 'Name':
        if (node.id === '__debug__' && node.ctx === 'Load') this.constants.set(node, TRUE);
        return;
      case 'Tuple': {
        if (node.ctx !== 'Load') return;
        const constant = this.tupleOf(node.elts);
        if (constant !== undefined) this.constants.set(node, constant);
        else this.gatherBeforeStars(node);
        return;
      }
      case 'List':
        if (node.ctx === 'Load') this.gatherBeforeStars(node);
        return;
      case 'Subscript': {
        if (node.ctx !== 'Load') return;
        const value = this.constant(node.value);
        const index = value === undefined ? undefined : this.constant(node.slice);
        const result = value === undefined || index === undefined ? undefined : subscript(value, index);
        if (result !== undefined) this.constants.set(node, result);
        return;
      }
      default:
    }
  }

  /** `[1, 2, *a, 3]` is compiled as `[*(1, 2), *a, *(3,)]`: runs of constants between stars become one constant. */
  private gatherBeforeStars(node: Tuple | List): void {
    if (!node.elts.some((element) => element.kind === 'Starred')) return;
    const elements: Expr[] = [];
    let changed = false;
    let run: Expr[] = [];
    const flush = (): void => {
      const constant = run.length === 0 ? undefined : this.tupleOf(run);
      if (constant === undefined) {
        elements.push(...run);
      } else {
        elements.push(this.starredConstant(constant, run[0]!));
        changed = true;
      }
      run = [];
    };
    for (const element of node.elts) {
      if (element.kind === 'Starred') {
        flush();
        elements.push(element);
      } else {
        run.push(element);
      }
    }
    flush();
    if (changed) this.replaced.set(node, { ...node, elts: elements });
  }

  private starredConstant(constant: CodeConstant, place: Expr): Starred {
    const value: Constant = { kind: 'Constant', value: { type: 'none' }, start: place.start, end: place.end };
    this.constants.set(value, constant);
    return { kind: 'Starred', value, ctx: 'Load', start: place.start, end: place.end };
  }
}

/** The folds of a whole module. */
export function foldModule(module: Module): Folds {
  const folds = new Folds();
  for (const { stmt } of module.body) folds.read(stmt);
  return folds;
}

function constantOf(node: Constant): CodeConstant {
  const { value } = node;
  switch (value.type) {
    case 'none':
      return NONE;
    case 'true':
      return TRUE;
    case 'false':
      return FALSE;
    case 'ellipsis':
      return ELLIPSIS;
    case 'complex':
      return { type: 'complex', real: 0, imag: value.imag };
    default:
      return value;
  }
}
