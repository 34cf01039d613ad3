/**
 * The trace cannot make sense: guards contradict each other, or the loop cannot run twice. Compilation is given up ("bad loop").
 *
 * Source: rpython/jit/metainterp/optimize.py, PyPy 7.3.11.
 */
export class InvalidLoop extends Error {
  override readonly name: string = 'InvalidLoop';
}

/** While optimizing the peeled loop, folding would read memory of the wrong type: treated as an invalid loop. */
export class SpeculativeError extends InvalidLoop {
  override readonly name = 'SpeculativeError';
}
