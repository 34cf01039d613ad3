/**
 * How much the static analyzer says about code that nobody complained of:
 *
 *     npm run bench:noise -- FOLDER [--target T]
 *
 * Checks every Python file below FOLDER as `jitlens check` does and counts what a user would see, by rule and severity, per 1,000 lines;
 * files that take longer than a second, and what could not be read. The time stands beside that of parsing alone.
 */
import path from 'node:path';
import { pythonFiles, readPython } from '../analyzer/cli/python-files';
import { RULES } from '../analyzer/rules/registry';
import { parseModule } from '../analyzer/syntax/module';
import { DEFAULT_CONFIGURATION, LinkedFiles, loadSyntax } from '../analyzer/workspace';

const SLOW = 1000;

async function main(): Promise<void> {
  const [folder, ...options] = process.argv.slice(2);
  if (folder === undefined) {
    console.error('usage: npm run bench:noise -- FOLDER [--target T]');
    process.exitCode = 2;
    return;
  }
  const target = options[0] === '--target' ? options[1] : undefined;
  const configuration = target === undefined ? DEFAULT_CONFIGURATION : { ...DEFAULT_CONFIGURATION, targets: target.split(',') };
  await loadSyntax();
  const linked = new LinkedFiles([path.resolve(folder)]);
  const files: string[] = [];
  let lines = 0;
  let unread = 0;
  let parsing = 0;
  for (const { file, error } of await pythonFiles([folder], process.cwd(), () => false)) {
    const text = error === null ? await readPython(file).catch(() => null) : null;
    if (text === null) {
      unread++;
      continue;
    }
    const before = cpu();
    const revision = parseModule(text);
    parsing += cpu() - before;
    linked.set(file, revision.module, revision.lines);
    lines += revision.lines.lineCount;
    revision.dispose();
    files.push(file);
    if (files.length % 200 === 0) console.error(`read ${files.length} files`);
  }
  const counts = new Map<string, { information: number; hint: number; other: number }>(
    RULES.map(({ code }) => [code, { information: 0, hint: 0, other: 0 }]),
  );
  const slow: string[] = [];
  const start = cpu();
  let looked = 0;
  for (const file of files) {
    if (++looked % 200 === 0) console.error(`checked ${looked} of ${files.length} files`);
    const before = cpu();
    for (const { code, severity } of linked.findings(file, configuration)) {
      const count = counts.get(code)!;
      count[severity === 'information' || severity === 'hint' ? severity : 'other']++;
    }
    const took = cpu() - before;
    // The first file pays for what all share: names and hotness.
    if (took > SLOW && file !== files[0]) slow.push(`${path.relative(folder, file)}: ${Math.round(took)} ms`);
  }
  const analysis = cpu() - start;
  const rate = (count: number): string => ((1000 * count) / Math.max(1, lines)).toFixed(3);
  console.log(`${files.length} files, ${lines} lines, ${unread} not read (${[...configuration.targets].join(', ')})`);
  console.log('rule     information  hint  other  per 1,000 lines');
  let all = 0;
  for (const [code, { information, hint, other }] of counts) {
    const total = information + hint + other;
    all += total;
    console.log(
      `${code}  ${String(information).padStart(12)}${String(hint).padStart(6)}${String(other).padStart(7)}  ${rate(total).padStart(15)}`,
    );
  }
  console.log(`all ${String(all).padStart(32)} ${rate(all).padStart(16)}   (wanted: at most 2)`);
  console.log(`files over ${SLOW} ms: ${slow.length === 0 ? 'none' : slow.join('; ')}`);
  const seconds = (parsing + analysis) / 1000;
  console.log(
    `${Math.round(files.length / seconds)} files a second of processor time; analysis / parsing = ${(1 + analysis / parsing).toFixed(2)} (wanted: at most 2.5)`,
  );
}

/** Milliseconds of processor time of this process. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

void main();
