/**
 * What a guest program may use. One table with a sentence each; the command line, the settings and the documentation read it.
 */
import type { Limits } from '../api';

export interface LimitEntry {
  readonly what: string;
  readonly unit: 'operations' | 'bytes' | 'bits' | 'characters' | 'frames' | 'steps' | 'traces';
  /** What becomes of a program that reaches it. */
  readonly then: string;
  /** In `profile` runs. */
  readonly profile: number;
  /** In `run` runs: a program that was asked for is cut only where it would take the machine down. */
  readonly run: number;
}

const MB = 2 ** 20;

/** Every limit, by its field of `Limits`. */
export const LIMITS: Readonly<Record<keyof Limits, LimitEntry>> = {
  operations: {
    what: 'Python operations executed',
    unit: 'operations',
    then: 'the run ends: operation-limit',
    profile: 500_000_000,
    run: Number.MAX_SAFE_INTEGER,
  },
  memory: { what: 'memory the program holds', unit: 'bytes', then: 'the run ends: memory-limit', profile: 512 * MB, run: 1024 * MB },
  block: {
    what: 'one str, bytes, list or other block',
    unit: 'bytes',
    then: 'MemoryError, before the block is made',
    profile: 400 * MB,
    run: 400 * MB,
  },
  integer: { what: 'one int', unit: 'bits', then: 'MemoryError, before the int is made', profile: 32 * MB, run: 32 * MB },
  output: {
    what: 'text written to standard output and standard error',
    unit: 'characters',
    then: 'the run ends: output-limit',
    profile: MB,
    run: 64 * MB,
  },
  recursion: {
    what: 'Python frames on the stack; sys.setrecursionlimit changes it',
    unit: 'frames',
    then: 'RecursionError',
    profile: 1000,
    run: 1000,
  },
  frames: {
    what: 'Python frames on the stack, whatever sys.setrecursionlimit says',
    unit: 'frames',
    then: 'RecursionError',
    profile: 200_000,
    run: 200_000,
  },
  regex: {
    what: 'steps of one match of a regular expression',
    unit: 'steps',
    then: 'the run ends: operation-limit',
    profile: 50_000_000,
    run: 50_000_000,
  },
  traces: { what: 'traces compiled', unit: 'traces', then: 'further paths are interpreted; a note says so', profile: 10_000, run: 10_000 },
  recorded: {
    what: 'operations recorded for traces, some 10 us each to compile',
    unit: 'operations',
    then: 'further paths are interpreted; a note says so',
    profile: 4_000_000,
    run: 4_000_000,
  },
  code: {
    what: 'bytecode generated for traces',
    unit: 'bytes',
    then: 'further traces stay in the IR interpreter; a note says so',
    profile: 64_000_000,
    run: 64_000_000,
  },
};

/** Names of the limits, as `--limit` and the settings spell them. */
export const LIMIT_NAMES = Object.keys(LIMITS) as readonly (keyof Limits)[];

/** Wall-clock seconds before the backstop cuts a run; 0 for never. */
export const TIME_LIMIT = { profile: 60, run: 0 } as const;

/** The limits of one kind of run; `given` replaces some. No block is larger than all memory. */
export function limitsOf(kind: 'profile' | 'run', given: Partial<Limits> = {}): Limits {
  const limits = { ...(Object.fromEntries(LIMIT_NAMES.map((name) => [name, LIMITS[name][kind]])) as unknown as Limits), ...given };
  return { ...limits, block: Math.min(limits.block, limits.memory), recursion: Math.min(limits.recursion, limits.frames) };
}

const SUFFIXES: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };

/** `memory=64MB,output=10k` as limits; a sentence instead when it is none. */
export function parseLimits(text: string): Partial<Limits> | string {
  const limits = new Map<string, number>();
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '') continue;
    const [, name = '', digits = '', suffix = ''] = /^(\w+)=(\d+)(k|K|M|G|KB|MB|GB)?$/.exec(part) ?? [];
    const known = LIMIT_NAMES.find((entry) => entry === name);
    if (digits === '') return `takes NAME=VALUE,... with a whole number and K, M, G, KB, MB or GB after it; not '${part}'`;
    if (known === undefined) return `no limit '${name}'; there are ${LIMIT_NAMES.join(', ')}`;
    const value = Number(digits) * (SUFFIXES[suffix] ?? 1);
    if (!isLimit(value)) return `${name} takes a number from 1 to 2^53 - 1, not '${digits}${suffix}'`;
    limits.set(known, value);
  }
  return Object.fromEntries(limits);
}

export function isLimit(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

/** One line a limit, for the help. */
export function limitLines(): string {
  return LIMIT_NAMES.map((name) => {
    const { what, then } = LIMITS[name];
    const [run, profile] = [shownLimit(name, 'run'), shownLimit(name, 'profile')];
    return `  ${`${name}=${run}`.padEnd(22)} ${what}${profile === run ? '' : ` (profile: ${profile})`}; ${then}\n`;
  }).join('');
}

/** A limit's default as `--limit` takes it. */
export function shownLimit(name: keyof Limits, kind: 'profile' | 'run'): string {
  const value = LIMITS[name][kind];
  if (value === Number.MAX_SAFE_INTEGER) return 'none';
  return value % MB === 0 ? `${value / MB}MB` : value % 1e6 === 0 ? `${value / 1e6}M` : String(value);
}
