/**
 * JIT101: `re.match(r'...', s)` with a literal pattern becomes the method of a pattern compiled once, in front of the statement.
 *
 * The module's functions look the pattern up in a cache of the module on each call (Lib/re/__init__.py, _compile); the method does
 * not. What the method does is the same call with the same pattern.
 *
 * Proved before it is offered: `re` is the module, imported at the top of the file before this statement and bound by nothing else; the
 * pattern, and the flags where there are any, do not depend on anything that may change.
 */
import type { Call, Expr } from '../../syntax/ast';
import { lookup } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import { blankLines, freshName, newlineOf } from '../layout';
import { hasComment, refuse, unitAt } from '../rewrite';
import type { Program, Rewriter } from '../rewrite';

/** Functions of `re` that take the pattern first and, as methods, the same arguments after it; with how many positional ones. */
const FUNCTIONS: ReadonlyMap<string, number> = new Map([
  ['match', 1],
  ['search', 1],
  ['fullmatch', 1],
  ['findall', 1],
  ['finditer', 1],
  ['split', 2],
  ['sub', 3],
  ['subn', 3],
]);

export const compiledPattern: Rewriter = {
  codes: ['JIT101'],
  name: 'compiled-pattern',
  rewrite(program, finding) {
    if (finding.claim.kind !== 'residual-call') return null;
    const unit = unitAt(program, finding.span.start);
    if (unit === null) return null;
    const base = program.baseOf(unit.top);
    const call = callAt(unit, finding.claim.span.start - base, finding.claim.span.end - base);
    const name = call === null ? null : calledFunction(call);
    if (call === null || name === null) return null;
    const reason = whyNot(program, unit, call, name);
    if (reason !== null) return refuse(reason);
    const pattern = call.args[0]!;
    const whole = { start: base + call.start, end: base + call.end };
    if (hasComment(program, whole)) return refuse('the call holds a comment');
    const source = program.text.slice(base + pattern.start, base + pattern.end);
    if (source.includes('\n')) return refuse('the pattern goes over several lines');
    const constant = freshName(program, '_PATTERN');
    const newline = newlineOf(program);
    const before = program.statementStart(unit.top);
    const rest = call.args[1] === undefined ? base + call.end - 1 : base + call.args[1].start;
    return {
      code: finding.code,
      title: `compile the pattern of \`re.${name}\` once`,
      span: finding.span,
      edits: [
        { start: before, end: before, text: `${constant} = re.compile(${source})${newline}${blankLines(program, before)}` },
        { start: base + call.func.start, end: rest, text: `${constant}.${name}(` },
      ],
    };
  },
};

function callAt(unit: Unit, start: number, end: number): Call | null {
  for (const { node } of unit.calls) if (node.start === start && node.end === end) return node;
  return null;
}

/** The function of a name `re` that is called, where a pattern has a method for it. */
function calledFunction({ func }: Call): string | null {
  return func.kind === 'Attribute' && func.value.kind === 'Name' && func.value.id === 're' && FUNCTIONS.has(func.attr) ? func.attr : null;
}

/** Null for a call with a literal pattern, nothing that the method does not take, and the module `re` itself. */
function whyNot(program: Program, unit: Unit, { args, keywords }: Call, name: string): string | null {
  if (keywords.length > 0 || args.length > FUNCTIONS.get(name)! + 1) return 'there are flags, or an argument that the method does not take';
  if (args.length < 2 || args.some(({ kind }) => kind === 'Starred')) return 'its arguments are not given one by one';
  if (!isTextLiteral(args[0]!)) return 'the pattern is not written down';
  const scoped = lookup(program.env, unit, 're');
  const [binding] = scoped?.bindings ?? [];
  const sole = scoped?.scope === 'module' && scoped.bindings.length === 1 && binding!.kind === 'import' && binding!.imported === 're';
  const before = sole && binding!.unit.kind === 'module' && program.baseOf(binding!.unit.top) < program.statementStart(unit.top);
  return before ? null : '`re` may be another module';
}

function isTextLiteral(pattern: Expr): boolean {
  return pattern.kind === 'Constant' && (pattern.value.type === 'str' || pattern.value.type === 'bytes');
}
