/** Random Python for differential fuzzing: each case is the body of a function that gives a value or raises. */

/** Cases in one program. */
const CASES = 300;

/** A small generator of random numbers (mulberry32): the same for a seed everywhere. @param {number} seed */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ATOMS = {
  int: ['0', '1', '-1', '2', '7', '-13', '255', '10**20', '-(2**63)', '2**64 + 1', 'True', '3**40'],
  float: ['0.0', '-0.0', '1.5', '-2.5', '0.1', '1e308', '1e-310', '123456789.125', "float('inf')", "float('nan')", '2.675', '1e16'],
  complex: ['1j', '1+2j', '-0.5j', '3-0j'],
  str: ["''", "'a'", "'abc'", "'Hello World'", "'\\xe9\\u4e2d'", "' pad\\t'", "'1_000'", "'a,b,,c'", "'\\U0001f600x'"],
  bytes: ["b''", "b'abc'", "b'\\x00\\xff'", "bytearray(b'xyz')"],
  list: ['[]', '[1, 2, 3]', "['a', 1]", '[1.5, 2.5]', '[[1], [2]]', 'list(range(5))', '[None, True]'],
  tuple: ['()', '(1,)', "(1, 'a')", '(3, 2, 1)'],
  dict: ['{}', "{'a': 1}", '{1: 2, 3: 4}', "{(1, 2): [3], None: 'x'}"],
  set: ['{1}', 'frozenset({2})', 'set()'],
  other: ['None', 'range(5)', 'range(10, 0, -3)', 'slice(1, 5, 2)', '...', 'int', 'Point(1, 2)', 'Reversed(5)'],
};
const BINARY = [
  '+',
  '-',
  '*',
  '/',
  '//',
  '%',
  '**',
  '&',
  '|',
  '^',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'not in',
  'is not',
  'and',
  'or',
];
const UNARY = ['-', '+', '~', 'not '];
const CALLS = [
  'abs',
  'len',
  'repr',
  'str',
  'bool',
  'int',
  'float',
  'complex',
  'list',
  'tuple',
  'sorted',
  'sum',
  'max',
  'min',
  'any',
  'all',
  'round',
  'ascii',
  'hex',
  'bin',
  'ord',
  'chr',
  'reversed',
  'iter',
  'dict',
  'bytes',
  'divmod',
  'pow',
  'enumerate',
  'zip',
  'callable',
  'isinstance',
  'format',
  'bytearray',
  'range',
  'slice',
  'memoryview',
];
const METHODS = {
  str: [
    'upper',
    'lower',
    'title',
    'capitalize',
    'swapcase',
    'strip',
    'split',
    'rsplit',
    'partition',
    'find',
    'index',
    'count',
    'replace',
    'join',
    'center',
    'zfill',
    'startswith',
    'endswith',
    'encode',
    'isalpha',
    'isdigit',
    'isspace',
    'istitle',
    'splitlines',
    'expandtabs',
    'removeprefix',
    'casefold',
    'isidentifier',
    'ljust',
    'rjust',
    'rfind',
    'translate',
    'format',
  ],
  bytes: [
    'decode',
    'hex',
    'split',
    'find',
    'count',
    'replace',
    'strip',
    'upper',
    'join',
    'startswith',
    'isalpha',
    'center',
    'index',
    'partition',
    'title',
  ],
  list: ['append', 'pop', 'index', 'count', 'reverse', 'sort', 'copy', 'extend', 'insert', 'remove', 'clear'],
  tuple: ['index', 'count'],
  dict: ['get', 'pop', 'keys', 'values', 'items', 'popitem', 'setdefault', 'update', 'copy', 'fromkeys'],
  set: ['union', 'difference', 'issubset', 'isdisjoint', 'symmetric_difference', 'intersection', 'copy'],
  int: ['bit_length', 'bit_count', 'to_bytes', 'as_integer_ratio', 'conjugate', 'is_integer'],
  float: ['hex', 'is_integer', 'as_integer_ratio', 'conjugate'],
};
const SPECS = [
  '',
  'd',
  'x',
  '#x',
  'b',
  'e',
  '.3e',
  'f',
  '.2f',
  '10',
  '<10',
  '^10',
  '>10',
  '*^9',
  '+',
  ' ',
  '010',
  ',',
  '_',
  ',.2f',
  '%',
  '.1%',
  'g',
  '.3g',
  '#.3g',
  's',
  '.2',
  'c',
  'n',
  '=+8',
  'o',
  '.0f',
  'z.1f',
  '08.3f',
  '_b',
  '!r',
];
const PERCENT = ['%d', '%s', '%r', '%5.2f', '%x', '%o', '%e', '%g', '%c', '%05d', '%-6s|', '%+d', '%i', '%a', '%.3s', '%#x', '%%'];

