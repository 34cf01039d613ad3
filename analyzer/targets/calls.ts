/**
 * What a tracing JIT leaves of a call in an optimized trace.
 *
 * The vocabulary is that of RPython's effect analysis (rpython/jit/codewriter/effectinfo.py and policy.py): a callee that is
 * looked inside leaves nothing; one that is not leaves a residual call, and what that call may touch decides what the
 * optimizer must forget.
 */

/** From harmless to blocking; the order is the severity. */
export const CALL_CLASSES = ['inline', 'inline+helper', 'pure call', 'helper', 'own loop', 'opaque', 'C call'] as const;
export type CallClass = (typeof CALL_CLASSES)[number];

export const CALL_CLASS_MEANING: Readonly<Record<CallClass, string>> = {
  inline: 'traced through; no call is left',
  'inline+helper': 'traced through, with a lookup or copy helper that only touches its own container',
  'pure call': 'an elidable call: its result can be reused and nothing is invalidated',
  helper: 'a residual call with a known write set: it cannot run Python code and other objects stay known',
  'own loop': 'runs in a separately compiled trace: the caller allocates a frame and its arguments',
  opaque: 'a call that may force: the optimizer forgets all it knew about the heap',
  'C call': 'a call into foreign code with the interpreter lock released',
};

/** True for the classes after which heap knowledge is gone. */
export function blocksTrace(callClass: CallClass): boolean {
  return callClass === 'opaque' || callClass === 'C call';
}

/** What a row is looked up by: `builtin` by name, `library` by dotted name, `method` by `type.method`, `op` by its description. */
export type CallKind = 'builtin' | 'library' | 'method' | 'op';

/** One construct and what becomes of it. */
export interface CallRow {
  readonly kind: CallKind;
  /** `sorted`, `math.hypot`, `list.extend`, `list slice store`. */
  readonly name: string;
  /** Condition under which the row holds, e.g. `tuple` (first argument), `three arguments`; empty: always. */
  readonly when: string;
  readonly class: CallClass;
  /** Names of the residual calls left in the steady loop, with their effect class. */
  readonly calls: string;
  readonly allocations: number;
  /** CPU nanoseconds an iteration, warm, in a loop that does nothing else; null where it could not be measured. */
  readonly nanoseconds: number | null;
  /** The same on CPython 3.13 without a JIT. */
  readonly nanosecondsCPython: number | null;
  /** Which measurement says so. */
  readonly evidence: string;
}

/** An index over rows; a name may have several rows that differ in `when`. Rows and index are made when they are first asked for: most runs ask late or never. */
export class CallTable {
  private made: readonly CallRow[] | null = null;
  private index: Map<string, CallRow[]> | null = null;

  constructor(private readonly make: () => readonly CallRow[]) {}

  get rows(): readonly CallRow[] {
    return (this.made ??= this.make());
  }

  /** All rows of a construct, none when it was never measured. */
  lookup(kind: CallKind, name: string): readonly CallRow[] {
    return (this.index ??= indexed(this.rows)).get(`${kind} ${name}`) ?? [];
  }

  /**
   * The row that holds under a condition: the one that names it, else the one without a condition, else, when every row of the
   * construct is of one class, any of them. Null when the condition matters and is not known.
   */
  find(kind: CallKind, name: string, when: string): CallRow | null {
    const rows = this.lookup(kind, name);
    const exact = rows.find((row) => row.when === when) ?? rows.find((row) => row.when === '');
    if (exact !== undefined) return exact;
    const first = rows[0];
    return first !== undefined && rows.every((row) => row.class === first.class) ? first : null;
  }
}

function indexed(rows: readonly CallRow[]): Map<string, CallRow[]> {
  const byName = new Map<string, CallRow[]>();
  for (const row of rows) {
    const key = `${row.kind} ${row.name}`;
    const known = byName.get(key);
    if (known === undefined) byName.set(key, [row]);
    else known.push(row);
  }
  return byName;
}
