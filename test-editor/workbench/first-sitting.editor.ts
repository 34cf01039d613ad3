/** One sitting in a real VS Code: open a program, see what is suspected, read why, run it, see what the run showed, edit. */
import { describe, expect, it } from 'vitest';
import { until } from '../driver';
import { inAllThemes, sitting } from '../sitting';

const place = sitting('postage.py');

describe('a program with six branches that depend on data', () => {
  it('is squiggled while nothing was run', async () => {
    await until('a squiggle', async () => (await place.bench.anySquiggles()) > 0);
    await place.bench.run('View: Toggle Primary Side Bar Visibility');
    await place.bench.goTo('14:1');
    await inAllThemes(place.bench, 'squiggle', () => place.bench.closeHover());
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
    const [outcome] = await until(
      'the outcome',
      async () => {
        const shown = (await place.bench.notifications()).filter((text) => /bridges/.test(text) && !/^Profiling/.test(text));
        return shown.length > 0 && shown;
      },
      600_000,
    );
    expect(outcome).toMatch(
      /^postage\.py: PyPy would run this about \d+ times slower than CPython \(predicted\); one function holds it back: line 18\. [\d,]+ loops?, [\d,]+ bridges/,
    );
    await inAllThemes(place.bench, 'profiled', async () => {
      const rows = await until('the count among the problems', async () => {
        const all = await place.bench.problems();
        return all.some((row) => /bridges/.test(row)) && all;
      });
      await place.bench.goTo('19:1');
      expect(rows.join('\n')).toMatch(/confirmed: [\d,]+ bridges/);
    });
    await until('the outcome in the status bar', async () => /slower than CPython/.test(await place.bench.statusItem().innerText()));
    await place.bench.run('View: Toggle Panel Visibility');
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
    await place.bench.goTo('37:1');
    await until('a lens of a loop', async () => (await place.bench.lenses()).some((text) => /^compiled/.test(text)));
    await place.bench.goTo('19:1');
    await until('a hint', async () =>
      (await place.bench.page.locator('.view-line', { hasText: 'if weight is None' }).first().innerText()).includes('guard'),
    );
    await inAllThemes(place.bench, 'in-the-text', () => place.bench.closeHover());
    await place.bench.settings({ 'jitlens.codeLens.enable': false, 'jitlens.inlayHints.enable': false });
    await until('no lens', async () => (await place.bench.lenses()).length === 0);
  });

  it('loses the verdict by an edit of the function and has it again after undo', async () => {
    await place.bench.typeAt('20:20', '5');
    await place.bench.hover('def postage', 'postage', /Before your edit/i);
    await place.bench.closeHover();
    await place.bench.goTo('20:20');
    await place.bench.page.keyboard.press('Control+z');
    await place.bench.hover('def postage', 'postage', /passes compiled/);
    await place.bench.closeHover();
  });

  it('marks the costly lines beside the text', async () => {
    await place.bench.goTo('25:1');
    await until('a stripe', async () => (await place.bench.page.locator('.monaco-editor .view-overlays [class*="ced-"]').count()) > 0);
  });

  it('lists loops, failed guards and bridges in a tree', async () => {
    await place.bench.run('View: Show JIT Lens');
    const rows = await until('the tree', async () => {
      const all = await place.bench.page.locator('.pane-body .monaco-list-row').allInnerTexts();
      return all.some((row) => /Loop \d+ in postage|Loop \d+ in main/.test(row)) && all;
    });
    expect(rows.join('\n')).toMatch(/19: if weight is None:.*failures/);
    await inAllThemes(place.bench, 'tree', () => place.bench.goTo('19:1'));
  });

  it('shows the tree of bridges, the warm-up and a trace beside its lines', async () => {
    await place.bench.run('JIT Lens: Show Trace Explorer');
    const frame = await until('the explorer', async () => {
      for (const one of place.bench.page.frames())
        if ((await one.locator('h1', { hasText: /postage\.py: \d+ loops/ }).count()) > 0) return one;
      return false;
    });
    await until('boxes', async () => (await frame.locator('.box').count()) > 10);
    await frame.locator('.box.bridge').first().click();
    await until('its condition', async () => /line \d+/.test(await frame.locator('.conditions').innerText()));
    await until('its operations', async () => (await frame.locator('.operation.guard').count()) > 0);
    await place.bench.run('View: Toggle Primary Side Bar Visibility');
    await inAllThemes(place.bench, 'explorer', () => frame.locator('.details h2').click());
    const line = /\d+/.exec(await frame.locator('.source').first().innerText())![0];
    await frame.locator('.source').first().click();
    await until('the line in the editor', async () =>
      new RegExp(`Ln ${line},`).test(await place.bench.page.locator('.statusbar').innerText()),
    );
    await place.bench.run('View: Close Editors in Other Groups');
    await place.bench.goTo('1:1');
  });

  it('has a report', async () => {
    await place.bench.run('JIT Lens: Show Profile Report');
    await until('the report', async () => {
      for (const frame of place.bench.page.frames())
        if ((await frame.locator('h1', { hasText: 'JIT profile of postage.py' }).count()) > 0) return true;
      return false;
    });
    await place.bench.screenshot('report');
  });

  it('asked nothing of the network', () => {
    expect([...place.bench.external]).toEqual([]);
  });
});
