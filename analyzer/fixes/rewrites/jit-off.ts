/**
 * JIT501: a server that dispatches to many lukewarm functions switches PyPy's JIT off when its warm-up is over.
 *
 * `pypyjit.set_param("off")` sets both thresholds to -1: nothing is traced any more, and the interpreter does not enter compiled code
 * either (rpython/jit/metainterp/warmstate.py, maybe_compile_and_run). Elsewhere `import pypyjit` fails, and nothing happens.
 *
 * Proved before it is offered: the loop stands in a function that does not look at its own frame, and no other code sets parameters
 * of the JIT. The new names stand nowhere in the file.
 */
import { PYPY_PARAMETERS } from '../../targets';
import { blankLines, deeper, freshName, indentationAt, newlineOf, startsLine } from '../layout';
import { loopWithHeader } from '../places';
import type { Rewriter } from '../rewrite';
import { readsItsOwnFrame, refuse } from '../rewrite';

/** What takes a tenth of the rounds is compiled by then: a function is traced at its 1,619th call. */
const WARM_UP = 10 * PYPY_PARAMETERS.find(({ name }) => name === 'function_threshold')!.default;

export const jitOffAfterWarmUp: Rewriter = {
  codes: ['JIT501'],
  name: 'jit-off-after-warm-up',
  rewrite(program, finding) {
    const site = finding.claim.kind === 'abort' ? loopWithHeader(program, finding.claim.span) : null;
    if (site === null) return null;
    const { unit, base, loop } = site;
    if (loop.kind !== 'for' && loop.kind !== 'while') return null;
    if (unit.kind !== 'function') return refuse('the loop is no part of a function: its counter would be a global');
    if (readsItsOwnFrame(unit)) return refuse('the function looks at its own variables');
    if (program.text.includes('pypyjit')) return refuse('the file speaks to the JIT itself');
    const whole = base + loop.whole.start;
    const first = base + loop.body[0]!.start;
    if (!startsLine(program, whole) || !startsLine(program, first)) return refuse('the loop shares a line with other code');
    const newline = newlineOf(program);
    const before = program.statementStart(unit.top);
    const [outer, inner] = [indentationAt(program, whole), indentationAt(program, first)];
    const rounds = freshName(program, 'rounds');
    const stop = freshName(program, '_switch_jit_off');
    const unitIndent = inner.includes('\t') ? '\t' : '    ';
    const helper = [
      `def ${stop}():`,
      `${unitIndent}try:`,
      `${unitIndent}${unitIndent}import pypyjit`,
      `${unitIndent}except ImportError:`,
      `${unitIndent}${unitIndent}return`,
      `${unitIndent}pypyjit.set_param("off")`,
    ].join(newline);
    return {
      code: finding.code,
      title: `switch the JIT off after ${WARM_UP} rounds of the loop in \`${unit.name}\``,
      span: finding.span,
      edits: [
        { start: before, end: before, text: `${helper}${newline}${blankLines(program, before) || newline.repeat(2)}` },
        { start: whole, end: whole, text: `${rounds} = 0${newline}${outer}` },
        {
          start: first,
          end: first,
          text: `${rounds} += 1${newline}${inner}if ${rounds} == ${WARM_UP}:${newline}${deeper(inner)}${stop}()${newline}${inner}`,
        },
      ],
    };
  },
};
