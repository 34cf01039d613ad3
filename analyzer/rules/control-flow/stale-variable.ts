/**
 * JIT206: a variable that nobody reads any more, whose type at the end of a round varies.
 */
import { text } from '../../semantics/text';
import type { Rule } from '../rule';
import { kindsInWords } from './kinds-in-words';
import { page } from './stale-variable.page';
import { checkVaryingVariables } from './varying-variables';

export const staleVariable: Rule = {
  code: 'JIT206',
  family: 'control-flow',
  name: 'stale-variable',
  summary: 'variable of varying type left over at the end of a round of a hot loop',
  construct: 'values of several types',
  applies: (target) => target.pathsMultiply,
  check: ({ units }, context) =>
    checkVaryingVariables(units, context, true, (name, kinds) => ({
      message: text`\`${name}\` is left over as ${kindsInWords(kinds, 'or')} when a round ends: nothing reads it again, but the loop’s header asks for its type`,
      help: text`end the body with \`del ${name}\` or \`${name} = None\`, so that every round ends alike`,
    })),
  page,
};
