/**
 * The test functions of a file, by the names pytest and unittest go by, and what a profile runs of one. A test is mostly over before a
 * JIT has looked at it, so it is run again and again, until it has been run often enough for every threshold or has used up its time.
 */
import type { ClassDef, Module } from '../../syntax/ast';
import { definedFunctions, required, type DefinedFunction } from './functions';

export interface TestFunction {
  /** Its qualified name. */
  readonly id: string;
  readonly label: string;
  /** The class around it, or null. */
  readonly group: string | null;
  readonly start: number;
  readonly end: number;
  /** What is run after the file; null where that cannot be known. */
  readonly entry: string | null;
  /** Why not. */
  readonly refusal: string | null;
}

/** Runs of a test, and seconds by the run's own clock, after which it is not run again. */
const RUNS = 3000;
const SECONDS = 2;

export function testFunctions(module: Module): readonly TestFunction[] {
  return definedFunctions(module).flatMap((found) => {
    const { qualname, node, owner, start, end } = found;
    const kind = owner === null ? 'function' : kindOf(owner);
    if (kind === null || !node.name.id.startsWith('test') || (owner !== null && qualname.split('.').length !== 2)) return [];
    const wanted = required(node.args).slice(owner === null || isStatic(found) ? 0 : 1);
    const refusal =
      wanted.length === 0
        ? null
        : `${qualname} takes ${wanted.join(', ')}: say what to run in a line such as "# jitlens: run ${node.name.id}(...)"`;
    const group = owner?.name.id ?? null;
    return [
      { id: qualname, label: node.name.id, group, start, end, entry: refusal === null ? repeated(once(found, kind)) : null, refusal },
    ];
  });
}

type Kind = 'function' | 'plain class' | 'unittest';

/** What pytest takes for a class of tests; null for other classes. */
function kindOf({ name, bases, body }: ClassDef): Kind | null {
  const derives = bases.some(
    (base) => (base.kind === 'Name' && base.id.endsWith('TestCase')) || (base.kind === 'Attribute' && base.attr.endsWith('TestCase')),
  );
  if (derives) return 'unittest';
  const hasInit = body.some((stmt) => stmt.kind === 'FunctionDef' && stmt.name.id === '__init__');
  return name.id.startsWith('Test') && !hasInit ? 'plain class' : null;
}

function isStatic({ node }: DefinedFunction): boolean {
  return node.decorator_list.some((decorator) => decorator.kind === 'Name' && decorator.id === 'staticmethod');
}

/** Statements that run the test once. `debug` is unittest's own way to run one test and let its exceptions out. */
function once({ qualname, node, owner }: DefinedFunction, kind: Kind): readonly string[] {
  const awaited = (call: string): string => (node.kind === 'AsyncFunctionDef' ? `__import__('asyncio').run(${call})` : call);
  if (owner === null || kind === 'function') return [awaited(`${qualname}()`)];
  if (kind === 'unittest') return [`${owner.name.id}(${JSON.stringify(node.name.id)}).debug()`];
  const has = (method: string): boolean => owner.body.some((stmt) => stmt.kind === 'FunctionDef' && stmt.name.id === method);
  const around = (method: string): string[] =>
    has(method) ? [`case.${method}(${takesMethod(owner, method) ? `case.${node.name.id}` : ''})`] : [];
  return [`case = ${owner.name.id}()`, ...around('setup_method'), awaited(`case.${node.name.id}()`), ...around('teardown_method')];
}

/** pytest hands the method over where the parameter is there. */
function takesMethod({ body }: ClassDef, method: string): boolean {
  return body.some((stmt) => stmt.kind === 'FunctionDef' && stmt.name.id === method && required(stmt.args).length > 1);
}

function repeated(statements: readonly string[]): string {
  return [
    'def _jitlens_repeat():',
    '    from time import perf_counter',
    '    start = perf_counter()',
    '    runs = 0',
    `    while runs < ${RUNS} and perf_counter() - start < ${SECONDS}:`,
    ...statements.map((statement) => `        ${statement}`),
    '        runs += 1',
    '_jitlens_repeat()',
  ].join('\n');
}
