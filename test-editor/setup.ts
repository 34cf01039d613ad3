/** Before the scenes: build, pack, install, start. After them: stop. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { createVSIX } from '@vscode/vsce';
import { installWorkbench } from './install';
import { packStagehand } from './stagehand/install';
import { startWorkbench } from './workbench-server';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the workbench answers. */
    port: number;
    /** The folder that is open in it. */
    folder: string;
    screenshots: string;
    /** The user's settings file. */
    settings: string;
    /** Folder of the stagehand's sockets. */
    stagehand: string;
  }
}

/** What is open in the workbench. */
export const PROGRAMS = path.join(import.meta.dirname, 'project');

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = path.resolve(import.meta.dirname, '..');
  const output = path.join(root, 'test-output');
  mkdirSync(output, { recursive: true });
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const vsix = path.join(output, 'jit-lens.vsix');
  await createVSIX({ cwd: root, packagePath: vsix, rewriteRelativeLinks: false });
  const screenshots = path.join(output, 'screenshots');
  rmSync(screenshots, { recursive: true, force: true });
  const extensions = [vsix, await packStagehand(output)];
  const workbench = await startWorkbench(installWorkbench(), path.join(output, 'editor'), extensions, PROGRAMS);
  project.provide('port', workbench.port);
  project.provide('folder', workbench.folder);
  project.provide('screenshots', screenshots);
  project.provide('settings', workbench.settings);
  project.provide('stagehand', workbench.stagehand);
  return () => workbench.stop();
}
