import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { AnyNode } from './ast';
import { loadSyntax, parseModule } from './module';
import { DEEP_INPUTS } from './testing/deep-inputs';
import { CHILD_FIELDS, children, descendants, nodesAt, walk } from './walk';

const fixtures = new URL('../../fixtures/syntax/', import.meta.url);
const sources = readdirSync(fixtures)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(new URL(name, fixtures), 'utf8'));

beforeAll(async () => {
  await loadSyntax();
});

function trees(): AnyNode[] {
  return sources.flatMap((source) => parseModule(source).module.body.map(({ stmt }) => stmt));
}

/** Nodes in any field of a node, found without the table. */
function nodesIn(node: AnyNode): Set<unknown> {
  const values = Object.values(node).flatMap((value: unknown) => (Array.isArray(value) ? (value as unknown[]) : [value]));
  return new Set(values.filter((value) => typeof value === 'object' && value !== null && 'kind' in value));
}

test('the table names every field that holds nodes', () => {
  const seen = new Set<string>();
  for (const tree of trees()) {
    for (const node of descendants(tree)) {
      seen.add(node.kind);
      const [listed, found] = [new Set<unknown>(children(node)), nodesIn(node)];
      if (listed.size !== found.size || [...found].some((child) => !listed.has(child)))
        expect.fail(`the table lacks a field of ${node.kind}`);
    }
  }
  const unseen = Object.keys(CHILD_FIELDS).filter((kind) => !seen.has(kind));
  expect(unseen).toEqual(['ErrorStmt', 'ErrorExpr', 'ErrorPattern']);
});

test('children come in source order and inside their parent', () => {
  for (const tree of trees()) {
    for (const node of descendants(tree)) {
      const starts = children(node).map((child) => child.start);
      // A decorated definition starts at `def`; text after the field of an f-string in `=` form overlaps it, as in CPython.
      if (node.kind === 'JoinedStr' || node.kind === 'TemplateStr') continue;
      const sorted = [...starts].sort((a, b) => a - b);
      if (starts.join() !== sorted.join()) expect.fail(`${node.kind} at ${node.start}: ${starts.join()}`);
      for (const child of children(node)) if (child.end > node.end) expect.fail(`${child.kind} ends after its ${node.kind}`);
    }
  }
});

test('walk visits what descendants yields, and leaves in reverse order of nesting', () => {
  for (const tree of trees()) {
    const entered: AnyNode[] = [];
    const open: AnyNode[] = [];
    walk(tree, {
      enter(node, parent) {
        if (parent !== (open.at(-1) ?? null)) expect.fail('wrong parent on the way down');
        entered.push(node);
        open.push(node);
      },
      leave(node, parent) {
        if (open.pop() !== node || parent !== (open.at(-1) ?? null)) expect.fail('wrong node or parent on the way up');
      },
    });
    const expected = [...descendants(tree)];
    expect(entered.length).toBe(expected.length);
    expect(entered.every((node, index) => node === expected[index])).toBe(true);
  }
});

test('enter can skip the children', () => {
  const { stmt } = parseModule('f(a + b, c)\n').module.body[0]!;
  const names: string[] = [];
  walk(stmt, {
    enter(node) {
      if (node.kind === 'Name') names.push(node.id);
      return node.kind !== 'BinOp';
    },
  });
  expect(names).toEqual(['f', 'c']);
});

test('nodesAt gives the chain down to an offset', () => {
  const { stmt } = parseModule('x = f(a.b)\n').module.body[0]!;
  expect(nodesAt(stmt, 6).map((node) => node.kind)).toEqual(['Assign', 'Call', 'Attribute', 'Name']);
  expect(nodesAt(stmt, 8).map((node) => node.kind)).toEqual(['Assign', 'Call', 'Attribute']);
});

test.each([...DEEP_INPUTS.keys()])('walks deep input: %s', (name) => {
  for (const { stmt } of parseModule(DEEP_INPUTS.get(name)!(1_000)).module.body) {
    let entered = 0;
    let left = 0;
    walk(stmt, { enter: () => void entered++, leave: () => void left++ });
    expect(left).toBe(entered);
  }
});
