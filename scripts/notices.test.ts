import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from './install.mjs';
import { shippedPackages } from './notices.mjs';

it('names every package that ships, in its present version, and no other', () => {
  const page = readFileSync(path.join(root, 'THIRD_PARTY_NOTICES.md'), 'utf8');
  const named = [...page.matchAll(/^## (\S+ \d+\.\d+\.\d+\S*)$/gm)].map((match) => match[1]);
  expect(named).toEqual(shippedPackages().map(({ name, version }) => `${name} ${version}`));
  expect(named.length).toBeGreaterThan(5);
});
