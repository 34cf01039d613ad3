/**
 * Checks that a trace is well formed. Run after each optimizer pass in debug runs and tests, and before compiling.
 *
 * What must hold: a value is defined before it is used, and after a label only the label's arguments are in scope; arity, types
 * and descrs fit the table; guards have fail arguments (or a snapshot, while recording) and descrs of their own; an overflow check
 * follows its operation; a jump carries what its label takes; nothing follows the final operation.
 *
 * Source of the idea: rpython/jit/metainterp/optimizeopt/test/test_util.py (`equaloplists`), history.py (`check_consistency`).
 */
import {
  isConst,
  operationInfo,
  type Descr,
  type GuardDescr,
  type IRType,
  type Operation,
  type TargetToken,
  type Trace,
  type Value,
} from '../ir';
import { Printer } from '../text';
import { descrKind, signature } from './signatures';

export interface VerifyOptions {
  /** Types of the arguments of labels that stand in other traces; null when unknown. */
  readonly label?: (token: TargetToken) => readonly IRType[] | null;
}

/** Sentences, each with the index of its operation; empty when the trace is well formed. */
export function verifyTrace(trace: Trace, options: VerifyOptions = {}): string[] {
  const verifier = new Verifier(trace, options);
  verifier.run();
  return verifier.errors;
}

const CALL_CHECKS = new Set(['guard_no_exception', 'guard_exception']);

class Verifier {
  readonly errors: string[] = [];
  private scope = new Set<Value>();
  /** Defined somewhere before, whether or not still in scope: tells "too early" from "hidden by a label". */
  private readonly defined = new Set<Value>();
  private readonly labels = new Map<Descr, readonly IRType[]>();
  private readonly guards = new Set<GuardDescr>();
  private index = -1;

  constructor(
    private readonly trace: Trace,
    private readonly options: VerifyOptions,
  ) {}

  run(): void {
    const { inputargs, ops } = this.trace;
    inputargs.forEach((arg, i) => {
      if (this.scope.has(arg)) this.say(`input argument ${i} is listed twice`);
      this.define(arg);
    });
    for (const op of ops)
      if (op.name === 'label' && op.descr)
        this.labels.set(
          op.descr,
          op.args.map((a) => a.type),
        );
    ops.forEach((op, i) => {
      this.index = i;
      this.operation(op, i === ops.length - 1);
    });
    if (ops.length === 0) this.say('the trace is empty');
  }

  private operation(op: Operation, last: boolean): void {
    const info = operationInfo(op.name);
    this.arguments(op);
    this.descr(op);
    if (op.name === 'label') this.label(op);
    if (op.name === 'jump') this.jump(op);
    if (info.guard) this.guard(op);
    if (info.ovf && !this.neighbour(1)?.name.endsWith('_overflow')) this.say('is not followed by an overflow guard');
    if (info.final && !last) this.say('ends the trace but is not the last operation');
    if (!info.final && last) this.say('is the last operation but does not end the trace');
    if (op.type !== 'v') {
      if (this.defined.has(op)) this.say('stands twice in the trace');
      this.define(op);
    }
  }

  private arguments(op: Operation): void {
    op.args.forEach((arg, i) => this.use(arg, `argument ${i}`));
    const letters = signature(op.name);
    if (letters === null) {
      if (op.name === 'finish' && op.args.length > 1) this.say('has more than one argument');
      return;
    }
    if (op.args.length !== letters.length) {
      this.say(`has ${op.args.length} arguments, not ${letters.length}`);
      return;
    }
    op.args.forEach((arg, i) => {
      const letter = letters[i];
      if (letter === '*') return;
      if (letter === 'c') {
        if (!isConst(arg) || arg.type !== 'r') this.say(`argument ${i} is not a class`);
        return;
      }
      const wanted = letter === 'd' ? contentType(op.descr) : letter;
      if (wanted !== null && arg.type !== wanted) this.say(`argument ${i} has type ${arg.type}, not ${wanted}`);
    });
    if (op.name === 'guard_value') {
      if (op.args[0].type !== op.args[1].type) this.say('compares values of different types');
      if (!isConst(op.args[1])) this.say('argument 1 is not a constant');
    }
  }

