/** A sitting for what is seldom: a long log, the explorer by keyboard and for a screen reader, a server that dies, a real PyPy. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { until } from '../driver';
import { branchyProgram, longLog } from '../long-log';
import { THEMES, inAllThemes, sitting } from '../sitting';

const place = sitting('postage.py');
const TRACES = 10_000;

describe('a log of ten thousand traces', () => {
  let frame: Frame;
  const program = path.join(inject('folder'), 'branchy.py');
  const log = path.join(inject('folder'), 'branchy.pypylog');

  // The folder is open in the other sittings too, whichever comes first.
  afterAll(() => {
    for (const file of [program, log]) rmSync(file, { force: true });
  });

  it('opens, and its program stands beside it', async () => {
    writeFileSync(program, branchyProgram());
    writeFileSync(log, longLog(program, TRACES));
    const started = performance.now();
    await place.bench.command('jitlens.openLog', { file: log });
    frame = await place.bench.webview(/branchy\.py: 100 loops, 9,900 bridges/);
    await until('the boxes', async () => (await frame.locator('.box').count()) > 100);
    console.log(`${TRACES} traces: shown after ${Math.round(performance.now() - started)} ms`);
    await place.bench.command('workbench.action.closeSidebar');
    await place.bench.closeNotifications();
    await place.bench.screenshot('long-log');
  });

  it('draws together what is too narrow to be seen', async () => {
    expect(await frame.locator('.box').count()).toBeLessThan(3000);
    const drawn = await frame.evaluate(() => {
      const tree = document.querySelector<SVGElement>('svg[role=tree]')!;
      const begun = performance.now();
      for (let press = 0; press < 20; press++)
        tree.dispatchEvent(new KeyboardEvent('keydown', { key: press % 2 === 0 ? 'ArrowRight' : 'ArrowLeft', bubbles: true }));
      return (performance.now() - begun) / 20;
    });
    console.log(`${TRACES} traces: ${drawn.toFixed(1)} ms from one trace to the next`);
  });

  it('is walked through with the keyboard', async () => {
    await frame.locator('svg[role=tree]').focus();
    const active = (): Promise<string | null> => frame.locator('svg[role=tree]').getAttribute('aria-activedescendant');
    const loop = await active();
    await place.bench.page.keyboard.press('ArrowDown');
    const bridge = await until('the bridge below', async () => (await active()) !== loop && active());
    expect(await frame.locator(`#${bridge}`).getAttribute('aria-label')).toMatch(/^(Bridge \d+: |\d+ small traces).* passes$/);
    expect(await frame.locator(`#${bridge}`).getAttribute('aria-selected')).toBe('true');
    await until('its name', async () => /^Bridge \d+$/.test(await frame.locator('.details h2').innerText()));
    await place.bench.page.keyboard.press('Enter');
    await until('only what grew from it', async () => (await frame.locator('.zoomed button').count()) === 1);
    await place.bench.page.keyboard.press('Escape');
    await until('all again', async () => (await frame.locator('.zoomed button').count()) === 0);
    const source = frame.locator('.source').first();
    await source.focus();
    await until('what belongs to the line', async () => (await frame.locator('.operation.lit').count()) > 0);
    const line = /\d+/.exec(await source.innerText())![0];
    await place.bench.page.keyboard.press('Enter');
    await until('the line in the editor', async () =>
      new RegExp(`Ln ${line},`).test(await place.bench.page.locator('.statusbar').innerText()),
    );
  });

  it('has no barriers that axe knows of, in any theme', async () => {
    await frame.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    for (const theme of THEMES) {
      await place.bench.theme(theme);
      await until('the same colors in the page', async () => (await frame.locator(`body.${theme.webviewClass}`).count()) > 0);
      expect(await barriers(frame), theme.title).toEqual([]);
    }
    await place.bench.command('workbench.action.closeEditorsInOtherGroups');
  });
});

describe('a server that dies', () => {
  it('is started again, and the user is told', async () => {
    await place.bench.file('postage.py');
    const before = serverProcesses();
    expect(before.length).toBeGreaterThan(0);
    for (const pid of before) process.kill(pid, 'SIGKILL');
    await place.bench.told(/ended unexpectedly and was started again/);
    await until('another server', () => Promise.resolve(serverProcesses().some((pid) => !before.includes(pid))));
    await until('squiggles of the new one', async () => (await place.bench.squiggles()) > 0);
    await place.bench.screenshot('restarted');
    await place.bench.closeNotifications();
  });
});

const hasPyPy = spawnSync('pypy3', ['--version']).status === 0;

describe.skipIf(!hasPyPy)('a real PyPy', () => {
  it('runs a program only after the user has agreed', async () => {
    await place.bench.settings({ 'jitlens.pypy.path': 'pypy3' });
    await place.bench.file('postage.py');
    await place.bench.run('JIT Lens: Profile on Real PyPy...');
    const dialog = place.bench.page.locator('.monaco-dialog-box');
    await until('the question', async () => /outside the sandbox\?/.test(await dialog.innerText()));
    await inAllThemes(place.bench, 'consent');
    await dialog.getByText('Cancel').click();
    await dialog.waitFor({ state: 'hidden' });
    expect((await place.bench.notifications()).filter((text) => text.startsWith('postage.py'))).toEqual([]);
    await place.bench.run('JIT Lens: Profile on Real PyPy...');
    await dialog.getByText('Run on PyPy').click();
    expect(await place.bench.told(/^postage\.py: /)).toMatch(/\d+ loops?, \d+ bridges/);
    await place.bench.closeNotifications();
    await place.bench.settings({ 'jitlens.pypy.path': null });
  });
});

it('asked nothing of the network', () => {
  expect([...place.bench.external]).toEqual([]);
});

/** What axe finds, in words. */
function barriers(frame: Frame): Promise<string[]> {
  return frame.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.failureSummary ?? ''} ${nodes[0]!.html.slice(0, 200)}`);
  });
}

/** The language servers of this workbench, by their command lines (Linux). */
function serverProcesses(): number[] {
  const extensions = path.join(inject('folder'), '../extensions/');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return command.includes(extensions) && command.includes('dist/server.js');
      } catch {
        return false;
      }
    })
    .map(Number);
}
