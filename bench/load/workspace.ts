/** A workspace of many files: `jitlens.checkWorkspace`, and hovers that come while it runs. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LoadClient } from './client';
import { latencies, shown } from './figures';
import type { Texts } from './texts';

const FILES_A_FOLDER = 100;
const HOVER_EVERY_MILLISECONDS = 50;

export async function workspaceLoad(command: readonly string[], texts: Texts, files: number, ruff: string): Promise<string[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'jitlens-load-'));
  const client = new LoadClient(command, 'python');
  try {
    let characters = 0;
    for (let index = 0; index < files; index++) {
      const name = path.join(folder, `package_${Math.floor(index / FILES_A_FOLDER)}`, `module_${index}.py`);
      const imported = index % FILES_A_FOLDER === 0 ? '' : `from module_${index - 1} import *\n`;
      const text = imported + texts.module(index);
      characters += text.length;
      mkdirSync(path.dirname(name), { recursive: true });
      writeFileSync(name, text);
    }
    await client.initialize([pathToFileURL(folder).href]);
    const uri = 'file:///load/open.py';
    await client.open(uri, texts.file(600));
    const [started, used] = [performance.now(), client.processor];
    const checked = client.request<{ files: number; findings: number }>('workspace/executeCommand', { command: 'jitlens.checkWorkspace' });
    let running = true;
    const found = checked.finally(() => (running = false));
    const hovers: number[] = [];
    let most = 0;
    while (running) {
      hovers.push(await client.timed('textDocument/hover', { textDocument: { uri }, position: { line: 1, character: 1 } }));
      most = Math.max(most, client.memory);
      await new Promise((resolve) => setTimeout(resolve, HOVER_EVERY_MILLISECONDS));
    }
    const result = await found;
    const seconds = (performance.now() - started) / 1000;
    const processor = (client.processor - used) / 1000;
    return [
      `${result.files} files of ${shown(characters / 1e6)} million characters, ${result.findings} findings`,
      `check of the workspace: ${shown(seconds)} s, ${shown(processor)} s of processor time${besideRuff(ruff, folder, processor)}`,
      `hover meanwhile, median / 95 % / greatest: ${latencies(hovers)} ms`,
      `memory: at most ${shown(most)} MB during the check, ${shown(client.memory)} MB after it`,
    ];
  } finally {
    client.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same folder through a Ruff with the rules it has by default, where there is one. */
function besideRuff(ruff: string, folder: string, ours: number): string {
  if (spawnSync(ruff, ['--version']).status !== 0) return '';
  // The shell's `times` says what its children used: user and system, as 0m1.234s.
  const script = '"$0" check --no-cache --isolated "$1" >/dev/null 2>&1; times';
  const [, children = ''] = spawnSync('bash', ['-c', script, ruff, folder], { encoding: 'utf8' }).stdout.trim().split('\n');
  const theirs = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
  return Number.isFinite(theirs) && theirs > 0 ? `; ${ruff} check: ${shown(theirs)} s, ratio ${(ours / theirs).toFixed(1)}` : '';
}
