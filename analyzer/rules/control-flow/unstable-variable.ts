/**
 * JIT205: a variable that is carried from round to round of a hot loop and changes its type on the way.
 */
import { text } from '../../semantics/text';
import type { Rule } from '../rule';
import { kindsInWords } from './kinds-in-words';
import { page } from './unstable-variable.page';
import { checkVaryingVariables } from './varying-variables';

export const unstableVariable: Rule = {
  code: 'JIT205',
  family: 'control-flow',
  name: 'unstable-variable',
  summary: 'variable that changes its type from round to round of a hot loop',
  construct: 'values of several types',
  applies: (target) => target.pathsMultiply,
  check: ({ units }, context) =>
    checkVaryingVariables(units, context, false, (name, kinds) => ({
      message: text`\`${name}\` is ${kindsInWords(kinds, 'or')} when a round of this loop ends: the next round starts in code for one of them`,
      help: text`keep \`${name}\` of one type: start it with a value of that type and convert once, after the loop`,
    })),
  page,
};
