/**
 * How many paths a stretch of code has, as a tracing JIT sees it.
 *
 * A tracing JIT never merges paths before the next loop header, so branches that rejoin multiply: each path that falls out of the
 * first goes through the second on its own. Branches that leave (return, raise, continue, break) only add. An inner loop is a
 * loop header: what comes after it starts from one again.
 *
 * Measured on PyPy 7.3.11: k independent branches give 5, 13, 26, 49, 90, 174, 337, 659 bridges for k = 1 to 8, about 2.6 x 2^k; an
 * `elif` chain of 10 gives 24, a tree of nested ifs with 8 leaves 19.
 */
import type { Call, Expr, MatchCase, Stmt } from '../syntax/ast';
import type { Range, Unit } from './summary';

/** What the count needs to know about the code it looks at. */
export interface Questions {
  readonly unit: Unit;
  /** Whether a condition depends on data, so that both outcomes occur. */
  depends(test: Expr): boolean;
  /** Whether a call is of the builtin `min` or `max`. */
  isExtreme(call: Call): boolean;
  /** The paths through a function that is inlined where it is called; null where none is. */
  inlined(call: Call): Paths | null;
  /** What a call answers as a test: the one expression that the called function returns, asked there; null where it is more than that. */
  predicate(call: Call): { readonly test: Expr; readonly ask: Questions } | null;
}

/** A branch and the function it stands in. */
export interface Branch extends Range {
  readonly unit: Unit;
}

export interface Paths {
  /** Ways through that reach the end. */
  readonly through: number;
  /** Ways that left on the way. */
  readonly left: number;
  /** The longest run of branches, one after the other, that multiply. */
  readonly chain: readonly Branch[];
}

/** No JIT compiles more; keeps the numbers finite. */
export const MOST_PATHS = 1e6;

const NOTHING: Paths = { through: 1, left: 0, chain: [] };

/**
 * Paths through a list of statements from one loop header to the next. When an inner loop divides it, the part with the most paths
 * speaks for the whole. `test`: of the `while` loop whose body this is.
 */
export function pathsThrough(body: readonly Stmt[], ask: Questions, test: Expr | null = null): Paths {
  const frames: Frame[] = [new Frame(ask.unit, body, null)];
  // The test of a `while`: each part that may end the loop is a way out.
  if (test !== null) frames[0]!.enter(test, ask);
  let finished: Paths = NOTHING;
  for (let frame = frames[frames.length - 1]; frame !== undefined; frame = frames[frames.length - 1]) {
    const parts = frame.next(ask);
    if (parts === null) {
      finished = frame.finish();
      frames.pop();
      frame.parent?.take(finished);
    } else {
      for (let index = parts.length - 1; index >= 0; index--) frames.push(new Frame(ask.unit, parts[index]!.body, frame));
    }
  }
  return finished;
}

/** A block inside a compound statement, and how it is reached. */
interface Part {
  readonly body: readonly Stmt[];
}

/** A list of statements being added up; compound statements are added when their parts are known. */
class Frame {
  private at = 0;
  private current: Paths = NOTHING;
  /** The part before an inner loop with the longest chain; null while there was no inner loop. */
  private best: Paths | null = null;
  private grown: Branch[] = [];
  private open: {
    readonly statement: Stmt;
    readonly weights: readonly number[];
    readonly range: Range;
    readonly parts: Paths[];
    readonly want: number;
  } | null = null;

  constructor(
    private readonly unit: Unit,
    private readonly body: readonly Stmt[],
    readonly parent: Frame | null,
  ) {}

  /** A test before the first statement: those ways go on by which it holds. */
  enter(test: Expr, ask: Questions): void {
    const { yes, no } = outcomes(test, ask);
    if (test.kind !== 'BoolOp' || yes + no <= 2) return;
    this.multiply({ through: yes, left: no, chain: [{ start: test.start, end: test.end, unit: this.unit }] }, null);
  }

  /** Look at the next statement. Parts to work out first, or null when the list is at its end. */
  next(ask: Questions): readonly Part[] | null {
    while (this.at < this.body.length) {
      if (this.open !== null) this.close();
      const statement = this.body[this.at++];
      if (statement === undefined) break;
      if (this.current.through === 0) break; // What follows a return is never reached.
      const parts = this.look(statement, ask);
      if (parts !== null) return parts;
    }
    if (this.open !== null) this.close();
    return null;
  }

  take(part: Paths): void {
    this.open!.parts.push(part);
  }

  finish(): Paths {
    return this.best === null ? this.current : better(this.best, this.current);
  }

