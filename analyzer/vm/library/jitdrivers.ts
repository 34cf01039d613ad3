/**
 * PyPy's other jitdrivers: loops inside builtins that are traced by themselves, one trace per green key. Here each is a function of guest
 * bytecode, one code object per green key, whose first instruction is the driver's merge point. So the very recorder that traces the
 * program traces them, and a trace that calls one goes on behind a call_assembler. An item that has been dealt with is none of a driver's red variables: here
 * its local is cleared.
 *
 * Sources: pypy/module/__builtin__/functional.py (min, max), pypy/objspace/std/listobject.py (_do_extend_from_iterable),
 * pypy/interpreter/generator.py (unpack_into), pypy/interpreter/baseobjspace.py (unpackiterable),
 * pypy/objspace/std/listobject.py (sortkey_jmp), pypy/objspace/std/unicodeobject.py (joindriver), pypy/objspace/std/tupleobject.py
 * (contains_driver, hash_driver).
 */
import { newModuleDict, type W_Dict } from '../runtime/dicts';
import { W_Function, W_Generator, wrapCode, type W_Code } from '../runtime/functions';
import type { Code } from '../compile/code';
import { compileOwn, type OwnSource } from './python/own-code';
import { W_DictIter, W_MapIter } from '../runtime/iterators';
import { typeOf } from '../runtime/types';
import type { W } from '../runtime/values';
import { ops } from '../compile/opcodes';

/** The next item of `items`, or what to do at the end. A `for` that is left at once makes no backward jump, so it is no loop of its own. */
const next = (name: string, end: string, depth: number): string =>
  [`for ${name} in items:`, '    break', 'else:', ...end.split('\n').map((line) => `    ${line}`)]
    .map((line) => ' '.repeat(depth * 4) + line)
    .join('\n');

const extreme = (name: 'min' | 'max', key: boolean): string => `
def step(items, defaults${key ? ', key' : ''}):
${next('best', `if defaults:\n    return defaults[0]\nraise ValueError('${name}() iterable argument is empty')`, 1)}
${key ? '    value = key(best)\n' : ''}    while True:
${next('item', 'return best', 2)}
${key ? `        of_item = key(item)\n        if of_item ${name === 'min' ? '<' : '>'} value:\n            value = of_item\n            best = item\n        item = of_item = None` : `        if item ${name === 'min' ? '<' : '>'} best:\n            best = item\n        item = None`}
`;

const collect = (parameters: string, result: string): string => `
def step(items, result${parameters}):
    while True:
${next('item', `return ${result}`, 2)}
        result.append(item)
`;

const SOURCES = {
  min: extreme('min', false),
  'min of keys': extreme('min', true),
  max: extreme('max', false),
  'max of keys': extreme('max', true),
  unpack_into: collect('', 'result'),
  'unpack_into of values': collect('', 'tuple(result)'),
  unpack_into_w: collect('', 'None'),
  extend: collect('', 'None'),
  unpackiterable: collect('', 'tuple(result)'),
  unicode_join: collect(', separator', 'separator.join(result)'),
  /** The first item chooses the list's strategy, which is part of the green key: the loop proper has another one. */
  list__do_extend_from_iterable: `
def step(items, result):
${next('item', 'return result', 1)}
    result.append(item)
    item = None
    while True:
${next('item', 'return result', 2)}
        result.append(item)
        item = None
`,
  /** A key is kept together with its item (listobject.py, KeyContainer). Whether there is another item is asked before the merge point. */
  _compute_keys_for_sorting: `
def step(items, result, key):
${next('item', 'return result', 1)}
    while True:
        result.append((key(item), item))
${next('item', 'return result', 2)}
`,
  'tuple.contains': `
def step(items, wanted):
    while True:
${next('item', 'return False', 2)}
        if item == wanted:
            return True
        item = None
`,
  'tuple.hash': `
def step(items):
    while True:
${next('item', 'return None', 2)}
        hash(item)
        item = None
`,
} as const;

export type DriverName = keyof typeof SOURCES;

const functions = new Map<string, Map<unknown, W_Function>>();
const codes = new WeakMap<W_Code, number>();
let globals: W_Dict | null = null;

/** The file and the text of the driver behind a generator's `send` (pypy/interpreter/generator.py, jitdriver `generatorentry`). */
const GENERATOR_ENTRY: OwnSource = {
  filename: '<generatorentry>',
  text: 'def step(generator, value):\n    return generator.send(value)\n',
};

const sourceOf = (name: DriverName): OwnSource => ({ filename: `<builtin>/${name}`, text: SOURCES[name] });

/** Steps as they are compiled: each green key has a copy of its own. */
const steps = new Map<string, Code>();

function stepOf({ filename, text }: OwnSource): Code {
  let code = steps.get(filename);
  if (code === undefined) {
    const step = compileOwn(text, filename).consts.find((c) => c.type === 'code');
    if (step === undefined) throw new Error(`${filename} does not compile`);
    steps.set(filename, (code = step.code));
  }
  return code;
}

export const generatorEntryStep = (): Code => stepOf(GENERATOR_ENTRY);

/** What the build compiles (python/archived.ts). */
export const driverSources = (): OwnSource[] => [...(Object.keys(SOURCES) as DriverName[]).map(sourceOf), GENERATOR_ENTRY];

/** For each run anew: code objects carry the JIT's counters. */
export function resetDrivers(): void {
  functions.clear();
  globals = null;
}

/** Whether this is the step of a driver: RPython in PyPy, so that a trace calls it and never inlines it. */
export const isDriver = (code: W_Code): boolean => codes.has(code);

/** Where its loop starts: not at 0 where the first pass has a green key of its own. */
export const driverLoop = (code: W_Code): number => codes.get(code) ?? 0;

/** What iterator_greenkey (baseobjspace.py) gives: the code of a generator or of a map's function, else the iterator's type, of which dicts have three. */
export function iteratorGreenKey(iterator: W): unknown {
  if (iterator instanceof W_Generator) return iterator.frame.code;
  if (iterator instanceof W_MapIter) return iterator.func instanceof W_Function ? iterator.func.code : typeOf(iterator.func);
  if (iterator instanceof W_DictIter) return `iterator of a dict's ${iterator.flavour}`;
  return typeOf(iterator);
}

/** The driver's step for one green key; `strategy`: of a list, where that is part of the key. */
export function driver(name: DriverName, green: unknown, strategy = ''): W_Function {
  const place = `${name} ${strategy}`;
  let byGreen = functions.get(place);
  if (byGreen === undefined) functions.set(place, (byGreen = new Map<unknown, W_Function>()));
  let made = byGreen.get(green);
  if (made === undefined) {
    const code = wrapCode(stepOf(sourceOf(name)).with({ name }));
    code.prepare();
    codes.set(
      code,
      code.opcodes.reduce(
        (found, opcode, unit) => (opcode === ops.JUMP_ABSOLUTE && code.operands[unit] >> 1 < unit ? code.operands[unit] >> 1 : found),
        0,
      ),
    );
    globals ??= newModuleDict();
    made = new W_Function(code, globals, [], null, [], name);
    byGreen.set(green, made);
  }
  return made;
}
