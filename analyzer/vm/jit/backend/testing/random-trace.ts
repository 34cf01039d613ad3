/**
 * Random, valid traces over the test world, the same for the same seed: ints around the edges of representations, doubles with
 * their special values, objects and arrays, calls that raise and force, guards that fail, jumps to any label.
 */
import {
  ConstFloat,
  ConstInt,
  ConstPtr,
  EXIT_WITH_EXCEPTION,
  InputArg,
  Operation,
  type Concrete,
  type Descr,
  type GuardDescr,
  type OpName,
  type TargetToken,
  type Trace,
  type Value,
} from '../../ir';
import { TestFloat, type TestRegistry } from '../../text/testing';
import type { Random } from './random';
import { TestGuestError } from './engine';

/** What a value holds; references are told apart so that field operations stay valid. */
export type Kind = 'i' | 'f' | 'node' | 'ints' | 'floats' | 'refs' | 'any';

export interface GeneratedLoop {
  readonly trace: Trace;
  readonly inputs: readonly Kind[];
}

const KINDS: readonly Kind[] = ['i', 'i', 'i', 'f', 'f', 'node', 'ints', 'floats', 'refs', 'any'];
const INT_OPS: readonly OpName[] = ['int_add', 'int_sub', 'int_mul', 'int_and', 'int_or', 'int_xor', 'uint_mul_high'];
const OVF_OPS: readonly OpName[] = ['int_add_ovf', 'int_sub_ovf', 'int_mul_ovf'];
const INT_TESTS: readonly OpName[] = [
  'int_lt',
  'int_le',
  'int_eq',
  'int_ne',
  'int_gt',
  'int_ge',
  'uint_lt',
  'uint_le',
  'uint_gt',
  'uint_ge',
];
const FLOAT_OPS: readonly OpName[] = ['float_add', 'float_sub', 'float_mul', 'float_truediv'];
const FLOAT_TESTS: readonly OpName[] = ['float_lt', 'float_le', 'float_eq', 'float_ne', 'float_gt', 'float_ge'];

interface Typed {
  readonly value: Value;
  readonly kind: Kind;
}

export class TraceGenerator {
  /** Kinds of the fail arguments without holes: a bridge's inputs. */
  readonly bridgeInputs = new Map<GuardDescr, { kinds: Kind[]; name: OpName }>();
  private readonly labels: { token: TargetToken; kinds: readonly Kind[] }[] = [];
  private nextGuard = 1;

  constructor(
    readonly random: Random,
    private readonly world: TestRegistry,
  ) {
    defineFunctions(world);
  }

  /** A loop with one or two labels that jumps to one of its own, or to a label made before. */
  loop(number: number, size: number): GeneratedLoop {
    const kinds = Array.from({ length: 3 + this.random.below(5) }, () => this.random.pick(KINDS));
    const body = new Body(this, this.world, inputsOf(kinds));
    const labels = 1 + this.random.below(2);
    for (let k = 0; k < labels; k++) {
      body.grow(k === 0 ? this.random.below(4) : size / 2);
      this.labels.push({ token: this.world.target(10 * number + k), kinds: body.label(this.world.target(10 * number + k)) });
    }
    body.grow(size);
    this.finish(body, 0.1);
    return { trace: body.trace(), inputs: kinds };
  }

  bridge(guard: GuardDescr, size: number): Trace {
    const { kinds, name } = this.bridgeInputs.get(guard)!;
    const body = new Body(this, this.world, inputsOf(kinds));
    if (name === 'guard_no_exception') body.takeException();
    body.grow(size);
    this.finish(body, 0.25);
    return body.trace();
  }

  arguments(kinds: readonly Kind[]): Concrete[] {
    return kinds.map((kind) => this.concrete(kind));
  }

