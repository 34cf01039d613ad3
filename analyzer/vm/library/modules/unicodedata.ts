/** unicodedata. Source: CPython's Modules/unicodedata.c (behaviour); normal forms are the host's own, in its version of Unicode. */
import { importError, keyError, typeError, valueError } from '../../runtime/errors';
import type { NativeImpl } from '../../runtime/functions';
import { K } from '../../runtime/kinds';
import { typeOf } from '../../runtime/types';
import { layout, newBool, newStr, strFromPoints, strText, W_Float, W_Native, type W } from '../../runtime/values';
import { wholeTable } from '../../../syntax/lower/character-names';
import { vm } from '../../runtime/vm';
import { defineModule, getset, rawMethod, type ModuleMaker } from '../define';
import { moduleType } from '../native';
import { pointsOf } from '../text/codec';
import { codeNamed, decompositionOf, hasUnicodeTables, nameOf, numbersOf, propertiesOf, unicodeVersion } from '../text/unicode-tables';

/** The one character of an argument. */
function character(name: string, args: readonly W[], most: number): number {
  if (args.length < 1 || args.length > most)
    throw typeError(
      most === 1
        ? `unicodedata.${name}() takes exactly one argument (${args.length} given)`
        : `${name} expected at ${args.length < 1 ? 'least 1 argument, got 0' : `most ${most} arguments, got ${args.length}`}`,
    );
  const where = most === 1 ? 'argument' : 'argument 1';
  const points = strText(args[0]) === null ? [] : pointsOf(args[0]);
  if (points.length !== 1) throw typeError(`${name}() ${where} must be a unicode character, not ${typeOf(args[0]).name}`);
  return points[0];
}

const FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'];
function normalized(name: string, args: readonly W[]): { text: string; made: string } {
  if (args.length !== 2) throw typeError(`${name} expected 2 arguments, got ${args.length}`);
  const [form, text] = args.map(strText);
  if (form === null) throw typeError(`${name}() argument 1 must be str, not ${typeOf(args[0]).name}`);
  if (text === null) throw typeError(`${name}() argument 2 must be str, not ${typeOf(args[1]).name}`);
  if (!FORMS.includes(form)) throw valueError('invalid normalization form');
  vm.spend(text.length >> 3);
  return { text, made: text.normalize(form) };
}

/** What the module and the object `ucd_3_2_0` have in common. */
const FUNCTIONS: readonly (readonly [string, (args: readonly W[]) => W])[] = [
  ['category', (args) => newStr(propertiesOf(character('category', args, 1))[0])],
  ['bidirectional', (args) => newStr(propertiesOf(character('bidirectional', args, 1))[1])],
  ['combining', (args) => propertiesOf(character('combining', args, 1))[2]],
  ['east_asian_width', (args) => newStr(propertiesOf(character('east_asian_width', args, 1))[3])],
  ['mirrored', (args) => propertiesOf(character('mirrored', args, 1))[4]],
  ['decomposition', (args) => newStr(decompositionOf(character('decomposition', args, 1)))],
  ['decimal', (args) => number('decimal', args, 0, 'not a decimal')],
  ['digit', (args) => number('digit', args, 1, 'not a digit')],
  ['numeric', (args) => number('numeric', args, 2, 'not a numeric character')],
  [
    'name',
    (args) => {
      const found = nameOf(character('name', args, 2));
      if (found === null && args.length < 2) throw valueError('no such name');
      return found === null ? args[1] : newStr(found);
    },
  ],
  [
    'lookup',
    (args) => {
      const name = args.length === 1 ? strText(args[0]) : null;
      if (name === null)
        throw typeError(
          args.length === 1
            ? `lookup() argument must be str, not ${typeOf(args[0]).name}`
            : `unicodedata.lookup() takes exactly one argument (${args.length} given)`,
        );
      const code = codeNamed(name.toUpperCase());
      if (code === null) throw keyError(newStr(`undefined character name '${name}'`));
      return strFromPoints([code]);
    },
  ],
  ['normalize', (args) => newStr(normalized('normalize', args).made)],
  [
    'is_normalized',
    (args) => {
      const { text, made } = normalized('is_normalized', args);
      return newBool(text === made);
    },
  ],
];

function number(name: string, args: readonly W[], which: 0 | 1 | 2, missing: string): W {
  const found = numbersOf(character(name, args, 2))?.[which] ?? null;
  if (found === null && args.length < 2) throw valueError(missing);
  return found === null ? args[1] : which === 2 ? new W_Float(found) : found;
}

const withoutKeywords =
  (name: string, impl: (args: readonly W[]) => W, skip: number): NativeImpl =>
  (args, keywords) => {
    if (keywords !== null && keywords.size > 0) throw typeError(`unicodedata.${name}() takes no keyword arguments`);
    return impl(args.slice(skip));
  };

/** The database of an earlier version, which IDNA is defined by: here it answers from the present one. */
const ucdType = moduleType('unicodedata', 'UCD');
class W_UCD extends W_Native {
  constructor() {
    super(ucdType);
  }
}
layout(W_UCD, K.NATIVE);
for (const [name, impl] of FUNCTIONS) rawMethod(ucdType, name, withoutKeywords(name, impl, 1));
getset(ucdType, 'unidata_version', () => newStr('3.2.0'));

wholeTable.lookup = (name) => {
  const code = codeNamed(name);
  return code === null ? null : String.fromCodePoint(code);
};

defineModule('unicodedata', (m: ModuleMaker) => {
  if (!hasUnicodeTables())
    throw importError('ImportError', 'this build has no Unicode character database', [['name', newStr('unicodedata')]]);
  m.set('unidata_version', newStr(unicodeVersion()));
  m.set('UCD', ucdType);
  m.set('ucd_3_2_0', new W_UCD());
  for (const [name, impl] of FUNCTIONS) m.raw(name, withoutKeywords(name, impl, 0));
});
