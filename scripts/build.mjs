/**
 * Builds `dist/`: one CommonJS bundle for each entry point, the native tree-sitter packages beside them, and the same parser as
 * WebAssembly. Does nothing when no source changed since the last build; `--force` builds anyway. `--clean`, for packaging, also removes
 * whatever else lies in `dist/`.
 */
import './require-node.mjs';
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, cpSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { devNull } from 'node:os';
import path from 'node:path';
import { doubleBuild } from './double-build.mjs';
import { icon } from './icon.mjs';
import { buildPythonData } from './python/data.mjs';
import { buildOwnModules, buildPythonLibrary } from './python/library.mjs';
import { root } from './install.mjs';
import { contentHash } from './source-hash.mjs';

/** What is bundled from where. An entry point whose source does not exist is left out. Only the client is minified: it is mostly the
 * language client's code, and the names in the others' stack traces are worth more than their size. */
const entryPoints = [
  { source: 'client/extension.ts', bundle: 'client.js', minify: true },
  { source: 'client/explorer/view/main.ts', bundle: 'explorer.js', minify: true, page: true },
  { source: 'server/main.ts', bundle: 'server.js' },
  { source: 'analyzer/profile/child/main.ts', bundle: 'profiler-child.js' },
  {
    source: 'analyzer/profile/child/guest.ts',
    bundle: 'profiler-guest.js',
    alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/tree-sitter.cjs' },
  },
  { source: 'analyzer/cli.ts', bundle: 'cli.js', executable: true, apart: { './cli/dispatch': './cli-commands.js' } },
  { source: 'analyzer/cli/dispatch.ts', bundle: 'cli-commands.js' },
].filter((entry) => existsSync(path.join(root, entry.source)));

