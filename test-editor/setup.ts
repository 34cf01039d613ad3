/** Before the scenes: build, pack, install, start. After them: stop. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { installWorkbench } from './install';
import { startWorkbench } from './workbench-server';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the workbench answers. */
    port: number;
    /** The folder that is open in it. */
    folder: string;
    screenshots: string;
    /** The packed extension. */
    vsix: string;
  }
}

/** What is open in the workbench. */
export const PROGRAMS = path.join(import.meta.dirname, 'project');

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = path.resolve(import.meta.dirname, '..');
  const output = path.join(root, 'test-output');
  const run = (command: string, ...args: string[]): void =>
    void execFileSync(command, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  mkdirSync(output, { recursive: true });
  run(process.execPath, 'scripts/build.mjs');
  const vsix = path.join(output, 'jit-lens.vsix');
  run('npx', 'vsce', 'package', '--no-rewrite-relative-links', '-o', vsix);
  const screenshots = path.join(output, 'screenshots');
  rmSync(screenshots, { recursive: true, force: true });
  const workbench = await startWorkbench(installWorkbench(), path.join(output, 'editor'), vsix, PROGRAMS);
  project.provide('port', workbench.port);
  project.provide('folder', workbench.folder);
  project.provide('screenshots', screenshots);
  project.provide('vsix', vsix);
  return () => workbench.stop();
}
