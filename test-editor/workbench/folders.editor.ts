/** Two folders in one workspace, with settings of their own and a module of the same name: neither knows of the other. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { until } from '../driver';
import { sitting } from '../sitting';

const ROOTS = '../roots';
/** Five branches that depend on data: JIT201. */
const programOf = (folder: string): string => `from rows import OWNER, scale

assert OWNER == "${folder}"


def cost(a=None, b=None, c=None, d=None, e=None):
${['a', 'b', 'c', 'd', 'e'].map((name, i) => `    if ${name} is None:\n        ${name} = ${i + 1}\n`).join('')}    return scale(a + b + c + d + e)


def main():
    seed, total = 7, 0
    for _ in range(6000):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        total += cost(*[None if seed >> bit & 1 else bit for bit in range(16, 21)])
    print(total)


main()
`;

const folderOf = (name: string): string => path.join(inject('folder'), ROOTS, name);

beforeAll(() => {
  for (const name of ['loud', 'quiet']) {
    mkdirSync(folderOf(name), { recursive: true });
    writeFileSync(path.join(folderOf(name), 'rows.py'), `OWNER = "${name}"\n\n\ndef scale(x):\n    return x * 2\n`);
    writeFileSync(path.join(folderOf(name), `${name}.py`), programOf(name));
  }
  writeFileSync(path.join(folderOf('quiet'), 'pyproject.toml'), '[tool.jitlens]\nignore = ["JIT201"]\n');
  writeFileSync(path.join(folderOf(''), 'both.code-workspace'), JSON.stringify({ folders: [{ path: 'loud' }, { path: 'quiet' }] }));
});
afterAll(() => rmSync(folderOf(''), { recursive: true, force: true }));

const place = sitting(`${ROOTS}/loud/loud.py`, `${ROOTS}/both.code-workspace`);

it('each folder has its own settings', async () => {
  await until('a squiggle', async () => (await place.bench.squiggles()) > 0);
  await place.bench.file(`${ROOTS}/quiet/quiet.py`);
  await until('no squiggle', async () => (await place.bench.squiggles()) === 0);
  const problems = await until('the problems', async () => {
    const rows = await place.bench.problems();
    return rows.length > 0 && rows;
  });
  expect(problems.filter((row) => row.includes('JIT201'))).toHaveLength(1);
  await place.bench.command('workbench.action.closePanel');
});

it('each program runs with the modules of its folder', async () => {
  for (const name of ['quiet', 'loud']) {
    await place.bench.file(`${ROOTS}/${name}/${name}.py`);
    await place.bench.run('JIT Lens: Profile This File');
    expect(await place.bench.told(new RegExp(`^${name}\\.py: `), 300_000)).toMatch(/\d+ bridges/);
    expect(await place.bench.notifications()).toEqual(expect.not.arrayContaining([expect.stringMatching(/AssertionError/)]));
    await place.bench.closeNotifications();
  }
  await place.bench.screenshot('folders');
});
