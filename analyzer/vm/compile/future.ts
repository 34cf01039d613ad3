/**
 * The features of `__future__` and the code flags they set. All but annotations have long been the rule; PyPy 3.9 sets no
 * flag for those (interpreter/pyparser/future.py).
 */
import type { ImportFrom, Stmt, TopLevel } from '../../syntax/ast';
import { CODE_FLAGS } from './code';
import { fail } from './errors';

const FEATURES: ReadonlyMap<string, number> = new Map([
  ['nested_scopes', 0], ['generators', 0], ['division', 0], ['absolute_import', 0], ['with_statement', 0], ['print_function', 0],
  ['unicode_literals', 0], ['barry_as_FLUFL', 0x400000], ['generator_stop', 0], ['annotations', CODE_FLAGS.FUTURE_ANNOTATIONS],
]);

/** What a module takes from the future. */
export interface Futures {
  readonly flags: number;
  /** The statements that stand where they may; all others are errors. */
  readonly statements: ReadonlySet<Stmt>;
}

/** Read the `from __future__` imports at the beginning of a module. Throws CompileError on an unknown feature. */
export function readFutures(body: readonly TopLevel[]): Futures {
  const statements = new Set<Stmt>();
  let flags = 0;
  for (const [index, { base, stmt }] of body.entries()) {
    if (isFutureImport(stmt)) {
      statements.add(stmt);
      for (const alias of stmt.names) {
        if (alias.name === 'braces') fail('not a chance', base, alias);
        const flag = FEATURES.get(alias.name);
        if (flag === undefined) fail(`future feature ${alias.name} is not defined`, base, alias);
        flags |= flag;
      }
    } else if (index > 0 || !isString(stmt)) {
      break;
    }
  }
  return { flags, statements };
}

export function isFutureImport(stmt: Stmt): stmt is ImportFrom {
  return stmt.kind === 'ImportFrom' && stmt.module === '__future__' && stmt.level === 0;
}

function isString(stmt: Stmt): boolean {
  return stmt.kind === 'ExprStmt' && stmt.value.kind === 'Constant' && stmt.value.value.type === 'str';
}
