/**
 * Remove guards already known to hold, refuse those known to fail, and merge a guard into an earlier, weaker one on the same value:
 *
 *     guard_nonnull(p0)                       guard_nonnull_class(p0, ConstClass(W_IntObject))
 *     ...                                ->   ...
 *     guard_class(p0, ConstClass(W_IntObject))
 *
 * at the place of the first; so does guard_value. When it fails, the program goes on at the first one's place.
 * Source: rpython/jit/metainterp/optimizeopt/rewrite.py (optimize_GUARD_*), PyPy 7.3.11.
 */
import { ConstPtr, isConst, type ConstFloat, type ConstInt, type FieldOwner, type OpName, type Operation, type VTable } from '../../ir';
import { infoOf, ptrInfo, replacement, sameConstant } from '../facts/forwarding';
import { ArrayInfo, CONST_0, CONST_1, CONST_NULL, ConstPtrInfo, ObjectInfo, type PtrInfo } from '../facts/info';
import { InvalidLoop } from '../facts/invalid-loop';
import type { PassResult } from '../pass';
import type { ResumeGuardDescr } from '../tokens';
import { copyAndChange } from '../trace-copy';
import type { OptRewrite } from './rewrite';

type Rule = (pass: OptRewrite, op: Operation) => PassResult;

const fails = (op: Operation): never => {
  throw new InvalidLoop(`a ${op.name} was proven to always fail`);
};

function guardAgainst(pass: OptRewrite, op: Operation, expected: ConstInt | ConstFloat | ConstPtr): PassResult {
  const known = pass.constantBox(op.args[0]!);
  if (known === null) return pass.emit(op);
  return sameConstant(known, expected) ? null : fails(op);
}

const RULES: Partial<Record<OpName, Rule>> = {
  guard_true: (pass, op) => guardAgainst(pass, op, CONST_1),
  guard_false: (pass, op) => guardAgainst(pass, op, CONST_0),
  guard_value: (pass, op) => {
    const constant = op.args[1] as ConstInt | ConstFloat | ConstPtr;
    if (!(constant instanceof ConstPtr)) return guardAgainst(pass, op, constant);
    const info = ptrInfo(op.args[0]!);
    if (info?.isVirtual()) throw new InvalidLoop('promote of a virtual');
    const old = pass.optimizer.lastGuardOf(info);
    return guardAgainst(pass, old === null ? op : strengthenToValue(pass, op, info!, old, constant), constant);
  },
  guard_isnull: (pass, op) => {
    const info = ptrInfo(op.args[0]!);
    if (info?.isNull()) return null;
    return info?.isNonnull() ? fails(op) : pass.emit(op);
  },
  guard_nonnull: (pass, op) => {
    const info = ptrInfo(op.args[0]!);
    if (info?.isNonnull()) return null;
    return info?.isNull() ? fails(op) : pass.emit(op);
  },
  guard_class: guardClass,
  guard_nonnull_class: (pass, op) => (ptrInfo(op.args[0]!)?.isNull() ? fails(op) : guardClass(pass, op)),
  guard_subclass: guardOwner,
  guard_gc_type: guardOwner,
  guard_no_exception: (pass, op) => (pass.lastEmitted === 'removed' ? null : pass.emit(op)),
};

export const isRewrittenGuard = (name: OpName): boolean => name in RULES;
export const rewriteGuard = (pass: OptRewrite, op: Operation): PassResult => RULES[op.name]!(pass, op);

