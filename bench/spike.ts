/**
 * What the parts of the VM cost, in nanoseconds, on real programs; and the backend's own figures (bench/backend.ts) with them.
 *
 *     npm run bench:spike [-- --write]      --write puts the figures into docs/architecture.md, under "Measured figures"
 *
 * Each figure is the best of several rounds in one process.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { loadSyntax } from '../analyzer/syntax';
import { runProgram } from '../analyzer/vm';
import type { JitSetting } from '../analyzer/vm/api';
import { DEFAULT_POLICY, type BackendPolicy } from '../analyzer/vm/jit/backend';
import type { TraceInfo } from '../analyzer/vm/jit/tracelog';
import { sealed } from '../analyzer/vm/testing/sealed-run';

const ROUNDS = 5;

/** Milliseconds of processor time: other processes do not count. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Pi by Leibniz without a branch: one loop, no bridge. */
const straight = (passes: number): string => `
def pi(n):
    total = 0.0
    sign = 1.0
    k = 0
    while k < n:
        total += sign / (2 * k + 1)
        sign = -sign
        k += 1
    return 4 * total
pi(${passes})
`;

/** The same with a branch that goes the other way each second time. */
const branching = (passes: number): string => `
def pi(n):
    total = 0.0
    k = 0
    while k < n:
        if k & 1:
            total -= 1.0 / (2 * k + 1)
        else:
            total += 1.0 / (2 * k + 1)
        k += 1
    return 4 * total
pi(${passes})
`;

/** A long loop body that is compiled when it runs 1,040 times. */
const long = (passes: number): string => `
def work(n):
    a = b = c = 1
    for i in range(n):
${Array.from({ length: 60 }, (_, i) => `        a = (a * ${i + 3} + b) & 0xFFFF\n        b = (b ^ c) + ${i}\n        c = (c + a) & 0x7FFF`).join('\n')}
    return a
work(${passes})
`;

interface Run {
  /** Best of the rounds, in nanoseconds. */
  readonly time: number;
  readonly traces: readonly TraceInfo[];
}

function run(source: string, jit: JitSetting, policy: Partial<BackendPolicy> = {}, rounds = ROUNDS): Run {
  const usual = { ...DEFAULT_POLICY };
  Object.assign(DEFAULT_POLICY, policy);
  let time = Infinity;
  let traces: TraceInfo[] = [];
  const limit = Number.MAX_SAFE_INTEGER;
  for (let i = 0; i < rounds; i++) {
    traces = [];
    const start = cpuTime();
    const result = runProgram(
      sealed(source, {
        jit,
        limits: { operations: limit, memory: limit, output: limit, recursion: 1000 },
        stderr: (text) => void process.stderr.write(text),
        onEvent: (event) => {
          if (event.type === 'compiled') traces.push(event.trace);
        },
      }),
    );
    if (result.outcome !== 'finished') throw new Error(`the program ended with ${result.outcome}`);
    time = Math.min(time, cpuTime() - start);
  }
  Object.assign(DEFAULT_POLICY, usual);
  return { time: time * 1e6, traces };
}

/** Nanoseconds of one more pass: starting and warming up cancel out. */
function perPass(source: (passes: number) => string, passes: number, jit: JitSetting, policy: Partial<BackendPolicy> = {}): number {
  const [few, many] = [passes / 4, passes];
  return (run(source(many), jit, policy).time - run(source(few), jit, policy).time) / (many - few);
}

type Figure = readonly [name: string, value: number, unit: string];

function figures(): Figure[] {
  const { traces } = run(straight(3000), {}, {}, 1);
  const loop = traces.find((trace) => trace.kind === 'loop');
  if (loop === undefined) throw new Error('the loop was not compiled');
  const operations = loop.lineOperations.reduce((sum, { count }) => sum + count, 0);
  const bytecodes = loop.bytecodes ?? 1;

  const interpreted = perPass(straight, 400_000, 'off');
  const ir = perPass(straight, 1_000_000, {}, { engine: 'interpreter' });
  const javascript = perPass(straight, 20_000_000, {});
  const apart = perPass(branching, 4_000_000, {}, { engine: 'javascript', inlineBridgeAfter: 0 });
  const inside = perPass(branching, 20_000_000, {});
  const failing = perPass(branching, 400_000, { trace_eagerness: 1_000_000_000 });
  const before = run(long(1030), {}, { engine: 'javascript' }, 15);
  const after = run(long(1045), {}, { engine: 'javascript' }, 15);
  const made = after.traces.reduce((sum, trace) => sum + trace.operations, 0);
  return [
    ['Interpreter, pi loop, a pass', interpreted, 'ns'],
    [`Interpreter, a bytecode (${bytecodes} a pass)`, interpreted / bytecodes, 'ns'],
    ['Compiled pi loop in the IR interpreter, a pass', ir, 'ns'],
    [`Compiled pi loop in the IR interpreter, an operation (${operations} a pass)`, ir / operations, 'ns'],
    ['Compiled pi loop as JavaScript, a pass', javascript, 'ns'],
    ['Compiled pi loop as JavaScript, an operation', javascript / operations, 'ns'],
    ['Side exit without a bridge: leave, rebuild frames, interpret to the header, enter again', 2 * failing - 2 * javascript, 'ns'],
    ['Branching pi loop, bridge in a function of its own: a crossing to it and back', 2 * (apart - javascript), 'ns'],
    ["Branching pi loop, bridge inside the loop's function: the same way", 2 * (inside - javascript), 'ns'],
    [`Record, optimize and compile a loop (${made} operations), per 100 operations`, ((after.time - before.time) / made) * 1e-4, 'ms'],
  ];
}

/** The rows that bench/backend.ts prints. */
function backendFigures(): Figure[] {
  const result = spawnSync(process.execPath, [path.join('bench', 'backend.mjs')], { encoding: 'utf8' });
  return [...result.stdout.matchAll(/^(.+?) {2,}(-?[\d.]+) (\w+)$/gm)].map(([, name, value, unit]) => [name!, Number(value), unit!]);
}

function write(rows: readonly Figure[]): void {
  const file = path.join('docs', 'architecture.md');
  const text = readFileSync(file, 'utf8');
  const heading = '## Measured figures\n';
  const start = text.indexOf(heading);
  if (start < 0) throw new Error(`${file} has no heading "Measured figures"`);
  const next = text.indexOf('\n## ', start + heading.length);
  const section = [
    heading.trimEnd(),
    '',
    `Written by \`npm run bench:spike -- --write\` on ${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model.trim() ?? 'unknown processor'} (${cpus().length} cores, shared), Node.js ${process.versions.node}. Processor time, best of several rounds, while other work ran on the machine: the rows of the whole VM (the first ten) are good to a factor of 2, those of the backend alone, taken by the wall clock, to a factor of 5. How faithful the model is: fidelity.md.`,
    '',
    '| what | cost |',
    '| --- | ---: |',
    ...rows.map(([name, value, unit]) => `| ${name} | ${value.toPrecision(value < 10 ? 2 : 3)} ${unit} |`),
    '',
  ].join('\n');
  writeFileSync(file, text.slice(0, start) + section + (next < 0 ? '' : text.slice(next)));
}

async function main(): Promise<void> {
  await loadSyntax();
  const rows = [...figures(), ...backendFigures()];
  for (const [name, value, unit] of rows) console.log(`${name.padEnd(90)} ${value.toFixed(2).padStart(10)} ${unit}`);
  if (process.argv.includes('--write')) write(rows);
}

void main();
