/** What the sittings in a workbench share: the place, pictures in all themes, a picture of what went wrong. */
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { Workbench } from './driver';

export const THEMES = [
  { name: 'light', title: 'Light Modern', bodyClass: 'vs', webviewClass: 'vscode-light' },
  { name: 'hc', title: 'Default High Contrast', bodyClass: 'hc-black', webviewClass: 'vscode-high-contrast' },
  // The last, since what follows is done in it.
  { name: 'dark', title: 'Dark Modern', bodyClass: 'vs-dark', webviewClass: 'vscode-dark' },
] as const;

/** One workbench for all tests of a file, opened at a program; `workspace` as in Workbench.open. */
export function sitting(program: string, workspace: string | null = null): { readonly bench: Workbench } {
  let bench: Workbench | null = null;
  beforeAll(async () => {
    const [port, folder, screenshots, stagehand] = [inject('port'), inject('folder'), inject('screenshots'), inject('stagehand')];
    bench = await Workbench.open({ port, folder, screenshots, stagehand }, program, workspace);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await bench?.screenshot(`failed-${task.name.replace(/\W+/g, '-').slice(0, 60)}`);
  });
  afterAll(async () => {
    await bench?.close();
  });
  return {
    get bench() {
      if (bench === null) throw new Error('the workbench is not open');
      return bench;
    },
  };
}

/** A picture of the same scene in each theme; `prepare` puts the scene on the screen. */
export async function inAllThemes(
  bench: Workbench,
  scene: string,
  prepare: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  for (const theme of THEMES) {
    await bench.theme(theme);
    await prepare();
    await bench.screenshot(`${scene}-${theme.name}`);
  }
}
