/**
 * The Direct machine: operations on guest values themselves. Every function is trivially inlinable; together with
 * semantics/ it is the interpreter. recording.ts has the same functions over trace values.
 */
export * from './direct/constants';
export * from './direct/decisions';
export * from './direct/ints';
export * from './direct/floats';
export * from './direct/tuples';
export * from './direct/lists';
export * from './direct/dicts';
export * from './direct/ranges';
export * from './direct/iterators';
export * from './direct/instances';
export * from './direct/supers';
export * from './direct/functions';
export * from './direct/names';
export * from './direct/exceptions';
export * from './direct/frames';
export * from './direct/generators';
export * from './direct/calls';
