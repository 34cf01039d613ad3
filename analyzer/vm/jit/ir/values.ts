/**
 * Values of the IR. An operation *is* the variable it defines: SSA without names (rpython/jit/metainterp/resoperation.py;
 * pypy.org 2022/07, "toy optimizer").
 */
import type { Concrete, Descr, FunctionConstant, VTable } from './descr';
import { operationInfo, type IRType, type OperationInfo, type OpName } from './operations';
import type { Snapshot } from './snapshot';
import type { SourceRange } from '../tracelog';

export type Value = ConstInt | ConstFloat | ConstPtr | InputArg | Operation;

/** Canonical int: a JS number while it is a safe integer, else a bigint in 64-bit range. -0 never occurs. */
export type IntValue = number | bigint;

export class ConstInt {
  readonly type = 'i' as const;
  constructor(readonly value: IntValue) {}
}

export class ConstFloat {
  readonly type = 'f' as const;
  constructor(readonly value: number) {}
}

/** A reference known at compile time: guest object, null, function, class. `label` is how it prints inside ConstPtr(...)/ConstClass(...). */
export class ConstPtr {
  readonly type = 'r' as const;
  constructor(
    readonly value: Concrete | FunctionConstant | VTable | null,
    readonly label: string = value === null ? 'null' : 'ptr',
  ) {}
}

/** An argument of a trace. `value` is the concrete value it had while recording. */
export class InputArg {
  forwarded: unknown = null;
  constructor(
    readonly type: 'i' | 'r' | 'f',
    readonly position: number,
    public value: Concrete = null,
  ) {}
}

export class Operation {
  /** Scratch of the optimizer: what this operation was replaced by, or facts about it. Cleared between passes over different traces. */
  forwarded: unknown = null;
  /** Concrete result while recording. */
  value: Concrete = null;
  /** Guards: the frames to rebuild when it fails, as recorded. `jump`: those at the loop header, for guards put before the jump. */
  snapshot: Snapshot | null = null;
  /** Guards after optimization: see resume.ts. The arguments that survive in registers, null for holes. */
  failArgs: readonly (Value | null)[] | null = null;
  /** Where it comes from: the bytecode being traced. */
  at: SourceRange | null = null;
  /** When that is library code: the innermost place of the traced stack that is not. */
  from: SourceRange | null = null;
  readonly type: IRType;
  /** What the table says about operations of this name: looked up once. */
  readonly info: OperationInfo;

  constructor(
    readonly name: OpName,
    /** The optimizer replaces arguments and fills in guards' descrs on its own copies; nobody else writes them. */
    public args: readonly Value[],
    public descr: Descr | null = null,
  ) {
    this.info = operationInfo(name);
    this.type = this.info.result;
  }
}

export const isConst = (v: Value): v is ConstInt | ConstFloat | ConstPtr =>
  v instanceof ConstInt || v instanceof ConstFloat || v instanceof ConstPtr;
