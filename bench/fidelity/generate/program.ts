/**
 * Writes one random program: classes, functions and generators that call each other, and a hot loop over them. Each uses some of what
 * decides about traces: branches of several biases, nested loops, containers, exceptions, closures, polymorphic receivers. It ends, prints one
 * line, and raises nothing that it does not catch.
 */
import { Random } from './random';

const INDENT = '    ';

/** A function of one int that gives an int: what the pieces of a program call. */
interface Piece {
  readonly name: string;
  readonly text: string;
}

/** The text of the program with that seed. */
export function generateProgram(seed: number): string {
  const random = new Random(seed);
  const classes = Array.from({ length: random.between(1, 4) }, (_, i) => classText(random, i));
  const pieces: Piece[] = [];
  const makers = [
    plainFunction,
    branchyFunction,
    loopFunction,
    generatorFunction,
    containerFunction,
    exceptionFunction,
    closureFunction,
    objectFunction,
    textFunction,
  ];
  const count = random.between(2, 6);
  for (let i = 0; i < count; i++) pieces.push(random.pick(makers)(random, i, pieces, classes.length));
  return (
    [
      ...classes,
      ...pieces.map((piece) => piece.text),
      mainText(random, pieces, classes.length),
      `print(main(${random.pick([300, 1200, 2500, 5000, 9000])}))`,
    ].join('\n\n') + '\n'
  );
}

const indented = (lines: readonly string[], depth: number): string => lines.map((line) => INDENT.repeat(depth) + line).join('\n');
const define = (name: string, lines: readonly string[], parameter = 'n'): Piece => ({
  name,
  text: `def ${name}(${parameter}):\n${indented(lines, 1)}`,
});

/** An expression over `names` that stays small. */
function expression(random: Random, names: readonly string[]): string {
  const a = random.pick(names);
  const b = random.chance(60) ? random.pick(names) : String(random.between(1, 9));
  return random.pick([
    `${a} + ${b}`,
    `(${a} * ${random.between(2, 7)} + ${b}) & 1023`,
    `${a} ^ ${b}`,
    `abs(${a} - ${b})`,
    `${a} % ${random.between(3, 17)}`,
    `max(${a}, ${b})`,
    `(${a} + ${b}) // ${random.between(2, 5)}`,
  ]);
}

/** A condition on an int: rare, one in a few, or about half. */
const condition = (random: Random, name: string): string =>
  random.pick([
    `${name} % ${random.between(2, 4)} == 0`,
    `${name} & ${random.pick([1, 2, 4])}`,
    `${name} % ${random.between(20, 60)} == 0`,
    `${name} % 7 > ${random.between(1, 5)}`,
    `(${name} * 7919) % 101 < ${random.between(5, 90)}`,
  ]);

/** A call of an earlier piece, or an expression where there is none. */
const callOrExpression = (random: Random, pieces: readonly Piece[], names: readonly string[]): string =>
  pieces.length > 0 && random.chance(60) ? `${random.pick(pieces).name}(${random.pick(names)})` : expression(random, names);

function plainFunction(random: Random, i: number, pieces: readonly Piece[]): Piece {
  const lines = [`a = ${expression(random, ['n'])}`];
  for (let k = random.between(0, 3); k > 0; k--) lines.push(`a = ${callOrExpression(random, pieces, ['a', 'n'])}`);
  return define(`plain${i}`, [...lines, 'return a & 65535']);
}

function branchyFunction(random: Random, i: number, pieces: readonly Piece[]): Piece {
  const lines = ['a = n'];
  for (let k = random.between(1, 4); k > 0; k--) {
    lines.push(`if ${condition(random, random.pick(['n', 'a']))}:`, `${INDENT}a = ${callOrExpression(random, pieces, ['a', 'n'])}`);
    if (random.chance(40)) lines.push(`elif ${condition(random, 'n')}:`, `${INDENT}a += ${random.between(1, 9)}`);
    if (random.chance(50)) lines.push('else:', `${INDENT}a = ${expression(random, ['a', 'n'])}`);
  }
  return define(`branchy${i}`, [...lines, 'return a & 65535']);
}

