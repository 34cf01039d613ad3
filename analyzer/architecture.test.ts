/**
 * The arrows of docs/architecture.md, checked: which folder may import which, and what must not occur in some of them.
 */
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/install.mjs';
import { filesBelow } from '../scripts/source-hash.mjs';

interface SourceFile {
  /** From the root of the checkout, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** The parts of the program and the parts each may import, besides itself. */
const arrows: ReadonlyMap<string, readonly string[]> = new Map([
  ['client', ['server/protocol']],
  // For the shapes of what commands answer with.
  ['server/protocol', ['analyzer/profile']],
  ['server', ['server/protocol', 'analyzer']],
  ['analyzer/syntax', []],
  ['analyzer/semantics', ['analyzer/syntax']],
  ['analyzer/targets', ['analyzer/syntax']],
  ['analyzer/rules', ['analyzer/semantics', 'analyzer/targets', 'analyzer/syntax']],
  ['analyzer/vm', ['analyzer/semantics', 'analyzer/targets', 'analyzer/syntax']],
  ['analyzer/profile', ['analyzer/rules', 'analyzer/vm', 'analyzer/semantics', 'analyzer/targets', 'analyzer/syntax']],
  ...['analyzer/report', 'analyzer/workspace', 'analyzer/fixes'].map((top): [string, string[]] => [
    top,
    ['analyzer/profile', 'analyzer/rules', 'analyzer/vm', 'analyzer/semantics', 'analyzer/targets', 'analyzer/syntax'],
  ]),
  // The command may use everything.
  ['analyzer/cli', ['analyzer', 'server']],
]);

const within = (file: string, part: string): boolean => file === part || file.startsWith(`${part}/`) || file.startsWith(`${part}.`);

/** The most specific part a file belongs to. */
function partOf(file: string): string | undefined {
  return [...arrows.keys()].filter((part) => within(file, part)).sort((a, b) => b.length - a.length)[0];
}

const isForTests = (file: string): boolean => file.endsWith('.test.ts') || file.includes('/testing/');

/** Every import that goes against the arrows, one sentence each. */
function wrongImports(files: readonly SourceFile[]): string[] {
  const found: string[] = [];
  for (const { path: file, text } of files) {
    const part = partOf(file);
    if (part === undefined) {
      found.push(`${file} belongs to no known part`);
      continue;
    }
    for (const { fileName: specifier } of ts.preProcessFile(text, true, true).importedFiles) {
      const reason = specifier.startsWith('.')
        ? wrongTarget(part, path.posix.join(path.posix.dirname(file), specifier))
        : wrongPackage(file, specifier);
      if (reason !== null) found.push(`${file} imports ${specifier}: ${reason}`);
    }
  }
  return found;
}

function wrongTarget(part: string, target: string): string | null {
  // For the version.
  if (target === 'package.json') return null;
  if (target.includes('/testing/')) return 'that is for tests only';
  if (within(target, part) && partOf(target) === part) return null;
  if ((arrows.get(part) ?? []).some((allowed) => within(target, allowed))) return null;
  return `${part} must not know ${partOf(target) ?? target}`;
}

function wrongPackage(file: string, specifier: string): string | null {
  if (within(file, 'analyzer') && !within(file, 'analyzer/cli') && /^vscode(-|\/|$)/.test(specifier)) return 'the analyzer knows no editor';
  if (within(file, 'analyzer/vm') && !within(file, 'analyzer/vm/sandbox') && isBuiltin(specifier)) return 'the VM knows no Node.js';
  return null;
}

/** Every place in the VM that turns text into code, or uses a global of Node.js, where it must not. */
function wrongConstructs(files: readonly SourceFile[]): string[] {
  const found: string[] = [];
  for (const { path: file, text } of files) {
    if (!within(file, 'analyzer/vm') || !/eval|Function|process|Buffer|require/.test(text)) continue;
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, false);
    const pending: ts.Node[] = [tree];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      ts.forEachChild(node, (child) => void pending.push(child));
      const name = usedGlobal(node);
      if (name === null) continue;
      if (name === 'eval') found.push(`${file} calls eval`);
      else if (name !== 'Function') {
        if (!within(file, 'analyzer/vm/sandbox')) found.push(`${file} uses ${name} of Node.js`);
      } else if (!within(file, 'analyzer/vm/jit/backend')) found.push(`${file} makes a Function from text`);
    }
  }
  return found;
}

/** `eval` or `Function` when the node calls it, `process`, `Buffer` or `require` when it uses that. */
function usedGlobal(node: ts.Node): string | null {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    if (ts.isIdentifier(node.expression) && ['eval', 'Function', 'require'].includes(node.expression.text)) return node.expression.text;
  }
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const { text } = node.expression;
    if (text === 'Buffer' || (text === 'process' && ['env', 'argv', 'exit', 'memoryUsage', 'hrtime', 'nextTick'].includes(node.name.text)))
      return text;
  }
  return null;
}

