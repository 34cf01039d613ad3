/** Native tree-sitter and WebAssembly give the same trees, and trees of edits are those of the text. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { editBetween } from './module';
import { createNativeParser, createParser } from './parser';
import type { PythonParser, SyntaxTree } from './parser';
import { DEEP_INPUTS } from './testing/deep-inputs';
import { randomEdit, seeded } from './testing/random-edits';
import { STRANGE_TEXTS } from './testing/strange-texts';

const fixtures = new URL('../../fixtures/syntax/', import.meta.url);
const sources = readdirSync(fixtures)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(new URL(name, fixtures), 'utf8'));
const native = createNativeParser();
let wasm: PythonParser;

beforeAll(async () => {
  wasm = await createParser({ engine: 'wasm' });
});

/** Every node: kind, range, field, and whether recovery put it in. Frees the tree unless told to keep it. */
function nodesOf(tree: SyntaxTree, keep = false): string[] {
  const out: string[] = [];
  const cursor = tree.walk();
  for (;;) {
    const quoted = cursor.nodeIsNamed ? cursor.nodeType : JSON.stringify(cursor.nodeType);
    const { nodeTypeId, currentFieldId, startIndex, endIndex, nodeIsMissing } = cursor;
    out.push(
      `${nodeTypeId} ${quoted} ${startIndex}-${endIndex} ${currentFieldId ?? 0} ${cursor.currentFieldName ?? ''}${nodeIsMissing ? ' MISSING' : ''}`,
    );
    if (cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        cursor.delete?.();
        if (!keep) tree.delete();
        return out;
      }
    }
  }
}

test('the engine can be chosen', async () => {
  expect(wasm.engine).toBe('wasm');
  expect((await createParser({ engine: 'auto' })).engine).toBe(
    native === null || process.env['JITLENS_PARSER'] === 'wasm' ? 'wasm' : 'native',
  );
});

test('an asset folder without the files falls back to the packages', async () => {
  const parser = await createParser({ engine: 'wasm', assets: '/nowhere' });
  const tree = parser.parse('x');
  expect(tree.hasError).toBe(false);
  tree.delete();
});

/** The same tree, also where errors were recovered from: both engines are tree-sitter 0.25. */
function agree(text: string): void {
  expect(nodesOf(wasm.parse(text)).join('\n')).toBe(nodesOf(native!.parse(text)).join('\n'));
}

describe.skipIf(native === null)('native and WebAssembly agree', () => {
  test('on the fixtures', () => {
    for (const source of sources) agree(source);
  });

  test.each([...STRANGE_TEXTS.keys()])('on strange text: %s', (name) => {
    agree(STRANGE_TEXTS.get(name)!);
  });

  test.each([...DEEP_INPUTS.keys()])('on deep input: %s', (name) => {
    agree(DEEP_INPUTS.get(name)!(500));
  });

  test('after random edits and back', () => {
    const random = seeded(11);
    const original = sources[0]!;
    let text = original;
    let trees = { native: native!.parse(text), wasm: wasm.parse(text) };
    for (let step = 0; step < 60; step++) {
      const next = random() < 0.3 ? original : randomEdit(text, random);
      const edit = editBetween(text, next);
      trees = { native: native!.reparse(trees.native, text, next, edit).tree, wasm: wasm.reparse(trees.wasm, text, next, edit).tree };
      text = next;
      expect(trees.wasm.hasError).toBe(trees.native.hasError);
      expect(nodesOf(trees.wasm, true).join('\n')).toBe(nodesOf(trees.native, true).join('\n'));
    }
  });
});
