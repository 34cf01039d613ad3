/**
 * The figures of docs/reliability.md:
 *
 *     npm run bench:reliability [-- --write] [--files N] [--lines N] [--edits N] [--profiles N] [--limits TEXT] [--ruff COMMAND]
 *
 * Runs bench:limits and bench:load and prints what they measure; with --write the section "Last measured" of the page is replaced by it. The sizes stand
 * beside the figures, and so does how busy the machine was.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { disposeSpare, profileText } from '../analyzer/profile';
import { complaintsAbout, limitFixtures } from '../analyzer/profile/testing/limit-fixtures';
import { keptFinds } from '../fuzz/finds';
import { measuredLimits, summary } from './limits/measure';
import { LOAD_OPTIONS, loadParts } from './load/parts';

const root = path.resolve(process.cwd());
const page = path.join(root, 'docs/reliability.md');
const [BEGIN, END] = ['<!-- figures: written by npm run bench:reliability -->', '<!-- end of figures -->'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      write: { type: 'boolean', default: false },
      ...LOAD_OPTIONS,
      limits: { type: 'string', default: '' },
    },
  });
  const lines: string[] = [];
  const part = async (name: string, measure: () => Promise<readonly string[]>): Promise<void> => {
    for (const line of await measure()) {
      lines.push(`- ${name}: ${line}`);
      console.log(lines.at(-1));
    }
  };
  await part('finds', () => Promise.resolve([`${keptFinds(path.join(root, 'fixtures/fuzz')).length} kept and tried again by a test`]));
  await part('limits', () => limits(values.limits));
  for (const [name, load] of loadParts(root, values)) await part(name, load);
  if (values.write) write(lines);
}

async function limits(only: string): Promise<string[]> {
  const folder = path.join(root, 'fixtures/limits');
  const fixtures = limitFixtures(folder).filter(({ name }) => name.includes(only));
  const measured = await measuredLimits(fixtures, async (fixture) => {
    const run = await profileText(path.join(folder, fixture.name), fixture.text, { keepSpare: true, ...fixture.options });
    return { run, complaints: complaintsAbout(fixture, run) };
  });
  disposeSpare();
  const wrong = measured.flatMap(({ name, complaints }) => (complaints.length === 0 ? [] : [`${name}: ${complaints.join('; ')}`]));
  return [summary(measured), ...wrong];
}

function write(lines: readonly string[]): void {
  const text = readFileSync(page, 'utf8');
  const [before, after] = [text.slice(0, text.indexOf(BEGIN)), text.slice(text.indexOf(END))];
  const busy = `load average ${os.loadavg()[0]!.toFixed(0)} on ${os.cpus().length} cores`;
  const machine = `On ${new Date().toISOString().slice(0, 10)}, ${os.cpus()[0]?.model.trim() ?? 'unknown processor'}, Node.js ${process.versions.node}, ${busy}:`;
  writeFileSync(page, `${before}${BEGIN}\n\n${machine}\n\n${lines.join('\n')}\n\n${after}`);
}

void main();