/** Everything a build depends on. */
const inputs = ['analyzer', 'server', 'client', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Packages left outside the bundles, since they find their native binding relative to their own folder; with the files they need.
 * `build/` is not among them: node-gyp-build would prefer it on every platform. */
const nativePackages = new Map([
  ['tree-sitter', ['package.json', 'index.js', 'LICENSE', 'prebuilds']],
  ['tree-sitter-python', ['package.json', 'bindings/node/index.js', 'LICENSE', 'prebuilds']],
  ['node-gyp-build', ['package.json', 'index.js', 'node-gyp-build.js', 'LICENSE']],
  // Not native, but found at run time as well: the parser takes the first engine that loads.
  ['web-tree-sitter', ['package.json', 'tree-sitter.cjs', 'LICENSE']],
]);

/** The parser's engine and its grammar: the package and the file of it. */
const webAssembly = new Map([
  ['tree-sitter-python', 'tree-sitter-python.wasm'],
  ['web-tree-sitter', 'tree-sitter.wasm'],
]);

const dist = path.join(root, 'dist');
const stampFile = path.join(dist, '.build-stamp');
const require = createRequire(path.join(root, 'package.json'));

doubleBuild();
await buildPythonLibrary();
await buildOwnModules();
await buildPythonData();
const stamp = `${contentHash(root, inputs)} ${process.platform}-${process.arch} node ${process.versions.modules}\n`;
if (process.argv.includes('--clean')) removeUnknown();
const upToDate = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && !process.argv.includes('--force');
if (upToDate) console.log('dist/ is up to date');
else await build();

/** Removes from `dist/` what no build makes: bundles of earlier versions, and what somebody put there. */
function removeUnknown() {
  const known = new Set([
    ...entryPoints.map((entry) => entry.bundle),
    ...webAssembly.values(),
    'node_modules',
    'icon.png',
    path.basename(stampFile),
    'python-library.bin',
    '.python-library-stamp',
    'python-modules.bin',
    '.python-modules-stamp',
    'python-data.bin',
    '.python-data-stamp',
  ]);
  for (const name of existsSync(dist) ? readdirSync(dist) : []) {
    if (!known.has(name)) rmSync(path.join(dist, name), { recursive: true });
  }
}

async function build() {
  const started = performance.now();
  rmSync(stampFile, { force: true });
  mkdirSync(dist, { recursive: true });
  await Promise.all(entryPoints.map(bundle));
  copyNativePackages();
  copyWebAssembly();
  writeFileSync(path.join(dist, 'icon.png'), icon());
  writeCodeCache();
  writeFileSync(stampFile, stamp);
  console.log(`Built ${entryPoints.map((entry) => entry.bundle).join(', ') || 'nothing'} in ${Math.round(performance.now() - started)} ms`);
}

/** `page`: runs in a webview instead of Node. `apart`: modules that are loaded from a bundle of their own, when they are wanted. `alias`: what is bundled
 * for a package.
 * @param {{ source: string, bundle: string, executable?: boolean, minify?: boolean, page?: boolean, apart?: Record<string, string>, alias?: Record<string, string> }} entry */
async function bundle({ source, bundle, executable, minify = false, page = false, apart = {}, alias = {} }) {
  const esbuild = await import('esbuild');
  const outfile = path.join(dist, bundle);
  // A CommonJS bundle has no import.meta; modules that look for files beside themselves get the bundle's own address.
  const banner = 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;';
  const needsShebang = executable === true && !readFileSync(path.join(root, source), 'utf8').startsWith('#!');
  await esbuild.build({
    entryPoints: [path.join(root, source)],
    outfile,
    bundle: true,
    minify,
    charset: 'ascii',
    external: ['vscode', 'tree-sitter', 'tree-sitter-python'],
    alias,
    absWorkingDir: root,
    plugins: [loadedApart(apart)],
    ...(page
      ? { platform: 'browser', format: 'iife', target: 'es2022' }
      : {
          platform: 'node',
          format: 'cjs',
          // As require: import() of a bundle would have Node.js search it for exports first, which takes longer than compiling it.
          supported: { 'dynamic-import': false },
          target: 'node20',
          define: { 'import.meta.url': 'importMetaUrl' },
          banner: { js: needsShebang ? `#!/usr/bin/env node\n${banner}` : banner },
        }),
    logLevel: 'warning',
  });
  if (executable === true) chmodSync(outfile, 0o755);
}

/** @param {Record<string, string>} bundles By what imports them is written.
 * @returns {import('esbuild').Plugin} */
function loadedApart(bundles) {
  return {
    name: 'loaded apart',
    setup: (build) =>
      build.onResolve({ filter: /^\./ }, ({ path: wanted }) => (wanted in bundles ? { path: bundles[wanted], external: true } : undefined)),
  };
}

function copyNativePackages() {
  rmSync(path.join(dist, 'node_modules'), { recursive: true, force: true });
  for (const [name, files] of nativePackages) {
    const from = folderOf(name);
    if (from === null) continue;
    for (const file of files) {
      const source = path.join(from, file);
      if (existsSync(source)) cpSync(source, path.join(dist, 'node_modules', name, file), { recursive: true });
    }
    preferLocalBinding(name, from);
  }
}

/** npm compiles a binding where the package's own prebuilt one does not load (tree-sitter 0.25.1 on Debian 12 wants a newer
 * libstdc++). That binding takes the place of the prebuilt one for this platform.
 * @param {string} name
 * @param {string} from */
function preferLocalBinding(name, from) {
  const compiled = path.join(from, 'build', 'Release');
  const prebuilt = path.join(dist, 'node_modules', name, 'prebuilds', `${process.platform}-${process.arch}`);
  const binding = existsSync(compiled) ? readdirSync(compiled).find((file) => file.endsWith('.node')) : undefined;
  if (binding === undefined) return;
  const replaced = existsSync(prebuilt) ? readdirSync(prebuilt).find((file) => file.endsWith('.node')) : undefined;
  cpSync(path.join(compiled, binding), path.join(prebuilt, replaced ?? binding));
}

function copyWebAssembly() {
  for (const [name, file] of webAssembly) {
    const from = folderOf(name);
    if (from === null) throw new Error(`${name} is not installed: run npm install`);
    cpSync(path.join(from, file), path.join(dist, file));
  }
}

/** What V8 makes of the guest's bundle while a program runs. Without it a run only starts more slowly. */
function writeCodeCache() {
  const [child, guest, program] = [
    path.join(dist, 'profiler-child.js'),
    path.join(dist, 'profiler-guest.js'),
    path.join(root, 'scripts', 'warm-up.py'),
  ];
  for (const old of readdirSync(dist).filter((name) => name.endsWith('.cache'))) rmSync(path.join(dist, old));
  // The guest writes what it does to the third descriptor: nobody reads it.
  const nowhere = openSync(devNull, 'w');
  spawnSync(process.execPath, [child, '--code-cache', guest, program], {
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', nowhere],
    timeout: 60_000,
  });
  closeSync(nowhere);
}

/** The folder of an installed package, or null for an optional one that is not installed.
 * @param {string} name
 * @returns {string | null} */
function folderOf(name) {
  const direct = path.join(root, 'node_modules', name);
  if (existsSync(direct)) return direct;
  try {
    return path.dirname(require.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}
