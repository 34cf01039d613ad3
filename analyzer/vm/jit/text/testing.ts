/**
 * A small world for tests of the JIT: classes, fields, arrays, calls and functions by name, so that traces can be written
 * as text. It stands in for the runtime's own descrs and follows the same rules (ints and bigints are W_IntObjects).
 *
 *     const world = new TestRegistry();
 *     world.define('add_one', 'add_one', (x) => (x as number) + 1);
 *     const trace = parseTrace(`
 *       [p0]
 *       guard_nonnull_class(p0, ConstClass(W_IntObject), descr=<Guard0x1>) [p0]
 *       i1 = getfield_gc_i(p0, descr=<FieldS W_IntObject.inst_intval pure>)
 *       i2 = call_i(ConstClass(add_one), i1, descr=<Calli 8 i EF=5>)
 *       finish(p0)`, world);
 *
 * Known at the start:
 *   classes    W_IntObject (int), W_FloatObject (float), W_NoneObject, Node, Leaf (a node too, but another class)
 *   fields     W_IntObject.inst_intval, W_FloatObject.inst_floatval (both also under PyPy's long names),
 *              Node.inst_value (int), .inst_next (reference), .inst_weight (float), .inst_tag (int, pure),
 *              .inst_length (int, 0 and up), .inst_version (reference, quasi-immutable); the same for Leaf;
 *              raw.ticker (int, for getfield_raw_i)
 *   arrays     ArrayP 8, ArrayS 8, ArrayF 8, and `ArrayP 8 pure`
 *   calls      `Call{i,r,f,n} 8 ARGS EF=n OS=n`, made on first use: EF 6 and 7 touch anything, others nothing; see `call`
 *   pointers   ConstPtr(LABEL): a new opaque object on first use; see `pointers`
 */
import {
  EF,
  type ArrayDescr,
  type CallDescr,
  type Concrete,
  type Descr,
  type EffectClass,
  type FieldDescr,
  type FunctionConstant,
  type GuardDescr,
  type LoopToken,
  type SizeDescr,
  type TargetToken,
  type VTable,
} from '../ir';
import { callEffects, fieldText, lookupKey, sizeText } from './descr-text';
import type { TraceRegistry } from './parse';

/** A boxed float: guest floats are told from ints by their class. */
export class TestFloat {
  readonly vtable = 'W_FloatObject';
  constructor(readonly floatval: number) {}
}

/** Stands for instances with fields of all types; `vtable` is the class's name. */
export class TestNode {
  constructor(
    readonly vtable: 'Node' | 'Leaf',
    public value: Concrete,
    public next: Concrete,
    public weight: number,
    readonly tag: Concrete,
    public length: Concrete,
    public version: Concrete,
  ) {}
}

/** An object nobody looks into. */
export class TestOpaque {
  readonly vtable = 'W_NoneObject';
  constructor(readonly label: string) {}
}

/** What the `js*` snippets may name: give it to the backend as the scope of generated code. */
export const TEST_SCOPE: readonly (readonly [string, unknown])[] = [
  ['TestFloat', TestFloat],
  ['TestNode', TestNode],
];

type NodeProperty = 'value' | 'next' | 'weight' | 'tag' | 'length' | 'version';

export class TestRegistry implements TraceRegistry {
  readonly pointers = new Map<string, Concrete>();
  private readonly descrs = new Map<string, Descr>();
  private readonly vtables = new Map<string, VTable>();
  private readonly functions = new Map<string, FunctionConstant>();
  private readonly guards = new Map<number, GuardDescr>();
  private readonly targets = new Map<number, TargetToken>();
  private readonly loops = new Map<number, LoopToken>();
  private nextId = 1;
  /** Values of raw cells by address, for getfield_raw_i. */
  readonly raw = new Map<unknown, Concrete>();

