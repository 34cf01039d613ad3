/** All rules, in the order of their codes. A new rule is one more line here; a test asks for its page, fixtures and snapshot. */
import { bigInt } from './allocation/big-int';
import { escapingAllocation } from './allocation/escaping-allocation';
import { hashedKey } from './allocation/hashed-key';
import { keywordDict } from './allocation/keyword-dict';
import { classMutation } from './blocker/class-mutation';
import { execGlobals } from './blocker/exec-globals';
import { frameWalk } from './blocker/frame-walk';
import { hiddenCall } from './blocker/hidden-call';
import { longTrace } from './blocker/long-trace';
import { opaqueCallRule } from './blocker/opaque-call';
import { raiseWhileRecording } from './blocker/raise-while-recording';
import { structFormat } from './blocker/struct-format';
import { dataBranches } from './control-flow/data-branches';
import { interpreterLoop } from './control-flow/interpreter-loop';
import { mixedItems } from './control-flow/mixed-items';
import { noneOrValueField } from './control-flow/none-or-value-field';
import { polymorphicReceiver } from './control-flow/polymorphic-receiver';
import { staleVariable } from './control-flow/stale-variable';
import { unstableVariable } from './control-flow/unstable-variable';
import { awaitInLoop } from './generator/await-in-loop';
import { consumedGenerator } from './generator/consumed-generator';
import { notInlinedGenerator } from './generator/not-inlined-generator';
import { shortLivedGenerator } from './generator/short-lived-generator';
import { deepRecursion } from './lifecycle/deep-recursion';
import { longTail } from './lifecycle/long-tail';
import { resonantLoop } from './lifecycle/resonant-loop';
import type { Rule } from './rule';

export const RULES: readonly Rule[] = [
  opaqueCallRule,
  structFormat,
  frameWalk,
  classMutation,
  longTrace,
  hiddenCall,
  execGlobals,
  raiseWhileRecording,
  dataBranches,
  polymorphicReceiver,
  mixedItems,
  interpreterLoop,
  unstableVariable,
  staleVariable,
  noneOrValueField,
  consumedGenerator,
  awaitInLoop,
  notInlinedGenerator,
  shortLivedGenerator,
  escapingAllocation,
  bigInt,
  hashedKey,
  keywordDict,
  longTail,
  deepRecursion,
  resonantLoop,
];

/** The rule with that code (any case) or name, or null. */
export function ruleNamed(codeOrName: string): Rule | null {
  const code = codeOrName.toUpperCase();
  return RULES.find((rule) => rule.code === code || rule.name === codeOrName) ?? null;
}
