/** Plays the conversations of fixtures/lsp/ against a real server process. Record them anew: `npx vitest run server/transcripts -u`. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../scripts/install.mjs';
import { ServerProcess, bundleServer } from './testing/server-process';
import { play, readScript } from './testing/transcript';

const folder = path.join(root, 'fixtures/lsp');
const transcripts = readdirSync(folder).filter((name) => name.endsWith('.txt'));
let bundle = '';

beforeAll(async () => {
  bundle = await bundleServer('server/testing/double-main.ts');
});

/** Whether vitest was called with `-u`; it tells its workers only through the state of the snapshots. */
function isRecording(): boolean {
  const state: unknown = expect.getState().snapshotState;
  return typeof state === 'object' && state !== null && '_updateSnapshot' in state && state._updateSnapshot === 'all';
}

describe('conversations', () => {
  it('exist', () => {
    expect(transcripts).not.toEqual([]);
  });

  it.each(transcripts)('%s', async (name) => {
    const file = path.join(folder, name);
    const server = new ServerProcess(bundle);
    server.answers.set('workspace/configuration', [{}]);
    try {
      const recording = isRecording();
      const played = await play(readScript(readFileSync(file, 'utf8')), server, recording);
      await expect(played).toMatchFileSnapshot(file);
    } finally {
      await server.stop();
    }
  });
});
