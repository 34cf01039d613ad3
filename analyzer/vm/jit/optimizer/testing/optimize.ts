/**
 * Before-text and after-text for optimizer tests, in PyPy's syntax over the test world (text/testing.ts).
 *
 * In before-text a guard's bracket lists the values its frame holds (they become its snapshot), and so does a bracket after the jump.
 * After-text is compared without guard numbers; labels are TargetToken(1), (2) ... in the order they are made.
 */
import {
  InputArg,
  Operation,
  isConst,
  operationInfo,
  type Concrete,
  type FieldDescr,
  type FieldOwner,
  type FrameInfo,
  type Snapshot,
  type Value,
} from '../../ir';
import { parseTrace, printTrace } from '../../text';
import { TestRegistry } from '../../text/testing';
import { verifyTrace } from '../../verify';
import {
  JitLoopToken,
  defaultParameters,
  optimizeBridge,
  optimizeLoop,
  optimizeSimple,
  type BridgeOrigin,
  type OptimizedTrace,
  type OptimizerParameters,
  type RecordedTrace,
  type ResumeGuardDescr,
} from '..';

/** The test world, in which any field can be named: unknown ones belong to nothing, or to what `own` says. */
export class World extends TestRegistry {
  private readonly made = new Map<string, FieldDescr>();
  readonly owners = new Map<string, FieldOwner>();
  private nextFieldId = 10_000;

  override descr(text: string): ReturnType<TestRegistry['descr']> {
    const known = super.descr(text);
    if (known) return known;
    const m = /^Field([SPFU]) (.*?)(?: \d+)?( pure)?$/.exec(text);
    if (!m) return null;
    const name = m[2]!;
    const type = m[1] === 'P' ? 'r' : m[1] === 'F' ? 'f' : 'i';
    let field = this.made.get(name);
    if (!field) {
      const owner = this.owners.get(name.split('.').at(-2) ?? '');
      field = {
        kind: 'field',
        id: this.nextFieldId++,
        name,
        type,
        pure: m[3] !== undefined,
        quasi: false,
        range: null,
        ...(owner ? { owner } : {}),
        get: (o) => (o as Record<string, Concrete>)[name],
        set: () => undefined,
        jsGet: () => '',
        jsSet: () => '',
      };
      this.made.set(name, field);
    }
    return field;
  }

  /** Declares the type that fields `TYPE.inst_...` belong to. */
  own(type: string, object = true): void {
    this.owners.set(type, { name: type, pythonName: type, object, size: null, test: () => true, jsTest: () => 'true' });
  }
}

const FRAME: FrameInfo = { code: null, pc: 0, depth: 0, blocks: [], continuation: 0, pending: false, extra: null };

/** What the recorder would hand over. `inputs` are the concrete values of the input arguments, `results` those of operations by name. */
export function record(text: string, world: World, inputs: readonly Concrete[] = []): RecordedTrace {
  const jumpArgs = /^\s*jump\(.*\) (\[.*\])\s*$/m.exec(text)?.[1];
  const source = jumpArgs ? text.replace(/^(\s*jump\(.*\)) \[.*\]\s*$/m, `keepalive(0) ${jumpArgs}\n$1`) : text;
  const trace = parseTrace(source, world);
  const snapshots = new Map<string, Snapshot>();
  const ids = new Map<Value, number>();
  const ops: Operation[] = [];
  let atJump: Snapshot | null = null;
  for (const op of trace.ops) {
    if (op.failArgs) {
      const key = op.failArgs.map((v) => (v === null ? 'n' : (ids.get(v) ?? (ids.set(v, ids.size), ids.size - 1)))).join();
      let snapshot = snapshots.get(key);
      if (!snapshot) snapshots.set(key, (snapshot = { frames: [{ info: { ...FRAME, depth: op.failArgs.length }, values: op.failArgs }] }));
      op.snapshot = snapshot;
      op.failArgs = null;
    }
    if (op.name === 'keepalive') atJump = op.snapshot;
    else ops.push(op);
    if (operationInfo(op.name).guard) op.descr = null;
    if (op.name === 'jump') {
      op.descr = null;
      op.snapshot = atJump;
    }
  }
  trace.inputargs.forEach((arg, i) => (arg.value = inputs[i] ?? null));
  return { inputargs: trace.inputargs, ops };
}

