/**
 * How long it takes to start, as ratios of a bare `node -e 0` in the same run:
 *
 *     npm run bench:start
 *
 * The commands take turns, so that a machine that gets slower does so for all; the median of the rounds is shown. Processor time is that of all processes and threads of a command.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { builtBundles } from '../analyzer/profile/child-process';
import { whole, type Whole } from './vm/measure';
import { cpython313, ourselves, type Peer } from './vm/peers';

const ROUNDS = 9;

const PROGRAMS: readonly (readonly [name: string, text: string])[] = [
  ['an empty file', ''],
  ['print(1)', 'print(1)\n'],
  ['import dataclasses, typing, re, json, collections', 'import dataclasses, typing, re, json, collections\n'],
];

function main(): void {
  const python = cpython313();
  if (python === null) {
    console.log('bench:start needs CPython 3.13 to measure processor time: none on the PATH, name one in JITLENS_CPYTHON');
    return;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'jitlens-start-'));
  try {
    const plain = (name: string, args: readonly string[]): Peer => ({
      name,
      command: [process.execPath, ...args],
      embedded: false,
      jitOff: false,
    });
    const cli = path.join(path.dirname(builtBundles().guest), 'cli.js');
    const commands: [peer: Peer, argument: string][] = [
      [plain('node -e 0', ['-e']), '0'],
      [plain('jitlens --version', [cli]), '--version'],
      ...PROGRAMS.map(([name, text], i): [Peer, string] => {
        const program = path.join(folder, `program${i}.py`);
        writeFileSync(program, text);
        return [{ ...ourselves(false), name: `jitlens run: ${name}` }, program];
      }),
    ];
    const times = commands.map((): Whole[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      commands.forEach(([peer, argument], i) => {
        const time = whole(peer, argument, 1, python);
        if (typeof time === 'string') throw new Error(`${peer.name}: ${time}`);
        times[i]?.push(time);
      });
    }
    const medians = times.map((all) => ({ wall: median(all.map((t) => t.wall)), processor: median(all.map((t) => t.processor)) }));
    const [node = { wall: NaN, processor: NaN }] = medians;
    console.log('| command | ms | of node | processor ms | of node |');
    console.log('| --- | ---: | ---: | ---: | ---: |');
    medians.forEach(({ wall, processor }, i) => {
      const name = commands[i]?.[0].name ?? '';
      console.log(
        `| ${name} | ${wall.toFixed(0)} | ${(wall / node.wall).toFixed(2)} | ${processor.toFixed(0)} | ${(processor / node.processor).toFixed(2)} |`,
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

main();
