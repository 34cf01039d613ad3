/**
 * Driving VS Code's workbench in a browser. Nothing here waits for a time: every step is tried until it shows, since a loaded
 * machine makes any pause too short. Selectors are those of VS Code 1.139.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';

/** Tries `attempt` until it gives something truthy; errors count as not yet. */
export async function until<T>(what: string, attempt: () => Promise<T | false | null | undefined>, ms = 360_000): Promise<T> {
  const deadline = Date.now() + ms;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const found = await attempt();
      if (found !== false && found !== null && found !== undefined) return found;
      last = found;
    } catch (error) {
      last = error instanceof Error ? error.message.split('\n')[0] : error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${ms} ms in vain for ${what} (last: ${String(last)})`);
}

export interface Place {
  readonly port: number;
  readonly folder: string;
  readonly screenshots: string;
  /** The user's settings file. */
  readonly settings: string;
}

export class Workbench {
  readonly page: Page;
  private readonly browser: Browser;
  private readonly place: Place;
  /** Addresses outside this machine that the page asked for. */
  readonly external: Set<string>;
  /** Settings that differ from those of the start. */
  private changed: Readonly<Record<string, unknown>> = {};

  private constructor(browser: Browser, page: Page, place: Place, external: Set<string>) {
    this.browser = browser;
    this.page = page;
    this.place = place;
    this.external = external;
  }

  /** Opens the workbench with one file of its folder. */
  static async open(place: Place, file: string): Promise<Workbench> {
    const browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        ...[
          '--no-sandbox',
          '--disable-dev-shm-usage',
          '--disable-gpu',
          '--disable-background-networking',
          '--disable-component-update',
          '--no-first-run',
        ],
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
      ],
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    const external = new Set<string>();
    context.on('request', (request) => {
      const url = new URL(request.url());
      // Resources of webviews have addresses of this form, which a service worker of the workbench answers: they never leave the machine.
      const ownResource = url.hostname.startsWith('vscode-remote+') && url.hostname.endsWith('.vscode-resource.vscode-cdn.net');
      if (/^(https?|wss?):$/.test(url.protocol) && !ownResource && !['127.0.0.1', 'localhost'].includes(url.hostname))
        external.add(url.origin + url.pathname);
    });
    const page = await context.newPage();
    page.setDefaultTimeout(180_000);
    const opened = encodeURIComponent(JSON.stringify([['openFile', `vscode-remote://127.0.0.1:${place.port}${place.folder}/${file}`]]));
    await page.goto(`http://127.0.0.1:${place.port}/?folder=${encodeURI(place.folder)}&payload=${opened}`, {
      waitUntil: 'domcontentloaded',
    });
    await page.waitForSelector('.monaco-editor .view-line');
    return new Workbench(browser, page, place, external);
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.join(this.place.screenshots, `${name}.png`) });
  }

  /** Runs a command from the palette. A webview that has just opened takes the focus and closes the palette: hence the retry. */
  async run(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await until(`the command ${title}`, async () => {
      if (!(await input.isVisible())) {
        await this.page.keyboard.press('F1');
        await input.waitFor({ state: 'visible', timeout: 2000 });
      }
      await input.fill(`>${title}`, { timeout: 1000 });
      const row = this.page.locator('.quick-input-list .monaco-list-row').first();
      await until(`the entry ${title}`, async () => (await row.innerText({ timeout: 500 })).includes(title.replace(/^.*: /, '')), 3000);
      await input.press('Enter', { timeout: 1000 });
      return true;
    });
  }

  /** How many squiggles of a severity are on the screen. */
  squiggles(severity: 'error' | 'warning' | 'info' | 'hint'): Promise<number> {
    return this.page.locator(`.monaco-editor .squiggly-${severity}`).count();
  }

  /** All squiggles; a hint is shown as dots. */
  async anySquiggles(): Promise<number> {
    const counts = await Promise.all((['error', 'warning', 'info', 'hint'] as const).map((severity) => this.squiggles(severity)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Hovers over a word of a line until the hover says `expected`; gives its text. */
  async hover(line: string, word: string, expected: RegExp): Promise<string> {
    const target = this.wordIn(line, word);
    return until(`a hover over ${word} with ${String(expected)}`, async () => {
      const box = await target.boundingBox({ timeout: 1000 });
      if (box === null) return false;
      // The hover wants a movement of the mouse, not a mouse that is there.
      await this.page.mouse.move(box.x - 40, box.y - 30);
      await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
      await this.page.waitForTimeout(700);
      const text = (await this.page.locator('.monaco-hover:visible').allInnerTexts()).join('\n');
      return expected.test(text) && text;
    });
  }

  async closeHover(): Promise<void> {
    await this.page.mouse.move(5, 400);
    await this.page.keyboard.press('Escape');
  }

  /** Goes to a 1-based line and column with the keyboard, and types. */
  async typeAt(position: string, text: string): Promise<void> {
    await this.goTo(position);
    await this.page.keyboard.type(text);
  }

  async goTo(position: string): Promise<void> {
    // Into the first group of editors, from wherever the focus is.
    await this.page.keyboard.press('Control+1');
    await this.page.keyboard.press('Control+g');
    await this.page.waitForSelector('.quick-input-widget input', { state: 'visible' });
    await this.page.keyboard.type(position);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
  }

  /** Rows of the Problems view, which is left open. */
  async problems(): Promise<string[]> {
    await this.run('Problems: Focus on Problems View');
    return until('the problems', async () => {
      const rows = await this.page.locator('.markers-panel .monaco-list-row').allInnerTexts();
      return rows.length > 0 && rows;
    });
  }

  /** Closes the notifications, so that they hide nothing. */
  async closeNotifications(): Promise<void> {
    await this.run('Notifications: Clear All Notifications');
  }

  /** Sets user settings, in the editor of their file: the file on the disk is not watched here. */
  async settings(changes: Readonly<Record<string, unknown>>): Promise<void> {
    this.changed = { ...this.changed, ...changes };
    const text = JSON.stringify({ ...(JSON.parse(readFileSync(this.place.settings, 'utf8')) as object), ...this.changed }, null, 2);
    await this.run('Preferences: Open User Settings (JSON)');
    // They open in an editor over the others, which has no tab.
    const open = this.page.locator('.view-line', { hasText: 'security.workspace.trust.enabled' });
    await until('the settings', async () => (await open.count()) > 0);
    await open.first().click();
    await until('the settings saved', async () => {
      await this.page.keyboard.press('Control+a');
      await this.page.keyboard.insertText(text);
      await this.page.keyboard.press('Control+s');
      await until(
        'the file',
        () => Promise.resolve(JSON.stringify(JSON.parse(readFileSync(this.place.settings, 'utf8'))) === JSON.stringify(JSON.parse(text))),
        5000,
      );
      return true;
    });
    await until('the settings closed', async () => {
      await this.page.keyboard.press('Escape');
      await until('no settings', async () => (await open.count()) === 0, 2000);
      return true;
    });
  }

  /** Opens a file of the folder by its name. */
  async file(name: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await until(`the file ${name}`, async () => {
      await this.page.keyboard.press('Control+p');
      await input.waitFor({ state: 'visible', timeout: 2000 });
      await input.fill(name, { timeout: 1000 });
      const row = this.page.locator('.quick-input-list .monaco-list-row').first();
      await until(`the entry ${name}`, async () => (await row.innerText({ timeout: 500 })).includes(name), 3000);
      await input.press('Enter', { timeout: 1000 });
      await until(`the tab ${name}`, async () => (await this.page.locator('.tab.active', { hasText: name }).count()) > 0, 5000);
      return true;
    });
  }

  /** Chooses the entry of an open list that holds a text. */
  async choose(text: string): Promise<void> {
    await until(`the entry ${text}`, async () => {
      await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click({ timeout: 1000 });
      return true;
    });
  }

  lenses(): Promise<string[]> {
    return this.page.locator('.codelens-decoration a').allInnerTexts();
  }

  notifications(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  statusItem(): Locator {
    return this.page.locator('.statusbar-item', { hasText: /PyPy|CPython/ }).first();
  }

  /** Takes on the colors the system is said to want. `bodyClass` is what the workbench then says of itself: vs, vs-dark, hc-black. */
  async colors(scheme: 'dark' | 'light', highContrast: boolean, bodyClass: string): Promise<void> {
    await this.page.emulateMedia({ colorScheme: scheme, forcedColors: highContrast ? 'active' : 'none' });
    await until(`the colors of ${bodyClass}`, async () => (await this.page.locator(`.monaco-workbench.${bodyClass}`).count()) > 0);
  }

  private wordIn(line: string, word: string): Locator {
    return this.page.locator('.view-line', { hasText: line }).first().locator('span span', { hasText: word }).first();
  }
}
