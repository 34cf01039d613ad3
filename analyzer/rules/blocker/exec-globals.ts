/**
 * JIT107: code with loops or functions that is run by `exec` with a plain dict as its globals.
 *
 * A module's dict keeps its values in cells under a version that traces rely on (pypy/objspace/std/celldict.py). `exec(code, {})` gives the code an ordinary
 * dict: each read of a global, and of a builtin behind it, is a lookup in the trace.
 */
import type { Call, Expr } from '../../syntax/ast';
import { importedName, lookup } from '../../semantics/environment';
import type { Environment } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import { placeOf } from '../../semantics/summary';
import { text } from '../../semantics/text';
import { calleeOf, isBuiltin, typeOf } from '../../semantics/types';
import type { LocalFinding, Rule, RuleContext } from '../rule';
import { scopeOf } from '../rule';
import { page } from './exec-globals.page';

export const execGlobals: Rule = {
  code: 'JIT107',
  family: 'blocker',
  name: 'exec-globals',
  summary: 'code run by exec with a plain dict as its globals',
  construct: 'globals in a plain dict',
  applies: (target) => target.constructs['globals in a plain dict'].treatment !== 'inlined',
  check: (summary, context) =>
    summary.units.flatMap((unit) => unit.calls.flatMap(({ node, loop }) => checkCall(context, unit, node, loop) ?? [])),
  // The code that it runs may be hot where this call is not.
  looksAtColdCode: true,
  page,
};

function checkCall(context: RuleContext, unit: Unit, call: Call, loop: number): LocalFinding | null {
  if (call.func.kind !== 'Name' || call.func.id !== 'exec') return null;
  const [code, globals] = call.args;
  if (code === undefined || globals === undefined || calleeOf(context.env, unit, call.func)?.kind !== 'builtin') return null;
  if (!isPlainDict(context.env, unit, globals)) return null;
  const source = sourceOf(context.env, unit, code);
  // A line of assignments is run and forgotten; code with a loop or a function in it is there to be used.
  if (source === null || !/^[ \t]*(for|while|def|async def|class)\b/m.test(source)) return null;
  const warmth = context.hotness.ofLoop(unit, loop);
  return {
    place: placeOf(unit, globals),
    message: text`the code run here has a plain dict for its globals: in hot code each read of a global or a builtin is a lookup`,
    help: text`run it in the dict of a module, \`exec(code, types.ModuleType("name").__dict__)\`, and keep the module`,
    note: text`${context.target.constructs['globals in a plain dict'].because}`,
    // A loop in it gets hot by itself; a function may never be called.
    severity: /^[ \t]*(for|while)\b/m.test(source) ? 'information' : 'hint',
    certainty: 'certain',
    related: [{ place: placeOf(unit, code), message: text`this code` }],
    hotness: warmth.reason,
    claim: {
      kind: 'residual-call',
      callee: 'dict lookup',
      minimum: 'helper',
      span: placeOf(unit, call),
      text: fileOf(context.env, unit, code),
    },
    scope: scopeOf(unit),
  };
}

/** A dict that was made as one: not `globals()`, not the `__dict__` of a module. */
function isPlainDict(env: Environment, unit: Unit, expr: Expr): boolean {
  return isBuiltin(typeOf(env, unit, expr), 'dict');
}

/** The file name that tracebacks, and logs of a JIT, give the code: what `compile` was told, or what `exec` says of a str. */
function fileOf(env: Environment, unit: Unit, code: Expr, limit = 4): string {
  if (code.kind === 'Call' && code.func.kind === 'Name' && code.func.id === 'compile') {
    const name = code.args[1];
    if (name?.kind === 'Constant' && name.value.type === 'str') return name.value.value;
  }
  const bindings = code.kind === 'Name' ? (lookup(env, unit, code.id)?.bindings ?? []) : [];
  const [only] = bindings;
  const value = bindings.length === 1 && only!.kind === 'assign' ? only!.value : null;
  return value !== null && limit > 0 ? fileOf(env, only!.unit, value, limit - 1) : '<string>';
}

/** The text, where the file holds it: written down, or compiled from what is. */
function sourceOf(env: Environment, unit: Unit, expr: Expr, limit = 4): string | null {
  if (limit === 0) return null;
  if (expr.kind === 'Constant') return expr.value.type === 'str' ? expr.value.value : null;
  if (expr.kind === 'JoinedStr') return expr.values.map((part) => sourceOf(env, unit, part, limit - 1) ?? '0').join('');
  if (expr.kind === 'BinOp') return sourceOf(env, unit, expr.left, limit - 1) ?? sourceOf(env, unit, expr.right, limit - 1);
  if (expr.kind === 'Call') {
    const callee = expr.func.kind === 'Name' ? expr.func.id : importedName(env, unit, expr.func);
    return (callee === 'compile' || callee === 'textwrap.dedent') && expr.args[0] !== undefined
      ? sourceOf(env, unit, expr.args[0], limit - 1)
      : null;
  }
  if (expr.kind !== 'Name') return null;
  const bindings = lookup(env, unit, expr.id)?.bindings ?? [];
  const only = bindings.length === 1 ? bindings[0]! : null;
  return only?.kind === 'assign' && only.value !== null ? sourceOf(env, only.unit, only.value, limit - 1) : null;
}
