/** What `--help` prints. */
import { PYPY_PARAMETERS, TARGETS } from '../targets';
import { CONFIGURATION_KEYS } from '../workspace/configuration';
import { TIME_LIMIT } from '../vm/sandbox/limits';

const TARGET_NAMES = TARGETS.map((target) => target.name).join(', ');

export const HELP = `jitlens: what a tracing JIT will make of your Python

  jitlens check   [PATH...]   what the static analyzer suspects
  jitlens profile FILE        run the file in the tracing VM; confirm or refute what check suspects
  jitlens run     FILE        run the file in the tracing VM
  jitlens trace   FILE[:LINE] the optimized traces beside their lines
  jitlens import  LOG         read a PYPYLOG file as a profile
  jitlens explain CODE        the page of a rule
  jitlens server  --stdio     the language server

  jitlens COMMAND --help      options of a command
  jitlens --version
`;

export const COMMAND_HELP: ReadonlyMap<string, string> = new Map([
  [
    'check',
    `jitlens check [PATH...] [options]

Checks Python files; folders are searched for *.py. Left out are hidden folders, virtual environments, node_modules, and what .gitignore
files leave out. Without a path: the current folder. The path \`-\` is standard input.

  --target T[,T]     JITs to check for: ${TARGET_NAMES} (default: pypy)
  --format F         text (default), json, sarif or github
  --config F         a JSON file, or a TOML file with a table [tool.jitlens]
                     (default: the nearest pyproject.toml that has one)
  --select R[,R]     rules to report: codes (JIT401), beginnings of codes (JIT4) or names
  --ignore R[,R]     rules not to report (also: --disable)
  --baseline F       the JSON of an earlier check; what it lists is not reported
  --write-baseline F writes such a file and exits with 0
  --stdin-filename F the name that standard input is checked under

Keys of the configuration:
${Object.entries(CONFIGURATION_KEYS)
  .map(([key, { comment }]) => `  ${key.padEnd(18)} ${comment}\n`)
  .join('')}
Exit status: 0 nothing found, 1 findings, 2 a file could not be checked.
In a file, \`# jitlens: ignore[CODE]\` silences a line and \`# jitlens: ignore-file[CODE]\` the file.
`,
  ],
  [
    'profile',
    `jitlens profile FILE [options] [-- ARGS]

Runs FILE in a sandbox, in the tracing VM, and shows what the JIT made of it line by line; says of each suspicion of \`check\` whether
the run confirms it, refutes it, or did not get there.

  --target T         the JIT to model (default: pypy)
  --engine E         vm (default): the embedded VM; pypy: an installed PyPy, which is not sandboxed
  --jit K=V,...      JIT parameters by PyPy's names, or "off"
  --format F         text (default) or json
  --time-limit S     seconds before the run is cut (default: ${TIME_LIMIT.profile})
  -- ARGS            arguments of the program

Exit status: 0 done, 2 it could not be carried out, 3 a limit cut the run short (what was learned is still printed).
`,
  ],
  [
    'run',
    `jitlens run FILE [options] [-- ARGS]

Runs FILE in a sandbox, in the tracing VM: it reads its own folder and writes to memory only.

  --jit K=V,...      JIT parameters by PyPy's names, or "off"
  --time-limit S     seconds before the run is cut (default: none)
  -- ARGS            arguments of the program

Exits as the program does; 3 when a limit cut it short, 2 when it could not be run.
`,
  ],
  [
    'trace',
    `jitlens trace FILE[:LINE] [options] [-- ARGS]

Prints the optimized traces of FILE, or those that pass LINE, in PyPy's syntax beside their source lines.

  --jit K=V,...      JIT parameters by PyPy's names
  --time-limit S     seconds before the run is cut (default: ${TIME_LIMIT.profile})
  -- ARGS            arguments of the program

Exit status: 0 done, 2 it could not be carried out, 3 a limit cut the run short.
`,
  ],
  [
    'import',
    `jitlens import LOG [options]

Reads what a real PyPy logged, and shows it as a profile; findings of the program get their verdicts where its source is at hand.
Write the log with: PYPYLOG=jit-log-opt,jit-backend-counts,jit-abort-longest-function,jit-summary:LOG pypy3 FILE

  --format F         text (default) or json
`,
  ],
  [
    'profile',
    `jitlens profile FILE [options] [-- ARGS]

Runs the file in the tracing VM, in a sandbox, and prints what the JIT did on each line and which suspicions that confirms or refutes.

  --target T         the JIT to model: pypy (default)
  --engine E         vm (default), or pypy: an installed PyPy, which is not sandboxed
  --jit K=V,...      JIT parameters: ${PYPY_PARAMETERS.slice(0, 5)
    .map((parameter) => parameter.name)
    .join(', ')} ...
  --format F         text (default) or json
  --time-limit S     seconds by the wall clock

Exit status: 0, 3 when a limit cut the run short (the profile is printed all the same), 2 when it could not be run.
`,
  ],
  [
    'run',
    `jitlens run FILE [options] [-- ARGS]

Runs the file in the tracing VM and exits as the program does.

  --jit off|K=V,...  JIT parameters, or off
  --time-limit S     seconds by the wall clock

JIT parameters:
${PYPY_PARAMETERS.map(({ name, default: value, meaning }) => `  ${`${name}=${value}`.padEnd(24)} ${meaning}\n`).join('')}`,
  ],
  [
    'trace',
    'jitlens trace FILE[:LINE] [--jit K=V,...] [--time-limit S] [-- ARGS]\n\nRuns the file in the tracing VM and prints the optimized traces beside their lines, in PyPy’s syntax.\n',
  ],
  [
    'import',
    'jitlens import LOG [--format text|json]\n\nReads a PYPYLOG file (jit-log-opt,jit-backend-counts,jit-summary) as a profile.\n',
  ],
  [
    'explain',
    'jitlens explain CODE\n        explain --list            all rules\n        explain --configuration   the JSON Schema of [tool.jitlens]\n\nPrints the page of a rule: what it means, why it matters, an example, what to do instead.\n',
  ],
  ['server', 'jitlens server --stdio\n\nRuns the language server on standard input and output.\n'],
]);