const PRELUDE = `class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __repr__(self):
        return f'Point({self.x}, {self.y})'

    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y) if isinstance(other, Point) else NotImplemented

    def __iter__(self):
        yield self.x
        yield self.y


class Reversed(int):
    def __radd__(self, other):
        return ('radd', other)

    def __sub__(self, other):
        raise ValueError(f'no {other!r}')

    def __getitem__(self, item):
        return item


def show(value):
    if isinstance(value, (set, frozenset)):
        return f'{type(value).__name__}({sorted(map(repr, value))})'
    if hasattr(value, '__next__'):
        return f'{type(value).__name__} of {list(value)!r}'
    text = repr(value)
    return type(value).__name__ if ' at 0x' in text else text


def attempt(case):
    try:
        print(ascii(show(case())))
    except Exception as e:
        chain = [e]
        while (e := e.__cause__ or e.__context__) is not None:
            chain.append(e)
        print(ascii(' < '.join(f'{type(e).__name__}: {e}' for e in chain)))
`;

/** @param {number} seed @returns {{ text: string, cases: string[] }} one line of output a case */
export function program(seed) {
  const random = randomNumbers(seed);
  /** @template T @param {readonly T[]} items @returns {T} */
  const pick = (items) => /** @type {T} */ (items[Math.floor(random() * items.length)]);
  const kinds = /** @type {(keyof typeof ATOMS)[]} */ (Object.keys(ATOMS));
  const atom = () => pick(ATOMS[pick(kinds)]);
  /** @param {number} depth @returns {string} */
  const expression = (depth) => {
    if (depth === 0) return atom();
    const part = () => expression(depth - 1);
    switch (Math.floor(random() * 12)) {
      case 0:
      case 1:
        return `(${part()} ${pick(BINARY)} ${part()})`;
      case 2:
        return `(${pick(UNARY)}${part()})`;
      case 3:
      case 4:
        return `${pick(CALLS)}(${Array.from({ length: Math.floor(random() * 3) }, part).join(', ')})`;
      case 5:
      case 6: {
        const kind = pick(/** @type {(keyof typeof METHODS)[]} */ (Object.keys(METHODS)));
        return `(${pick(ATOMS[kind])}).${pick(METHODS[kind])}(${Array.from({ length: Math.floor(random() * 3) }, part).join(', ')})`;
      }
      case 7:
        return `format(${part()}, ${JSON.stringify(pick(SPECS))})`;
      case 8:
        return `(${JSON.stringify(pick(PERCENT) + pick(['', ' %s']))} % ${pick([part(), `(${part()},)`, `(${part()}, ${part()})`])})`;
      case 9:
        return `(${part()})[${pick([part(), ':', '::-1', '1:', ':-1', '-1', '0'])}]`;
      case 10:
        return `[x for x in ${part()} if ${pick(['x', 'not x', 'x != 1', 'True'])}]`;
      default:
        return `(lambda *a, **k: (a, k))(*${part()})`;
    }
  };
  /** A body of statements that returns something. @returns {string[]} */
  const statements = () => {
    const e = () => expression(1);
    switch (Math.floor(random() * 6)) {
      case 0:
        return [
          'try:',
          `    return ${e()}`,
          `except ${pick(['TypeError', 'ValueError', '(KeyError, IndexError)', 'ZeroDivisionError'])} as e:`,
          `    raise RuntimeError(${e()}) ${pick(['', 'from e', 'from None'])}`,
          'finally:',
          `    ${pick(['pass', `x = ${e()}`])}`,
        ];
      case 1:
        return [
          'def g(n):',
          '    try:',
          `        got = yield ${e()}`,
          `        yield ${pick(['got', e()])}`,
          '    except ValueError as e:',
          "        yield ('caught', str(e))",
          `    return ${e()}`,
          'it = g(1)',
          `return [next(it), it.${pick(['send(5)', "throw(ValueError('v'))", "throw(KeyError('k'))", '__next__()', 'close()'])}, list(it)]`,
        ];
      case 2:
        return [`a, *b = ${e()}`, 'return a, b'];
      case 3:
        return [
          'out = []',
          `for i, x in enumerate(${e()}):`,
          '    if i > 3:',
          '        break',
          '    out.append(x)',
          'else:',
          "    out.append('else')",
          'return out',
        ];
      case 4:
        return [
          `match ${e()}:`,
          '    case [a, b]:',
          "        return 'two', a, b",
          "    case {'a': x, **rest}:",
          "        return 'map', x, rest",
          '    case int() | float() as n:',
          "        return 'number', n",
          '    case Point(x=1):',
          "        return 'point'",
          '    case str(s) if s:',
          "        return 'text', s",
          '    case other:',
          "        return 'other', other",
        ];
      default:
        return [`x = ${e()}`, `x ${pick(['+=', '-=', '*=', '|=', '&=', '//=', '%='])} ${e()}`, 'return x'];
    }
  };
  const cases = Array.from({ length: CASES }, () =>
    (random() < 0.7 ? [`return ${expression(random() < 0.5 ? 1 : 2)}`] : statements()).map((line) => `    ${line}`).join('\n'),
  );
  const text = `${PRELUDE}\n\n${cases.map((body, i) => `def case_${i}():\n${body}\n\n\nattempt(case_${i})\n`).join('\n\n')}`;
  return { text, cases };
}
