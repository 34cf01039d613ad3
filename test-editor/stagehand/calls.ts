/** What the tests and the stagehand say to each other: one JSON object each way on a connection of its own. */
export type Call =
  /** An argument {file: path} is handed over as a URI. */
  | { readonly verb: 'command'; readonly id: string; readonly args: readonly unknown[] }
  /** Shows a file in the first group of editors, where given with the cursor at a 1-based line and column. */
  | { readonly verb: 'open'; readonly path: string; readonly line?: number; readonly column?: number }
  /** User settings; null takes one back. */
  | { readonly verb: 'settings'; readonly values: Readonly<Record<string, unknown>> };

export type Answer = { readonly result: unknown } | { readonly error: string };
