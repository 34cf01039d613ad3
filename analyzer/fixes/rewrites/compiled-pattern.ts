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
import { descendants } from '../../syntax/walk';
import { lookup } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import { hasComment, unitAt } from '../rewrite';
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
  code: 'JIT101',
  name: 'compiled-pattern',
  rewrite(program, finding) {
    if (finding.claim.kind !== 'residual-call') return null;
    const unit = unitAt(program, finding.span.start);
    if (unit === null) return null;
    const base = program.baseOf(unit.top);
    const call = callAt(unit, finding.claim.span.start - base, finding.claim.span.end - base);
    const name = call === null ? null : functionOf(program, unit, call);
    if (call === null || name === null) return null;
    const pattern = call.args[0]!;
    const whole = { start: base + call.start, end: base + call.end };
    if (hasComment(program, whole)) return null;
    const source = program.text.slice(base + pattern.start, base + pattern.end);
    if (source.includes('\n')) return null;
    const constant = freshName(program, '_PATTERN');
    const newline = program.text.includes('\r\n') ? '\r\n' : '\n';
    const rest = call.args[1] === undefined ? base + call.end - 1 : base + call.args[1].start;
    return {
      code: finding.code,
      title: `compile the pattern of \`re.${name}\` once`,
      span: finding.span,
      edits: [
        { start: base, end: base, text: `${constant} = re.compile(${source})${newline}${blankLines(program, base, newline)}` },
        { start: base + call.func.start, end: rest, text: `${constant}.${name}(` },
      ],
    };
  },
};

function callAt(unit: Unit, start: number, end: number): Call | null {
  for (const { node } of unit.calls) if (node.start === start && node.end === end) return node;
  return null;
}

/** The function of `re` that is called with a literal pattern and nothing that its method does not take; null for another call. */
function functionOf(program: Program, unit: Unit, { func, args, keywords }: Call): string | null {
  if (func.kind !== 'Attribute' || func.value.kind !== 'Name' || func.value.id !== 're' || keywords.length > 0) return null;
  const most = FUNCTIONS.get(func.attr);
  if (most === undefined || args.length < 2 || args.length > most + 1) return null;
  if (args.some(({ kind }) => kind === 'Starred') || !isTextLiteral(args[0]!)) return null;
  const scoped = lookup(program.env, unit, 're');
  const [binding] = scoped?.bindings ?? [];
  const sole = scoped?.scope === 'module' && scoped.bindings.length === 1 && binding!.kind === 'import' && binding!.imported === 're';
  const before = sole && binding!.unit.kind === 'module' && program.baseOf(binding!.unit.top) < program.baseOf(unit.top);
  return before && unit.top !== binding!.unit.top ? func.attr : null;
}

function isTextLiteral(pattern: Expr): boolean {
  return pattern.kind === 'Constant' && (pattern.value.type === 'str' || pattern.value.type === 'bytes');
}

/** A name that stands nowhere in the file. */
function freshName({ module }: Program, wanted: string): string {
  const used = new Set<string>();
  for (const { stmt } of module.body) for (const node of descendants(stmt)) if (node.kind === 'Name') used.add(node.id);
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}_${number}`;
    if (!used.has(name)) return name;
  }
}

/** As many blank lines as stand before the statement, so that it keeps its distance. */
function blankLines({ text }: Program, start: number, newline: string): string {
  const before = /(?:\r?\n)*$/.exec(text.slice(0, start))![0];
  return newline.repeat(Math.max(0, (before.match(/\n/g) ?? []).length - 1));
}
