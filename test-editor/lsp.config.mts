/** `npm run test:lsp`: whole conversations with the server over stdio, recorded as transcripts, and two real editors driven headless. */
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: path.resolve(import.meta.dirname, '..'),
  test: {
    environment: 'node',
    reporters: [['default', { summary: false }], './scripts/counts-reporter.mjs'],
    include: ['server/transcripts.test.ts', 'server/process.test.ts', 'server/built.test.ts', 'test-editor/{neovim,emacs}.editor.ts'],
    fileParallelism: false,
    testTimeout: 650_000,
    hookTimeout: 120_000,
  },
});
