/** Numbers that decide how traces run. None of them changes what is computed or counted. */
export interface BackendPolicy {
  /** `interpreter` and `javascript` force one engine; `auto` starts cold and promotes. */
  readonly engine: 'auto' | 'interpreter' | 'javascript';
  /**
   * Entries plus label passes of a trace before it becomes JavaScript. Generating costs about 6.5 us an operation (0.65 ms per
   * 100) and saves 20 to 50 ns each time the operation runs, so it pays after 130 to 330 passes; a trace that has run 80 times will
   * mostly run many more.
   */
  readonly promoteAfter: number;
  /**
   * Estimated bytes of V8 bytecode in one function. V8 stops optimizing above 61,440 (flag max_optimized_bytecode_size): 1,000
   * guard-and-operation pairs ran at 1.2 ns each, 1,500 at 35 ns.
   */
  readonly maxBytecode: number;
  /**
   * Estimated bytes of bytecode in all functions of a run, those made again counted each time. Beyond, traces stay in the IR interpreter.
   * V8's own code and data are several times as large.
   */
  readonly maxTotalBytecode: number;
  /**
   * Crossings into bridges before the code of the trace they grow from is generated again with the busy ones inside; 0 for never. It is for
   * a small host (of 50 operations) and grows with the square of its size. A crossing costs 20 to 200 ns more than code inside; V8 optimizes
   * the whole host again, which takes 1 ms for 50 operations, 20 ms for 250 and 150 ms for 750: it is done once the crossings have cost as much.
   */
  readonly inlineBridgeAfter: number;
  /** Bridges inside bridges inside a loop; deeper ones stay on their own. */
  readonly maxInlineDepth: number;
}

export const DEFAULT_POLICY: BackendPolicy = {
  engine: 'auto',
  promoteAfter: 80,
  maxBytecode: 48_000,
  maxTotalBytecode: 64_000_000,
  inlineBridgeAfter: 10_000,
  maxInlineDepth: 20,
};
