/**
 * Turns one part of a trace into the text of one function.
 *
 *     function(n){                                 n: which segment to enter
 *       let x0=0,y0=null,v0=0;                     slots, and the arguments of the entry points
 *       X:{
 *         z0=F[0];...                              the head: what is in the slots, for whichever entry
 *         if(n<=0){v0=z0;...preamble...}           the start
 *         else if(n===1){v0=z0;}                   the label, entered from elsewhere
 *         L:for(;;){                               the last label is the loop
 *           if(--k3[0]===0){...;break X;}          passes of the label, counted down
 *           const v2=v0+1;
 *           if(!(v2<100)){x0=v2;s=1;e=k5;break X;} a guard: its values and ExitPoint go to the tail
 *           if((U[0]-=12)<=0){...;break X;}        out of fuel: the trampoline polls
 *           v0=v2;continue L;
 *         }
 *       }
 *       F[0]=x0;R[0]=y0;return e;                  the tail: values into the slots
 *     }
 *
 * A guard whose bridge is hot holds the bridge's code instead of the exit; the bridge's jump back is then a plain `continue`.
 *
 * Source of the idea: TraceMonkey's trace trees (PLDI 2009), which attach branches inside one native function.
 */
import { Operation, operationInfo, type Value } from '../../ir';
import { ExitPoint, type CompiledTrace } from '../code';
import { exceptionObserved, fuelCost, lower, notForcedAfter, type LoweredOp } from '../lower';
import { FLOAT_SLOTS, type Machine } from '../machine';
import { arithmetic, checkedInFull, comparison } from './arithmetic';
import { call } from './calls';
import { guardFailure } from './guards';
import { creation, heap, stringCreation } from './heap';
import { estimateSize, type Part, type Segment } from './parts';
import { LowBits, lowOnly } from './low-bits';
import { Writer } from './writer';

export interface EmitOptions {
  /** Bridges to put inside, when there is room. */
  readonly inline: (bridge: CompiledTrace, depth: number) => boolean;
  readonly maxSize: number;
}

export interface Emitted {
  readonly text: string;
  readonly constants: readonly unknown[];
  readonly inlined: readonly CompiledTrace[];
  readonly size: number;
}

export function emitPart(trace: CompiledTrace, part: Part, machine: Machine, options: EmitOptions): Emitted {
  return new PartEmitter(trace, part, machine, options).emit();
}

/** One trace while its code is written: the host, or a bridge inside it. */
interface Context {
  readonly trace: CompiledTrace;
  readonly positions: ReadonlyMap<Operation, number>;
  /** Comparisons that one guard alone uses; when it comes next they have no variable. */
  readonly fusable: ReadonlySet<Value>;
  readonly conditions: Map<Value, string>;
  /** Sums and products that need their low bits only. */
  readonly lowOnly: ReadonlySet<Value>;
  readonly depth: number;
}

/** Slots above go straight into the arrays: traces that hand over so much are rare, and variables cost registers. */
const LOCAL_SLOTS = 64;

class PartEmitter {
  private readonly w = new Writer();
  private readonly lowBits = new LowBits(this.w);
  private readonly inlined: CompiledTrace[] = [];
  /** Bytes left for bridges when the part itself is written. */
  private room = 0;
  private redispatches = false;
  /** Slots that the tail fills from variables. */
  private localSlots = 0;
  /** Those of them that get a number, and those that get a reference, somewhere in the part: the tail moves no others. */
  private readonly numbers = new Set<number>();
  private readonly references = new Set<number>();
  /** Variables that the head fills in. */
  private readonly loaded = new Set<string>();
  /** Inside the loop of the last segment, where `continue L` leads back to its label. */
  private inLoop = false;

  constructor(
    private readonly trace: CompiledTrace,
    private readonly part: Part,
    private readonly machine: Machine,
    private readonly options: EmitOptions,
  ) {}

