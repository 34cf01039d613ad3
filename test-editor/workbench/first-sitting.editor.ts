/** One sitting in a real VS Code: open a program, see what is suspected, read why, run it, see what the run showed, edit. */
import { describe, expect, it } from 'vitest';
import { until } from '../driver';
import { inAllThemes, sitting } from '../sitting';

const place = sitting('postage.py');

describe('a program with six branches that depend on data', () => {
  it('is squiggled while nothing was run', async () => {
    await until('a squiggle', async () => (await place.bench.squiggles()) > 0);
    await place.bench.command('workbench.action.closeSidebar');
    await place.bench.file('postage.py', 14);
    await inAllThemes(place.bench, 'squiggle');
  });

  it('is explained by a hover', async () => {
    await inAllThemes(place.bench, 'hover', async () => {
      await place.bench.closeHover();
      const text = await place.bench.hover('def postage', 'postage', /What to do/);
      expect(text).toContain('JIT201');
    });
    await place.bench.closeHover();
  });

  it('is profiled from the palette, and its squiggle then tells the count', async () => {
    await place.bench.run('JIT Lens: Profile This File');
    expect(await place.bench.told(/^postage\.py: /, 300_000)).toMatch(
      /^postage\.py: PyPy would run this about \d+ times slower than CPython \(predicted\); one function holds it back: line 18\. [\d,]+ loops?, [\d,]+ bridges/,
    );
    await inAllThemes(place.bench, 'profiled', async () => {
      const rows = await until('the count among the problems', async () => {
        const all = await place.bench.problems();
        return all.some((row) => /bridges/.test(row)) && all;
      });
      expect(rows.join('\n')).toMatch(/confirmed: [\d,]+ bridges/);
    });
    await until('the outcome in the status bar', async () => /slower than CPython/.test(await place.bench.statusItem().innerText()));
    await place.bench.command('workbench.action.closePanel');
    await place.bench.closeNotifications();
  });

  it('shows the evidence in the hover', async () => {
    await inAllThemes(place.bench, 'evidence', async () => {
      await place.bench.closeHover();
      await place.bench.hover('def postage', 'postage', /passes compiled/);
    });
    await place.bench.closeHover();
  });

  it('shows counts above functions and loops, and at failing guards, where the settings say so', async () => {
    expect(await place.bench.lenses()).toEqual([]);
    await place.bench.settings({ 'jitlens.codeLens.enable': true, 'jitlens.inlayHints.enable': true });
    await until('a lens with bridges', async () => (await place.bench.lenses()).some((text) => /[\d,]+ bridges/.test(text)));
    await place.bench.file('postage.py', 37);
    await until('a lens of a loop', async () => (await place.bench.lenses()).some((text) => /^compiled/.test(text)));
    await place.bench.file('postage.py', 19);
    await until('a hint', async () =>
      (await place.bench.page.locator('.view-line', { hasText: 'if weight is None' }).first().innerText()).includes('guard'),
    );
    await inAllThemes(place.bench, 'in-the-text');
    await place.bench.settings({ 'jitlens.codeLens.enable': false, 'jitlens.inlayHints.enable': false });
    await until('no lens', async () => (await place.bench.lenses()).length === 0);
  });

  it('loses the verdict by an edit of the function and has it again after undo', async () => {
    await place.bench.file('postage.py', 20, 20);
    await place.bench.page.keyboard.type('5');
    await place.bench.hover('def postage', 'postage', /Before your edit/i);
    await place.bench.closeHover();
    await place.bench.file('postage.py', 20, 20);
    await place.bench.page.keyboard.press('Control+z');
    await place.bench.hover('def postage', 'postage', /passes compiled/);
    await place.bench.closeHover();
  });

  it('marks the costly lines beside the text', async () => {
    await place.bench.file('postage.py', 25);
    await until('a stripe', async () => (await place.bench.page.locator('.monaco-editor .view-overlays [class*="ced-"]').count()) > 0);
  });

  it('lists loops, failed guards and bridges in a tree', async () => {
    await place.bench.run('View: Show JIT Lens');
    const rows = await until('the tree', async () => {
      const all = await place.bench.sideBar();
      return all.some((row) => /Loop \d+ in postage|Loop \d+ in main/.test(row)) && all;
    });
    expect(rows.join('\n')).toMatch(/19: if weight is None:.*failures/);
    await inAllThemes(place.bench, 'tree');
  });

  it('shows the tree of bridges, the warm-up and a trace beside its lines', async () => {
    await place.bench.run('JIT Lens: Show Trace Explorer');
    const frame = await place.bench.webview(/postage\.py: \d+ loops/);
    await until('boxes', async () => (await frame.locator('.box').count()) > 10);
    await frame.locator('.box.bridge').first().click();
    await until('its condition', async () => /line \d+/.test(await frame.locator('.conditions').innerText()));
    await until('its operations', async () => (await frame.locator('.operation.guard').count()) > 0);
    await place.bench.command('workbench.action.closeSidebar');
    await inAllThemes(place.bench, 'explorer');
    const line = /\d+/.exec(await frame.locator('.source').first().innerText())![0];
    await frame.locator('.source').first().click();
    await until('the line in the editor', async () =>
      new RegExp(`Ln ${line},`).test(await place.bench.page.locator('.statusbar').innerText()),
    );
    await place.bench.command('workbench.action.closeEditorsInOtherGroups');
  });

  it('has a report', async () => {
    await place.bench.run('JIT Lens: Show Profile Report');
    await place.bench.webview(/JIT profile of postage\.py/);
    await inAllThemes(place.bench, 'report');
  });

  it('asked nothing of the network', () => {
    expect([...place.bench.external]).toEqual([]);
  });
});
