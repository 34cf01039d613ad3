/** TypeScript of this repository as a program that Node.js can load: for benchmarks, fuzzers and what builds Python's library. */
import { build } from 'esbuild';

/** Parsers with native code or WebAssembly beside them, and the bundler itself, are loaded from node_modules. */
const EXTERNAL = ['tree-sitter', 'tree-sitter-python', 'web-tree-sitter', 'esbuild'];

/** Bundles a source file into `outfile`, which must lie inside the repository, so that its node_modules are found.
 * @param {string} source @param {string} outfile */
export async function bundle(source, outfile) {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: EXTERNAL,
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    logLevel: 'warning',
  });
}
