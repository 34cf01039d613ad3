/**
 * The state of lowering one unit (a child of the concrete root), and the conversions every builder needs.
 *
 * Nothing here throws: what does not fit becomes an `ErrorExpr` with an entry in `gaps`, so that the analyzer says
 * "not analysed" instead of guessing.
 */
import type { Comment, Constant, Context, ErrorExpr, ErrorStmt, Expr, Identifier, JoinedStr, SyntaxGap } from '../ast';
import type { BitChain, Item, Operand, Value } from './item';
import { mergeStrings } from './merge-strings';

const EXPRESSIONS: ReadonlySet<string> = new Set<Expr['kind']>([
  'BoolOp',
  'NamedExpr',
  'BinOp',
  'UnaryOp',
  'Lambda',
  'IfExp',
  'Dict',
  'Set',
  'ListComp',
  'SetComp',
  'DictComp',
  'GeneratorExp',
  'Await',
  'Yield',
  'YieldFrom',
  'Compare',
  'Call',
  'FormattedValue',
  'Interpolation',
  'JoinedStr',
  'TemplateStr',
  'Constant',
  'Attribute',
  'Subscript',
  'Starred',
  'Name',
  'List',
  'Tuple',
  'Slice',
  'ErrorExpr',
]);

export class Lowering {
  readonly text: string;
  /** Absolute offset of the unit. */
  readonly base: number;
  /** Blanked stars (grammar-gaps.ts), absolute: where the operand starts, and where the star stood. */
  readonly stars: ReadonlyMap<number, number>;
  /** Relative offsets. */
  readonly gaps: SyntaxGap[] = [];
  /** Comments met so far, in order; relative offsets. */
  readonly comments: Comment[] = [];
  /** Where the operand of a starred expression starts, parentheses included. */
  readonly starOperands = new Map<Expr, number>();
  /** Where the left operand of a power ends, parentheses included. */
  readonly powerBases = new Map<Expr, number>();
  /** The outermost parentheses around an expression. */
  readonly parentheses = new Map<Expr, { readonly start: number; readonly end: number }>();
  /** The name and the brackets of `X[...]`, should it turn out to be the left side of a `type` statement. */
  readonly genericParts = new Map<Expr, readonly Item[]>();

  /** The name before `=` of a keyword pattern. */
  readonly keywordPatterns = new Map<Value | null, string>();
  /** Format specs with their literal parts, to be decoded when the string around them is known to be raw or not. */
  readonly pendingSpecs: { readonly spec: JoinedStr; readonly undecoded: readonly Constant[] }[] = [];

  constructor(text: string, base: number, stars: ReadonlyMap<number, number>) {
    this.text = text;
    this.stars = stars;
    this.base = base;
  }

  slice(start: number, end: number): string {
    return this.text.slice(this.base + start, this.base + end);
  }

  error(start: number, end: number, message: string): void {
    this.gaps.push({ start, end, reason: 'error', message });
  }

  gap(start: number, end: number, message: string): void {
    this.gaps.push({ start, end, reason: 'gap', message });
  }

  errorExpr(start: number, end: number, message: string): ErrorExpr {
    this.error(start, end, message);
    return { kind: 'ErrorExpr', start, end };
  }

  errorStmt(start: number, end: number, message: string): ErrorStmt {
    this.error(start, end, message);
    return { kind: 'ErrorStmt', start, end };
  }

  isExpr(value: Value): value is Expr {
    return EXPRESSIONS.has(value.kind);
  }

  /** The expression an item stands for. `at` places the error when the item is absent. */
  expr(item: Item | undefined, at: { readonly start: number; readonly end: number }): Expr {
    if (item === undefined) return this.errorExpr(at.start, at.end, 'expected an expression');
    const value = item.value;
    if (value !== null) {
      if (this.isExpr(value)) return value;
      if (value.kind === '#bits') return groupBits(value);
      if (value.kind === '#string') {
        const merged = mergeStrings([value], value.start, value.end);
        return typeof merged === 'string' ? this.errorExpr(value.start, value.end, merged) : merged;
      }
    }
    return this.errorExpr(item.start, item.end, 'not an expression');
  }

  /** An element of a tuple without brackets: its star may have been blanked. */
  element(item: Item): Expr {
    const value = this.expr(item, item);
    const star = this.stars.get(this.base + item.start);
    return star === undefined ? value : { kind: 'Starred', start: star - this.base, end: item.end, value, ctx: 'Load' };
  }

  /** The identifier an item stands for. */
  identifier(item: Item | undefined, at: { readonly start: number; readonly end: number }): Identifier {
    const value = item?.value;
    if (value?.kind === 'Name') return { kind: 'identifier', start: value.start, end: value.end, id: value.id };
    const start = item?.start ?? at.start;
    const end = item?.end ?? at.start;
    if (value?.kind !== 'ErrorExpr') this.error(start, end, 'expected a name');
    return { kind: 'identifier', start, end, id: '' };
  }

  /** An expression as an assignment or deletion target: sets the context all the way down, reports what cannot be a target. */
  target(item: Item | undefined, at: { readonly start: number; readonly end: number }, ctx: Context): Expr {
    return this.setContext(this.expr(item, at), ctx);
  }

  /** Builders own their nodes until the unit is finished, so the context is set in place. */
  setContext(root: Expr, ctx: Context): Expr {
    const pending: Expr[] = [root];
    while (pending.length > 0) {
      const expr = pending.pop()!;
      switch (expr.kind) {
        case 'Name':
        case 'Attribute':
        case 'Subscript':
          (expr as { ctx: Context }).ctx = ctx;
          break;
        case 'Starred':
          (expr as { ctx: Context }).ctx = ctx;
          if (ctx === 'Del') this.error(expr.start, expr.end, 'cannot delete starred');
          pending.push(expr.value);
          break;
        case 'List':
        case 'Tuple':
          (expr as { ctx: Context }).ctx = ctx;
          for (let index = expr.elts.length - 1; index >= 0; index--) pending.push(expr.elts[index]!);
          break;
        case 'ErrorExpr':
          break;
        default:
          this.error(expr.start, expr.end, ctx === 'Del' ? 'this expression cannot be deleted' : 'this expression cannot be assigned to');
      }
    }
    return root;
  }
}

/** Group `a & b ^ c & d` as Python does: `&` binds tighter than `^`, both to the left. */
function groupBits(chain: BitChain): Expr {
  let sum: Operand | null = null;
  let product: Operand = chain.operands[0]!;
  for (let index = 0; index < chain.ops.length; index++) {
    const right = chain.operands[index + 1]!;
    if (chain.ops[index] === '&') {
      product = join(product, '&', right);
    } else {
      sum = sum === null ? product : join(sum, '^', product);
      product = right;
    }
  }
  const { expr, end } = sum === null ? product : join(sum, '^', product);
  return chain.star === -1 ? expr : { kind: 'Starred', start: chain.star, end, value: expr, ctx: 'Load' };
}

function join(left: Operand, op: '&' | '^', right: Operand): Operand {
  const { start } = left;
  const { end } = right;
  return { start, end, expr: { kind: 'BinOp', start, end, left: left.expr, op, right: right.expr } };
}
