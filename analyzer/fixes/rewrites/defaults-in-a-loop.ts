/**
 * JIT201: several `if x is None: x = 3` in a row become one comprehension.
 *
 * The header of a loop is the one place where traces meet again (rpython/jit/metainterp/pyjitpl.py, reached_loop_header), and a
 * comprehension is a loop: each round has two ways, and they are added instead of multiplied. Measured on PyPy 7.3.11 with nine
 * defaults: 785 bridges before, 12 after.
 *
 * Proved before it is offered: the variables are parameters of the function and no others, so that reading them early cannot
 * raise; the defaults are literals, so that evaluating them all changes nothing; `zip` is the builtin; nothing stands between.
 */
import type { Expr, If, Stmt } from '../../syntax/ast';
import { lookup } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import { blocksOf, deletes, hasComment, readsItsOwnFrame, refuse, unitAt } from '../rewrite';
import type { Program, Rewriter } from '../rewrite';

/** Fewer than these are no finding either. */
const LEAST = 4;
const WIDTH = 100;

export const defaultsInALoop: Rewriter = {
  codes: ['JIT201'],
  name: 'defaults-in-a-loop',
  rewrite(program, finding) {
    if (finding.claim.kind !== 'bridges') return null;
    const { branches } = finding.claim;
    const unit = unitAt(program, branches[0]?.start ?? finding.span.start);
    if (unit === null || unit.kind !== 'function') return null;
    if (lookup(program.env, unit, 'zip') !== null) return refuse('`zip` is not the builtin here');
    if (readsItsOwnFrame(unit)) return refuse('the function looks at its own variables');
    const base = program.baseOf(unit.top);
    const run = longestRun(unit);
    if (run.length < LEAST) return refuse(`fewer than ${LEAST} parameters in a row get a literal where they are None`);
    const span = { start: base + run[0]!.statement.start, end: base + run[run.length - 1]!.statement.end };
    const concerned = branches.some((branch) => span.start <= branch.start && branch.end <= span.end);
    if (!concerned) return null;
    if (hasComment(program, span)) return refuse('a comment stands between the tests');
    return {
      code: finding.code,
      title: `resolve ${run.length} defaults in a loop`,
      span: finding.span,
      edits: [{ ...span, text: rewritten(program, run, base, span.start) }],
    };
  },
};

/** One `if name is None: name = default`. */
interface Default {
  readonly statement: If;
  readonly name: string;
  readonly value: Expr;
}

/** The longest run of neighbours, the first of several. */
function longestRun(unit: Unit): readonly Default[] {
  let longest: readonly Default[] = [];
  for (const block of blocksOf(unit)) {
    let run: Default[] = [];
    for (const statement of block) {
      const found = defaultIn(unit, statement);
      if (found === null) run = [];
      else run = run.some(({ name }) => name === found.name) ? [found] : [...run, found];
      if (run.length > longest.length) longest = run;
    }
  }
  return longest;
}

function defaultIn(unit: Unit, statement: Stmt): Default | null {
  if (statement.kind !== 'If' || statement.orelse.length > 0 || statement.body.length !== 1) return null;
  const { test } = statement;
  if (test.kind !== 'Compare' || test.ops.length !== 1 || test.ops[0] !== 'is' || test.left.kind !== 'Name') return null;
  const [none] = test.comparators;
  if (none!.kind !== 'Constant' || none.value.type !== 'none') return null;
  const assignment = statement.body[0]!;
  if (assignment.kind !== 'Assign' || assignment.targets.length !== 1) return null;
  const [target] = assignment.targets;
  const name = test.left.id;
  if (target!.kind !== 'Name' || target.id !== name || !isLiteral(assignment.value)) return null;
  const isParameter = unit.parameters.some(
    (parameter) => parameter.name === name && (parameter.kind === 'plain' || parameter.kind === 'keyword'),
  );
  if (!isParameter || unit.globals.has(name) || unit.nonlocals.has(name) || deletes(unit, name)) return null;
  return { statement, name, value: assignment.value };
}

function isLiteral(value: Expr): boolean {
  if (value.kind === 'UnaryOp')
    return (
      (value.op === '-' || value.op === '+') &&
      value.operand.kind === 'Constant' &&
      ['int', 'float', 'complex'].includes(value.operand.value.type)
    );
  return value.kind === 'Constant';
}

function rewritten({ text, lines }: Program, run: readonly Default[], base: number, start: number): string {
  const names = run.map(({ name }) => name).join(', ');
  const values = run.map(({ value }) => text.slice(base + value.start, base + value.end)).join(', ');
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lineStart = lines.starts[lines.lineAt(start)]!;
  const indentation = /^[ \t]*/.exec(text.slice(lineStart, start))![0];
  const inner = indentation + (indentation.includes('\t') ? '\t' : '    ');
  const taken = new Set(run.map(({ name }) => name));
  const fresh = (name: string): string => {
    let free = name;
    while (taken.has(free)) free += '_';
    return free;
  };
  const [given, fallback] = [fresh('given'), fresh('default')];
  const element = `${fallback} if ${given} is None else ${given}`;
  const source = `for ${given}, ${fallback} in zip((${names}), (${values}))`;
  const oneLine = `${names} = [${element} ${source}]`;
  if (indentation.length + oneLine.length <= WIDTH) return oneLine;
  const short = indentation.length + 4 + source.length <= WIDTH;
  const deep = inner + (indentation.includes('\t') ? '\t' : '    ');
  const loop = short
    ? [`${inner}${source}`]
    : [`${inner}for ${given}, ${fallback} in zip(`, `${deep}(${names}),`, `${deep}(${values}),`, `${inner})`];
  return [`${names} = [`, `${inner}${element}`, ...loop, `${indentation}]`].join(newline);
}
