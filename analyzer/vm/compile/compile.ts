/**
 * From syntax tree to code object: the compiler's front door.
 *
 *     const result = compileModule({ module, lines }, { filename: 'a.py' });
 *     if (result.ok) run(result.code); else show(result.error);
 *
 * Order of work, as in PyPy 3.9 (interpreter/pycompiler.py): syntax checks that the grammar leaves open, constant folding,
 * symbol table, code generation, assembly. Nothing is thrown.
 */
import type { ExprStmt, Module, Stmt, TopLevel } from '../../syntax/ast';
import type { LineIndex } from '../../syntax/positions';
import { Block } from './assemble/block';
import { CODE_FLAGS, type Code } from './code';
import { emitModuleAnnotations, prepareAnnotations } from './compiler/annotations';
import { storeDocstring } from './compiler/classes';
import { expression } from './compiler/expressions';
import { docstringOf } from './compiler/functions';
import { body } from './compiler/statements';
import { run, type Steps } from './compiler/steps';
import { Unit, type ModuleContext } from './compiler/unit';
import { CompileError, describeError, type SyntaxErrorInfo } from './errors';
import { foldModule } from './fold/fold';
import { readFutures } from './future';
import { findGrammarError } from './grammar/check';
import { ROLE } from './scope';
import { buildSymbolTable, type AnnotationMode, type SymbolTable } from './symtable';

/** A parsed file. */
export interface ParsedModule {
  readonly module: Module;
  readonly lines: LineIndex;
}

export interface CompileOptions {
  readonly filename: string;
  /** `exec` (the default) for a file, `eval` for one expression, `single` for one interactive statement. */
  readonly mode?: 'exec' | 'eval' | 'single';
  /**
   * Where versions differ in what they mean. `3.14` (the default): annotations are deferred, docstrings lose their indentation.
   * `3.9`: neither, for comparison with PyPy's bytecode.
   */
  readonly dialect?: '3.14' | '3.9';
}

export type CompileResult = { readonly ok: true; readonly code: Code } | { readonly ok: false; readonly error: SyntaxErrorInfo };

/** Compile a module, an expression or an interactive statement. */
export function compileModule(parsed: ParsedModule, options: CompileOptions): CompileResult {
  try {
    return { ok: true, code: compileChecked(parsed, options) };
  } catch (error) {
    if (error instanceof CompileError) return { ok: false, error: describeError(error, parsed.lines) };
    throw error;
  }
}

function compileChecked({ module, lines }: ParsedModule, options: CompileOptions): Code {
  const mode = options.mode ?? 'exec';
  const fault = findGrammarError(lines.text);
  if (fault !== null) throw fault;
  refuseGaps(module, lines.text);
  const isModern = options.dialect !== '3.9';
  const futures = readFutures(module.body);
  const futureAnnotations = (futures.flags & CODE_FLAGS.FUTURE_ANNOTATIONS) !== 0;
  let annotations: AnnotationMode = isModern ? 'deferred' : 'eager';
  let symbols = buildSymbolTable(module.body, { annotations, futureAnnotations });
  if (isModern && readsAnnotations(symbols)) {
    annotations = 'eager';
    symbols = buildSymbolTable(module.body, { annotations, futureAnnotations });
  }
  const context: ModuleContext = {
    filename: options.filename,
    lines,
    symbols,
    folds: foldModule(module),
    annotations,
    futureAnnotations,
    futures,
    cleansDocstrings: isModern,
    base: 0,
  };
  const unit = new Unit(context, 'module', symbols.module, '<module>', '');
  if (mode === 'eval') run(compileExpression(unit, module));
  else run(compileStatements(unit, module.body, mode));
  return unit.assemble();
}

/**
 * Whether the statements of the module or of a class read the name `__annotations__`, which 3.14 no longer binds there. What does was written for 3.13
 * or older, where an annotation is evaluated where it stands: it is run that way, rather than ended by a NameError.
 */
const readsAnnotations = ({ module, scopes }: SymbolTable): boolean =>
  [module, ...scopes.values()].some(
    (scope) =>
      (scope.kind === 'module' || scope.kind === 'class') && scope.containsAnnotated && (scope.role('__annotations__') & ROLE.USED) !== 0,
  );

function* compileStatements(unit: Unit, statements: readonly TopLevel[], mode: 'exec' | 'single'): Steps {
  unit.interactive = mode === 'single';
  const [first] = statements;
  if (first !== undefined && mode === 'exec') {
    unit.module.base = first.base;
    unit.firstlineno = unit.lineOf(first.stmt);
  }
  const annotated = unit.scope.containsAnnotated && unit.module.annotations === 'deferred';
  const reserved = annotated ? unit.use(new Block()) : null;
  if (reserved !== null) unit.use();
  prepareAnnotations(unit);
  for (const [index, { base, stmt }] of statements.entries()) {
    unit.module.base = base;
    if (index === 0 && mode === 'exec' && isDocstring(unit, stmt)) storeDocstring(unit, stmt);
    else yield body(unit, [stmt]);
  }
  if (first === undefined && mode === 'exec') {
    unit.firstlineno = 1;
    unit.make.place = { line: 1, start: 0, end: 0 };
  }
  if (reserved !== null) yield emitModuleAnnotations(unit, reserved);
}

function isDocstring(unit: Unit, stmt: Stmt): stmt is ExprStmt {
  return stmt.kind === 'ExprStmt' && docstringOf(unit, [stmt]) !== undefined;
}

function* compileExpression(unit: Unit, module: Module): Steps {
  const [first] = module.body;
  unit.returnsNone = false;
  if (first === undefined || module.body.length > 1 || first.stmt.kind !== 'ExprStmt') {
    throw new CompileError(
      'invalid syntax',
      first === undefined ? 0 : first.base + first.stmt.start,
      first === undefined ? -1 : first.base + first.stmt.end,
    );
  }
  unit.module.base = first.base;
  yield expression(unit, first.stmt.value);
}

/**
 * What the tree does not hold cannot be compiled. One kind of gap is harmless: two surrogate escapes in a row are one
 * character in our UTF-16 text.
 */
function refuseGaps(module: Module, text: string): void {
  for (const gap of module.errors) {
    if (gap.reason === 'gap' && /^\\[uU]0*[dD][89a-fA-F]/.test(text.slice(gap.start, gap.end + 4))) continue;
    throw new CompileError(gap.reason === 'gap' ? gap.message : 'invalid syntax', gap.start, gap.end);
  }
}
