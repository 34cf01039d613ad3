/** The functions of a file, and how a profile can run one of them. */
import type { Arguments, AsyncFunctionDef, ClassDef, Expr, FunctionDef, Module, Stmt } from '../../syntax/ast';
import { mentions, runLinesOf } from './run-lines';

/** A function or a method; those inside other functions are part of them. Offsets are absolute. */
export interface DefinedFunction {
  /** Python's `__qualname__`. */
  readonly qualname: string;
  readonly node: FunctionDef | AsyncFunctionDef;
  /** The class around a method. */
  readonly owner: ClassDef | null;
  /** From the first decorator to the end of the body. */
  readonly start: number;
  readonly end: number;
  readonly name: { readonly start: number; readonly end: number };
}

/** In the order of the text. */
export function definedFunctions({ body }: Module): readonly DefinedFunction[] {
  const found: DefinedFunction[] = [];
  for (const { base, stmt } of body) {
    // A stack of our own: classes may be nested as deep as a file is long. The last in is the first out.
    const waiting: { readonly stmt: Stmt; readonly prefix: string; readonly owner: ClassDef | null }[] = [
      { stmt, prefix: '', owner: null },
    ];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { prefix, owner } = next;
      const node = next.stmt;
      if (node.kind === 'FunctionDef' || node.kind === 'AsyncFunctionDef') {
        const start = base + Math.min(node.start, ...node.decorator_list.map((decorator) => decorator.start - 1));
        const name = { start: base + node.name.start, end: base + node.name.end };
        found.push({ qualname: prefix + node.name.id, node, owner, start, end: base + node.end, name });
      } else if (node.kind === 'ClassDef')
        for (const inner of [...node.body].reverse()) waiting.push({ stmt: inner, prefix: `${prefix}${node.name.id}.`, owner: node });
      else if (node.kind === 'If')
        for (const inner of [...node.body, ...node.orelse].reverse()) waiting.push({ stmt: inner, prefix, owner });
    }
  }
  return found;
}

export function functionAt(module: Module, offset: number): DefinedFunction | null {
  return definedFunctions(module).find(({ start, end }) => start <= offset && offset <= end) ?? null;
}

/** How a function is run: what is run after the file in place of its main guard; null where the file runs it by itself. */
export type Entry = { readonly entry: string | null } | { readonly refusal: string };

/**
 * By the run lines that belong to it; else by the file's main guard, or what else it does when it is run; else, where the function wants
 * no arguments, by a call of it.
 */
export function entryOf(module: Module, text: string, { qualname, node, owner, start, end }: DefinedFunction): Entry {
  const lines = runLinesOf(module);
  const own = lines.filter(
    (line) => (line.start >= start && line.end <= end) || (text.slice(line.end, start).trim() === '' && line.end <= start),
  );
  const chosen = own.length > 0 ? own : lines.filter((line) => mentions(line, node.name.id));
  if (chosen.length > 0) return { entry: chosen.map(({ code }) => code).join('\n') };
  if (module.body.some(({ stmt }) => !DEFINES.has(stmt.kind) && !isDocstring(stmt))) return { entry: null };
  if (owner === null && required(node.args).length === 0 && node.kind === 'FunctionDef') return { entry: `${qualname}()` };
  return {
    refusal: `nothing says how to run ${qualname}: give the file a main guard, or a line such as "# jitlens: run ${exampleCall(qualname, node.args)}"`,
  };
}

/** Statements that define and do nothing. */
const DEFINES: ReadonlySet<string> = new Set([
  'FunctionDef',
  'AsyncFunctionDef',
  'ClassDef',
  'Import',
  'ImportFrom',
  'Assign',
  'AnnAssign',
  'TypeAlias',
  'Pass',
  'ErrorStmt',
]);

function isDocstring(stmt: Stmt): boolean {
  return stmt.kind === 'ExprStmt' && (stmt.value.kind === 'Constant' || stmt.value.kind === 'JoinedStr');
}

/** Parameters without a default. */
export function required({ posonlyargs, args, defaults, kwonlyargs, kw_defaults }: Arguments): readonly string[] {
  const positional = [...posonlyargs, ...args];
  const named = kwonlyargs.filter((_, index) => (kw_defaults[index] as Expr | null | undefined) == null);
  return [...positional.slice(0, positional.length - defaults.length), ...named].map(({ arg }) => arg);
}

function exampleCall(qualname: string, parameters: Arguments): string {
  const given = required(parameters)
    .filter((name) => name !== 'self' && name !== 'cls')
    .map(() => '1000');
  return `${qualname.replace(/^(.*)\.(\w+)$/, '$1().$2')}(${given.join(', ')})`;
}
