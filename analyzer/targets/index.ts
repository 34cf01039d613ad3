/** The registry of targets. A new JIT is one more entry here. */
import { CPYTHON_313, CPYTHON_314, CPYTHON_315 } from './cpython';
import { PYPY } from './pypy';
import type { Target } from './target';

export { blocksTrace, CALL_CLASS_MEANING, CALL_CLASSES, CallTable } from './calls';
export type { CallClass, CallKind, CallRow } from './calls';
export { allocates, concatenates, formatsErrors, keepsText, keptArguments, makesContainer, returnsStored } from './pypy-calls/objects';
export { EQUIVALENTS } from './equivalents';
export type { Equivalent } from './equivalents';
export { CONSTRUCTS, parameterDefault } from './target';
export type { Behaviour, Construct, Parameter, Target, Treatment } from './target';
export { PYPY, PYPY_OPTIMIZERS, PYPY_PARAMETERS } from './pypy';
export type { PyPyParameter } from './pypy';
export { PYPY_IMPORTS, PYPY_OWN_IMPORT, PYPY_STARTUP } from './pypy-imports';
export type { ImportTicks } from './pypy-imports';
export { CPYTHON_313, CPYTHON_314, CPYTHON_315 } from './cpython';

export const TARGETS: readonly Target[] = [PYPY, CPYTHON_313, CPYTHON_314, CPYTHON_315];
export const DEFAULT_TARGET = PYPY.name;

/** The target of that name, or null. */
export function targetNamed(name: string): Target | null {
  return TARGETS.find((target) => target.name === name) ?? null;
}
