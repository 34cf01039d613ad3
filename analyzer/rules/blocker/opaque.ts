/** Which calls of a unit are opaque to a target, by the target's own table. */
import type { Call, Expr } from '../../syntax/ast';
import { importedName, lookup } from '../../semantics/environment';
import type { Environment } from '../../semantics/environment';
import type { Range, Unit } from '../../semantics/summary';
import { calleeOf, isBuiltin, typeOf } from '../../semantics/types';
import type { CallRow, CallTable, Target } from '../../targets';
import { blocksTrace } from '../../targets';

/** An opaque construct at a place. */
export interface Opaque {
  readonly row: CallRow;
  /** As the programmer knows it: `sorted`, `list.extend`. */
  readonly callee: string;
  readonly range: Range;
}

/** The row of a call that is opaque to the target, or null. Struct functions have a rule of their own. */
export function opaqueCall(env: Environment, target: Target, unit: Unit, call: Call): Opaque | null {
  const table = target.calls;
  if (table === null) return null;
  const found = rowOf(env, table, unit, call);
  return found !== null && blocksTrace(found.row.class) ? { ...found, range: call } : null;
}

function rowOf(env: Environment, table: CallTable, unit: Unit, call: Call): Omit<Opaque, 'range'> | null {
  const named = (kind: CallRow['kind'], name: string, when: string, callee: string): Omit<Opaque, 'range'> | null => {
    const row = table.find(kind, name, when);
    return row === null ? null : { row, callee };
  };
  const callee = calleeOf(env, unit, call.func);
  switch (callee?.kind) {
    case 'builtin':
      return named('builtin', callee.name, conditionOf(env, unit, callee.name, call), callee.name);
    case 'library':
      if (callee.name.startsWith('struct.') && callee.name !== 'struct.iter_unpack') return null;
      if (EXTENSION_PACKAGES.has(callee.name.split('.')[0]!)) return named('op', 'extension call', '', callee.name);
      return named('library', callee.name, '', callee.name);
    case 'method':
      return named('method', `${callee.type}.${callee.name}`, conditionOfMethod(env, unit, call), `${callee.type}.${callee.name}`);
    default:
      // Of which type the object is need not be known where one type alone has the method.
      if (callee === null && stripsCharacters(call) && call.func.kind === 'Attribute' && env.methodsNamed(call.func.attr).length === 0)
        return named('method', `str.${call.func.attr}`, 'characters', `str.${call.func.attr}`);
      return isForeignCall(env, unit, call.func) ? named('op', 'ctypes call', '', 'ctypes function') : null;
  }
}

/** Packages whose functions are C extensions: on PyPy every call goes through its C API emulation. */
const EXTENSION_PACKAGES: ReadonlySet<string> = new Set([
  'numpy',
  'pandas',
  'scipy',
  'lxml',
  'psycopg2',
  'cv2',
  'PIL',
  'sklearn',
  'torch',
  'tensorflow',
]);

/** The condition under which a row of a builtin holds, in the words of the table. */
function conditionOf(env: Environment, unit: Unit, name: string, call: Call): string {
  const first = call.args[0];
  if (first === undefined) return 'no argument';
  switch (name) {
    case 'list':
      return isBuiltin(typeOf(env, unit, first), 'tuple') ? 'tuple' : 'something else';
    case 'dict': {
      const of = typeOf(env, unit, first);
      return isBuiltin(of, 'list') || isBuiltin(of, 'zip') || isBuiltin(of, 'generator') ? 'pairs' : 'something else';
    }
    case 'isinstance': {
      const imported = call.args[1] === undefined ? null : importedName(env, unit, call.args[1]);
      return imported !== null &&
        (imported.startsWith('collections.abc.') || imported.startsWith('typing.') || imported.startsWith('numbers.'))
        ? 'abstract base class'
        : 'x, C';
    }
    case 'pow':
      if (call.args.length !== 3) return 'two arguments';
      return isInt(call.args[1]!) && isInt(call.args[2]!) ? 'three arguments, exponent and modulus constant' : 'three arguments';
    default:
      return '';
  }
}

const isInt = (node: Expr): boolean => node.kind === 'Constant' && node.value.type === 'int';

/** Methods that only str and bytes have, and that look for each character among those they are given. */
const STRIPPING: ReadonlySet<string> = new Set(['strip', 'lstrip', 'rstrip']);

const stripsCharacters = ({ func, args }: Call): boolean =>
  func.kind === 'Attribute' && STRIPPING.has(func.attr) && args.length === 1 && args[0]!.kind !== 'Starred';

function conditionOfMethod(env: Environment, unit: Unit, call: Call): string {
  if (stripsCharacters(call)) return 'characters';
  const of = call.args[0] === undefined ? null : typeOf(env, unit, call.args[0]);
  return of !== null && of.kind === 'builtin' ? of.name : '';
}

/** `lib.function(...)` where `lib` was loaded with ctypes. */
function isForeignCall(env: Environment, unit: Unit, func: Expr): boolean {
  if (func.kind === 'Name') {
    // `f = lib.function`, bound once.
    const bound = lookup(env, unit, func.id)?.bindings ?? [];
    const value = bound.length === 1 && bound[0]!.kind === 'assign' ? bound[0]!.value : null;
    return value?.kind === 'Attribute' && isForeignCall(env, bound[0]!.unit, value);
  }
  if (func.kind !== 'Attribute' || func.value.kind !== 'Name') return false;
  const bindings = lookup(env, unit, func.value.id)?.bindings ?? [];
  return bindings.some(
    (binding) => binding.value?.kind === 'Call' && LOADERS.has(importedName(env, binding.unit, binding.value.func) ?? ''),
  );
}

const LOADERS: ReadonlySet<string> = new Set(['ctypes.CDLL', 'ctypes.PyDLL', 'ctypes.cdll.LoadLibrary']);
