/**
 * How a builtin that is not traced through behaves, by the target's table of call classes (targets/, measured on PyPy). What
 * the table does not know is opaque: it may run guest code.
 */
import { PYPY, type CallRow } from '../../../targets';
import type { W_Builtin } from '../../runtime/functions';
import { isConst, type EffectClass, type Value } from '../ir';
import type { CallClass } from '../tracelog';

export interface BuiltinEffect {
  readonly effect: EffectClass;
  readonly callClass: CallClass;
}

/** They read the frame that calls them, which has to be real then. */
const LOOK_AT_FRAMES: ReadonlySet<string> = new Set(['locals', 'vars', 'dir', 'eval', 'exec', 'sys._getframe', '_getframe']);

export function builtinEffect(b: W_Builtin, args: readonly Value[]): BuiltinEffect {
  const callClass = rowOf(b, args)?.class ?? 'opaque';
  if (LOOK_AT_FRAMES.has(b.qualname)) return { effect: 7, callClass };
  switch (callClass) {
    case 'inline':
    case 'inline+helper':
    case 'helper':
    case 'pure call':
      return { effect: 5, callClass };
    default:
      // Own loops and C calls are entered through code of their own; either may run guest code.
      return { effect: 7, callClass };
  }
}

/** The table's row: builtins by name, methods by `type.method`, library functions by dotted name; the number or type of arguments may decide. */
function rowOf(b: W_Builtin, args: readonly Value[]): CallRow | null {
  const name = b.qualname.replace(/\.__new__$/, '');
  const dotted = name.includes('.');
  const kinds = dotted ? (['method', 'library'] as const) : (['builtin', 'library'] as const);
  const table = PYPY.calls;
  if (table === null) return null;
  for (const kind of kinds) {
    const rows = table.lookup(kind, name);
    if (rows.length === 0) continue;
    if (name === 'pow' && args.length === 3) return table.find(kind, name, 'three arguments');
    // struct is looked into only while the format is a constant of the trace (jit-model.md, "the struct rule").
    if (rows.some((row) => row.when === 'constant format')) return table.find(kind, name, args.length > 0 && isConst(args[0]) ? 'constant format' : 'varying format');
    return table.find(kind, name, '') ?? rows[0];
  }
  return null;
}