  private use(v: Value, what: string): void {
    if (isConst(v) || this.scope.has(v)) return;
    if (v.type === 'v') this.say(`${what} is an operation without a result`);
    else this.say(this.defined.has(v) ? `${what} is hidden by the label before` : `${what} is used before it is defined`);
  }

  private descr(op: Operation): void {
    const wanted = descrKind(op.name);
    const { descr } = op;
    if (wanted === null) return;
    if (descr?.kind !== wanted) {
      this.say(`needs a ${wanted} descr${descr ? `, not ${descr.kind}` : ''}`);
      return;
    }
    const content = contentType(descr);
    if (content !== null && op.type !== 'v' && /^get/.test(op.name) && op.type !== content) {
      this.say(`gives ${op.type} but its descr says ${content}`);
    }
    const conditional = operationInfo(op.name).call === 'cond';
    if (descr.kind === 'call' && !conditional && descr.result !== op.type) this.say(`gives ${op.type} but its descr says ${descr.result}`);
  }

  private label(op: Operation): void {
    const seen = new Set<Value>();
    op.args.forEach((arg, i) => {
      if (isConst(arg)) this.say(`argument ${i} is a constant`);
      if (seen.has(arg)) this.say(`argument ${i} is listed twice`);
      seen.add(arg);
    });
    this.scope = seen;
  }

  private jump(op: Operation): void {
    if (op.descr?.kind !== 'target') return;
    const types = this.labels.get(op.descr) ?? this.options.label?.(op.descr) ?? null;
    if (types === null) return;
    if (types.length !== op.args.length) {
      this.say(`jumps with ${op.args.length} arguments to a label with ${types.length}`);
      return;
    }
    op.args.forEach((arg, i) => {
      if (arg.type !== types[i]) this.say(`argument ${i} has type ${arg.type}, the label takes ${types[i]}`);
    });
  }

  private guard(op: Operation): void {
    if (op.descr?.kind === 'guard') {
      if (this.guards.has(op.descr)) this.say('shares its descr with another guard');
      this.guards.add(op.descr);
    }
    if (op.failArgs === null && op.snapshot === null) this.say('has neither fail arguments nor a snapshot');
    op.failArgs?.forEach((arg, i) => {
      if (arg !== null) this.use(arg, `fail argument ${i}`);
    });
    const before = this.neighbour(-1);
    const call = before ? operationInfo(before.name).call : undefined;
    if (op.name.endsWith('_overflow') && !(before && operationInfo(before.name).ovf))
      this.say('does not follow an operation that may overflow');
    if (op.name === 'guard_not_forced' && call !== 'may_force' && call !== 'assembler') this.say('does not follow a call that may force');
    if (CALL_CHECKS.has(op.name) && !this.followsCall()) this.say('does not follow a call');
  }

  /**
   * A call's exception is checked once; between stand at most a guard_not_forced and stores that were put off past the call (heap.py does
   * them before the guard). At the start of a bridge the exception may come from the parent.
   */
  private followsCall(): boolean {
    for (let i = this.index - 1; i >= 0; i--) {
      const { name } = this.trace.ops[i];
      const info = operationInfo(name);
      if (info.call) return true;
      if (name !== 'guard_not_forced' && info.heap !== 'write' && !info.free) return false;
    }
    return true;
  }

  /** The next operation in a direction that is not free. */
  private neighbour(step: 1 | -1): Operation | undefined {
    let i = this.index + step;
    while (this.trace.ops[i] && operationInfo(this.trace.ops[i].name).free) i += step;
    return this.trace.ops[i];
  }

  private define(v: Value): void {
    this.scope.add(v);
    this.defined.add(v);
  }

  private say(problem: string): void {
    const op = this.trace.ops[this.index];
    this.errors.push(op ? `operation ${this.index} (${op.name}): ${problem}` : problem);
  }
}

function contentType(descr: Descr | null): IRType | null {
  if (descr?.kind === 'field') return descr.type;
  if (descr?.kind === 'array') return descr.item;
  return null;
}

/** The trace as text with its errors below, for assertion messages. */
export function explainErrors(trace: Trace, errors: readonly string[]): string {
  const printer = new Printer();
  const lines = [trace.inputargs.map((a) => printer.define(a)).join(', '), ...trace.ops.map((op, i) => `${i}: ${printer.operation(op)}`)];
  return [...lines, ...errors].join('\n');
}
