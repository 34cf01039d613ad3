/** Generator functions whose code may stand elsewhere: in the consumer, or in a class. */
import { lookup } from '../../semantics/environment';
import type { Unit } from '../../semantics/summary';
import { calleeOf } from '../../semantics/types';
import { descendants } from '../../syntax/walk';
import type { Call, For, Stmt } from '../../syntax/ast';
import type { LoopSite } from '../places';
import type { Program, Refusal } from '../rewrite';
import { refuse } from '../rewrite';

/** Builtins that raise no StopIteration and look at no frame. */
const SAFE: ReadonlySet<string> = new Set([
  'range',
  'len',
  'abs',
  'min',
  'max',
  'int',
  'float',
  'str',
  'ord',
  'chr',
  'enumerate',
  'zip',
  'reversed',
  'divmod',
  'isinstance',
  'bool',
  'tuple',
  'list',
  'sorted',
]);
const FORBIDDEN: ReadonlySet<string> = new Set([
  ...[
    'Return',
    'Try',
    'TryStar',
    'With',
    'AsyncWith',
    'FunctionDef',
    'AsyncFunctionDef',
    'ClassDef',
    'Lambda',
    'Global',
    'Nonlocal',
    'YieldFrom',
    'Await',
    'AsyncFor',
    'Raise',
  ],
  ...[
    'Import',
    'ImportFrom',
    'JoinedStr',
    'TemplateStr',
    'Match',
    'Delete',
    'NamedExpr',
    'GeneratorExp',
    'ListComp',
    'SetComp',
    'DictComp',
    'ErrorStmt',
    'ErrorExpr',
  ],
]);

/** A generator function of the file, and the call that a loop makes of it. */
export interface CalledGenerator {
  readonly unit: Unit;
  readonly call: Call;
  /** Without its docstring. */
  readonly body: readonly Stmt[];
}

export function generatorCalled(program: Program, site: LoopSite, { iter }: For): CalledGenerator | Refusal {
  const callee = iter.kind === 'Call' ? calleeOf(program.env, site.unit, iter.func) : null;
  if (iter.kind !== 'Call' || callee?.kind !== 'function' || !callee.unit.isGenerator)
    return refuse('the loop does not call the generator function itself');
  const { unit } = callee;
  if (program.env.home(unit.top) !== program.env || !program.env.summaries.includes(unit.top))
    return refuse('the generator function stands in another file');
  if (unit.parent?.kind !== 'module' || unit.classFacts !== null || unit.decorators.length > 0 || unit.isAsync || unit.kind !== 'function')
    return refuse('the generator is no plain function of the module');
  if (
    unit.parameters.length !== iter.args.length ||
    iter.keywords.length > 0 ||
    unit.parameters.some(({ kind }) => kind !== 'plain') ||
    iter.args.some(({ kind }) => kind === 'Starred')
  )
    return refuse('its arguments are not given one by one');
  const first = unit.body[0]!;
  const body = first.kind === 'ExprStmt' && first.value.kind === 'Constant' ? unit.body.slice(1) : unit.body;
  return { unit, call: iter, body };
}

/** Why the code would mean something else in another frame; null where it would not. */
export function whyNotMovable(program: Program, unit: Unit, body: readonly Stmt[]): string | null {
  for (const statement of body)
    for (const below of descendants(statement)) {
      if (FORBIDDEN.has(below.kind)) return `the generator holds ${described(below.kind)}, which would mean something else in the consumer`;
      if (
        below.kind === 'Call' &&
        !(below.func.kind === 'Name' && SAFE.has(below.func.id) && lookup(program.env, unit, below.func.id) === null)
      )
        return 'the generator calls code that may end it or look at its frame';
    }
  return null;
}

function described(kind: string): string {
  return kind === 'Return'
    ? 'a `return`'
    : kind === 'Try' || kind === 'With'
      ? `a \`${kind.toLowerCase()}\``
      : kind === 'YieldFrom'
        ? 'a `yield from`'
        : 'code';
}