function loopFunction(random: Random, i: number, pieces: readonly Piece[]): Piece {
  const trips = random.pick([String(random.between(2, 30)), `n % ${random.between(3, 25)}`]);
  const body = [`t += ${callOrExpression(random, pieces, ['k', 'n'])}`];
  if (random.chance(50)) body.push(`if ${condition(random, 'k')}:`, `${INDENT}t ^= ${expression(random, ['k', 't'])}`);
  if (random.chance(25)) body.push(`if ${condition(random, 't')}:`, `${INDENT}${random.pick(['break', 'continue'])}`, 't += 1');
  if (random.chance(30)) body.push(`for j in range(k % ${random.between(2, 6)}):`, `${INDENT}t += j`);
  const head = random.chance(70) ? [`for k in range(${trips}):`] : [`k = ${trips}`, 'while k > 0:', `${INDENT}k -= 1`];
  return define(`loop${i}`, ['t = 0', ...head, ...body.map((line) => INDENT + line), 'return t & 65535']);
}

function generatorFunction(random: Random, i: number): Piece {
  const inner = [`for k in range(${random.pick(['n % 9', '5', 'n % 3 + 1'])}):`];
  if (random.chance(40)) inner.push(`${INDENT}if ${condition(random, 'k')}:`, `${INDENT}${INDENT}yield ${expression(random, ['k'])}`);
  else inner.push(`${INDENT}yield ${expression(random, ['k', 'n'])}`);
  const use = random.pick([
    ['t = 0', `for x in gen${i}(n):`, `${INDENT}t += x`],
    [`t = sum(gen${i}(n))`],
    [`t = len(list(gen${i}(n)))`],
    [`t = sum(x * 2 for x in gen${i}(n))`],
    [`t = max(gen${i}(n), default=0)`],
  ]);
  return {
    name: `consume${i}`,
    text: `def gen${i}(n):\n${indented(inner, 1)}\n\ndef consume${i}(n):\n${indented([...use, 'return t & 65535'], 1)}`,
  };
}

function containerFunction(random: Random, i: number): Piece {
  const lines = random.pick([
    ['xs = [n, n + 1, n + 2]', `xs.append(${expression(random, ['n'])})`, 'a = xs[n & 3] + len(xs)'],
    [`d = {'a': n, 'b': ${expression(random, ['n'])}}`, `d['c'] = d['a'] + 1`, `a = d.get('b', 0) + d['c']`],
    [
      `xs = [k * 2 for k in range(${random.between(2, 9)})]`,
      `a = xs[n % len(xs)] + ${random.pick(['sum(xs)', 'min(xs)', 'max(xs)', 'len(xs)'])}`,
    ],
    ['p = (n, n + 1)', 'x, y = p', 'a = x * 3 + y'],
    [`STORE[n % ${random.between(5, 40)}] = n`, 'a = len(STORE)', `if n % ${random.between(3, 40)} in STORE:`, `${INDENT}a += 1`],
    [`s = {n % 5, n % 7, ${random.between(1, 9)}}`, 'a = len(s)', 'if 3 in s:', `${INDENT}a += 10`],
    [`xs = sorted([n % 7, n % 5, n % 3]${random.pick(['', ', reverse=True', ', key=lambda v: -v'])})`, 'a = xs[0] * 10 + xs[-1]'],
  ]);
  const store = lines.some((line) => line.includes('STORE')) ? `STORE${i} = {}\n\n` : '';
  const piece = define(`box${i}`, [...lines.map((line) => line.replaceAll('STORE', `STORE${i}`)), 'return a & 65535']);
  return { name: piece.name, text: store + piece.text };
}

