/** Every limit ends the run that reaches it, with its name, keeps what was learned, and leaves the next run unharmed. */
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { LIMIT_NAMES } from '../vm/sandbox/limits';
import { disposeSpare, profileText, type ProfileOptions } from './index';
import { complaintsAbout, limitFixtures } from './testing/limit-fixtures';

const folder = path.join(import.meta.dirname, '../../fixtures/limits');
const fixtures = limitFixtures(folder);
const run = (name: string, text: string, options: ProfileOptions) =>
  profileText(path.join(folder, name), text, { keepSpare: true, ...options });

afterAll(disposeSpare);

it.each(fixtures)(
  '$name',
  async (fixture) => {
    expect(complaintsAbout(fixture, await run(fixture.name, fixture.text, fixture.options))).toEqual([]);
  },
  60_000,
);

it('leaves the next run unharmed', async () => {
  expect(await run('after.py', 'print(sum(range(10)))', {})).toMatchObject({ outcome: 'finished', stdout: '45\n' });
});

it('has a program for each limit of the table', () => {
  const hit = new Set(fixtures.flatMap(({ options }) => Object.keys(options.limits ?? {})));
  // These two have programs that need no other value than the default.
  for (const name of ['recursion', 'block']) hit.add(name);
  expect([...hit].sort()).toEqual([...LIMIT_NAMES].sort());
});
