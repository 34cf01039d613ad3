/**
 * Driving VS Code's workbench in a browser. Nothing here waits for a time: every step is tried until it shows, since a loaded
 * machine makes any pause too short. Selectors are those of VS Code 1.139. What is not tested itself is done by the stagehand.
 */
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { stagehands, tell } from './stagehand/stagehand';

/** Tries `attempt` until it gives something truthy; errors count as not yet. */
export async function until<T>(what: string, attempt: () => Promise<T | false | null | undefined>, ms = 120_000): Promise<T> {
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
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${ms} ms in vain for ${what} (last: ${String(last)})`);
}

export interface Place {
  readonly port: number;
  readonly folder: string;
  readonly screenshots: string;
  /** Folder of the stagehand's sockets. */
  readonly stagehand: string;
}

export interface Theme {
  /** As the setting `workbench.colorTheme` wants it. */
  readonly title: string;
  /** What the workbench then says of itself: vs, vs-dark, hc-black. */
  readonly bodyClass: string;
}

const CHROMIUM = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

export class Workbench {
  readonly page: Page;
  private readonly browser: Browser;
  private readonly place: Place;
  /** Addresses outside this machine that the page asked for. */
  readonly external: Set<string>;

  /** Of the stagehand of this page. */
  private socket = '';

  private constructor(browser: Browser, page: Page, place: Place, external: Set<string>) {
    this.browser = browser;
    this.page = page;
    this.place = place;
    this.external = external;
  }

  /** Opens the workbench with one file; `workspace` is a .code-workspace file to open instead of the folder. Both are below the folder's parent. */
  static async open(place: Place, file: string, workspace: string | null = null): Promise<Workbench> {
    const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: CHROMIUM });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US', colorScheme: 'dark' });
    const external = new Set<string>();
    context.on('request', (request) => {
      const url = new URL(request.url());
      // Resources of webviews have addresses of this form, which a service worker of the workbench answers: they never leave the machine.
      const ownResource = url.hostname.startsWith('vscode-remote+') && url.hostname.endsWith('.vscode-resource.vscode-cdn.net');
      if (/^(https?|wss?):$/.test(url.protocol) && !ownResource && !['127.0.0.1', 'localhost'].includes(url.hostname))
        external.add(url.origin + url.pathname);
    });
    const page = await context.newPage();
    page.setDefaultTimeout(120_000);
    const target = path.join(place.folder, file);
    const opened = encodeURIComponent(JSON.stringify([['openFile', `vscode-remote://127.0.0.1:${place.port}${target}`]]));
    const what = workspace === null ? `folder=${encodeURI(place.folder)}` : `workspace=${encodeURI(path.join(place.folder, workspace))}`;
    const address = `http://127.0.0.1:${place.port}/?${what}&payload=${opened}`;
    const bench = new Workbench(browser, page, place, external);
    // On a machine that is very busy the page gives up its extension host before that has started: it is loaded again.
    await until('the workbench with its extensions', () => bench.load(address), 300_000);
    return bench;
  }

  private async load(address: string): Promise<true> {
    const earlier = stagehands(this.place.stagehand);
    await this.page.goto(address, { waitUntil: 'domcontentloaded' });
    await this.page.waitForSelector('.monaco-editor .view-line', { timeout: 60_000 });
    this.socket = await until(
      'the stagehand',
      () => Promise.resolve(stagehands(this.place.stagehand).find((socket) => !earlier.includes(socket))),
      60_000,
    );
    await this.command('notifications.clearAll');
    return true;
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  async screenshot(name: string): Promise<void> {
    // Hovers fade in: the picture shows them as they are in the end.
    await this.page.screenshot({ path: path.join(this.place.screenshots, `${name}.png`), animations: 'disabled' });
  }

  // What the stagehand does.

  /** Runs a command of VS Code by its identifier. */
  async command(id: string, ...args: readonly unknown[]): Promise<void> {
    await tell(this.socket, { verb: 'command', id, args });
  }

  /** Changes user settings; null takes one back. */
  async settings(values: Readonly<Record<string, unknown>>): Promise<void> {
    await tell(this.socket, { verb: 'settings', values });
  }

  /** Shows a file of the folder, where given with the cursor at a 1-based line and column. */
  async file(name: string, line?: number, column = 1): Promise<void> {
    const at = line === undefined ? {} : { line, column };
    await tell(this.socket, { verb: 'open', path: path.posix.join(this.place.folder, name), ...at });
    // What an extension selects reaches the screen a moment later: what is typed before that goes elsewhere.
    if (line !== undefined)
      await until(`line ${line}`, async () => (await this.page.locator('.statusbar').innerText()).includes(`Ln ${line}, Col ${column}`));
  }

  async theme({ title, bodyClass }: Theme): Promise<void> {
    await this.settings({ 'workbench.colorTheme': title });
    await until(`the colors of ${title}`, async () => (await this.page.locator(`.monaco-workbench.${bodyClass}`).count()) > 0);
  }

  /** Closes the notifications, so that they hide nothing. */
  async closeNotifications(): Promise<void> {
    await this.command('notifications.clearAll');
  }

  // What a user does.

  /** Runs a command from the palette. A webview that has just opened takes the focus and closes the palette: hence the retry. */
  async run(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    await until(`the command ${title}`, async () => {
      // A list that asks something else would take the command for an answer.
      if ((await input.isVisible()) && !(await input.inputValue()).startsWith('>')) {
        await input.press('Escape');
        await input.waitFor({ state: 'hidden', timeout: 2000 });
      }
      if (!(await input.isVisible())) {
        await this.page.keyboard.press('F1');
        await input.waitFor({ state: 'visible', timeout: 2000 });
      }
      await input.fill(`>${title}`, { timeout: 1000 });
      const row = this.page.locator('.quick-input-list .monaco-list-row').first();
      await until(`the entry ${title}`, async () => (await row.innerText({ timeout: 500 })).includes(title.replace(/^.*: /, '')), 5000);
      await input.press('Enter', { timeout: 1000 });
      return true;
    });
  }

  /** Hovers over a word of a line until the hover says `expected`; gives its text. */
  async hover(line: string, word: string, expected: RegExp): Promise<string> {
    const target = this.page.locator('.view-line', { hasText: line }).first().locator('span span', { hasText: word }).first();
    const shown = this.page.locator('.monaco-hover:visible');
    return until(`a hover over ${word} with ${String(expected)}`, async () => {
      const box = await target.boundingBox({ timeout: 1000 });
      if (box === null) return false;
      // The hover wants a movement of the mouse, not a mouse that is there.
      await this.page.mouse.move(box.x - 40, box.y - 30);
      await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
      const text = async (): Promise<string> => (await shown.allInnerTexts()).join('\n');
      await until('the hover', async () => expected.test(await text()), 2500);
      return text();
    });
  }

  async closeHover(): Promise<void> {
    await this.page.mouse.move(5, 400);
    await this.page.keyboard.press('Escape');
  }

  /** Chooses the entry of an open list that holds a text. */
  async choose(text: string): Promise<void> {
    await until(`the entry ${text}`, async () => {
      await this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click({ timeout: 1000 });
      return true;
    });
  }

  // What is on the screen.

  /** All squiggles, whatever their severity; a hint is shown as dots. */
  squiggles(): Promise<number> {
    return this.page
      .locator(['error', 'warning', 'info', 'hint'].map((severity) => `.monaco-editor .squiggly-${severity}`).join(', '))
      .count();
  }

  /** Rows of the Problems view, which is left open. */
  async problems(): Promise<string[]> {
    await this.command('workbench.panel.markers.view.focus');
    return until('the problems', async () => {
      const rows = await this.page.locator('.markers-panel .monaco-list-row').allInnerTexts();
      return rows.length > 0 && rows;
    });
  }

  lenses(): Promise<string[]> {
    return this.page.locator('.codelens-decoration a').allInnerTexts();
  }

  notifications(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message').allInnerTexts();
  }

  /** A notification that fits, once it is there. */
  told(pattern: RegExp, ms?: number): Promise<string> {
    return until(`a message with ${String(pattern)}`, async () => (await this.notifications()).find((text) => pattern.test(text)), ms);
  }

  statusItem(): Locator {
    return this.page.locator('.statusbar-item', { hasText: /PyPy|CPython/ }).first();
  }

  /** Rows of the list or tree that is open in the side bar. */
  sideBar(): Promise<string[]> {
    return this.page.locator('.part.sidebar .monaco-list-row').allInnerTexts();
  }

  /** The webview that shows a heading. */
  webview(heading: RegExp): Promise<Frame> {
    return until(`a page with ${String(heading)}`, async () => {
      for (const frame of this.page.frames()) if ((await frame.locator('h1', { hasText: heading }).count()) > 0) return frame;
      return false;
    });
  }
}
