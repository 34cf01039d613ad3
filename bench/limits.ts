/**
 * How long a run takes to end once it has reached a limit, for every program of fixtures/limits:
 *
 *     npm run bench:limits [-- TEXT]       only programs whose names hold TEXT
 *
 * Wanted: at most 200 ms from the limit to the named outcome. A limit that is an exception of the program (MemoryError, RecursionError) ends nothing by
 * itself: for those the whole run is shown. The limits are those in the programs; the outcome has to be the one they expect.
 */
import path from 'node:path';
import { disposeSpare, profileText } from '../analyzer/profile';
import { complaintsAbout, limitFixtures } from '../analyzer/profile/testing/limit-fixtures';
import { measuredLimits, shownLimits } from './limits/measure';

const folder = path.join(process.cwd(), 'fixtures/limits');

async function main(): Promise<void> {
  const wanted = process.argv[2] ?? '';
  const fixtures = limitFixtures(folder).filter(({ name }) => name.includes(wanted));
  const measured = await measuredLimits(fixtures, async (fixture) => {
    const run = await profileText(path.join(folder, fixture.name), fixture.text, { keepSpare: true, ...fixture.options });
    return { run, complaints: complaintsAbout(fixture, run) };
  });
  disposeSpare();
  for (const line of shownLimits(measured)) console.log(line);
  process.exitCode = measured.some(({ complaints }) => complaints.length > 0) ? 1 : 0;
}

void main();
