/**
 * How fast programs run: the embedded VM and PyPy, as ratios of CPython 3.13's time.
 *
 *     npm run bench:vm [-- REGEX]      programs of bench/programs by name
 *
 * Warm is the best of repeated calls in one process, by processor time. Cold is a whole process less one that runs an empty program, best of three: by the wall
 * clock, and by processor time, which counts what V8's threads compile meanwhile but not what else the machine does. CPython is
 * JITLENS_CPYTHON, python3.13 or pyenv's; PyPy is JITLENS_PYPY or pypy3. Machines differ and are busy: the means are what to look at.
 *
 * The sizes of the programs are fixed: CPython takes 50 to 500 ms.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { timeCalls } from './vm/inside';
import { warm, whole, type Whole } from './vm/measure';
import { cpython313, ourselves, pypy, type Peer } from './vm/peers';

type Measure = 'warm' | keyof Whole;
interface Column {
  readonly name: string;
  readonly peer: Peer;
  readonly measure: Measure;
}

const ROUNDS = 3;

function main(only: RegExp): void {
  const reference = cpython313();
  if (reference === null) {
    console.log('bench:vm needs CPython 3.13 to compare with: none on the PATH, name one in JITLENS_CPYTHON');
    return;
  }
  const cpython: Peer = { name: 'CPython', command: [reference], embedded: false, jitOff: true };
  const columns = columnsFor(pypy());
  const peers = new Set([cpython, ...columns.filter(({ measure }) => measure !== 'warm').map(({ peer }) => peer)]);
  const empty = new Map([...peers].map((peer) => [peer, whole(peer, null, 7, reference)]));

  console.log(row(['program', 'CPython ms', ...columns.map((c) => c.name)]));
  console.log(row(['---', '---:', ...columns.map(() => '---:')]));
  const ratios: number[][] = columns.map(() => []);
  const folder = path.join('bench', 'programs');
  const programs = readdirSync(folder).filter((file) => file.endsWith('.py') && only.test(file));
  for (const name of programs.sort()) {
    const times = timesOf(path.resolve(folder, name), reference, empty);
    const base = times(cpython, 'warm');
    const cells = columns.map(({ peer, measure }, i) => {
      const [time, one] = [times(peer, measure), times(cpython, measure)];
      if (typeof time === 'string' || typeof one === 'string') return `fails: ${String(time)}`;
      ratios[i]?.push(time / one);
      return shown(time / one);
    });
    console.log(row([name.replace(/\.py$/, ''), typeof base === 'string' ? `fails: ${base}` : base.toFixed(0), ...cells]));
  }
  console.log(row(['geometric mean', '', ...ratios.map((all) => (all.length === 0 ? '–' : `${shown(mean(all))} of ${all.length}`))]));
  for (const [peer, time] of empty) {
    const took = typeof time === 'string' ? time : `${time.wall.toFixed(0)} ms, ${time.processor.toFixed(0)} ms of the processor`;
    console.log(`${peer.name} runs an empty program in ${took}`);
  }
}

function columnsFor(other: string | null): Column[] {
  const ours = ourselves(false);
  const columns: Column[] = [
    { name: 'JIT Lens', peer: ours, measure: 'warm' },
    { name: 'JIT Lens, cold', peer: ours, measure: 'wall' },
    { name: 'JIT Lens, cold, processor', peer: ours, measure: 'processor' },
    { name: 'JIT Lens, JIT off', peer: ourselves(true), measure: 'warm' },
  ];
  if (other === null) {
    console.log('no pypy3: its columns are left out');
    return columns;
  }
  const withJit: Peer = { name: 'PyPy', command: [other], embedded: false, jitOff: false };
  const without: Peer = { ...withJit, command: [other, '--jit', 'off'], jitOff: true };
  return [
    ...columns,
    { name: 'PyPy', peer: withJit, measure: 'warm' },
    { name: 'PyPy, cold', peer: withJit, measure: 'wall' },
    { name: 'PyPy, cold, processor', peer: withJit, measure: 'processor' },
    { name: 'PyPy, JIT off', peer: without, measure: 'warm' },
  ];
}

/** The times of one program, each measured when it is first asked for: milliseconds, or why there are none. */
function timesOf(
  file: string,
  python: string,
  empty: ReadonlyMap<Peer, Whole | string>,
): (peer: Peer, measure: Measure) => number | string {
  const warmTimes = new Map<Peer, number | string>();
  const wholeTimes = new Map<Peer, Whole | string>();
  return (peer, measure) => {
    if (measure === 'warm') {
      const time = warmTimes.get(peer) ?? warm(peer, file);
      warmTimes.set(peer, time);
      return time;
    }
    const [run, start] = [wholeTimes.get(peer) ?? whole(peer, file, ROUNDS, python), empty.get(peer)];
    wholeTimes.set(peer, run);
    if (typeof run === 'string') return run;
    if (start === undefined || typeof start === 'string') return start ?? 'no empty program';
    return Math.max(1, run[measure] - start[measure]);
  };
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const shown = (ratio: number): string => (ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(ratio < 0.1 ? 1 : 2));
const mean = (all: readonly number[]): number => Math.exp(all.reduce((sum, ratio) => sum + Math.log(ratio), 0) / all.length);

const [first, file, jit] = process.argv.slice(2);
if (first === '--inside') void timeCalls(file!, jit === 'off');
else main(new RegExp(first ?? '.'));