  emit(): Emitted {
    const { w, part } = this;
    const { segments } = part;
    for (const s of segments) w.share(s.parameters);
    const context = contextOf(this.trace, 0);
    this.room = this.options.maxSize - segments.reduce((sum, s) => sum + sizeOf(s.ops), 0);
    segments.forEach((segment, i) => {
      const last = i === segments.length - 1;
      if (!last) w.emit(`if(n<=${i}){`, 6);
      if (i === 0) this.load(segment.parameters);
      w.facts.forget(segment.parameters);
      this.inLoop = last && segment.isLabel;
      if (this.inLoop) w.emit('L:for(;;){');
      if (segment.isLabel) this.pass(segment);
      this.ops(segment.ops, context);
      if (!last) {
        w.emit(`}else if(n===${i + 1}){`, 6);
        this.load(segments[i + 1].parameters);
        w.emit('}');
        return;
      }
      if (part.next) this.leaveTo(part.next.parameters, this.exitTo(part.next.entry));
      if (segment.isLabel) w.emit('}');
    });
    const body = `${this.head()}\n${w.lines.join('\n')}`;
    const locals: string[] = [];
    for (let j = 0; j < this.localSlots; j++) {
      if (this.numbers.has(j) || this.loaded.has(`x${j}`)) locals.push(`x${j}=0`);
      if (this.references.has(j) || this.loaded.has(`y${j}`)) locals.push(`y${j}=null`);
      if (this.loaded.has(`z${j}`)) locals.push(`z${j}=0`);
    }
    const text = `let ${['s=0', 'e', ...locals, ...w.declarations].join(',')};
X:{
${this.redispatches ? `D:for(;;){\n${body}\n}` : body}
}
${this.tail()}`;
    return {
      text,
      constants: w.constants,
      inlined: this.inlined,
      size: w.size + 90 + 20 * this.localSlots + 40 * (this.numbers.size + this.references.size),
    };
  }

  /** Counts a pass of a label, and now and then leaves to come back by the front door. */
  private pass(segment: Segment): void {
    const { w, trace } = this;
    const k = segment.entry - 1;
    w.emit(`if(--${w.constant(trace.left)}[${k}]===0){${w.constant(trace)}.reenter(${k});`, 26);
    // With all slots, so that V8 has seen all of the tail run.
    this.leaveTo(segment.parameters, this.exitTo(segment.entry), `${LOCAL_SLOTS}`);
    w.emit('}');
  }

  private ops(ops: readonly LoweredOp[], context: Context): void {
    ops.forEach((op, i) => {
      this.op(op, ops[i + 1], context);
    });
  }

  private op(op: LoweredOp, next: LoweredOp | undefined, context: Context): void {
    const { w, machine } = this;
    if (op.name === 'create') {
      creation(op, w);
      return;
    }
    if (op.name === 'create_string') {
      stringCreation(op, w, machine);
      return;
    }
    const info = operationInfo(op.name);
    if (info.guard) {
      this.guard(op, context);
      return;
    }
    if (info.call) {
      const i = context.positions.get(op)!;
      const { ops, exits } = context.trace;
      const guard = notForcedAfter(ops, i);
      call(op, w, { observed: exceptionObserved(ops, i), notForced: guard ? exits.get(guard)! : null });
      return;
    }
    const condition = comparison(op, w);
    if (condition !== null) {
      w.facts.learn(op);
      if (context.fusable.has(op) && isGuardOn(next, op)) context.conditions.set(op, condition);
      else w.define(op, `${condition}?1:0`);
      return;
    }
    const overflow = info.ovf && next?.name === 'guard_no_overflow' ? (): void => this.exit(next, context) : null;
    if (context.lowOnly.has(op) && (overflow !== null || !info.ovf) && this.lowBits.define(op, overflow)) return;
    if (info.ovf && overflow === null) {
      checkedInFull(op, w);
      return;
    }
    const masked = this.lowBits.mask(op);
    if (masked !== null) {
      w.facts.learn(op);
      w.define(op, masked);
      return;
    }
    if (arithmetic(op, w, overflow) || heap(op, w, machine)) return;
    this.rest(op, context);
  }

  private rest(op: Operation, context: Context): void {
    switch (op.name) {
      case 'same_as_i':
      case 'same_as_r':
      case 'same_as_f':
      case 'virtual_ref':
        this.copy(op, op.args[0]);
        return;
      case 'jump':
        this.jump(op, context);
        return;
      case 'finish':
        this.leaveTo(op.args, context.trace.exits.get(op)!);
        return;
      default:
        throw new Error(`no engine runs ${op.name}`);
    }
  }

  private copy(to: Value, from: Value): void {
    const { w } = this;
    const text = w.value(from);
    // An expression is computed once, and before anything it is made of can change.
    if (w.isShared(to) || text.includes('(')) w.define(to, text, 4);
    else w.alias(to, text);
    if (to.type === 'i') w.facts.set(to, w.facts.of(from));
  }

  // -- guards and bridges --