  private look(statement: Stmt, ask: Questions): readonly Part[] | null {
    switch (statement.kind) {
      case 'If': {
        this.callsIn(statement.test, ask);
        const arms = armsOf(statement, ask);
        this.open = { statement, weights: arms.map((arm) => arm.weight), range: arms[0]!.range, parts: [], want: arms.length };
        return arms;
      }
      case 'Match': {
        const arms: readonly MatchCase[] = statement.cases;
        const complete = arms.some((arm) => arm.guard === null && arm.pattern.kind === 'MatchAs' && arm.pattern.pattern === null);
        const parts = [...arms.map((arm) => ({ body: arm.body })), ...(complete ? [] : [{ body: [] }])];
        const weight = ask.depends(statement.subject) ? 1 : 1 / parts.length;
        this.open = { statement, weights: parts.map(() => weight), range: statement.subject, parts: [], want: parts.length };
        return parts;
      }
      case 'With':
      case 'AsyncWith':
        this.open = { statement, weights: [1], range: statement, parts: [], want: 1 };
        return [{ body: statement.body }];
      case 'Try':
      case 'TryStar':
        // Handlers are for the rare case: the way without an exception counts.
        this.open = { statement, weights: [1], range: statement, parts: [], want: 1 };
        return [{ body: [...statement.body, ...statement.orelse, ...statement.finalbody] }];
      case 'For':
      case 'AsyncFor':
      case 'While':
        this.best = this.best === null ? this.current : better(this.best, this.current);
        this.current = NOTHING;
        return null;
      case 'Return':
      case 'Raise':
        if (statement.kind === 'Return' && statement.value !== null) this.expression(statement.value, ask);
        this.current = { through: 0, left: this.current.left + this.current.through, chain: this.current.chain };
        return null;
      case 'Continue':
      case 'Break':
        this.current = { through: 0, left: this.current.left + this.current.through, chain: this.current.chain };
        return null;
      case 'Assign':
      case 'AnnAssign':
      case 'AugAssign':
      case 'ExprStmt':
        if (statement.value !== null) this.expression(statement.value, ask);
        return null;
      default:
        return null;
    }
  }

  /** Conditional expressions and `x or default` at the top of a value are branches that always rejoin. */
  private expression(value: Expr, ask: Questions): void {
    const pending: Expr[] = [value];
    for (let limit = 50; limit > 0; limit--) {
      const next = pending.pop();
      if (next === undefined) return;
      if (next.kind === 'IfExp') {
        const { yes, no } = outcomes(next.test, ask);
        if (yes + no > 1) this.multiply({ through: yes + no, left: 0, chain: [] }, next);
      } else if (next.kind === 'BoolOp') {
        const data = next.values.slice(0, -1).filter((operand) => ask.depends(operand)).length;
        if (data > 0) this.multiply({ through: data + 1, left: 0, chain: [] }, next);
      } else if (next.kind === 'BinOp') pending.push(next.left, next.right);
      else if (next.kind === 'Compare') pending.push(next.left, ...next.comparators);
      else if (next.kind === 'Call') {
        pending.push(...next.args, ...next.keywords.map((keyword) => keyword.value));
        this.called(next, ask);
      } else if (next.kind === 'Tuple' || next.kind === 'List') pending.push(...next.elts);
    }
  }

  private called(call: Call, ask: Questions): void {
    for (const operand of compared(call, ask)) this.multiply({ through: 2, left: 0, chain: [] }, operand);
    const inlined = ask.inlined(call);
    // All ways out of the callee lead back here.
    if (inlined !== null) this.multiply({ through: Math.max(1, inlined.through + inlined.left), left: 0, chain: inlined.chain }, call);
  }

  /** Calls that a test makes on its way; those whose answer is the test itself are counted with the test (`outcomes`). */
  private callsIn(test: Expr, ask: Questions): void {
    const pending: { readonly at: Expr; readonly decides: boolean }[] = [{ at: test, decides: true }];
    for (let limit = 50; limit > 0; limit--) {
      const next = pending.pop();
      if (next === undefined) return;
      const { at, decides } = next;
      if (at.kind === 'BoolOp') for (const operand of at.values) pending.push({ at: operand, decides });
      else if (at.kind === 'UnaryOp') pending.push({ at: at.operand, decides: decides && at.op === 'not' });
      else if (at.kind === 'Compare') for (const operand of [at.left, ...at.comparators]) pending.push({ at: operand, decides: false });
      else if (at.kind === 'Call') {
        for (const given of at.args) pending.push({ at: given, decides: false });
        if (!decides || ask.predicate(at) === null) this.called(at, ask);
      }
    }
  }

