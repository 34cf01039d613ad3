/**
 * The language server beside another one that parses with tree-sitter, in the same run:
 *
 *     npm run bench:editor [-- KEYSTROKES]      default 18,000: an hour of fast typing
 *
 * Wall-clock times suffer from whatever else the machine does; processor times hardly.
 */
import path from 'node:path';
import { ourselves, peer } from './editor/servers';
import { sit } from './editor/session';
import type { Figures } from './editor/session';

const root = path.resolve(process.cwd());

async function main(): Promise<void> {
  const keystrokes = Number(process.argv[2] ?? 18_000);
  const servers = [ourselves(root), peer(root)].filter((server) => server !== null);
  if (servers.length === 1) console.log('The peer could not be installed: there is nothing to compare with.');
  const figures: Figures[] = [];
  for (const server of servers) figures.push(await sit(server, keystrokes));
  const rows: readonly (readonly [string, (of: Figures) => number, string])[] = [
    ['activation', ({ activation }) => activation[0], 'ms'],
    ['activation, processor time', ({ activation }) => activation[1], 'ms'],
    ['first result', ({ firstResult }) => firstResult[0], 'ms'],
    ['first result, processor time', ({ firstResult }) => firstResult[1], 'ms'],
    ['hover, median', ({ hoverMedian }) => hoverMedian, 'ms'],
    ['hover, 95 %', ({ hover95 }) => hover95, 'ms'],
    ['keystroke, processor time', ({ keystroke }) => keystroke, 'ms'],
    ['memory after warm-up', ({ memory }) => memory, 'MB'],
    ['memory slope', ({ memorySlope }) => memorySlope, 'MB/hour'],
  ];
  console.log(`${' '.repeat(30)}${servers.map(({ name }) => name.padStart(28)).join('')}${servers.length > 1 ? '     ratio' : ''}`);
  for (const [name, figure, unit] of rows) {
    const values = figures.map(figure);
    const ratio = values.length > 1 ? (values[0]! / values[1]!).toFixed(2).padStart(10) : '';
    console.log(`${name.padEnd(30)}${values.map((value) => `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`.padStart(28)).join('')}${ratio}`);
  }
}

void main();