/** Notes what is known once the guard has been passed. */
export function postprocessGuard(pass: OptRewrite, op: Operation): void {
  const { optimizer } = pass;
  const arg = op.args[0]!;
  switch (op.name) {
    case 'guard_true':
    case 'guard_false':
      return postprocessTruth(pass, op);
    case 'guard_value':
      return optimizer.makeConstant(arg, op.args[1] as ConstInt);
    case 'guard_isnull':
      return optimizer.makeConstant(arg, CONST_NULL);
    case 'guard_nonnull': {
      optimizer.makeNonnull(arg);
      const info = ptrInfo(arg);
      if (info && !(info instanceof ConstPtrInfo)) optimizer.markLastGuard(info);
      return;
    }
    case 'guard_class':
    case 'guard_nonnull_class': {
      const old = optimizer.lastGuardOf(ptrInfo(arg));
      pass.makeConstantClass(arg, (op.args[1] as ConstPtr).value as VTable, old === null || isAtPosition(old));
      return;
    }
    case 'guard_subclass':
    case 'guard_gc_type': {
      const box = replacement(arg);
      if (!isConst(box)) optimizer.objectInfoOf(box).addOwner((op.args[1] as ConstPtr).value as FieldOwner);
      return;
    }
    default:
  }
}

function postprocessTruth(pass: OptRewrite, op: Operation): void {
  const box = replacement(op.args[0]!);
  const test = pass.optimizer.asOperation(box);
  const { pure } = pass.optimizer.passes;
  // "Anything but 0" is no range, so the opposite test is remembered instead.
  if (op.name === 'guard_true' && test?.name === 'int_is_true') pure.pureFromArgs('int_is_zero', [test.args[0]!], CONST_0);
  if (op.name === 'guard_false' && test?.name === 'int_is_zero') pure.pureFromArgs('int_is_true', [test.args[0]!], CONST_1);
  pass.optimizer.makeConstant(box, op.name === 'guard_true' ? CONST_1 : CONST_0);
}

const isAtPosition = (guard: Operation): boolean => (guard.descr as ResumeGuardDescr | null)?.atPosition === true;

function guardClass(pass: OptRewrite, op: Operation): PassResult {
  const expected = (op.args[1] as ConstPtr).value as VTable;
  const box = replacement(op.args[0]!);
  if (isConst(box)) return ptrInfo(box)!.hasClass(expected) ? null : fails(op);
  const old = infoOf(box) as PtrInfo | null;
  const known = old?.hasClass(expected) ?? null;
  if (known !== null) return known ? null : fails(op);
  const info = pass.optimizer.objectInfoOf(box);
  const guard = pass.optimizer.lastGuardOf(info);
  if (guard !== null && !isAtPosition(guard) && pass.optimizer.canReplaceGuards && guard.name === 'guard_nonnull') {
    const merged = copyAndChange(guard, 'guard_nonnull_class', [guard.args[0]!, op.args[1]!]);
    pass.optimizer.replaceGuard(merged, info);
    return pass.emit(merged);
  }
  return pass.emit(op);
}

/** A check of the type alone, before reads that a label relies on. */
function guardOwner(pass: OptRewrite, op: Operation): PassResult {
  const owner = (op.args[1] as ConstPtr).value as FieldOwner;
  const box = replacement(op.args[0]!);
  if (box instanceof ConstPtr) return box.value !== null && owner.test(box.value) ? null : fails(op);
  const info = ptrInfo(box);
  if (info?.isVirtual() || (info instanceof ObjectInfo && info.owners.includes(owner))) return null;
  const array = info instanceof ObjectInfo ? info.array : info;
  if (array instanceof ArrayInfo && array.descr.owner === owner) return null;
  return pass.emit(op);
}

/** The guard_value takes the place of an earlier guard on the same value, unless the two contradict each other. */
function strengthenToValue(pass: OptRewrite, op: Operation, info: PtrInfo, old: Operation, constant: ConstPtr): Operation {
  if (constant.value === null) throw new InvalidLoop('a guard_value(..., NULL) follows a guard that it is not NULL');
  const cls = info.knownClass();
  if (cls !== null && !cls.test(constant.value)) return fails(op);
  if (!pass.optimizer.canReplaceGuards) return op;
  const merged = copyAndChange(old, 'guard_value', [old.args[0]!, constant]);
  pass.optimizer.replaceGuard(merged, info);
  info.lastGuardPos = -1;
  return merged;
}
