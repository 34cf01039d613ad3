/** The VSIX: everything the extension needs on each platform, nothing else, small; and its server works without a native parser. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess } from '../../server/testing/server-process';
import { zipEntries } from './zip';

const root = path.resolve(import.meta.dirname, '../..');
const vsix = path.join(root, 'jit-lens.vsix');
const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64'];

beforeAll(() => {
  execFileSync('npm', ['run', 'package'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
});

const names = (): string[] => zipEntries(vsix).map(({ name }) => name);

describe('the VSIX', () => {
  it('is smaller than 8 MB', () => {
    const bytes = statSync(vsix).size;
    console.log(`${path.basename(vsix)}: ${(bytes / 1e6).toFixed(2)} MB, ${zipEntries(vsix).length} files`);
    expect(bytes).toBeLessThan(8e6);
  });

  it('has a native parser for each platform, and WebAssembly for the others', () => {
    for (const platform of PLATFORMS)
      for (const name of ['tree-sitter', 'tree-sitter-python'])
        expect(names().some((file) => file.startsWith(`extension/dist/node_modules/${name}/prebuilds/${platform}/`))).toBe(true);
    expect(names()).toEqual(expect.arrayContaining(['extension/dist/tree-sitter.wasm', 'extension/dist/tree-sitter-python.wasm']));
  });

  it('asks for no newer glibc than 2.17 where it brings a native parser for Linux', () => {
    const bindings = names().filter((name) => /prebuilds\/linux-[^/]+\/.*\.node$/.test(name));
    expect(bindings).toHaveLength(4);
    for (const binding of bindings) {
      const symbols = execFileSync('unzip', ['-p', vsix, binding], { encoding: 'latin1', maxBuffer: 1 << 26 });
      const minors = [...symbols.matchAll(/GLIBC_2\.(\d+)/g)].map((match) => Number(match[1]));
      expect(minors.length).toBeGreaterThan(0);
      expect(Math.max(...minors), binding).toBeLessThanOrEqual(17);
    }
  });

  it('has what its manifest and its pages name', () => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      main: string;
      icon: string;
      contributes: { walkthroughs: { steps: { media: { markdown: string } }[] }[] };
    };
    const steps = manifest.contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps.map(({ media }) => media.markdown));
    const pictures = [...readFileSync(path.join(root, 'README.md'), 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((match) => match[1]!);
    const inside = [manifest.main, manifest.icon, ...steps, ...pictures].map((file) => `extension/${path.posix.normalize(file)}`);
    expect(names()).toEqual(expect.arrayContaining(inside));
    const bundles = [
      'server.js',
      'explorer.js',
      'profiler-child.js',
      'profiler-guest.js',
      'python-library.bin',
      'python-modules.bin',
      'python-data.bin',
    ];
    expect(names()).toEqual(expect.arrayContaining(bundles.map((file) => `extension/dist/${file}`)));
  });

  it('has nothing else', () => {
    const known = [
      /^(extension\.vsixmanifest|\[Content_Types\]\.xml)$/,
      /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt|THIRD_PARTY_NOTICES\.md)$/i,
      /^extension\/dist\/(client|explorer|server|profiler-child|profiler-guest)\.js$/,
      /^extension\/dist\/(icon\.png|python-(library|modules|data)\.bin|tree-sitter(-python)?\.wasm)$/,
      /^extension\/dist\/node_modules\/(tree-sitter|tree-sitter-python|node-gyp-build|web-tree-sitter)\//,
      /^extension\/media\/[\w-]+\.(svg|css)$/,
      /^extension\/docs\/(rules\/(JIT\d+|README)|walkthrough\/\w+)\.md$/,
      /^extension\/docs\/pictures\/[\w-]+\.png$/,
    ];
    expect(names().filter((name) => !known.some((pattern) => pattern.test(name)))).toEqual([]);
    expect(names().filter((name) => /\.(ts|map|cache|pdb|lib|h|c)$|\/build\//.test(name))).toEqual([]);
  });
});

describe('the unpacked extension', () => {
  const parcels = path.join(root, 'test-editor/project/postage.py');

  it.each(['native', 'WebAssembly'])('finds what there is to find with its %s parser', async (engine) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'vsix-'));
    execFileSync('unzip', ['-q', vsix, '-d', folder]);
    // As on Alpine, where no prebuilt binding loads.
    if (engine === 'WebAssembly')
      for (const name of ['tree-sitter', 'tree-sitter-python'])
        rmSync(path.join(folder, 'extension/dist/node_modules', name, 'prebuilds'), { recursive: true });
    const server = new ServerProcess(path.join(folder, 'extension/dist/server.js'));
    try {
      const uri = pathToFileURL(parcels).href;
      await server.answer(server.ask('initialize', { capabilities: {} }), 120);
      server.notify('textDocument/didOpen', {
        textDocument: { uri, languageId: 'python', version: 1, text: readFileSync(parcels, 'utf8') },
      });
      expect(await server.diagnostics(uri, 1)).toMatchObject([{ code: 'JIT201' }]);
      const run = server.ask('workspace/executeCommand', { command: 'jitlens.profileFile', arguments: [uri, { timeLimit: 300 }] });
      expect((await server.answer(run, 320)).result).toMatchObject({
        outcome: 'finished',
        stdout: expect.stringMatching(/^total /) as string,
      });
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
