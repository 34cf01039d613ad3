/** A folder that nobody trusts: what is suspected is shown, nothing is run. */
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Workbench, until } from '../driver';
import { installWorkbench } from '../install';
import { PROGRAMS } from '../setup';
import { startWorkbench } from '../workbench-server';
import type { RunningWorkbench } from '../workbench-server';

let server: RunningWorkbench;
let bench: Workbench;

beforeAll(async () => {
  const home = path.join(inject('screenshots'), '../restricted');
  server = await startWorkbench(installWorkbench(), home, inject('vsix'), PROGRAMS, 'asked');
  const settings = path.join(home, 'data/User/settings.json');
  bench = await Workbench.open({ port: server.port, folder: server.folder, screenshots: inject('screenshots'), settings }, 'postage.py');
});

afterAll(async () => {
  await bench.close();
  await server.stop();
});

it('is checked and not run', async () => {
  await until('a squiggle', async () => (await bench.anySquiggles()) > 0);
  await bench.run('JIT Lens: Profile This File');
  const refusal = await until('the refusal', async () =>
    (await bench.notifications()).find((text) => /needs a workspace you trust/.test(text)),
  );
  expect(refusal).toContain('JIT Lens runs the program to profile it');
  await bench.screenshot('restricted');
});
