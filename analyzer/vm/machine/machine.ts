/**
 * The machine that semantics/ is written over. The double build replaces this module by direct.ts (the interpreter) or
 * recording.ts (the tracer); as it stands it types the sources.
 */
export * from './direct';