const product: SourceFile[] = ['client', 'server', 'analyzer']
  .flatMap((folder) => filesBelow(path.join(root, folder)))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ path: path.relative(root, file).split(path.sep).join('/'), text: readFileSync(file, 'utf8') }))
  .filter((file) => !isForTests(file.path));

describe('the product', () => {
  it('has sources to look at', () => {
    expect(product.map((file) => file.path)).toContain('analyzer/syntax/ast.ts');
  });

  it('imports along the arrows only', () => {
    expect(wrongImports(product)).toEqual([]);
  });

  it('turns text into code in the backend of the JIT alone, and keeps Node.js out of the VM', () => {
    expect(wrongConstructs(product)).toEqual([]);
  });
});

describe('the check', () => {
  const imports = (file: string, specifier: string): string[] => wrongImports([{ path: file, text: `import { x } from '${specifier}';` }]);
  const constructs = (file: string, text: string): string[] => wrongConstructs([{ path: file, text }]);

  it.each([
    ['analyzer/rules/a/b.ts', '../../vm/jit/ir', 'analyzer/rules must not know analyzer/vm'],
    ['analyzer/vm/x.ts', '../rules/finding', 'analyzer/vm must not know analyzer/rules'],
    ['analyzer/syntax/x.ts', '../semantics/scopes', 'analyzer/syntax must not know analyzer/semantics'],
    ['analyzer/profile/x.ts', '../report/text', 'analyzer/profile must not know analyzer/report'],
    ['analyzer/vm/x.ts', '../../server/main', 'analyzer/vm must not know server'],
    ['client/x.ts', '../server/main', 'client must not know server'],
    ['client/x.ts', '../analyzer/syntax/ast', 'client must not know analyzer/syntax'],
    ['server/protocol.ts', '../analyzer/syntax/ast', 'server/protocol must not know analyzer/syntax'],
    ['analyzer/syntax/x.ts', './testing/trees', 'that is for tests only'],
    ['analyzer/vm/jit/x.ts', 'node:fs', 'the VM knows no Node.js'],
    ['analyzer/vm/jit/x.ts', 'fs', 'the VM knows no Node.js'],
    ['analyzer/report/x.ts', 'vscode-languageserver/node', 'the analyzer knows no editor'],
  ])('refuses in %s the import of %s', (file, specifier, reason) => {
    expect(imports(file, specifier)).toEqual([`${file} imports ${specifier}: ${reason}`]);
  });

  it.each([
    ['analyzer/profile/x.ts', '../vm/jit/ir'],
    ['analyzer/vm/sandbox/clock.ts', 'node:perf_hooks'],
    ['analyzer/cli.ts', '../server/main'],
    ['analyzer/cli.ts', './report/text'],
    ['server/main.ts', '../analyzer/workspace/documents'],
    ['server/main.ts', './protocol'],
    ['client/extension.ts', '../server/protocol'],
    ['client/extension.ts', 'vscode'],
  ])('allows in %s the import of %s', (file, specifier) => {
    expect(imports(file, specifier)).toEqual([]);
  });

  it('sees types, re-exports and late imports too', () => {
    for (const form of [`import type { x } from '../vm/x'`, `export * from '../vm/x'`, `await import('../vm/x')`]) {
      expect(wrongImports([{ path: 'analyzer/rules/x.ts', text: form }])).toHaveLength(1);
    }
  });

  it('finds code made from text, but not the words in a message', () => {
    expect(constructs('analyzer/vm/x.ts', 'eval(text)')).toEqual(['analyzer/vm/x.ts calls eval']);
    expect(constructs('analyzer/vm/x.ts', 'new Function(text)')).toEqual(['analyzer/vm/x.ts makes a Function from text']);
    expect(constructs('analyzer/vm/jit/backend/x.ts', 'new Function(text)')).toEqual([]);
    expect(constructs('analyzer/vm/x.ts', `fail('eval() arg 1 must be a string'); // eval(x)`)).toEqual([]);
  });

  it('finds globals of Node.js', () => {
    expect(constructs('analyzer/vm/x.ts', 'process.env.HOME')).toEqual(['analyzer/vm/x.ts uses process of Node.js']);
    expect(constructs('analyzer/vm/sandbox/x.ts', 'process.memoryUsage()')).toEqual([]);
    expect(constructs('analyzer/vm/x.ts', 'Buffer.from(x)')).toEqual(['analyzer/vm/x.ts uses Buffer of Node.js']);
  });
});
