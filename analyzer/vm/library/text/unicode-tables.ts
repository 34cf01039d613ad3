/** The Unicode character database, from the tables that scripts/python/data.mjs makes. Each is unpacked when it is first asked. */
import type { PythonLibrary } from '../../api';
import { host } from '../host';

/** What is said of every character. */
export type Properties = readonly [category: string, bidirectional: string, combining: number, width: string, mirrored: number];
type Numbers = readonly [decimal: number | null, digit: number | null, numeric: number];

interface PropertyTable {
  readonly version: string;
  readonly classes: readonly Properties[];
  readonly runs: readonly (readonly [first: number, cls: number])[];
}

/** Tables of the library that is open; another library has others. */
let from: PythonLibrary | null = null;
const unpacked = new Map<string, unknown>();

function table<T>(name: string, parse: (text: string) => T): T | null {
  if (from !== host.library) {
    unpacked.clear();
    from = host.library;
  }
  const known = unpacked.get(name);
  if (known !== undefined) return known as T;
  const bytes = host.library?.table?.(`unicodedata/${name}`) ?? null;
  const made = bytes === null ? null : parse(new TextDecoder().decode(bytes));
  unpacked.set(name, made);
  return made;
}
const properties = (): PropertyTable | null => table('properties', (text) => JSON.parse(text) as PropertyTable);
const byCode = <T>(name: string): Map<string, T> | null =>
  table(name, (text) => new Map(Object.entries(JSON.parse(text) as Record<string, T>)));

/** The index of the last of the ascending `runs` that begins at or before `code`. */
function runOf(runs: readonly (readonly [first: number, ...rest: unknown[]])[], code: number): number {
  let [low, high] = [0, runs.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle]![0] <= code) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether this build has the tables. */
export const hasUnicodeTables = (): boolean => properties() !== null;
export const unicodeVersion = (): string => properties()?.version ?? '';
export function propertiesOf(code: number): Properties {
  const all = properties();
  return (all === null ? undefined : all.classes[all.runs[runOf(all.runs, code)]![1]]) ?? ['Cn', '', 0, 'N', 0];
}
/** As in UnicodeData.txt: `<tag> 0041 0300`; empty when there is none. */
export const decompositionOf = (code: number): string => byCode<string>('decompositions')?.get(String(code)) ?? '';
export const numbersOf = (code: number): Numbers | null => byCode<Numbers>('numbers')?.get(String(code)) ?? null;

const numbered = () =>
  table('numbered', (text) => JSON.parse(text) as readonly (readonly [first: number, last: number, prefix: string])[]) ?? [];
const nameByCode = (): Map<number, string> =>
  table(
    'names',
    (text) => new Map(text.split('\n').map((line): [number, string] => [parseInt(line, 16), line.slice(line.indexOf(' ') + 1)])),
  ) ?? new Map<number, string>();
let codeByName: { readonly of: Map<number, string>; readonly codes: Map<string, number> } | null = null;

const LEADS = ['G', 'GG', 'N', 'D', 'DD', 'R', 'M', 'B', 'BB', 'S', 'SS', '', 'J', 'JJ', 'C', 'K', 'T', 'P', 'H'];
const VOWELS = [
  'A',
  'AE',
  'YA',
  'YAE',
  'EO',
  'E',
  'YEO',
  'YE',
  'O',
  'WA',
  'WAE',
  'OE',
  'YO',
  'U',
  'WEO',
  'WE',
  'WI',
  'YU',
  'EU',
  'YI',
  'I',
];
const TAILS = [
  '',
  'G',
  'GG',
  'GS',
  'N',
  'NJ',
  'NH',
  'D',
  'L',
  'LG',
  'LM',
  'LB',
  'LS',
  'LT',
  'LP',
  'LH',
  'M',
  'B',
  'BS',
  'S',
  'SS',
  'NG',
  'J',
  'C',
  'K',
  'T',
  'P',
  'H',
];
const HANGUL = 'HANGUL SYLLABLE ';

/** The name of a character, null without one. Hangul: the Unicode Standard, 3.12. */
export function nameOf(code: number): string | null {
  if (code >= 0xac00 && code <= 0xd7a3) {
    const i = code - 0xac00;
    return HANGUL + LEADS[Math.floor(i / 588)]! + VOWELS[Math.floor((i % 588) / 28)]! + TAILS[i % 28]!;
  }
  const known = nameByCode().get(code);
  if (known !== undefined) return known;
  const run = numbered()[runOf(numbered(), code)];
  return run !== undefined && code >= run[0] && code <= run[1] ? run[2] + code.toString(16).toUpperCase() : null;
}

/** The code point of that name, in capitals; null when there is none. */
export function codeNamed(name: string): number | null {
  const names = nameByCode();
  if (codeByName?.of !== names) codeByName = { of: names, codes: new Map([...names].map(([code, text]) => [text, code])) };
  const found = codeByName.codes.get(name);
  if (found !== undefined) return found;
  if (name.startsWith(HANGUL)) {
    const jamo = /^([BCDGHJKMNPRST]{0,2})([AEIOUWY]{1,3})([BCDGHJKLMNPST]{0,2})$/.exec(name.slice(HANGUL.length));
    if (jamo === null) return null;
    const [l, v, t] = [LEADS.indexOf(jamo[1]!), VOWELS.indexOf(jamo[2]!), TAILS.indexOf(jamo[3]!)];
    return l < 0 || v < 0 || t < 0 ? null : 0xac00 + (l * 21 + v) * 28 + t;
  }
  const dash = name.lastIndexOf('-') + 1;
  const code = parseInt(name.slice(dash), 16);
  return dash > 0 &&
    numbered().some(([first, last, prefix]) => prefix === name.slice(0, dash) && code >= first && code <= last) &&
    nameOf(code) === name
    ? code
    : null;
}
