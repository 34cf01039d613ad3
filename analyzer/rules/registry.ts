/** All rules, in the order of their codes. A new rule is one more line here; a test asks for its page, fixtures and snapshot. */
import { bigInt } from './allocation/big-int';
import { escapingAllocation } from './allocation/escaping-allocation';
import { classMutation } from './blocker/class-mutation';
import { frameWalk } from './blocker/frame-walk';
import { hiddenCall } from './blocker/hidden-call';
import { longTrace } from './blocker/long-trace';
import { opaqueCallRule } from './blocker/opaque-call';
import { structFormat } from './blocker/struct-format';
import { dataBranches } from './control-flow/data-branches';
import { interpreterLoop } from './control-flow/interpreter-loop';
import { mixedItems } from './control-flow/mixed-items';
import { awaitInLoop } from './generator/await-in-loop';
import { consumedGenerator } from './generator/consumed-generator';
import { deepRecursion } from './lifecycle/deep-recursion';
import { longTail } from './lifecycle/long-tail';
import type { Rule } from './rule';

export const RULES: readonly Rule[] = [
  opaqueCallRule,
  structFormat,
  frameWalk,
  classMutation,
  longTrace,
  hiddenCall,
  dataBranches,
  mixedItems,
  interpreterLoop,
  consumedGenerator,
  awaitInLoop,
  escapingAllocation,
  bigInt,
  longTail,
  deepRecursion,
];

/** The rule with that code (any case) or name, or null. */
export function ruleNamed(codeOrName: string): Rule | null {
  const code = codeOrName.toUpperCase();
  return RULES.find((rule) => rule.code === code || rule.name === codeOrName) ?? null;
}
