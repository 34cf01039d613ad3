/** `npm run test:e2e`: a real VS Code workbench, in a real browser, with the packed extension installed. */
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: path.resolve(import.meta.dirname, '..'),
  test: {
    environment: 'node',
    reporters: [['default', { summary: false }], './scripts/counts-reporter.mjs'],
    include: ['test-editor/workbench/*.editor.ts'],
    globalSetup: ['test-editor/setup.ts'],
    // One workbench, one browser: the scenes follow one another.
    fileParallelism: false,
    testTimeout: 400_000,
    hookTimeout: 400_000,
    // A workbench beside other work on a small machine is late now and then: a scene may be played twice.
    retry: 1,
    bail: 1,
  },
});
