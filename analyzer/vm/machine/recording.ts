/**
 * The Recording machine: every operation is executed and recorded. Values are values of the trace (analyzer/vm/jit/ir); guards get the
 * frames' state through MetaInterp. The names and meanings are those of direct.ts.
 *
 * One file a kind of value; the operations are in the order PyPy records them for each step.
 */
export * from './recording/constants';
export * from './recording/decisions';
export * from './recording/ints';
export * from './recording/floats';
export * from './recording/tuples';
export * from './recording/lists';
export * from './recording/dicts';
export * from './recording/ranges';
export * from './recording/iterators';
export * from './recording/instances';
export * from './recording/supers';
export * from './recording/functions';
export * from './recording/names';
export * from './recording/exceptions';
export * from './recording/frames';
export * from './recording/effects';
export * from './recording/generators';
export * from './recording/calls';
