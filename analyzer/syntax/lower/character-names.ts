/**
 * Characters by their Unicode name, for `\N{...}`.
 *
 * The whole table of 150,000 names would be larger than the analyzer. Composed here: letters of the Latin, Greek and
 * Cyrillic alphabets with a diacritic, and CJK ideographs by number. Listed: what programs really use. Anything else is
 * reported as not analysed.
 */

/** The character of that name (case does not matter), or null when it is not known here. */
export function characterNamed(name: string): string | null {
  const key = name.toUpperCase();
  const code = NAMES.get(key);
  if (code !== undefined) return String.fromCodePoint(code);
  return letterNamed(key) ?? ideographNamed(key);
}

/** `LATIN SMALL LETTER E WITH ACUTE` and its like: base letter and combining mark, composed. */
function letterNamed(name: string): string | null {
  const match = /^(LATIN|GREEK|CYRILLIC) (SMALL|CAPITAL) LETTER ([A-Z]+(?: [A-Z]+)?)(?: WITH ([A-Z ]+))?$/.exec(name);
  if (match === null) return null;
  const [, script, size, letter, marks] = match;
  let base: string | undefined;
  if (script === 'LATIN') base = letter!.length === 1 ? letter!.toLowerCase() : undefined;
  else base = (script === 'GREEK' ? GREEK : CYRILLIC).get(letter!);
  if (base === undefined) return null;
  const sized = size === 'CAPITAL' ? base.toUpperCase() : base;
  if (marks === undefined) return sized;
  const mark = MARKS.get(marks);
  if (mark === undefined) return null;
  const composed = (sized + mark).normalize('NFC');
  return composed.length === 1 ? composed : null;
}

function ideographNamed(name: string): string | null {
  const match = /^CJK UNIFIED IDEOGRAPH-([\dA-F]{4,5})$/.exec(name);
  if (match === null) return null;
  const char = String.fromCodePoint(parseInt(match[1]!, 16));
  return /^\p{Unified_Ideograph}$/u.test(char) ? char : null;
}

const GREEK: ReadonlyMap<string, string> = new Map(Object.entries({
  ALPHA: 'α', BETA: 'β', GAMMA: 'γ', DELTA: 'δ', EPSILON: 'ε', ZETA: 'ζ', ETA: 'η', THETA: 'θ', IOTA: 'ι', KAPPA: 'κ', LAMDA: 'λ',
  LAMBDA: 'λ', MU: 'μ', NU: 'ν', XI: 'ξ', OMICRON: 'ο', PI: 'π', RHO: 'ρ', SIGMA: 'σ', TAU: 'τ', UPSILON: 'υ', PHI: 'φ', CHI: 'χ',
  PSI: 'ψ', OMEGA: 'ω',
}));

const CYRILLIC: ReadonlyMap<string, string> = new Map(Object.entries({
  A: 'а', BE: 'б', VE: 'в', GHE: 'г', DE: 'д', IE: 'е', ZHE: 'ж', ZE: 'з', I: 'и', 'SHORT I': 'й', KA: 'к', EL: 'л', EM: 'м', EN: 'н',
  O: 'о', PE: 'п', ER: 'р', ES: 'с', TE: 'т', U: 'у', EF: 'ф', HA: 'х', TSE: 'ц', CHE: 'ч', SHA: 'ш', SHCHA: 'щ', 'HARD SIGN': 'ъ',
  YERU: 'ы', 'SOFT SIGN': 'ь', E: 'э', YU: 'ю', YA: 'я', IO: 'ё',
}));

const MARKS: ReadonlyMap<string, string> = new Map(Object.entries({
  GRAVE: '\u0300', ACUTE: '\u0301', CIRCUMFLEX: '\u0302', TILDE: '\u0303', MACRON: '\u0304', BREVE: '\u0306', 'DOT ABOVE': '\u0307',
  DIAERESIS: '\u0308', 'HOOK ABOVE': '\u0309', 'RING ABOVE': '\u030a', 'DOUBLE ACUTE': '\u030b', CARON: '\u030c',
  'DOT BELOW': '\u0323', CEDILLA: '\u0327', OGONEK: '\u0328', HORN: '\u031b', TONOS: '\u0301', DIALYTIKA: '\u0308',
}));