  concrete(kind: Kind): Concrete {
    const { random, world } = this;
    switch (kind) {
      case 'i':
        return random.int();
      case 'f':
        return random.double();
      case 'node':
        return world.node(
          { value: random.int(), weight: random.double(), tag: random.int(), length: random.below(100) },
          random.pick(['Node', 'Leaf']),
        );
      case 'ints':
        return Array.from({ length: 4 }, () => random.int());
      case 'floats':
        return Array.from({ length: 4 }, () => random.double());
      case 'refs':
        return Array.from({ length: 4 }, () => this.concrete('any'));
      case 'any':
        return random.chance(0.2)
          ? null
          : random.chance(0.4)
            ? random.int()
            : random.chance(0.5)
              ? new TestFloat(random.double())
              : this.concrete('node');
    }
  }

  guard(): GuardDescr {
    return this.world.guard(this.nextGuard++);
  }

  private finish(body: Body, finishes: number): void {
    const { random } = this;
    body.mergePoint();
    if (random.chance(finishes)) body.leave();
    else body.jump(this.random.pick(this.labels));
  }
}

const typeOf = (kind: Kind): 'i' | 'f' | 'r' => (kind === 'i' || kind === 'f' ? kind : 'r');
const inputsOf = (kinds: readonly Kind[]): Typed[] => kinds.map((kind, i) => ({ value: new InputArg(typeOf(kind), i), kind }));

class Body {
  private readonly ops: Operation[] = [];
  private readonly inputs: Typed[];
  private pool: Typed[];

  constructor(
    private readonly generator: TraceGenerator,
    private readonly world: TestRegistry,
    inputs: Typed[],
  ) {
    this.inputs = inputs;
    this.pool = [...inputs];
  }

  trace(): Trace {
    return { inputargs: this.inputs.map((t) => t.value as InputArg), ops: this.ops };
  }

  grow(size: number): void {
    for (let i = 0; i < size; i++) this.step();
  }

  /** Keeps some of the values; returns their kinds. */
  label(token: TargetToken): Kind[] {
    const kept = this.pool.filter(
      (t, i) => this.pool.findIndex((u) => u.value === t.value) === i && this.random.chance(Math.min(1, 8 / this.pool.length)),
    );
    this.add(
      'label',
      kept.map((t) => t.value),
      token,
    );
    this.pool = kept;
    return kept.map((t) => t.kind);
  }

  mergePoint(): void {
    this.add('debug_merge_point', [new ConstInt(0), new ConstInt(0)]);
  }

  jump(label: { token: TargetToken; kinds: readonly Kind[] }): void {
    const args = label.kinds.map((kind) => this.pick(kind));
    this.add('jump', args, label.token);
  }

  leave(): void {
    const { random } = this;
    if (random.chance(0.3)) this.add('finish', [this.pick('any')], EXIT_WITH_EXCEPTION);
    else this.add('finish', random.chance(0.2) ? [] : [random.pick(this.pool)?.value ?? new ConstInt(1)]);
  }

  takeException(): void {
    this.guardOp('guard_exception', [this.classConstant('W_FloatObject')]);
  }

  private get random(): Random {
    return this.generator.random;
  }

  private step(): void {
    const { random } = this;
    const r = random.below(100);
    if (r < 16) this.define(random.pick(INT_OPS), 'i', [this.int(), this.int()]);
    else if (r < 22) this.masked();
    else if (r < 30) this.checked();
    else if (r < 38) this.shiftOrDivide();
    else if (r < 42) this.unary();
    else if (r < 52) this.define(random.pick(FLOAT_OPS), 'f', [this.float(), this.float()]);
    else if (r < 66) this.test();
    else if (r < 72) this.referenceGuard();
    else if (r < 90) this.heap();
    else if (r < 96) this.call();
    else this.mergePoint();
  }

  private checked(): void {
    const op = this.define(this.random.pick(OVF_OPS), 'i', [this.int(), this.int()]);
    this.pool.pop();
    this.guardOp('guard_no_overflow', []);
    this.pool.push({ value: op, kind: 'i' });
  }

