/** A folder that nobody trusts yet: what is suspected is shown, nothing is run. Once it is trusted, programs run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { until } from '../driver';
import { sitting } from '../sitting';

/** Restricted mode from the start, without a question. Read when a page of the workbench is opened. */
const UNTRUSTED = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
let trusting = '';

beforeAll(() => {
  trusting = readFileSync(inject('settings'), 'utf8');
  writeFileSync(inject('settings'), JSON.stringify({ ...(JSON.parse(trusting) as object), ...UNTRUSTED }, null, 2));
});
afterAll(() => writeFileSync(inject('settings'), trusting));

const place = sitting('postage.py');

it('is checked and not run', async () => {
  await until('a squiggle', async () => (await place.bench.squiggles()) > 0);
  await place.bench.run('JIT Lens: Profile This File');
  expect(await place.bench.told(/needs a workspace you trust/)).toContain('JIT Lens runs the program to profile it');
  await place.bench.screenshot('restricted');
});

it('is run once it is trusted', async () => {
  await place.bench.page.locator('.notification-list-item').getByText('Manage Trust').click();
  await place.bench.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).first().click();
  await place.bench.closeNotifications();
  await place.bench.file('postage.py');
  await place.bench.run('JIT Lens: Profile This File');
  await place.bench.told(/^postage\.py: /, 300_000);
});
