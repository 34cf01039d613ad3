/**
 * Incremental analysis against fresh analysis under random edits, for all targets at once.
 *
 * Each seed edits one of the rules' fixtures. `JITLENS_FUZZ=3000` makes as many edits as it says; a failure names its seed and round.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../scripts/install.mjs';
import { randomEdit, seeded } from '../syntax/testing/random-edits';
import { TARGETS } from '../targets';
import { analyzeText, DEFAULT_CONFIGURATION, Document } from '.';

const EDITS = Number(process.env['JITLENS_FUZZ'] ?? 300);
const ROUNDS = 10;
/** A line copied in broken text: two statements of the same text were taken for one. */
const FAILED_ONCE = [129];

const folder = join(root, 'fixtures', 'rules');
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));
const configuration = { ...DEFAULT_CONFIGURATION, targets: TARGETS.map(({ name }) => name) };

it(`gives after each of ${EDITS} random edits, byte for byte, what a fresh analysis gives`, { timeout: 1_000 * EDITS }, () => {
  for (const seed of [...FAILED_ONCE, ...Array.from({ length: EDITS / ROUNDS }, (_, index) => index + 1)]) {
    const random = seeded(seed);
    // Two fixtures in one file: names meet, and hotness crosses.
    let text = `${sources[seed % sources.length]!}\n${sources[(seed * 7) % sources.length]!}`;
    const document = new Document('a.py', text, configuration);
    for (let round = 0; round < ROUNDS; round++) {
      text = randomEdit(text, random);
      document.update(text);
      const fresh = JSON.stringify(analyzeText('a.py', text, configuration).findings);
      expect(JSON.stringify(document.findings), `seed ${seed}, round ${round}`).toBe(fresh);
    }
    document.dispose();
  }
});