  /** Sums and products of which a mask keeps the low bits; the guards between may hand them over. */
  private masked(): void {
    const { random } = this;
    let value = this.int();
    for (let n = 1 + random.below(3); n > 0; n--) {
      const args = random.chance(0.5) ? [value, this.int()] : [this.int(), value];
      if (random.chance(0.3)) {
        value = this.define(random.pick<OpName>(['int_add', 'int_sub', 'int_mul']), 'i', args);
      } else {
        value = this.define(random.pick(OVF_OPS), 'i', args);
        const result = this.pool.pop()!;
        this.guardOp('guard_no_overflow', []);
        this.pool.push(result);
      }
      if (n > 1 && random.chance(0.3)) this.guardOp('guard_nonnull', [this.pick('any')]);
    }
    if (random.chance(0.8)) this.pool = this.pool.filter((t) => t.value !== value);
    const mask = random.pick([1, 255, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32 - 2, 2 ** 32, 2 ** 53 - 1, -1, 2n ** 62n]);
    this.define('int_and', 'i', random.chance(0.5) ? [value, new ConstInt(mask)] : [new ConstInt(mask), value]);
  }

  private shiftOrDivide(): void {
    const { random } = this;
    const name = random.pick<OpName>(['int_lshift', 'int_rshift', 'uint_rshift', 'int_floordiv', 'int_mod', 'int_signext']);
    const small = random.below(64);
    if (name === 'int_signext') this.define(name, 'i', [this.int(), new ConstInt(random.pick([1, 2, 4]))]);
    else if (name.endsWith('shift')) this.define(name, 'i', [this.int(), random.chance(0.7) ? new ConstInt(small) : this.int()]);
    else
      this.define(name, 'i', [
        this.int(),
        random.chance(0.7) ? new ConstInt(random.pick([1, 2, 3, 7, 10, -3, 2 ** 31, 2n ** 60n])) : this.int(),
      ]);
  }

  private unary(): void {
    const { random } = this;
    const name = random.pick<OpName>([
      'int_neg',
      'int_invert',
      'int_force_ge_zero',
      'float_neg',
      'float_abs',
      'cast_int_to_float',
      'cast_float_to_int',
      'same_as_i',
      'same_as_f',
    ]);
    const fromFloat = name.startsWith('float') || name === 'cast_float_to_int' || name === 'same_as_f';
    const toFloat = name.startsWith('float') || name === 'cast_int_to_float' || name === 'same_as_f';
    this.define(name, toFloat ? 'f' : 'i', [fromFloat ? this.float() : this.int()]);
  }

  private test(): void {
    const { random } = this;
    let bit: Value;
    const r = random.below(10);
    if (r < 5) bit = this.define(random.pick(INT_TESTS), 'i', [this.int(), this.int()]);
    else if (r < 7) bit = this.define(random.pick(FLOAT_TESTS), 'i', [this.float(), this.float()]);
    else if (r < 8)
      bit = this.define(random.pick<OpName>(['ptr_eq', 'ptr_ne', 'instance_ptr_eq']), 'i', [this.pick('any'), this.pick('any')]);
    else bit = this.define(random.pick<OpName>(['int_is_true', 'int_is_zero']), 'i', [this.int()]);
    if (random.chance(0.6)) this.guardOp(random.pick<OpName>(['guard_true', 'guard_true', 'guard_false']), [bit]);
  }

  private referenceGuard(): void {
    const { random } = this;
    const v = this.pick('any');
    const r = random.below(6);
    if (r < 2) this.guardOp('guard_nonnull', [v]);
    else if (r < 3) this.guardOp('guard_isnull', [v]);
    else if (r < 5) this.guardOp('guard_nonnull_class', [v, this.classConstant(random.pick(['Node', 'W_IntObject', 'W_FloatObject']))]);
    else if (random.chance(0.5)) this.guardOp('guard_value', [this.int(), new ConstInt(random.int())]);
    else this.guardOp('guard_value', [this.float(), new ConstFloat(random.double())]);
  }

