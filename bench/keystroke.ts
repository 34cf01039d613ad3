/**
 * From a keystroke to the diagnostics of that very version, over the protocol, as an editor sees it:
 *
 *     npm run bench:keystroke -- FILE... [--ruff COMMAND] [--rounds N]
 *
 * Each file is edited inside a name, at column 0, in a signature, and so that other code gets hot; each edit is taken back again. Beside the language
 * server stand the bare re-parse by tree-sitter and, where one is found, a Ruff server on the same edits, in turn in the same run. Wanted: at most
 * 0.7 of Ruff's p50 and p95 on a file of 2,600 lines.
 */
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodePython } from '../analyzer/cli/python-files';
import { createParser } from '../analyzer/syntax/parser';
import { editBetween } from '../analyzer/syntax/module';
import { KeystrokeClient } from './keystroke/client';
import { keystrokesFor, type Keystroke } from './keystroke/edits';

const WARM_UP = 5;

async function main(): Promise<void> {
  const { files, ruff, rounds } = options(process.argv.slice(2));
  if (files.length === 0) {
    console.error('usage: npm run bench:keystroke -- FILE... [--ruff COMMAND] [--rounds N]');
    process.exitCode = 2;
    return;
  }
  const own = new KeystrokeClient(process.execPath, [path.join(__dirname, 'cli.js'), 'server', '--stdio'], false);
  const other = spawnSync(ruff, ['--version']).status === 0 ? new KeystrokeClient(ruff, ['server'], true) : null;
  await own.initialize();
  await other?.initialize();
  console.log(
    `file                 edit                 jitlens p50/p95   ruff p50/p95   ratio p50/p95   re-parse p50   (ms, ${rounds} rounds)`,
  );
  for (const file of files) {
    const text = decodePython(readFileSync(file));
    const uri = pathToFileURL(path.resolve(file)).href;
    await own.open(uri, text);
    await other?.open(uri, text);
    const all: Times = { own: [], other: [], bare: [] };
    for (const keystroke of keystrokesFor(text)) {
      const times = await measured(uri, text, keystroke, rounds, own, other);
      print(`${path.basename(file)} (${text.split('\n').length})`, keystroke.what, times);
      for (const key of ['own', 'other', 'bare'] as const) all[key].push(...times[key]);
    }
    print(`${path.basename(file)} (${text.split('\n').length})`, 'all', all);
    own.close(uri);
    other?.close(uri);
  }
  own.stop();
  other?.stop();
  if (other === null) console.log(`no Ruff: "${ruff}" does not run; --ruff names one`);
}

interface Times {
  readonly own: number[];
  readonly other: number[];
  readonly bare: number[];
}

async function measured(
  uri: string,
  text: string,
  { edits }: Keystroke,
  rounds: number,
  own: KeystrokeClient,
  other: KeystrokeClient | null,
): Promise<Times> {
  const times: Times = { own: [], other: [], bare: [] };
  const bare = await bareReparse(text, edits[0].start, edits[0].text);
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const edit of edits) {
      const took = await own.edit(uri, edit);
      const ruff = other === null ? null : await other.edit(uri, edit);
      const parsing = bare();
      if (round < 0) continue;
      times.own.push(took);
      if (ruff !== null) times.other.push(ruff);
      times.bare.push(parsing);
    }
  }
  return times;
}

/** Re-parses the text with the edit and without it in turn, by tree-sitter alone. */
async function bareReparse(text: string, at: { readonly line: number; readonly character: number }, added: string): Promise<() => number> {
  const parser = await createParser();
  const offset = text.split('\n').slice(0, at.line).join('\n').length + (at.line > 0 ? 1 : 0) + at.character;
  const edited = text.slice(0, offset) + added + text.slice(offset);
  let tree = parser.parse(text);
  let [now, next] = [text, edited];
  return () => {
    const edit = editBetween(now, next);
    const started = performance.now();
    tree = parser.reparse(tree, now, next, edit).tree;
    const took = performance.now() - started;
    [now, next] = [next, now];
    return took;
  };
}

function print(file: string, what: string, { own, other, bare }: Times): void {
  const pair = (times: readonly number[]): string =>
    times.length === 0 ? '-' : `${quantile(times, 0.5).toFixed(1)} / ${quantile(times, 0.95).toFixed(1)}`;
  const ratio = other.length === 0 ? '-' : [0.5, 0.95].map((at) => (quantile(own, at) / quantile(other, at)).toFixed(2)).join(' / ');
  console.log(
    `${file.padEnd(20)} ${what.padEnd(18)} ${pair(own).padStart(17)} ${pair(other).padStart(14)} ${ratio.padStart(15)} ${quantile(bare, 0.5).toFixed(2).padStart(14)}`,
  );
}

function quantile(times: readonly number[], at: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? NaN;
}

function options(args: readonly string[]): { readonly files: readonly string[]; readonly ruff: string; readonly rounds: number } {
  const files: string[] = [];
  let ruff = 'ruff';
  let rounds = 40;
  for (let index = 0; index < args.length; index++) {
    if (args[index] === '--ruff') ruff = args[++index] ?? ruff;
    else if (args[index] === '--rounds') rounds = Number(args[++index] ?? rounds);
    else files.push(args[index]!);
  }
  return { files, ruff, rounds };
}

void main();
