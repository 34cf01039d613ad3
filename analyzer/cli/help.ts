/** What `--help` prints. */
import { PYPY_PARAMETERS, TARGETS } from '../targets';
import { CONFIGURATION_KEYS } from '../workspace/configuration';
import { limitLines, TIME_LIMIT } from '../vm/sandbox/limits';

const TARGET_NAMES = TARGETS.map((target) => target.name).join(', ');

export const HELP = `jitlens: what a tracing JIT will make of your Python

  jitlens check   [PATH...]   what the static analyzer suspects
  jitlens profile FILE        run the file in the tracing VM; confirm or refute what check suspects
  jitlens run     FILE        run the file in the tracing VM
  jitlens trace   FILE[:LINE] the optimized traces beside their lines
  jitlens import  LOG         read a PYPYLOG file as a profile
  jitlens fix     FILE        what can be rewritten safely, and what that does to the counts
  jitlens compare A B         two programs side by side
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

  --target T[,T]     JITs to check for: ${TARGET_NAMES} (default: pypy); auto: what the project pins
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
  --python P         a Python whose packages the program may import (default: the program's virtual environment, else that of PATH)
  --jit K=V,...      JIT parameters by PyPy's names, or "off"
  --format F         text (default) or json; with --check also github and sarif
  --check            hold the run to its budgets: \`# jitlens: budget bridges<=10\` at a function, [tool.jitlens.budgets] for files
  --time-limit S     seconds before the run is cut (default: ${TIME_LIMIT.profile})
  --limit N=V,...    other limits; jitlens run --help lists them
  -- ARGS            arguments of the program

Exit status: 0 done, 1 a budget is broken, 2 it could not be carried out, 3 a limit cut the run short (what was learned is still printed).
`,
  ],
  [
    'run',
    `jitlens run FILE [options] [-- ARGS]

Runs FILE in a sandbox, in the tracing VM: it reads its own folder and writes to memory only.

  --python P         a Python whose packages the program may import (default: the program's virtual environment, else that of PATH)
  --jit K=V,...      JIT parameters by PyPy's names, or "off"
  --time-limit S     seconds before the run is cut (default: none)
  --limit N=V,...    other limits; jitlens run --help lists them
  -- ARGS            arguments of the program

Exits as the program does; 3 when a limit cut it short, 2 when it could not be run.

Limits, as --limit takes them (with K, M, G for thousands, KB, MB, GB for 1,024s), with their defaults; where profile has others they follow:
${limitLines()}
JIT parameters:
${PYPY_PARAMETERS.map(({ name, default: value, meaning }) => `  ${`${name}=${value}`.padEnd(24)} ${meaning}\n`).join('')}`,
  ],
  [
    'trace',
    `jitlens trace FILE[:LINE] [options] [-- ARGS]

Prints the optimized traces of FILE, or those that pass LINE, in PyPy's syntax beside their source lines.

  --python P         a Python whose packages the program may import (default: the program's virtual environment, else that of PATH)
  --jit K=V,...      JIT parameters by PyPy's names
  --time-limit S     seconds before the run is cut (default: ${TIME_LIMIT.profile})
  --limit N=V,...    other limits; jitlens run --help lists them
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
    'fix',
    `jitlens fix FILE [options] [-- ARGS]

Shows as a diff what can be rewritten so that a tracing JIT does better. Offered is only what is proved from the text to do the same.

  --measure          run the program before and after each fix, in the VM: counts, output, predicted speed; a fix that does not
                     help, or changes the output, is withdrawn
  --write            change the file; with --measure by those fixes that help
  --format F         diff (default) or json
  --target T         the JIT to model (default: pypy)
  --time-limit S     seconds before a run is cut (default: ${TIME_LIMIT.profile})
  --limit N=V,...    other limits; jitlens run --help lists them
  -- ARGS            arguments of the program

Exit status: 0 done, 2 it could not be carried out.
`,
  ],
  [
    'compare',
    `jitlens compare A B [options] [-- ARGS]

Runs two programs, or two versions of one, in the tracing VM and puts their counts side by side.

  --format F         text (default) or json
  --target T         the JIT to model (default: pypy)
  --time-limit S     seconds before a run is cut (default: ${TIME_LIMIT.profile})
  --limit N=V,...    other limits; jitlens run --help lists them
  -- ARGS            arguments of both programs
`,
  ],
  [
    'explain',
    'jitlens explain CODE\n        explain --list            all rules\n        explain --configuration   the JSON Schema of [tool.jitlens]\n\nPrints the page of a rule: what it means, why it matters, an example, what to do instead.\n',
  ],
  ['server', 'jitlens server --stdio\n\nRuns the language server on standard input and output.\n'],
]);
