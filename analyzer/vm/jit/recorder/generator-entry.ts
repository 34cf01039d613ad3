/**
 * The entry of a generator with many yields. PyPy does not inline such a generator: compiled code enters it through a jitdriver of its own
 * (generatorentry, green: the generator's code), whose trace starts with the generator and the value sent to it. The driver's step is
 * `generator.send(value)`; here it is a function of guest bytecode, one per generator code.
 *
 * Source: pypy/interpreter/generator.py (generatorentry_driver, should_not_inline).
 */
import { ops } from '../../compile/opcodes';
import { generatorEntryStep } from '../../library/jitdrivers';
import { wrapCode, type W_Code } from '../../runtime/functions';

const yields = new WeakMap<W_Code, boolean>();
/**
 * PyPy counts YIELD_VALUE by walking co_code with Python 2's instruction layout, so that a yield after an opcode with an
 * argument is often skipped: two or more counted ones, and the generator is not inlined.
 */
export function manyYields(code: W_Code): boolean {
  let known = yields.get(code);
  if (known === undefined) {
    const bytes = code.code.code;
    let n = 0;
    for (let k = 0; k < bytes.length; k += bytes[k] >= 90 ? 3 : 1) if (bytes[k] === ops.YIELD_VALUE) n++;
    known = n >= 2;
    yields.set(code, known);
  }
  return known;
}

const entries = new WeakMap<W_Code, W_Code>();
const isEntry = new WeakSet<W_Code>();

export const isGeneratorEntry = (code: W_Code): boolean => isEntry.has(code);

/** The driver's step for the generators of one code: a function of (generator, value). */
export function generatorEntryOf(generator: W_Code): W_Code {
  let entry = entries.get(generator);
  if (entry === undefined) {
    entry = wrapCode(generatorEntryStep().with({ name: `${generator.code.name} <generator>` }));
    entries.set(generator, entry);
    isEntry.add(entry);
  }
  return entry;
}
