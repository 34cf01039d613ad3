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
const sources = readdirSync(fixtures).filter((name) => name.endsWith('.py')).map((name) => readFileSync(new URL(name, fixtures), 'utf8'));
const native = createNativeParser();
let wasm: PythonParser;

beforeAll(async () => {
  wasm = await createParser({ engine: 'wasm' });
});

/** Every node: kind, range, field, and whether recovery put it in. */
function nodesOf(tree: SyntaxTree): string[] {
  const out: string[] = [];
  const cursor = tree.walk();
  for (;;) {
    const quoted = cursor.nodeIsNamed ? cursor.nodeType : JSON.stringify(cursor.nodeType);
    const { nodeTypeId, currentFieldId, startIndex, endIndex, nodeIsMissing } = cursor;
    out.push(`${nodeTypeId} ${quoted} ${startIndex}-${endIndex} ${currentFieldId} ${cursor.currentFieldName ?? ''}${nodeIsMissing ? ' MISSING' : ''}`);
    if (cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        cursor.delete?.();
        tree.delete();
        return out;
      }
    }
  }
}

test('the engine can be chosen', async () => {
  expect(wasm.engine).toBe('wasm');
  expect((await createParser({ engine: 'auto' })).engine).toBe(native === null || process.env['JITLENS_PARSER'] === 'wasm' ? 'wasm' : 'native');
});

test('an asset folder without the files falls back to the packages', async () => {
  const parser = await createParser({ engine: 'wasm', assets: '/nowhere' });
  const tree = parser.parse('x');
  expect(tree.hasError).toBe(false);
  tree.delete();
});

describe.skipIf(native === null)('native and WebAssembly agree', () => {
  test('on the fixtures', () => {
    for (const source of sources) expect(nodesOf(wasm.parse(source))).toEqual(nodesOf(native!.parse(source)));
  });

  test.each([...STRANGE_TEXTS.keys()])('on strange text: %s', (name) => {
    const text = STRANGE_TEXTS.get(name)!;
    expect(nodesOf(wasm.parse(text))).toEqual(nodesOf(native!.parse(text)));
  });

  test.each([...DEEP_INPUTS.keys()])('on deep input: %s', (name) => {
    const text = DEEP_INPUTS.get(name)!(2_000);
    expect(nodesOf(wasm.parse(text))).toEqual(nodesOf(native!.parse(text)));
  });

  test('after random edits, changed ranges included', () => {
    const random = seeded(11);
    let text = sources[0]!;
    let trees = { native: native!.parse(text), wasm: wasm.parse(text) };
    for (let step = 0; step < 60; step++) {
      const next = randomEdit(text, random);
      const edit = editBetween(text, next);
      const ofNative = native!.reparse(trees.native, text, next, edit);
      const ofWasm = wasm.reparse(trees.wasm, text, next, edit);
      expect(ofWasm.changed).toEqual(ofNative.changed);
      trees = { native: ofNative.tree, wasm: ofWasm.tree };
      text = next;
    }
    expect(nodesOf(trees.wasm)).toEqual(nodesOf(trees.native));
  });
});