function exceptionFunction(random: Random, i: number, pieces: readonly Piece[]): Piece {
  const error = random.pick(['ValueError', 'KeyError', 'IndexError', 'ZeroDivisionError']);
  const lines = [
    'a = n',
    'try:',
    `${INDENT}if ${condition(random, 'n')}:`,
    `${INDENT}${INDENT}raise ${error}(n)`,
    `${INDENT}a = ${callOrExpression(random, pieces, ['a', 'n'])}`,
    `except ${error}${random.chance(50) ? ' as e' : ''}:`,
    `${INDENT}a += 1`,
  ];
  if (random.chance(30)) lines.push('finally:', `${INDENT}a ^= 1`);
  return define(`guarded${i}`, [...lines, 'return a & 65535']);
}

function closureFunction(random: Random, i: number): Piece {
  const text = `def make${i}(step):\n${indented(['total = 0', 'def add(n):', `${INDENT}nonlocal total`, `${INDENT}total = (total + n * step) & 4095`, `${INDENT}return ${expression(random, ['total', 'n'])}`, 'return add'], 1)}\n\nclosure${i} = make${i}(${random.between(1, 9)})`;
  return { name: `closure${i}`, text };
}

function objectFunction(random: Random, i: number, _pieces: readonly Piece[], classes: number): Piece {
  const lines = random.chance(50)
    ? [`o = C${random.below(classes)}(n)`, `a = o.step(${random.between(1, 5)}) + o.value`]
    : [
        `o = OBJECTS${i}[n % len(OBJECTS${i})]`,
        'a = o.step(n & 7)',
        ...(random.chance(40) ? [`if o.value > ${random.between(100, 900)}:`, `${INDENT}o.value = 0`] : []),
      ];
  const objects = lines[0]!.includes('OBJECTS')
    ? `OBJECTS${i} = [${Array.from({ length: random.between(1, 5) }, (_, k) => `C${(k + i) % classes}(${k})`).join(', ')}]\n\n`
    : '';
  const piece = define(`method${i}`, [...lines, 'return a & 65535']);
  return { name: piece.name, text: objects + piece.text };
}

function textFunction(random: Random, i: number): Piece {
  const lines = random.pick([
    ['s = str(n)', 'a = len(s)', 'for c in s:', `${INDENT}if c == '${random.below(10)}':`, `${INDENT}${INDENT}a += 1`],
    [`s = 'item%d' % (n % ${random.between(3, 50)})`, `a = len(s) + (1 if s.endswith('${random.below(10)}') else 0)`],
    [`s = f'{n}:{n & 7}'`, `a = s.find('${random.below(8)}') + len(s)`],
    [`words = 'alpha beta gamma'.split()`, `a = len(words[n % 3]) + len('-'.join(words))`],
  ]);
  return define(`text${i}`, [...lines, 'return a & 65535']);
}

function classText(random: Random, i: number): string {
  const base = i > 0 && random.chance(50) ? `(C${random.below(i)})` : '';
  const step = random.pick([
    [`self.value = (self.value + k) & 1023`, 'return self.value'],
    [`return self.value * ${random.between(2, 5)} + k`],
    [`if ${condition(random, 'k')}:`, `${INDENT}self.value += 1`, 'return self.value & 255'],
  ]);
  const init =
    base === '' || random.chance(50)
      ? `${INDENT}def __init__(self, value):\n${indented(random.chance(50) ? ['self.value = value & 255'] : ['self.value = value & 255', 'self.other = value'], 2)}\n\n`
      : '';
  return `class C${i}${base}:\n${init}${INDENT}def step(self, k):\n${indented(step, 2)}`;
}

function mainText(random: Random, pieces: readonly Piece[], classes: number): string {
  const body: string[] = [];
  for (const piece of pieces) {
    if (random.chance(25)) body.push(`if ${condition(random, 'i')}:`, `${INDENT}t += ${piece.name}(i)`);
    else if (random.chance(80)) body.push(`t += ${piece.name}(i)`);
  }
  if (random.chance(30)) body.push(`for o in objects:`, `${INDENT}t += o.step(i & 3)`);
  body.push('t &= 1048575');
  const objects = `objects = [${Array.from({ length: random.between(1, 6) }, (_, k) => `C${k % classes}(${k})`).join(', ')}]`;
  return define('main', ['t = 0', objects, 'for i in range(n):', ...body.map((line) => INDENT + line), 'return t']).text;
}