  private guard(op: Operation, context: Context): void {
    const { w } = this;
    // Written together with its operation.
    if (op.name === 'guard_no_overflow') return;
    const failure = guardFailure(op, w, context.trace, (g) => context.conditions.get(g.args[0]) ?? null);
    w.emit(`if(${failure}){`, 14);
    this.exit(op, context);
    w.emit('}');
    if (op.type !== 'v') w.define(op, 'M.takeException()');
  }

  /** What happens when a guard fails: its bridge's code, or out. */
  private exit(op: Operation, context: Context): void {
    const exit = context.trace.exits.get(op)!;
    const { bridge } = exit;
    if (bridge && this.mayInline(bridge, context.depth + 1)) this.bridge(exit, bridge, context.depth + 1);
    else this.leaveTo(exit.values, exit);
  }

  private mayInline(bridge: CompiledTrace, depth: number): boolean {
    if (bridge.labels.length > 0 || !this.options.inline(bridge, depth)) return false;
    const size = sizeOf(bridge.ops);
    if (size > this.room) return false;
    this.room -= size;
    return true;
  }

  private bridge(exit: ExitPoint, bridge: CompiledTrace, depth: number): void {
    const { w } = this;
    this.inlined.push(bridge);
    w.emit(`${w.constant(bridge)}.entries++;`, 12);
    bridge.inputargs.forEach((arg, i) => this.copy(arg, exit.values[i]));
    this.ops(lower(bridge.ops), contextOf(bridge, depth));
  }

  // -- leaving --

  private jump(op: Operation, context: Context): void {
    const { w, part } = this;
    const burn = `(U[0]-=${fuelCost(context.trace.ops, context.positions.get(op)!)})<=0`;
    const label = this.trace.labels.find((l) => l.token === op.descr);
    const target = label ? part.segments.findIndex((s) => s.entry === label.index + 1) : -1;
    const exit = label ? this.exitTo(label.index + 1) : context.trace.exits.get(op)!;
    // A poll is done by the trampoline, on the way to the same place.
    const poll = new ExitPoint('jump', exit.trace, op, [], null);
    poll.target = exit.target;
    poll.entry = exit.entry;
    poll.polls = true;
    if (target < 0) {
      this.leaveTo(op.args, exit, undefined, `${burn}?${w.constant(poll)}:${w.constant(exit)}`);
      return;
    }
    w.emit(`if(${burn}){`, 14);
    this.leaveTo(op.args, poll);
    w.emit('}');
    if (this.inLoop && target === part.segments.length - 1) {
      this.assign(part.segments[target].parameters, op.args);
      w.emit('continue L;');
    } else {
      this.redispatches = true;
      this.store(op.args);
      w.emit(`n=${target};continue D;`, 8);
    }
  }

  /**
   * Every way out ends in one tail that fills the slots. A way out that was never taken is then mere moves between variables, for which
   * V8 needs no feedback: taking it for the first time in optimized code does not throw that code away.
   */
  private leaveTo(values: readonly Value[], exit: ExitPoint, slots = `${values.length}`, choice = this.w.constant(exit)): void {
    const { w } = this;
    const moves = Math.min(values.length, LOCAL_SLOTS);
    this.localSlots = Math.max(this.localSlots, moves);
    for (let j = 0; j < moves; j++) {
      const v = values[j];
      const text = w.value(v);
      const plain = v.type === 'f' || (v.type === 'i' && w.facts.of(v) !== null);
      if (v.type !== 'r') this.numbers.add(j);
      // An int may be a bigint.
      if (!plain) this.references.add(j);
      if (v.type === 'r') w.emit(`y${j}=${text};`, 3);
      else if (plain) w.emit(`x${j}=${text};`, 3);
      else if (/^v\d+$/.test(text)) w.emit(`if(typeof ${text}==='number')x${j}=${text};else{x${j}=NaN;y${j}=${text};}`, 13);
      else w.emit(`y${j}=${text};if(typeof y${j}==='number')x${j}=y${j};else x${j}=NaN;`, 20);
    }
    this.store(values, LOCAL_SLOTS);
    w.emit(`s=${slots};e=${choice};break X;`, 7);
  }

  private tail(): string {
    const lines: string[] = [];
    let from = 0;
    for (const to of [4, 8, 16, 32, LOCAL_SLOTS]) {
      if (from >= this.localSlots) break;
      if (from > 0) lines.push(`if(s>${from}){`);
      for (let j = from; j < Math.min(to, this.localSlots); j++) {
        if (this.numbers.has(j)) lines.push(`F[${j}]=x${j};`);
        if (this.references.has(j)) lines.push(`R[${j}]=y${j};`);
      }
      from = to;
    }
    const nested = lines.filter((line) => line.startsWith('if')).length;
    return [...lines, `${'}'.repeat(nested)}return e;`].join('\n');
  }

