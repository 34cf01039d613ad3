/**
 * Reading the command lines of `profile`, `run`, `trace` and `import`. Everything after `--` belongs to the program.
 */
import { parseArgs } from 'node:util';
import type { JitSetting } from '../vm/api';
import { parseJit, parseTimeLimit, RequestError } from './request';

export interface CommandLine {
  /** The file, or the log. */
  readonly file: string;
  readonly target: string | undefined;
  readonly engine: 'vm' | 'pypy';
  readonly jit: JitSetting;
  readonly format: 'text' | 'json' | 'github' | 'sarif';
  /** Hold the run to its budgets. */
  readonly check: boolean;
  /** Seconds; undefined for the command's default. */
  readonly timeLimit: number | undefined;
  /** The program's arguments. */
  readonly programArguments: readonly string[];
}

export type OptionName = 'target' | 'engine' | 'jit' | 'format' | 'time-limit' | 'check';

/** Understands `args`; throws a RequestError that says what is wrong. `what` names the file argument. */
export function readCommandLine(args: readonly string[], allowed: readonly OptionName[], what = 'FILE'): CommandLine {
  const cut = args.indexOf('--');
  const own = cut < 0 ? args : args.slice(0, cut);
  const { values, positionals } = parse(own, allowed);
  const [file, unexpected] = positionals;
  if (file === undefined) throw new RequestError(`no ${what} given`);
  if (unexpected !== undefined) throw new RequestError(`unexpected argument '${unexpected}'; arguments of the program come after --`);
  const { target, jit, 'time-limit': timeLimit } = values;
  return {
    file,
    target,
    engine: oneOf('engine', values.engine ?? 'vm', ['vm', 'pypy']),
    jit: jit === undefined ? {} : parseJit(jit),
    format: oneOf('format', values.format ?? 'text', values.check === true ? ['text', 'json', 'github', 'sarif'] : ['text', 'json']),
    check: values.check === true,
    timeLimit: timeLimit === undefined ? undefined : parseTimeLimit(timeLimit),
    programArguments: cut < 0 ? [] : args.slice(cut + 1),
  };
}

function parse(args: readonly string[], allowed: readonly OptionName[]) {
  const options = Object.fromEntries(allowed.map((name) => [name, { type: name === 'check' ? ('boolean' as const) : ('string' as const) }]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    return { values: values as Partial<Record<Exclude<OptionName, 'check'>, string>> & { readonly check?: boolean }, positionals };
  } catch (error) {
    throw new RequestError(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<T extends string>(option: string, given: string, known: readonly T[]): T {
  const found = known.find((name) => name === given);
  if (found === undefined) throw new RequestError(`unknown ${option} '${given}'; known are ${known.join(', ')}`);
  return found;
}
