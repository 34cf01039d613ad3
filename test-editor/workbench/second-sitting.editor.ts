/** Another sitting: one function, tests, targets side by side, run configurations, cancelling, text that does not parse, a quick fix. */
import { describe, expect, it } from 'vitest';
import { until } from '../driver';
import { inAllThemes, sitting } from '../sitting';

const place = sitting('postage.py');

describe('a day with JIT Lens', () => {
  it('begins with the targets of the project in the status bar', async () => {
    await until('PyPy in the status bar', async () => /PyPy/.test(await place.bench.statusItem().innerText()));
    await place.bench.command('workbench.action.closeSidebar');
  });

  it('profiles the function under the cursor by its line', async () => {
    await place.bench.file('postage.py', 24, 5);
    await place.bench.run('JIT Lens: Profile Function at Cursor');
    expect(await place.bench.told(/^postage in postage\.py: /)).toMatch(/with postage in \d+ % of it/);
    await place.bench.screenshot('function');
    await place.bench.closeNotifications();
  });

  it('shows the verdicts for several targets side by side', async () => {
    await place.bench.settings({ 'jitlens.targets': ['pypy', 'cpython3.14'] });
    await until('both in the status bar', async () => /PyPy, CPython 3\.14/.test(await place.bench.statusItem().innerText()));
    await inAllThemes(place.bench, 'targets', async () => {
      await place.bench.closeHover();
      await place.bench.hover('def postage', 'postage', /How it treats this/);
    });
    await place.bench.closeHover();
    await place.bench.settings({ 'jitlens.targets': null });
  });

  it('offers what can be done from the status bar', async () => {
    await place.bench.statusItem().click();
    await until('the menu', async () => (await place.bench.page.locator('.quick-input-list .monaco-list-row').count()) > 5);
    await inAllThemes(place.bench, 'menu');
    await place.bench.page.keyboard.press('Escape');
  });

  it('runs a file with a saved configuration', async () => {
    const byMail = { name: 'by mail', file: 'postage.py', arguments: ['--mail'], environment: { ZONE: '3' } };
    await place.bench.settings({ 'jitlens.runConfigurations': [byMail] });
    await until('the configuration', async () => {
      await place.bench.run('JIT Lens: Profile With...');
      const rows = place.bench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'by mail' });
      await rows.first().waitFor({ state: 'visible', timeout: 10_000 });
      return true;
    });
    await place.bench.screenshot('configurations');
    await place.bench.choose('by mail');
    await place.bench.told(/^postage\.py: /);
    await place.bench.closeNotifications();
  });

  it('cancels a program that would run for ever, and keeps what was seen', async () => {
    await place.bench.file('forever.py');
    await place.bench.run('JIT Lens: Profile This File');
    await until('progress', async () => (await place.bench.notifications()).some((text) => /bytecodes run/.test(text)), 300_000);
    await place.bench.screenshot('progress');
    const toast = place.bench.page.locator('.notification-list-item', { hasText: 'Profiling forever.py' }).first();
    await until('the end of it', async () => {
      if ((await place.bench.page.locator('.notification-list-item', { hasText: 'bytecodes run' }).count()) === 0) return true;
      await toast.hover({ timeout: 1000 });
      await toast.getByText('Cancel').click({ timeout: 1000 });
      return false;
    });
    await place.bench.closeNotifications();
  });

  it('lists the tests, each of which can be profiled', async () => {
    await place.bench.file('test_postage.py', 13, 10);
    await place.bench.run('Testing: Focus on Test Explorer View');
    await until('the tests', async () => {
      const rows = await place.bench.page.locator('.test-explorer .monaco-list-row').allInnerTexts();
      return rows.some((row) => /test_postage\.py/.test(row));
    });
    await place.bench.file('test_postage.py', 13, 10);
    await place.bench.run('Test: Run Test at Cursor');
    await until(
      'a result',
      async () => (await place.bench.page.locator('.codicon-testing-passed-icon, .codicon-testing-failed-icon').count()) > 0,
      600_000,
    );
    await place.bench.screenshot('tests');
    await place.bench.command('workbench.action.closeSidebar');
    await place.bench.command('workbench.action.closePanel');
  });

  it('bears text that does not parse', async () => {
    await place.bench.file('postage.py', 41);
    await place.bench.page.keyboard.type('def broken(:\n');
    await place.bench.file('postage.py', 19);
    await until('the squiggle that was there', async () => (await place.bench.squiggles()) > 0);
    await place.bench.command('workbench.action.files.revert');
  });

  it('silences a rule by a quick fix', async () => {
    await place.bench.file('postage.py', 18, 6);
    await until('the fixes', async () => {
      await place.bench.page.keyboard.press('Control+.');
      await place.bench.page.locator('.action-widget').first().waitFor({ state: 'visible', timeout: 3000 });
      return true;
    });
    await place.bench.screenshot('fixes');
    await until('the comment', async () => {
      await place.bench.page
        .locator('.action-widget .monaco-list-row', { hasText: 'Ignore JIT201 on this line' })
        .first()
        .click({ timeout: 2000 });
      return true;
    });
    await until('no squiggle', async () => (await place.bench.squiggles()) === 0);
    await place.bench.page.keyboard.press('Control+z');
    await until('the squiggle again', async () => (await place.bench.squiggles()) > 0);
  });

  it('checks the whole workspace', async () => {
    await place.bench.run('JIT Lens: Check Workspace');
    expect(await place.bench.told(/findings? in \d+ files/)).toMatch(/in 3 files/);
    await place.bench.closeNotifications();
  });

  it('has a walkthrough', async () => {
    // By its name: the list of all walkthroughs is still being filled when it can first be read.
    await place.bench.command('workbench.action.openWalkthrough', 'jit-lens.jit-lens#start', false);
    await until('its steps', async () => (await place.bench.page.locator('.getting-started-step').count()) > 0);
    await inAllThemes(place.bench, 'walkthrough');
  });

  it('asked nothing of the network', () => {
    expect([...place.bench.external]).toEqual([]);
  });
});