  constructor() {
    const intval = this.field('W_IntObject.inst_intval', 'i', {
      pure: true,
      get: (o) => o,
      jsGet: (o) => o,
      aliases: ['pypy.objspace.std.intobject.W_IntObject.inst_intval'],
    });
    this.class(
      'W_IntObject',
      'int',
      (o) => typeof o === 'number' || typeof o === 'bigint',
      (o) => `(typeof ${o} === 'number' || typeof ${o} === 'bigint')`,
      {
        size: 16,
        fields: [intval],
        create: (v) => v[0],
        jsCreate: (v) => v[0],
      },
    );
    const floatval = this.field('W_FloatObject.inst_floatval', 'f', {
      pure: true,
      get: (o) => (o as TestFloat).floatval,
      jsGet: (o) => `${o}.floatval`,
      aliases: ['pypy.objspace.std.floatobject.W_FloatObject.inst_floatval'],
    });
    this.class(
      'W_FloatObject',
      'float',
      (o) => o instanceof TestFloat,
      (o) => `${o} instanceof TestFloat`,
      {
        size: 16,
        fields: [floatval],
        create: (v) => new TestFloat(v[0] as number),
        jsCreate: (v) => `new TestFloat(${v[0]})`,
      },
    );
    this.class(
      'W_NoneObject',
      'NoneType',
      (o) => o instanceof TestOpaque,
      (o) => `${o}.vtable === 'W_NoneObject'`,
      null,
    );
    this.nodeClass('Node');
    this.nodeClass('Leaf');
    this.field('raw.ticker', 'i', {
      get: (address) => this.raw.get(address) ?? 0,
      set: (address, value) => this.raw.set(address, value),
      jsGet: (address) => `(${address}, 0)`,
    });
    this.array('ArrayP 8', 'r', false);
    this.array('ArrayP 8 pure', 'r', true);
    this.array('ArrayS 8', 'i', false);
    this.array('ArrayF 8', 'f', false);
  }

  /** Adds a function that traces can call as ConstClass(name). */
  define(name: string, pythonName: string, invoke: (...args: Concrete[]) => Concrete): FunctionConstant {
    const f: FunctionConstant = { name, pythonName, invoke };
    this.functions.set(name, f);
    return f;
  }

  /** The descr of calls written as `text`, with what they read and write (null: anything). Call it before parsing. */
  call(
    text: string,
    effects: { reads?: CallDescr['reads']; writes?: CallDescr['writes']; callClass?: CallDescr['callClass'] } = {},
  ): CallDescr {
    const { name, effect, oopspec } = callEffects(text);
    const wild = effect >= EF.FORCES_VIRTUAL_OR_VIRTUALIZABLE;
    const result = name[4];
    const descr: CallDescr = {
      kind: 'call',
      id: this.nextId++,
      name,
      result: result === 'i' || result === 'r' || result === 'f' ? result : 'v',
      effect: effect as EffectClass,
      oopspec,
      reads: effects.reads === undefined ? (wild ? null : new Set()) : effects.reads,
      writes: effects.writes === undefined ? (wild ? null : new Set()) : effects.writes,
      callClass: effects.callClass ?? (wild ? 'opaque' : 'helper'),
    };
    this.descrs.set(lookupKey(text), descr);
    return descr;
  }

  /** Typed lookups for tests that compare identities. */
  fieldDescr(name: string): FieldDescr {
    for (const d of this.descrs.values()) if (d.kind === 'field' && d.name === name) return d;
    throw new Error(`no field ${name}`);
  }

  arrayDescr(name: string): ArrayDescr {
    return this.descrs.get(name) as ArrayDescr;
  }

  sizeDescr(className: string): SizeDescr {
    const size = this.vtable(className)?.size;
    if (!size) throw new Error(`no class ${className}`);
    return size;
  }

  node(values: Partial<Record<NodeProperty, Concrete>> = {}, vtable: 'Node' | 'Leaf' = 'Node'): TestNode {
    const { value = 0, next = null, weight = 0, tag = 0, length = 0, version = null } = values;
    return new TestNode(vtable, value, next, weight as number, tag, length, version);
  }

  // -- TraceRegistry --

  descr(text: string): Descr | null {
    const key = lookupKey(text);
    return this.descrs.get(key) ?? (/^Call[irfn] /.test(text) ? this.call(text) : null);
  }

  vtable(name: string): VTable | null {
    return this.vtables.get(name) ?? null;
  }

  function(name: string): FunctionConstant | null {
    const known = this.functions.get(name);
    if (known) return known;
    return this.define(name, name, () => {
      throw new Error(`${name} is not defined in this test`);
    });
  }

  pointer(label: string): Concrete {
    let value = this.pointers.get(label);
    if (value === undefined) {
      value = new TestOpaque(label);
      this.pointers.set(label, value);
    }
    return value;
  }

  guard(id: number): GuardDescr {
    return memo(this.guards, id, () => ({ kind: 'guard', id }));
  }

