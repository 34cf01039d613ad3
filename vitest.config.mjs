import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['{analyzer,server,client,bench,fuzz,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'analyzer/vm/generated/**'],
    globalSetup: ['scripts/vitest-setup.mjs'],
    // Forks, not threads: native tree-sitter aborts the process when a thread that runs it is ended.
    pool: 'forks',
    maxWorkers: 2,
    // Generous, for machines with few cores and much to do; a test that hangs still ends.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: [['default', { summary: false }], './scripts/counts-reporter.mjs'],
    coverage: { provider: 'v8', include: ['{analyzer,server,client}/**/*.ts'], reportsDirectory: 'test-output/coverage' },
  },
});
