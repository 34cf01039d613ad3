/**
 * JIT102: a struct format that a local variable holds is written into the call.
 *
 * PyPy looks inside FormatIterator.interpret only when the format is a constant of the trace (pypy/module/struct/formatiterator.py).
 *
 * Proved before it is offered: the variable is bound once in the function, by an assignment of a literal that is a statement of
 * the function's own body before the call, and is not deleted, so that it can hold nothing else where the call stands. The assignment stays: others may read the variable.
 */
import type { Constant } from '../../syntax/ast';
import { lookup } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import { deletes, readsItsOwnFrame, refuse, unitAt } from '../rewrite';
import type { Program, Rewriter } from '../rewrite';

export const constantFormat: Rewriter = {
  codes: ['JIT102'],
  name: 'constant-format',
  rewrite(program, finding) {
    const unit = unitAt(program, finding.span.start);
    if (unit === null) return null;
    if (unit.kind !== 'function') return refuse('the format is a global: others may change it');
    if (readsItsOwnFrame(unit)) return refuse('the function looks at its own variables');
    const name = program.text.slice(finding.span.start, finding.span.end);
    const literal = literalOf(program, unit, name, finding.span.start);
    if (literal === null) return refuse(`\`${name}\` may hold another format`);
    return {
      code: finding.code,
      title: `write the format ${literal} into the call`,
      span: finding.span,
      edits: [{ ...finding.span, text: literal }],
    };
  },
};

/** Source of the literal that a local variable always holds, null when it may hold something else. */
function literalOf(program: Program, unit: Unit, name: string, before: number): string | null {
  if (!/^[^\W\d]\w*$/u.test(name) || unit.globals.has(name) || unit.nonlocals.has(name)) return null;
  const scoped = lookup(program.env, unit, name);
  if (scoped?.scope !== 'local' || scoped.bindings.length !== 1) return null;
  const [binding] = scoped.bindings;
  if (binding!.kind !== 'assign' || binding!.loop >= 0 || deletes(unit, name)) return null;
  const { value } = binding!;
  if (value === null || value.kind !== 'Constant' || !isFormat(value)) return null;
  const base = program.baseOf(unit.top);
  const always = unit.body.some((statement) => statement.kind === 'Assign' && statement.value === value && base + statement.end <= before);
  if (!always) return null;
  const source = program.text.slice(base + value.start, base + value.end);
  // A literal over several lines would break the call's line.
  return source.includes('\n') ? null : source;
}

function isFormat({ value }: Constant): boolean {
  return value.type === 'str' || value.type === 'bytes';
}
