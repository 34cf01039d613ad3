/** Bundles the child process with the double of the VM, as scripts/build.mjs bundles the real one. */
import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../../scripts/install.mjs';
import type { ChildBundles } from '../child-process';

const profile = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

export function bundleWithDouble(): Promise<ChildBundles> {
  return bundleTo(realpathSync(mkdtempSync(path.join(tmpdir(), 'profiler-'))), path.join(profile, 'testing', 'double-guest.ts'));
}

/** With the real VM. Beside `node_modules`, where it finds the parser's WebAssembly as in a release. */
export function bundleWithVm(): Promise<ChildBundles> {
  const folder = path.join(root, 'test-output');
  mkdirSync(folder, { recursive: true });
  return bundleTo(folder, path.join(profile, 'child', 'guest.ts'));
}

async function bundleTo(folder: string, guest: string): Promise<ChildBundles> {
  const bundles = {
    watchdog: path.join(folder, `profiler-child-${process.pid}.js`),
    guest: path.join(folder, `profiler-guest-${process.pid}.js`),
  };
  const common = {
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
    charset: 'ascii',
    external: ['tree-sitter', 'tree-sitter-python'],
    alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/tree-sitter.cjs') },
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  } as const;
  await Promise.all([
    build({ ...common, external: [...common.external], entryPoints: [path.join(profile, 'child', 'main.ts')], outfile: bundles.watchdog }),
    build({ ...common, external: [...common.external], entryPoints: [guest], outfile: bundles.guest }),
  ]);
  return bundles;
}
