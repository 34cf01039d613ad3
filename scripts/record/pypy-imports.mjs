/**
 * Measures what imports do to the counters of PyPy's JIT, and writes analyzer/targets/pypy-imports/rows.ts:
 *
 *     node scripts/record/pypy-imports.mjs [PYPY]
 *
 * In a PyPy with high thresholds and no decay a module is imported; then each of three places is ticked one by one until its code is
 * compiled, which a compile hook tells. What was missing to the threshold is what the import had done. Takes some five minutes.
 */
import '../require-node.mjs';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../../analyzer/targets/pypy-imports/rows.ts', import.meta.url));
const pypy = process.argv[2] ?? 'pypy3';
const HIGH = 6000;

/** What people import; the rest follows from them. */
const MODULES =
  `abc argparse array ast asyncio base64 bisect calendar cmath cmd codecs collections collections.abc concurrent.futures configparser contextlib copy csv ctypes dataclasses datetime
  decimal difflib dis email enum errno fnmatch fractions functools gc getopt getpass glob graphlib gzip hashlib heapq hmac html html.parser http.client inspect io itertools json
  keyword linecache locale logging marshal math mmap multiprocessing numbers operator os os.path pathlib pickle pkgutil platform pprint queue random re reprlib sched secrets select
  selectors shelve shlex shutil signal socket socketserver sqlite3 statistics stat string stringprep struct subprocess symtable sys tempfile textwrap threading time timeit token
  tokenize traceback tracemalloc types typing unicodedata unittest urllib.parse urllib.request uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo`.split(
    /\s+/,
  );

/** Straight lines: a loop would be compiled itself. A statement makes one entry, and the second and third one pass as well. */
const PLACES = { field: 'x.major', keys: 'tuple(x)', values: 'tuple(x)' };

/** @param {string} statement */
const lines = (statement) =>
  Array.from({ length: HIGH + 200 }, (_, i) => `    n[0] = ${i}; ${statement}${i % 20 === 19 ? '\n    if done: return' : ''}`).join('\n');

const STATEMENTS = Object.entries(PLACES)
  .map(([name, statement]) => `def ${name}(n, x, done):\n${lines(statement)}\n`)
  .join('\n');

const PROBE = `
import sys
bare = set(sys.modules)
try:
    if sys.argv[1] != '-':
        __import__(sys.argv[1])
except BaseException:
    sys.exit(1)
new = [name for name in sys.modules if name not in bare]
import pypyjit, statements
done, n, missing = [], [0], []
pypyjit.set_compile_hook(lambda info: done.append(n[0]))
for name, x in (('field', sys.version_info), ('keys', {}), ('values', {}.values())):
    del done[:]
    getattr(statements, name)(n, x, done)
    missing.append(done[0] if done else -1)
print(*missing, '|', *new)
`;

