/** What the sittings in a workbench share: the place, pictures in all themes, a picture of what went wrong. */
import path from 'node:path';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { Workbench } from './driver';

export const THEMES = [
  { name: 'dark', scheme: 'dark', highContrast: false, bodyClass: 'vs-dark' },
  { name: 'light', scheme: 'light', highContrast: false, bodyClass: 'vs' },
  { name: 'hc', scheme: 'dark', highContrast: true, bodyClass: 'hc-black' },
] as const;

/** One workbench for all tests of a file, opened at a program. */
export function sitting(program: string): { readonly bench: Workbench } {
  let bench: Workbench | null = null;
  beforeAll(async () => {
    const folder = inject('folder');
    const settings = path.join(folder, '../data/User/settings.json');
    bench = await Workbench.open({ port: inject('port'), folder, screenshots: inject('screenshots'), settings }, program);
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
export async function inAllThemes(bench: Workbench, scene: string, prepare: () => Promise<unknown>): Promise<void> {
  for (const { name, scheme, highContrast, bodyClass } of THEMES) {
    await bench.colors(scheme, highContrast, bodyClass);
    await prepare();
    await bench.screenshot(`${scene}-${name}`);
  }
  await bench.colors('dark', false, 'vs-dark');
}
