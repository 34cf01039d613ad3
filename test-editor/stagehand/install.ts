/** Bundles and packs the stagehand. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build } from 'esbuild';

/** Gives the packed extension, made below `folder`. */
export async function packStagehand(folder: string): Promise<string> {
  const made = path.join(folder, 'stagehand');
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  cpSync(path.join(import.meta.dirname, 'package.json'), path.join(made, 'package.json'));
  writeFileSync(path.join(made, '.vscodeignore'), '*.vsix\n');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'extension.ts')],
    outfile: path.join(made, 'extension.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const packagePath = path.join(folder, 'stagehand.vsix');
  await createVSIX({ cwd: made, packagePath, dependencies: false, allowMissingRepository: true, skipLicense: true });
  return packagePath;
}