  private heap(): void {
    const { random, world } = this;
    const field = (name: string): Descr => world.fieldDescr(name);
    const index = (): Value =>
      random.chance(0.6) ? new ConstInt(random.below(4)) : this.define('int_and', 'i', [this.int(), new ConstInt(3)]);
    switch (random.below(14)) {
      case 0:
        this.define(
          'getfield_gc_i',
          'i',
          [this.pick('node')],
          field(random.pick(['Node.inst_value', 'Node.inst_tag', 'Node.inst_length'])),
        );
        break;
      case 1:
        this.define('getfield_gc_f', 'f', [this.pick('node')], field('Node.inst_weight'));
        break;
      case 2:
        this.define('getfield_gc_r', 'any', [this.pick('node')], field(random.pick(['Node.inst_next', 'Node.inst_version'])));
        break;
      case 3:
        this.add('setfield_gc', [this.pick('node'), this.int()], field('Node.inst_value'));
        break;
      case 4:
        this.add('setfield_gc', [this.pick('node'), this.float()], field('Node.inst_weight'));
        break;
      case 5:
        // An opaque or boxed value, so that dumps of the heap stay finite.
        this.add('setfield_gc', [this.pick('node'), this.boxed()], field('Node.inst_next'));
        break;
      case 6:
        this.define('getarrayitem_gc_i', 'i', [this.pick('ints'), index()], world.arrayDescr('ArrayS 8'));
        break;
      case 7:
        this.define('getarrayitem_gc_f', 'f', [this.pick('floats'), index()], world.arrayDescr('ArrayF 8'));
        break;
      case 8:
        this.define('getarrayitem_gc_r', 'any', [this.pick('refs'), index()], world.arrayDescr('ArrayP 8'));
        break;
      case 9: {
        const at = index();
        this.add('setarrayitem_gc', [this.pick('ints'), at, this.int()], world.arrayDescr('ArrayS 8'));
        break;
      }
      case 10: {
        const at = index();
        this.add('setarrayitem_gc', [this.pick('refs'), at, this.boxed()], world.arrayDescr('ArrayP 8'));
        break;
      }
      case 11:
        this.define('arraylen_gc', 'i', [this.pick('refs')], world.arrayDescr('ArrayP 8'));
        break;
      case 12:
        this.allocate();
        break;
      default:
        this.define('new_array_clear', 'ints', [new ConstInt(4)], world.arrayDescr('ArrayS 8'));
    }
  }

  private allocate(): void {
    const { world, random } = this;
    const node = this.define('new_with_vtable', 'node', [], world.sizeDescr('Node'));
    this.pool.pop();
    const set = (v: Value, name: string): unknown => random.chance(0.8) && this.add('setfield_gc', [node, v], world.fieldDescr(name));
    set(this.int(), 'Node.inst_value');
    if (random.chance(0.5)) this.step();
    set(this.float(), 'Node.inst_weight');
    set(this.boxed(), 'Node.inst_next');
    this.pool.push({ value: node, kind: 'node' });
  }

  /** A number's object: what new W_IntObjects and W_FloatObjects become. */
  private boxed(): Value {
    const { world, random } = this;
    const name = random.pick(['W_IntObject', 'W_FloatObject']);
    const box = this.define('new_with_vtable', 'any', [], world.sizeDescr(name));
    this.pool.pop();
    if (name === 'W_IntObject') this.add('setfield_gc', [box, this.int()], world.fieldDescr('W_IntObject.inst_intval'));
    else this.add('setfield_gc', [box, this.float()], world.fieldDescr('W_FloatObject.inst_floatval'));
    return box;
  }