export interface Optimized {
  readonly trace: OptimizedTrace;
  readonly token: JitLoopToken;
  readonly params: OptimizerParameters;
  /** The guard whose text begins like this. */
  guard(text: string): BridgeOrigin;
}

/** Prints a trace as after-text: canonical names, no guard numbers. */
export function show(trace: { inputargs: readonly InputArg[]; ops: readonly Operation[] }, failArgs = false): string[] {
  const lines = printTrace(trace).map((line) => line.replace(/,? ?descr=<Guard0x[0-9a-f]+>/, ''));
  return failArgs ? lines : lines.map((line) => (/^(\w+ = )?guard_/.test(line) ? line.replace(/ \[.*\]$/, '') : line));
}

/** After-text in the same form. */
export const expected = (text: string, world: World, failArgs = false): string[] => show(parseTrace(text, world), failArgs);

function wrap(trace: OptimizedTrace, token: JitLoopToken, params: OptimizerParameters): Optimized {
  const errors = verifyTrace(trace, { label: () => null });
  if (errors.length > 0) throw new Error([...errors, ...show(trace, true)].join('\n'));
  const guard = (text: string): BridgeOrigin => {
    const index = show(trace, true)
      .slice(1)
      .findIndex((line) => line.startsWith(text));
    const op = trace.ops[index];
    if (!op?.failArgs) throw new Error(`no guard ${text}`);
    return { descr: op.descr as ResumeGuardDescr, failArgs: op.failArgs };
  };
  return { trace, token, params, guard };
}

export function loop(text: string, world: World, inputs: readonly Concrete[] = [], change: Partial<OptimizerParameters> = {}): Optimized {
  const params = defaultParameters(change);
  const token = new JitLoopToken(1);
  return wrap(optimizeLoop(record(text, world, inputs), token, params), token, params);
}

export function simple(text: string, world: World, origin: BridgeOrigin | null = null, params = defaultParameters()): Optimized {
  return wrap(optimizeSimple(record(text, world), origin, params), new JitLoopToken(2), params);
}

export function bridge(
  text: string,
  to: Optimized,
  origin: BridgeOrigin | null,
  world: World,
  inputs: readonly Concrete[] = [],
): Optimized {
  return wrap(optimizeBridge(record(text, world, inputs), origin, to.token, to.params), to.token, to.params);
}

/** The operations after the last label, from the label on. */
export const peeled = (trace: OptimizedTrace): { inputargs: InputArg[]; ops: Operation[] } => {
  const at = trace.ops.findLastIndex((op) => op.name === 'label');
  const label = trace.ops[at]!;
  const renamed = new Map<Value, InputArg>();
  const inputargs = label.args
    .filter((a) => !isConst(a))
    .map((a, i) => {
      const input = new InputArg(a.type as 'i', i);
      renamed.set(a, input);
      return input;
    });
  const copies = new Map<Value, Value>(renamed);
  const map = (v: Value): Value => copies.get(v) ?? v;
  const ops = trace.ops.slice(at + 1).map((op) => {
    const copy = new Operation(op.name, op.args.map(map), op.descr);
    copy.at = op.at;
    copy.failArgs = op.failArgs?.map((v) => (v ? map(v) : v)) ?? null;
    copies.set(op, copy);
    return copy;
  });
  return { inputargs, ops };
};

/** Before-text (ending in finish) and after-text of the operations between, both with the same input arguments. */
export function rewritten(before: string, world = new World()): string[] {
  return show(simple(before, world).trace);
}