const NAMES: ReadonlyMap<string, number> = new Map(Object.entries({
  NULL: 0x00, BELL: 0x1f514, SPACE: 0x20, 'EXCLAMATION MARK': 0x21, 'QUOTATION MARK': 0x22, 'NUMBER SIGN': 0x23, 'DOLLAR SIGN': 0x24,
  'PERCENT SIGN': 0x25, AMPERSAND: 0x26, APOSTROPHE: 0x27, 'LEFT PARENTHESIS': 0x28, 'RIGHT PARENTHESIS': 0x29, ASTERISK: 0x2a,
  'PLUS SIGN': 0x2b, COMMA: 0x2c, 'HYPHEN-MINUS': 0x2d, 'FULL STOP': 0x2e, SOLIDUS: 0x2f, COLON: 0x3a, SEMICOLON: 0x3b,
  'LESS-THAN SIGN': 0x3c, 'EQUALS SIGN': 0x3d, 'GREATER-THAN SIGN': 0x3e, 'QUESTION MARK': 0x3f, 'COMMERCIAL AT': 0x40,
  'LEFT SQUARE BRACKET': 0x5b, 'REVERSE SOLIDUS': 0x5c, 'RIGHT SQUARE BRACKET': 0x5d, 'CIRCUMFLEX ACCENT': 0x5e, 'LOW LINE': 0x5f,
  'GRAVE ACCENT': 0x60, 'LEFT CURLY BRACKET': 0x7b, 'VERTICAL LINE': 0x7c, 'RIGHT CURLY BRACKET': 0x7d, TILDE: 0x7e,
  'NO-BREAK SPACE': 0xa0, 'INVERTED EXCLAMATION MARK': 0xa1, 'CENT SIGN': 0xa2, 'POUND SIGN': 0xa3, 'YEN SIGN': 0xa5,
  'SECTION SIGN': 0xa7, DIAERESIS: 0xa8, 'COPYRIGHT SIGN': 0xa9, 'NOT SIGN': 0xac, 'SOFT HYPHEN': 0xad, 'REGISTERED SIGN': 0xae,
  MACRON: 0xaf, CEDILLA: 0xb8, 'DEGREE SIGN': 0xb0, 'PLUS-MINUS SIGN': 0xb1, 'SUPERSCRIPT TWO': 0xb2, 'SUPERSCRIPT THREE': 0xb3,
  'ACUTE ACCENT': 0xb4, 'MICRO SIGN': 0xb5, 'PILCROW SIGN': 0xb6, 'MIDDLE DOT': 0xb7, 'SUPERSCRIPT ONE': 0xb9,
  'INVERTED QUESTION MARK': 0xbf, 'MULTIPLICATION SIGN': 0xd7, 'DIVISION SIGN': 0xf7,
  'LATIN SMALL LETTER SHARP S': 0xdf, 'LATIN CAPITAL LETTER SHARP S': 0x1e9e, 'LATIN SMALL LETTER AE': 0xe6,
  'LATIN CAPITAL LETTER AE': 0xc6, 'LATIN SMALL LETTER O WITH STROKE': 0xf8, 'LATIN CAPITAL LETTER O WITH STROKE': 0xd8,
  'LATIN SMALL LETTER DOTLESS I': 0x131, 'LATIN SMALL LIGATURE OE': 0x153, 'LATIN SMALL LIGATURE FI': 0xfb01,
  'LATIN SMALL LETTER LONG S': 0x17f, 'GREEK SMALL LETTER FINAL SIGMA': 0x3c2,
  'COMBINING GRAVE ACCENT': 0x300, 'COMBINING ACUTE ACCENT': 0x301, 'COMBINING CIRCUMFLEX ACCENT': 0x302, 'COMBINING TILDE': 0x303,
  'COMBINING DIAERESIS': 0x308, 'COMBINING RING ABOVE': 0x30a, 'COMBINING CEDILLA': 0x327,
  'EN QUAD': 0x2000, 'EN SPACE': 0x2002, 'EM SPACE': 0x2003, 'THIN SPACE': 0x2009, 'HAIR SPACE': 0x200a, 'NARROW NO-BREAK SPACE': 0x202f, 'IDEOGRAPHIC SPACE': 0x3000, 'ZERO WIDTH SPACE': 0x200b,
  'ZERO WIDTH NON-JOINER': 0x200c, 'ZERO WIDTH JOINER': 0x200d, 'LEFT-TO-RIGHT MARK': 0x200e, 'RIGHT-TO-LEFT MARK': 0x200f,
  HYPHEN: 0x2010, 'NON-BREAKING HYPHEN': 0x2011, 'EN DASH': 0x2013, 'EM DASH': 0x2014, 'HORIZONTAL BAR': 0x2015,
  'LEFT SINGLE QUOTATION MARK': 0x2018, 'RIGHT SINGLE QUOTATION MARK': 0x2019, 'LEFT DOUBLE QUOTATION MARK': 0x201c,
  'RIGHT DOUBLE QUOTATION MARK': 0x201d, DAGGER: 0x2020, BULLET: 0x2022, 'HORIZONTAL ELLIPSIS': 0x2026, 'LINE SEPARATOR': 0x2028,
  'PARAGRAPH SEPARATOR': 0x2029, 'PER MILLE SIGN': 0x2030, PRIME: 0x2032, 'DOUBLE PRIME': 0x2033, 'EURO SIGN': 0x20ac,
  'TRADE MARK SIGN': 0x2122, 'OHM SIGN': 0x2126, 'KELVIN SIGN': 0x212a, 'ANGSTROM SIGN': 0x212b, 'LEFTWARDS ARROW': 0x2190,
  'UPWARDS ARROW': 0x2191, 'RIGHTWARDS ARROW': 0x2192, 'DOWNWARDS ARROW': 0x2193, 'LEFT RIGHT ARROW': 0x2194,
  'RIGHTWARDS DOUBLE ARROW': 0x21d2, 'LONG RIGHTWARDS SQUIGGLE ARROW': 0x27ff, 'FOR ALL': 0x2200, 'THERE EXISTS': 0x2203, 'EMPTY SET': 0x2205, 'ELEMENT OF': 0x2208,
  'N-ARY SUMMATION': 0x2211, 'MINUS SIGN': 0x2212, 'SQUARE ROOT': 0x221a, INFINITY: 0x221e, 'LOGICAL AND': 0x2227,
  'LOGICAL OR': 0x2228, INTERSECTION: 0x2229, UNION: 0x222a, INTEGRAL: 0x222b, 'ALMOST EQUAL TO': 0x2248, 'NOT EQUAL TO': 0x2260,
  'LESS-THAN OR EQUAL TO': 0x2264, 'GREATER-THAN OR EQUAL TO': 0x2265, 'BOX DRAWINGS LIGHT HORIZONTAL': 0x2500,
  'BOX DRAWINGS LIGHT VERTICAL': 0x2502, 'FULL BLOCK': 0x2588, 'BLACK SQUARE': 0x25a0, 'WHITE SQUARE': 0x25a1,
  'BLACK CIRCLE': 0x25cf, 'WHITE CIRCLE': 0x25cb, 'BLACK STAR': 0x2605, 'WHITE STAR': 0x2606, 'WARNING SIGN': 0x26a0,
  'CHECK MARK': 0x2713, 'HEAVY CHECK MARK': 0x2714, 'BALLOT X': 0x2717, 'CROSS MARK': 0x274c, 'WHITE HEAVY CHECK MARK': 0x2705,
  SPARKLES: 0x2728, SNOWMAN: 0x2603, SNAKE: 0x1f40d, ROCKET: 0x1f680, 'GRINNING FACE': 0x1f600, 'PILE OF POO': 0x1f4a9,
  'ZERO WIDTH NO-BREAK SPACE': 0xfeff, 'REPLACEMENT CHARACTER': 0xfffd, 'OBJECT REPLACEMENT CHARACTER': 0xfffc,
}));