const folder = mkdtempSync(path.join(tmpdir(), 'jitlens-imports-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
writeFileSync(path.join(folder, 'statements.py'), STATEMENTS);
writeFileSync(path.join(folder, 'probe.py'), PROBE);
/** @type {NodeJS.ProcessEnv} */
const env = { ...process.env, PYTHONHASHSEED: '0', PYPY_GC_NURSERY: '64M' };
delete env['PYTHONDONTWRITEBYTECODE'];

/**
 * @param {string} name
 * @param {string} parameters
 */
function probe(name, parameters) {
  try {
    const out = execFileSync(pypy, ['--jit', parameters, 'probe.py', name], {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [missing = '', names = ''] = (out.trim().split('\n').at(-1) ?? '').split('|');
    return { missing: missing.trim().split(' ').map(Number), loaded: names.trim().split(' ').filter(Boolean) };
  } catch {
    return null;
  }
}

/** [fields, entries and passes over keys, the same over values], or null where a place was compiled by the import itself.
 * @param {string} name */
function measure(name) {
  const equal = probe(name, `function_threshold=${HIGH},threshold=${HIGH},decay=0`);
  const half = probe(name, `function_threshold=${HIGH},threshold=${HIGH / 2},decay=0`);
  if (equal === null || half === null || equal.missing.includes(-1) || half.missing.includes(-1)) return null;
  const ticks = [HIGH - /** @type {number} */ (equal.missing[0])];
  for (const i of [1, 2]) {
    const [a, b] = [equal.missing[i] ?? 0, half.missing[i] ?? 0];
    const passes = 2 * a - 3 * b;
    ticks.push(HIGH - 2 * a - passes, passes);
  }
  return { ticks, loaded: equal.loaded };
}

probe('-', 'decay=0'); // Compiles the statements.
const bare = measure('-');
if (bare === null) throw new Error(`${pypy} did not run`);
/** @type {Map<string, { ticks: number[]; loaded: string[] } | null>} */
const found = new Map();
const queue = [...MODULES];
while (queue.length > 0) {
  const name = /** @type {string} */ (queue.shift());
  if (found.has(name)) continue;
  const result = measure(name);
  found.set(name, result);
  if (result !== null) queue.push(...result.loaded.filter((other) => !found.has(other)));
}

/** @type {[string, { ticks: number[]; loaded: string[] }][]} */
const known = [];
for (const [name, result] of found) if (result !== null) known.push([name, result]);
const loads = new Map(known.map(([name, { loaded }]) => [name, loaded.filter((other) => other !== name && found.get(other) != null)]));
/** @param {string} name */
const loadsOf = (name) => loads.get(name) ?? [];
/** @type {Map<string, number[]>} */
const own = new Map();
for (const [name, { ticks }] of [...known].sort((a, b) => loadsOf(a[0]).length - loadsOf(b[0]).length || (a[0] < b[0] ? -1 : 1))) {
  const needed = loadsOf(name).flatMap((other) => [own.get(other) ?? []]);
  own.set(
    name,
    ticks.map((n, i) => n - (bare.ticks[i] ?? 0) - needed.reduce((sum, row) => sum + (row[i] ?? 0), 0)),
  );
}

/** Entries and passes, where the larger thresholds were passed in between: their sum holds, and a class has some eleven names.
 * @param {readonly number[]} ticks */
function columns([fields = 0, ...pairs]) {
  const out = [Math.max(0, fields)];
  for (const [entries = 0, passes = 0] of [pairs.slice(0, 2), pairs.slice(2)]) {
    const sum = Math.max(0, entries + passes);
    const runs = entries <= 0 || entries * 3 > sum ? Math.ceil(sum / 13) : entries;
    out.push(runs, sum - 2 * runs);
  }
  return out;
}

/** @param {string} name */
const some = (name) => columns(own.get(name) ?? []).some((n) => n > 0);
const rows = [];
for (const [name] of [...known].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const needs = loadsOf(name).filter((other) => some(other) && !(loadsOf(other).includes(name) && other > name));
  const direct = needs.filter(
    (other) => !needs.some((third) => third !== other && loadsOf(third).includes(other) && !loadsOf(other).includes(third)),
  );
  if (some(name) || direct.length > 0) rows.push(`  ${name} ${columns(own.get(name) ?? []).join(' ')} ${direct.join(' ')}`.trimEnd());
}

/** Part of the start goes by before `--jit` is read. With PyPy's own thresholds all of it counts like this many entries and passes, in the proportion of the rest. */
const usual = probe('-', 'decay=0');
const equal = probe('-', `function_threshold=${HIGH},threshold=${HIGH},decay=0`);
const half = probe('-', `function_threshold=${HIGH / 2},threshold=${HIGH},decay=0`);
if (usual === null || equal === null || half === null) throw new Error(`${pypy} did not run`);
const [missingFields = 0, missingKeys = 0] = usual.missing;
const share = 1 - missingKeys * (1 / 1619 + 1 / 1039);
const entries = 2 * (equal.missing[1] ?? 0) - 3 * (half.missing[1] ?? 0);
const passes = bare.ticks[2] ?? 0;
const scale = share / (entries / 1619 + passes / 1039);
const runs = Math.round(entries * scale);
const startup = [1619 - missingFields, runs, Math.round(passes * scale) - runs, 0, 0];

writeFileSync(
  target,
  `/**
 * Recorded by \`node scripts/record/pypy-imports.mjs\`; do not edit. A row: module, fields, namespaces and names, dicts and values unpacked, modules that
 * it imports (index.ts says what they are).
 */
export const STARTUP = '${startup.join(' ')}';

export const ROWS = \`
${rows.join('\n')}
\`;
`,
);
console.log(`${rows.length} modules, startup ${startup.join(' ')}`);