  private close(): void {
    const { statement, weights, range, parts } = this.open!;
    this.open = null;
    let through = 0;
    let left = 0;
    let chain: readonly Branch[] = [];
    parts.forEach((part, index) => {
      through += part.through * weights[index]!;
      left += part.left * weights[index]!;
      if (part.chain.length > chain.length) chain = part.chain;
    });
    const joined: Paths = { through: Math.min(MOST_PATHS, through), left: Math.min(MOST_PATHS, left), chain };
    if (statement.kind === 'If' || statement.kind === 'Match') this.multiply(joined, range);
    else this.multiply(joined, null);
  }

  /** What comes next is reached on each of the ways so far. */
  private multiply(next: Paths, range: Range | null): void {
    const branches =
      range !== null && next.through > 1 && next.chain.length === 0
        ? [{ start: range.start, end: range.end, unit: this.unit }]
        : next.chain;
    if (branches.length > 0) {
      // One growing array per frame: copying it at each branch would cost quadratic time.
      if (this.current.chain.length === 0) this.grown = [];
      for (const branch of branches) this.grown.push(branch);
    }
    this.current = {
      through: Math.min(MOST_PATHS, this.current.through * next.through),
      left: Math.min(MOST_PATHS, this.current.left + this.current.through * next.left),
      chain: branches.length > 0 ? this.grown : this.current.chain,
    };
  }
}

/**
 * `min(a, b, c)` compares each operand with the least so far: a branch for each but the first. PyPy unrolls the comparisons into the trace
 * (`min_max_unroll` in pypy/module/__builtin__/functional.py; 28 bridges for two such calls with three operands each in a loop).
 */
function compared(call: Call, ask: Questions): readonly Expr[] {
  const { args } = call;
  if (args.length < 2 || args.some((arg) => arg.kind === 'Starred') || !ask.isExtreme(call)) return [];
  return args.some((arg) => ask.depends(arg)) ? args.slice(1) : [];
}

/** The arms of an `if` with its `elif`s and what remains when none holds, with the ways into each. */
function armsOf(statement: Stmt & { readonly kind: 'If' }, ask: Questions): (Part & { readonly weight: number; readonly range: Range })[] {
  const arms: (Part & { readonly weight: number; readonly range: Range })[] = [];
  let at = statement;
  let reached = 1;
  for (;;) {
    const { yes, no } = outcomes(at.test, ask);
    arms.push({ body: at.body, weight: reached * yes, range: at.test });
    reached *= no;
    const only = at.orelse.length === 1 ? at.orelse[0]! : null;
    if (only === null || only.kind !== 'If') break;
    at = only;
  }
  arms.push({ body: at.orelse, weight: reached, range: at.test });
  return arms;
}

/** Ways a test can come out true and false. */
interface Outcomes {
  readonly yes: number;
  readonly no: number;
}

const NOT_DATA: Outcomes = { yes: 0.5, no: 0.5 };
/** Tests inside tests that are followed. */
const DEEPEST_TEST = 8;

/**
 * `a and b` is false in two ways, and so is `low < x < high`. A test that does not depend on data has one way, which is counted as "either": its arms are
 * alternatives of different runs, not of one. Of a call of a function that only returns a test, that test is asked.
 */
function outcomes(test: Expr, ask: Questions, depth = DEEPEST_TEST): Outcomes {
  let negated = false;
  let at = test;
  while (at.kind === 'UnaryOp' && at.op === 'not') {
    negated = !negated;
    at = at.operand;
  }
  const ways = positiveOutcomes(at, ask, depth);
  return negated ? { yes: ways.no, no: ways.yes } : ways;
}

function positiveOutcomes(test: Expr, ask: Questions, depth: number): Outcomes {
  if (test.kind === 'BoolOp') {
    const operands = test.values.filter((operand) => ask.depends(operand));
    if (operands.length === 0) return NOT_DATA;
    // The first operand that comes out otherwise decides; the others are passed on each way that leads to them.
    let [passed, decided] = [1, 0];
    for (const operand of operands) {
      const { yes, no } = depth > 0 ? outcomes(operand, ask, depth - 1) : { yes: 1, no: 1 };
      const [on, out] = test.op === 'and' ? [yes, no] : [no, yes];
      decided = Math.min(MOST_PATHS, decided + passed * out);
      passed = Math.min(MOST_PATHS, passed * on);
    }
    return test.op === 'and' ? { yes: passed, no: decided } : { yes: decided, no: passed };
  }
  if (!ask.depends(test)) return NOT_DATA;
  if (test.kind === 'Compare') return { yes: 1, no: test.ops.length };
  const predicate = test.kind === 'Call' && depth > 0 ? ask.predicate(test) : null;
  return predicate === null ? { yes: 1, no: 1 } : outcomes(predicate.test, predicate.ask, depth - 1);
}

function better(a: Paths, b: Paths): Paths {
  return b.chain.length > a.chain.length || (b.chain.length === a.chain.length && b.through + b.left > a.through + a.left) ? b : a;
}
