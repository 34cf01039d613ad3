/**
 * Reading the command lines of the commands that run programs. Everything after `--` belongs to the program.
 */
import { parseArgs } from 'node:util';
import type { JitSetting, Limits } from '../vm/api';
import { parseJit, parseLimitOption, parseTimeLimit, RequestError } from './request';

export interface CommandLine<F extends string = string> {
  /** The file, or the log; of several the first. */
  readonly file: string;
  /** As many as were asked for. */
  readonly files: readonly string[];
  readonly target: string | undefined;
  readonly engine: 'vm' | 'pypy';
  /** The Python to take packages from. */
  readonly python: string | undefined;
  readonly jit: JitSetting;
  readonly format: F;
  /** Flags that were given. */
  readonly flags: ReadonlySet<Flag>;
  /** Seconds; undefined for the command's default. */
  readonly timeLimit: number | undefined;
  readonly limits: Partial<Limits>;
  /** The program's arguments. */
  readonly programArguments: readonly string[];
}

const FLAGS = ['check', 'measure', 'write'] as const;
export type Flag = (typeof FLAGS)[number];
type Valued = 'target' | 'engine' | 'python' | 'jit' | 'format' | 'time-limit' | 'limit';

/** What a command takes. */
export interface Grammar<F extends string> {
  readonly options: readonly (Valued | Flag)[];
  /** The first is the default; a flag may allow more. */
  readonly formats?: readonly [F, ...F[]];
  readonly formatsWith?: { readonly flag: Flag; readonly formats: readonly F[] };
  /** How many files, and what to say when there are fewer. Default: one FILE. */
  readonly files?: { readonly count: number; readonly missing: string };
}

/** Understands `args`; throws a RequestError that says what is wrong. */
export function readCommandLine<F extends string>(args: readonly string[], grammar: Grammar<F>): CommandLine<F> {
  const { count, missing } = grammar.files ?? { count: 1, missing: 'no FILE given' };
  const cut = args.indexOf('--');
  const { values, positionals } = parse(cut < 0 ? args : args.slice(0, cut), grammar.options);
  if (positionals.length < count) throw new RequestError(missing);
  const unexpected = positionals[count];
  if (unexpected !== undefined)
    throw new RequestError(`unexpected argument '${unexpected}'; arguments of the program${count > 1 ? 's' : ''} come after --`);
  const flags = new Set(FLAGS.filter((flag) => values[flag] === true));
  const formats = [
    ...(grammar.formats ?? []),
    ...(grammar.formatsWith !== undefined && flags.has(grammar.formatsWith.flag) ? grammar.formatsWith.formats : []),
  ];
  const { target, jit, limit, 'time-limit': timeLimit } = values;
  return {
    file: positionals[0]!,
    files: positionals,
    target,
    engine: oneOf('engine', values.engine ?? 'vm', ['vm', 'pypy']),
    python: values.python,
    jit: jit === undefined ? {} : parseJit(jit),
    format: formats.length === 0 ? ('' as F) : oneOf('format', values.format ?? formats[0]!, formats),
    flags,
    timeLimit: timeLimit === undefined ? undefined : parseTimeLimit(timeLimit),
    limits: limit === undefined ? {} : parseLimitOption(limit),
    programArguments: cut < 0 ? [] : args.slice(cut + 1),
  };
}

function parse(args: readonly string[], allowed: readonly (Valued | Flag)[]) {
  const isFlag = (name: string): boolean => (FLAGS as readonly string[]).includes(name);
  const options = Object.fromEntries(allowed.map((name) => [name, { type: isFlag(name) ? ('boolean' as const) : ('string' as const) }]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    return { values: values as Partial<Record<Valued, string>> & Partial<Record<Flag, boolean>>, positionals };
  } catch (error) {
    throw new RequestError(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<T extends string>(option: string, given: string, known: readonly T[]): T {
  const found = known.find((name) => name === given);
  if (found === undefined) throw new RequestError(`unknown ${option} '${given}'; known are ${known.join(', ')}`);
  return found;
}
