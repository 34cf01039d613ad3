/**
 * The chain of passes, in the order of PyPy's `enable_opts`: intbounds, rewrite, virtualize, string, pure, earlyforce, heap.
 * (`unroll` is not in the chain: it runs the chain twice.)
 *
 * Source: rpython/jit/metainterp/optimizeopt/__init__.py, PyPy 7.3.11.
 */
import type { Optimizer } from '../optimizer';
import type { Pass } from '../pass';
import { OptEarlyForce } from './earlyforce';
import { OptHeap } from './heap';
import { OptIntBounds } from './intbounds';
import { OptPure } from './pure';
import { OptRewrite } from './rewrite';
import { OptString } from './string';
import { OptVirtualize } from './virtualize';

export interface Passes {
  readonly chain: readonly Pass[];
  readonly rewrite: OptRewrite;
  readonly virtualize: OptVirtualize;
  readonly string: OptString;
  readonly pure: OptPure;
  readonly earlyforce: OptEarlyForce;
  readonly heap: OptHeap;
}

export function buildPasses(optimizer: Optimizer): Passes {
  const rewrite = new OptRewrite();
  const virtualize = new OptVirtualize();
  const string = new OptString();
  const pure = new OptPure(optimizer.params.pureopHistoryLength);
  const earlyforce = new OptEarlyForce();
  const heap = new OptHeap();
  const chain = [new OptIntBounds(), rewrite, virtualize, string, pure, earlyforce, heap];
  chain.forEach((pass, i) => {
    pass.optimizer = optimizer;
    pass.index = i;
    pass.setup();
  });
  return { chain, rewrite, virtualize, string, pure, earlyforce, heap };
}