  /** Target 10 * n + k is label k of loop n. */
  target(id: number): TargetToken {
    return memo(this.targets, id, () => ({ kind: 'target', id, loop: this.loop(Math.floor(id / 10)), index: id % 10 }));
  }

  loop(number: number): LoopToken {
    return memo(this.loops, number, () => ({ kind: 'loop', number }));
  }

  // -- construction --

  private nodeClass(name: 'Node' | 'Leaf'): void {
    const field = (property: NodeProperty, type: FieldDescr['type'], options: Partial<FieldOptions> = {}): FieldDescr =>
      this.field(`${name}.inst_${property}`, type, {
        get: (o) => (o as TestNode)[property],
        set: (o, v) => {
          (o as Record<NodeProperty, Concrete>)[property] = v;
        },
        jsGet: (o) => `${o}.${property}`,
        jsSet: (o, v) => `${o}.${property} = ${v};`,
        ...options,
      });
    const fields = [
      field('value', 'i'),
      field('next', 'r'),
      field('weight', 'f'),
      field('tag', 'i', { pure: true }),
      field('length', 'i', { range: [0, 2 ** 31 - 1] }),
      field('version', 'r', { quasi: true }),
    ];
    this.class(
      name,
      name,
      (o) => o instanceof TestNode && o.vtable === name,
      (o) => `(${o} instanceof TestNode && ${o}.vtable === '${name}')`,
      {
        size: name === 'Node' ? 56 : 64,
        fields,
        create: (v) => new TestNode(name, v[0], v[1], v[2] as number, v[3], v[4], v[5]),
        jsCreate: (v) => `new TestNode('${name}', ${v.join(', ')})`,
      },
    );
  }

  private field(name: string, type: FieldDescr['type'], o: FieldOptions): FieldDescr {
    const refuse = (): never => {
      throw new Error(`${name} cannot be written`);
    };
    const descr: FieldDescr = {
      kind: 'field',
      id: this.nextId++,
      name,
      type,
      pure: o.pure ?? false,
      quasi: o.quasi ?? false,
      range: o.range ?? null,
      get: o.get,
      set: o.set ?? refuse,
      jsGet: o.jsGet,
      jsSet: o.jsSet ?? refuse,
    };
    for (const alias of [name, ...(o.aliases ?? [])]) this.descrs.set(lookupKey(fieldText({ ...descr, name: alias })), descr);
    return descr;
  }

  private class(
    name: string,
    pythonName: string,
    test: (o: Concrete) => boolean,
    jsTest: (o: string) => string,
    size: { size: number; fields: FieldDescr[]; create: SizeDescr['create']; jsCreate: SizeDescr['jsCreate'] } | null,
  ): void {
    const vtable: { -readonly [K in keyof VTable]: VTable[K] } = { name, pythonName, test, jsTest, size: null };
    if (size) {
      const { fields, create, jsCreate } = size;
      vtable.size = { kind: 'size', id: this.nextId++, name: `SizeDescr ${size.size}`, pythonName, vtable, fields, create, jsCreate };
      this.descrs.set(sizeText(vtable.size), vtable.size);
    }
    this.vtables.set(name, vtable);
  }

  private array(name: string, item: ArrayDescr['item'], pure: boolean): void {
    const zero = item === 'r' ? null : 0;
    const descr: ArrayDescr = {
      kind: 'array',
      id: this.nextId++,
      name,
      item,
      pure,
      create: (length) => new Array<Concrete>(length).fill(zero),
      length: (a) => (a as Concrete[]).length,
      get: (a, i) => (a as Concrete[])[i],
      set: (a, i, v) => {
        (a as Concrete[])[i] = v;
      },
      jsGet: (a, i) => `${a}[${i}]`,
      jsSet: (a, i, v) => `${a}[${i}] = ${v};`,
      jsLength: (a) => `${a}.length`,
      jsCreate: (n) => `new Array(${n}).fill(${item === 'r' ? 'null' : '0'})`,
    };
    this.descrs.set(name, descr);
  }
}

interface FieldOptions {
  readonly pure?: boolean;
  readonly quasi?: boolean;
  readonly range?: readonly [number, number];
  readonly get: FieldDescr['get'];
  readonly set?: FieldDescr['set'];
  readonly jsGet: FieldDescr['jsGet'];
  readonly jsSet?: FieldDescr['jsSet'];
  readonly aliases?: readonly string[];
}

function memo<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
