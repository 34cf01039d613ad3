/** What `--help` prints. */
import { TARGETS } from '../targets';

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

Checks Python files; folders are searched for *.py, hidden folders, virtual environments and node_modules left out.
Without a path: the current folder.

  --target T[,T]     JITs to check for: ${TARGET_NAMES} (default: pypy)
  --format F         text (default), json, sarif or github
  --config F         a JSON file with the keys "targets" and "disable"
  --disable R[,R]    rules not to report: codes (JIT401), beginnings of codes (JIT4) or names
  --baseline F       the JSON of an earlier check; what it lists is not reported

Exit status: 0 nothing found, 1 findings, 2 a file could not be checked.
In a file, \`# jitlens: ignore[CODE]\` silences a line and \`# jitlens: ignore-file[CODE]\` the file.
`,
  ],
  ['explain', 'jitlens explain CODE\n\nPrints the page of a rule: what it means, why it matters, an example, what to do instead.\n'],
  ['server', 'jitlens server --stdio\n\nRuns the language server on standard input and output.\n'],
]);
