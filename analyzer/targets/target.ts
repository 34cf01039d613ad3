/**
 * A target: one JIT, what it can see and how it behaves. Pure data with a version range, so that rules, help, settings and
 * documentation read the same table. Nothing outside this folder assumes that a target traces.
 */
import type { CallTable } from './calls';

/** A parameter of a JIT, with what it really does. */
export interface Parameter {
  readonly name: string;
  readonly default: number;
  readonly meaning: string;
}

/** How a target treats a construct that interrupts a trace. */
export type Treatment =
  /** Traced through; nothing worth a word is left. */
  | 'inlined'
  /** Traced through, but frames, boxes or checks stay behind. */
  | 'inlined at a cost'
  /** The trace goes on around a call it cannot see into. */
  | 'residual call'
  /** The trace ends there; what was recorded before is kept. */
  | 'ends the trace'
  /** No trace is made of a loop that holds it. */
  | 'no trace';

export interface Behaviour {
  readonly treatment: Treatment;
  /** One sentence, with the measurement or source behind it. */
  readonly because: string;
}

/** The constructs whose treatment differs between targets and that a rule asks about. */
export const CONSTRUCTS = [
  'opaque call',
  'generator in a for loop',
  'generator driven by a builtin',
  'independent branches',
  'escaping allocation',
  'varying struct format',
  'many lukewarm traces',
  'frame read across a call',
  'class changed while hot',
  'long trace',
  'Python code behind syntax',
  'values of several types',
  'interpreter loop',
  'await in a loop',
  'int beyond the machine word',
  'deep recursion',
  'polymorphic call site',
  'exception in a hot loop',
  'globals in a plain dict',
  'generator with several yields',
  'short-lived generator',
  'context manager made of a generator',
  'key hashed behind a call',
  'keyword dictionary',
  'inner loop of a resonant length',
] as const;
export type Construct = (typeof CONSTRUCTS)[number];

export interface Target {
  /** The name on the command line and in settings. */
  readonly name: string;
  readonly title: string;
  /** Versions the data was checked against: first and last, inclusive; `last` null means still true of the newest known. */
  readonly versions: { readonly first: string; readonly last: string | null };
  /** How the JIT finds its code: `record` a running iteration, `project` along the likely branches, or a whole `method`. */
  readonly frontEnd: 'record' | 'project' | 'method';
  /** Backward jumps at one loop header before it is compiled, and calls of one function (null: functions are not compiled on their own). */
  readonly hot: { readonly loop: number; readonly function: number | null };
  /** Bits of an int, its sign left out, beyond which arithmetic leaves the fast path; infinite where it never does. */
  readonly intBits: number;
  /** Whether paths that have parted are compiled apart up to the next loop header, so that branches in a row multiply. */
  readonly pathsMultiply: boolean;
  /** Whether making a trace costs milliseconds, not microseconds: code that is merely lukewarm may then never earn its traces. */
  readonly tracesAreDear: boolean;
  readonly parameters: readonly Parameter[];
  readonly constructs: Readonly<Record<Construct, Behaviour>>;
  /** What becomes of calls; null where the target's calls were not tabulated. */
  readonly calls: CallTable | null;
}

/** The default of a parameter; undefined when the target has no such parameter. */
export function parameterDefault(target: Target, name: string): number | undefined {
  return target.parameters.find((parameter) => parameter.name === name)?.default;
}