  private call(): void {
    const { world, random } = this;
    const r = random.below(5);
    if (r === 0) {
      this.define('call_i', 'i', [this.functionConstant('mix'), this.int(), this.int()], world.descr('Calli 8 ii EF=2'));
    } else if (r === 1) {
      this.define('call_f', 'f', [this.functionConstant('scale'), this.float(), this.int()], world.descr('Callf 8 fi EF=2'));
    } else if (r === 2) {
      const op = this.define('call_i', 'i', [this.functionConstant('risky'), this.int()], world.descr('Calli 8 i EF=5'));
      this.pool.pop();
      this.guardOp('guard_no_exception', []);
      this.pool.push({ value: op, kind: 'i' });
    } else if (r === 3) {
      const op = this.define(
        'call_may_force_r',
        'any',
        [this.functionConstant('opaque'), this.int(), this.pick('node')],
        world.descr('Callr 8 ir EF=7'),
      );
      // The call's result may stand among the fail arguments of the guards behind it.
      this.guardOp('guard_not_forced', []);
      this.guardOp('guard_no_exception', []);
      void op;
    } else {
      this.add('cond_call', [this.int(), this.functionConstant('poke'), this.pick('node')], world.descr('Calln 8 r EF=5'));
    }
  }

  // -- making operations --

  private add(name: OpName, args: Value[], descr: Descr | null = null): Operation {
    const op = new Operation(name, args, descr);
    this.ops.push(op);
    return op;
  }

  private define(name: OpName, kind: Kind, args: Value[], descr: Descr | null = null): Operation {
    const op = this.add(name, args, descr);
    this.pool.push({ value: op, kind });
    return op;
  }

  private guardOp(name: OpName, args: Value[]): void {
    const { random } = this;
    const descr = this.generator.guard();
    const op = new Operation(name, args, descr);
    const kept = this.pool.filter(() => random.chance(Math.min(1, 6 / this.pool.length)));
    op.failArgs = kept.map((t) => (random.chance(0.1) ? null : t.value));
    const kinds = kept.filter((_, i) => op.failArgs![i] !== null).map((t) => t.kind);
    this.generator.bridgeInputs.set(descr, { kinds, name });
    this.ops.push(op);
    if (op.type !== 'v') this.pool.push({ value: op, kind: 'any' });
  }

  private int(): Value {
    return this.random.chance(0.25) ? new ConstInt(this.random.int()) : this.pick('i');
  }

  private float(): Value {
    return this.random.chance(0.2) ? new ConstFloat(this.random.double()) : this.pick('f');
  }

  /** A value of this kind, a constant when there is none. 'any' takes every reference. */
  private pick(kind: Kind): Value {
    const fitting = this.pool.filter((t) => t.kind === kind || (kind === 'any' && t.kind === 'node'));
    // Late values more often: they are those the trace computes.
    if (fitting.length > 0) return fitting[this.random.chance(0.5) ? fitting.length - 1 : this.random.below(fitting.length)].value;
    if (kind === 'i') return new ConstInt(this.random.int());
    if (kind === 'f') return new ConstFloat(this.random.double());
    return new ConstPtr(this.generator.concrete(kind));
  }

  private classConstant(name: string): Value {
    return new ConstPtr(this.world.vtable(name), name);
  }

  private functionConstant(name: string): Value {
    return new ConstPtr(this.world.function(name), name);
  }
}

/** Functions that traces call; what they do depends on their arguments alone. */
function defineFunctions(world: TestRegistry): void {
  world.define('mix', 'mix', (a, b) => Number(BigInt.asIntN(40, BigInt(a as number) * 31n + BigInt(b as number))));
  world.define('scale', 'scale', (x, n) => (x as number) * Number(n));
  world.define('risky', 'risky', (n) => {
    const x = BigInt(n as number);
    if (x % 7n === 3n) throw new TestGuestError(new TestFloat(Number(x)));
    if (x % 31n === 5n) throw new TestGuestError(world.pointer('oops'));
    return n;
  });
  world.define('poke', 'poke', (node) => {
    (node as { weight: number }).weight += 1;
    return null;
  });
}
