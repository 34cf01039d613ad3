/** `npm run test:package`: what is packed, and that it works where it is unpacked. */
import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: path.resolve(import.meta.dirname, '..'),
  test: {
    environment: 'node',
    reporters: [['default', { summary: false }], './scripts/counts-reporter.mjs'],
    include: ['test-editor/packages/*.package.ts'],
    // Both packages are made from the same dist/.
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
