/**
 * How fast programs run: the embedded VM and PyPy, as ratios of CPython 3.13's time.
 *
 *     npm run bench:vm [-- REGEX]      programs of bench/programs by name
 *
 * Warm is the best of repeated calls in one process, by processor time; cold is a whole process by the wall clock less one that runs an empty program. CPython is
 * JITLENS_CPYTHON, python3.13 or pyenv's; PyPy is JITLENS_PYPY or pypy3. Machines differ and are busy: the means are what to look at.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { timeCalls } from './vm/inside';
import { warm, whole } from './vm/measure';
import { cpython313, ourselves, pypy, type Peer } from './vm/peers';

type Column = { readonly name: string; readonly peer: Peer; readonly cold: boolean };

function main(only: RegExp): void {
  const reference = cpython313();
  if (reference === null) {
    console.log('bench:vm needs CPython 3.13 to compare with: none on the PATH, name one in JITLENS_CPYTHON');
    return;
  }
  const cpython: Peer = { name: 'CPython', command: [reference], embedded: false, jitOff: true };
  const columns: Column[] = [
    { name: 'JIT Lens', peer: ourselves(false), cold: false },
    { name: 'JIT Lens, cold', peer: ourselves(false), cold: true },
    { name: 'JIT Lens, JIT off', peer: ourselves(true), cold: false },
  ];
  const other = pypy();
  if (other === null) console.log('no pypy3: its columns are left out');
  else {
    const withJit: Peer = { name: 'PyPy', command: [other], embedded: false, jitOff: false };
    const without: Peer = { ...withJit, command: [other, '--jit', 'off'], jitOff: true };
    columns.push(
      { name: 'PyPy', peer: withJit, cold: false },
      { name: 'PyPy, cold', peer: withJit, cold: true },
      { name: 'PyPy, JIT off', peer: without, cold: false },
    );
  }
  const empty = new Map([cpython, ...columns.filter((c) => c.cold).map((c) => c.peer)].map((peer) => [peer, whole(peer, null, 7)]));
  const cold = (peer: Peer, file: string): number | string => {
    const [time, start] = [whole(peer, file, 3), empty.get(peer)!];
    return typeof time === 'string' || typeof start === 'string' ? time : Math.max(1, time - start);
  };

  console.log(row(['program', 'CPython ms', ...columns.map((c) => c.name)]));
  console.log(row(['---', ...columns.map(() => '---:'), '---:']));
  const ratios: number[][] = columns.map(() => []);
  const folder = path.join('bench', 'programs');
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith('.py') && only.test(file))
    .sort()) {
    const file = path.resolve(folder, name);
    const base = { warm: warm(cpython, file), cold: cold(cpython, file) };
    if (typeof base.warm === 'string' || typeof base.cold === 'string') {
      console.log(row([name, `fails: ${base.warm}`]));
      continue;
    }
    const cells = columns.map(({ peer, cold: isCold }, i) => {
      const time = isCold ? cold(peer, file) : warm(peer, file);
      if (typeof time === 'string') return `fails: ${time}`;
      const ratio = time / (isCold ? (base.cold as number) : (base.warm as number));
      ratios[i]!.push(ratio);
      return shown(ratio);
    });
    console.log(row([name.replace(/\.py$/, ''), base.warm.toFixed(0), ...cells]));
  }
  console.log(row(['geometric mean', '', ...ratios.map((all) => (all.length === 0 ? '–' : `${shown(mean(all))} of ${all.length}`))]));
  for (const [peer, time] of empty)
    console.log(`${peer.name} runs an empty program in ${typeof time === 'string' ? time : time.toFixed(0)} ms`);
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const shown = (ratio: number): string => (ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(ratio < 0.1 ? 1 : 2));
const mean = (all: readonly number[]): number => Math.exp(all.reduce((sum, ratio) => sum + Math.log(ratio), 0) / all.length);

const [first, file, jit] = process.argv.slice(2);
if (first === '--inside') void timeCalls(file!, jit === 'off');
else main(new RegExp(first ?? '.'));