  /** To another place of this trace. It is no operation of the trace; the last one stands in. */
  private exitTo(entry: number): ExitPoint {
    const exit = new ExitPoint('jump', this.trace, this.trace.ops.at(-1)!, [], null);
    exit.target = this.trace;
    exit.entry = entry;
    return exit;
  }

  /** Into the transfer slots; the mirror of `load` and of Machine.read. */
  private store(values: readonly Value[], from = 0): void {
    const { w } = this;
    values.forEach((v, slot) => {
      if (slot < from) return;
      const text = w.value(v);
      if (v.type === 'r' || slot >= FLOAT_SLOTS) w.emit(`R[${slot}]=${text};`, 11);
      else if (v.type === 'f' || w.facts.of(v) !== null) w.emit(`F[${slot}]=${text};`, 11);
      else w.emit(`I(${slot},${text});`, 13);
    });
  }

  /**
   * Reads the slots for all entries at once, for the same reason as the tail: what one entry has run, V8 knows for the others. Only
   * the way of a bigint stays unseen, so that ints are known to be numbers until one comes.
   */
  private head(): string {
    const lines: string[] = [];
    const entries = this.part.segments.map((s) => s.parameters);
    for (let j = 0; j < Math.min(LOCAL_SLOTS, Math.max(...entries.map((e) => e.length))); j++) {
      const types = new Set(entries.map((e) => e[j]?.type));
      if (types.has('f')) lines.push(`x${j}=F[${j}];`);
      if (types.has('i')) lines.push(`z${j}=F[${j}];if(z${j}!==z${j})z${j}=R[${j}];`);
      if (types.has('r')) lines.push(`y${j}=R[${j}];`);
      for (const [type, letter] of SLOT_LETTERS) if (types.has(type)) this.loaded.add(`${letter}${j}`);
      this.localSlots = Math.max(this.localSlots, j + 1);
    }
    return lines.join('\n');
  }

  private load(values: readonly Value[]): void {
    const { w } = this;
    values.forEach((v, slot) => {
      const name = w.value(v);
      if (slot < LOCAL_SLOTS) w.emit(`${name}=${{ f: 'x', i: 'z', r: 'y', v: '' }[v.type]}${slot};`, 3);
      else if (v.type === 'r' || slot >= FLOAT_SLOTS) w.emit(`${name}=R[${slot}];`, 10);
      else if (v.type === 'f') w.emit(`${name}=F[${slot}];`, 10);
      else w.emit(`${name}=F[${slot}];if(${name}!==${name})${name}=R[${slot}];`, 24);
    });
  }

  /** Parallel assignment of a label's arguments. */
  private assign(targets: readonly Value[], sources: readonly Value[]): void {
    const { w } = this;
    const moves = targets.map((t, i) => ({ to: w.value(t), from: w.value(sources[i]) })).filter((m) => m.to !== m.from);
    const overwritten = new Set(moves.map((m) => m.to));
    for (const m of moves) {
      if (!overwritten.has(m.from)) continue;
      const name = w.fresh('t');
      w.emit(`const ${name}=${m.from};`, 5);
      m.from = name;
    }
    for (const m of moves) w.emit(`${m.to}=${m.from};`, 5);
  }
}

/** The variable of a slot by what it holds: `load` reads the head's. */
const SLOT_LETTERS = [
  ['f', 'x'],
  ['i', 'z'],
  ['r', 'y'],
] as const;

const isGuardOn = (op: LoweredOp | undefined, v: Value): boolean => op instanceof Operation && op.args[0] === v;

const sizeOf = (ops: readonly LoweredOp[]): number => ops.reduce((sum, op) => sum + estimateSize(op), 0);

function contextOf(trace: CompiledTrace, depth: number): Context {
  const positions = new Map<Operation, number>();
  const uses = new Map<Value, number>();
  const tested = new Set<Value>();
  trace.ops.forEach((op, i) => {
    positions.set(op, i);
    for (const v of [...op.args, ...(op.failArgs ?? [])]) if (v !== null) uses.set(v, (uses.get(v) ?? 0) + 1);
    if (op.name === 'guard_true' || op.name === 'guard_false') tested.add(op.args[0]);
  });
  const fusable = new Set([...tested].filter((v) => uses.get(v) === 1));
  return { trace, positions, fusable, conditions: new Map(), lowOnly: lowOnly(trace), depth };
}
