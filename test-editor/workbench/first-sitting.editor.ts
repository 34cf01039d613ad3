/** One sitting in a real VS Code: open a program, see what is suspected, read why, run it, see what the run showed, edit. */
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { Workbench, until } from '../driver';

const THEMES = [
  { name: 'dark', scheme: 'dark', highContrast: false, bodyClass: 'vs-dark' },
  { name: 'light', scheme: 'light', highContrast: false, bodyClass: 'vs' },
  { name: 'hc', scheme: 'dark', highContrast: true, bodyClass: 'hc-black' },
] as const;

let bench: Workbench;

beforeAll(async () => {
  const place = { port: inject('port'), folder: inject('folder'), screenshots: inject('screenshots') };
  bench = await Workbench.open(place, 'data_driven.py');
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await bench.screenshot('failure');
});

afterAll(async () => {
  await bench.close();
});

/** A picture of the same scene in each theme; `prepare` puts the scene on the screen. */
async function inAllThemes(scene: string, prepare: () => Promise<unknown>): Promise<void> {
  for (const { name, scheme, highContrast, bodyClass } of THEMES) {
    await bench.colors(scheme, highContrast, bodyClass);
    await prepare();
    await bench.screenshot(`${scene}-${name}`);
  }
}

describe('a program with nine branches that depend on data', () => {
  it('is squiggled while nothing was run', async () => {
    await until('a squiggle', async () => (await bench.anySquiggles()) > 0, 60_000);
    await bench.run('View: Toggle Primary Side Bar Visibility');
    await bench.goTo('20:1');
    await inAllThemes('squiggle', () => bench.closeHover());
  });

  it('is explained by a hover', async () => {
    await inAllThemes('hover', async () => {
      await bench.closeHover();
      const text = await bench.hover('def postage', 'postage', /What to do/);
      expect(text).toContain('JIT201');
    });
    await bench.closeHover();
  });

  it('is profiled from the palette, and its squiggle then tells the count', async () => {
    await bench.run('JIT Lens: Profile This File');
    const [outcome] = await until(
      'the outcome',
      async () => {
        const shown = (await bench.notifications()).filter((text) => /bridges/.test(text) && !/^Profiling/.test(text));
        return shown.length > 0 && shown;
      },
      120_000,
    );
    expect(outcome).toMatch(/data_driven\.py.*[\d,]+ loops?, [\d,]+ bridges/);
    await inAllThemes('profiled', async () => {
      const rows = await until('the count among the problems', async () => {
        const all = await bench.problems();
        return all.some((row) => /bridges/.test(row)) && all;
      });
      await bench.goTo('26:1');
      expect(rows.join('\n')).toMatch(/confirmed: [\d,]+ bridges/);
    });
    await until('the outcome in the status bar', async () => /bridges/.test(await bench.statusItem().innerText()));
    await bench.run('View: Toggle Panel Visibility');
    await bench.closeNotifications();
  });

  it('shows the evidence in the hover', async () => {
    await inAllThemes('evidence', async () => {
      await bench.closeHover();
      await bench.hover('def postage', 'postage', /passes compiled/);
    });
    await bench.closeHover();
  });

  it('shows counts above functions', async () => {
    await until('a lens with bridges', async () => (await bench.lenses()).some((text) => /[\d,]+ bridges/.test(text)));
  });

  it('loses the verdict by an edit of the function and has it again after undo', async () => {
    await bench.typeAt('27:22', '5');
    await bench.hover('def postage', 'postage', /Before your edit/i);
    await bench.closeHover();
    await bench.goTo('27:22');
    await bench.page.keyboard.press('Control+z');
    await bench.hover('def postage', 'postage', /passes compiled/);
    await bench.closeHover();
  });

  it('marks the costly lines beside the text', async () => {
    await bench.goTo('30:1');
    await until('a stripe', async () => (await bench.page.locator('.monaco-editor .view-overlays [class*="ced-"]').count()) > 0);
  });

  it('lists loops, failed guards and bridges in a tree', async () => {
    await bench.run('View: Show JIT Lens');
    const rows = await until('the tree', async () => {
      const all = await bench.page.locator('.pane-body .monaco-list-row').allInnerTexts();
      return all.some((row) => /Loop \d+ in postage|Loop \d+ in main/.test(row)) && all;
    });
    expect(rows.join('\n')).toMatch(/26: if weight is None:.*failures/);
    await inAllThemes('tree', () => bench.goTo('26:1'));
  });

  it('shows the tree of bridges, the warm-up and a trace beside its lines', async () => {
    await bench.run('JIT Lens: Show Trace Explorer');
    const frame = await until('the explorer', async () => {
      for (const one of bench.page.frames())
        if ((await one.locator('h1', { hasText: /data_driven\.py: \d+ loops/ }).count()) > 0) return one;
      return false;
    });
    await until('boxes', async () => (await frame.locator('.box').count()) > 10);
    await frame.locator('.box.bridge').first().click();
    await until('its condition', async () => /is None/.test(await frame.locator('.conditions').innerText()));
    await until('its operations', async () => (await frame.locator('.operation.guard').count()) > 0);
    expect(await frame.locator('.source').first().innerText()).toMatch(/\d+/);
    await bench.run('View: Toggle Primary Side Bar Visibility');
    await inAllThemes('explorer', () => frame.locator('.details h2').click());
    await frame.locator('.source').first().click();
    await until('the line in the editor', async () => /Ln 26,/.test(await bench.page.locator('.statusbar').innerText()));
    await bench.run('View: Close Editors in Other Groups');
    await bench.goTo('1:1');
  });

  it('has a report', async () => {
    await bench.run('JIT Lens: Show Profile Report');
    await until('the report', async () => {
      for (const frame of bench.page.frames())
        if ((await frame.locator('h1', { hasText: 'JIT profile of data_driven.py' }).count()) > 0) return true;
      return false;
    });
    await bench.screenshot('report-hc');
  });

  it('asked nothing of the network', () => {
    expect([...bench.external]).toEqual([]);
  });
});
