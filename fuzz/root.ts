/** The checkout: fuzzers run in it, from a bundle in `dist/` or under vitest. */
import path from 'node:path';

export const root = path.resolve(process.cwd());
export const serverBundle = path.join(root, 'dist/server.js');
export const findsFolder = path.join(root, 'fixtures/fuzz');
