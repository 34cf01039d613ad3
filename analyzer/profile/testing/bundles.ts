/** Bundles the child process with the double of the VM, as scripts/build.mjs bundles the real one. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { ChildBundles } from '../child-process';

const profile = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

export async function bundleWithDouble(): Promise<ChildBundles> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'profiler-')));
  const bundles = { watchdog: path.join(folder, 'profiler-child.js'), guest: path.join(folder, 'profiler-guest.js') };
  const common = { bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' } as const;
  await Promise.all([
    build({ ...common, entryPoints: [path.join(profile, 'child', 'main.ts')], outfile: bundles.watchdog }),
    build({ ...common, entryPoints: [path.join(profile, 'testing', 'double-guest.ts')], outfile: bundles.guest }),
  ]);
  return bundles;
}
