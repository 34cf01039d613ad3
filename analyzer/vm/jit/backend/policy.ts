/** Numbers that decide how traces run. None of them changes what is computed or counted. */
export interface BackendPolicy {
  /** `interpreter` and `javascript` force one engine; `auto` starts cold and promotes. */
  readonly engine: 'auto' | 'interpreter' | 'javascript';
  /**
   * Entries plus label passes of a trace before it becomes JavaScript. Compiling costs about 6.5 us an operation (0.65 ms per
   * 100) and saves about 10 ns each time it runs, so it pays after some 500 passes.
   */
  readonly promoteAfter: number;
  /**
   * Estimated bytes of V8 bytecode in one function. V8 stops optimizing above 61,440 (flag max_optimized_bytecode_size): 1,000
   * guard-and-operation pairs ran at 1.2 ns each, 1,500 at 35 ns.
   */
  readonly maxBytecode: number;
  /** Runs of a bridge before the code of the trace it grows from is generated again with the bridge inside; 0 for never. */
  readonly inlineBridgeAfter: number;
  /** Bridges inside bridges inside a loop; deeper ones stay on their own. */
  readonly maxInlineDepth: number;
}

export const DEFAULT_POLICY: BackendPolicy = {
  engine: 'auto',
  promoteAfter: 500,
  maxBytecode: 48_000,
  inlineBridgeAfter: 2000,
  maxInlineDepth: 20,
};
