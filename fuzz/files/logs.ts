/** PYPYLOG files cut short, mixed, damaged and made up, through `jitlens import`. */
import type { Fuzzer } from '../fuzzer';
import { damaged, Random, several } from '../random';
import { complaintAbout, Workplace } from './command';

export function logsFuzzer(): Fuzzer {
  const workplace = new Workplace();
  return {
    name: 'logs',
    what: 'cut, mixed and random PYPYLOG files, through import',
    make: (seed) => logText(new Random(seed)),
    async complaint(input) {
      workplace.write('program.py', 'def f(n):\n    for i in range(n):\n        g(i)\n');
      workplace.write('input.log', input.replaceAll('FOLDER', workplace.folder), 'latin1');
      for (const format of ['json', 'text']) {
        const imported = await workplace.call('import', '--format', format, 'input.log');
        const wrong = complaintAbout(`import --format ${format}`, imported, { statuses: [0, 2, 3], json: format === 'json' });
        if (wrong !== null) return wrong;
      }
      return null;
    },
    dispose: () => workplace.dispose(),
  };
}

function logText(random: Random): string {
  const sections = several(random.between(1, 8), () => section(random));
  const whole = sections.join('');
  return random.pick([
    () => whole,
    () => whole.slice(0, random.below(whole.length + 1)),
    () => damaged(random, whole, random.between(1, 20), [section(random).slice(0, 60), '+1: ', 'descr=<Guard0x1>', 'TargetToken(1)']),
    () => shuffledLines(random, whole),
    () => String.fromCharCode(...several(random.between(1, 3000), () => random.below(256))),
  ])();
}

function shuffledLines(random: Random, text: string): string {
  const lines = text.split('\n');
  for (let i = lines.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [lines[i], lines[j]] = [lines[j]!, lines[i]!];
  }
  return lines.join('\n');
}

/** A number as logs have them, and as they should not. */
const number = (random: Random): string =>
  random.chance(85) ? String(random.below(30)) : random.pick(['-1', '4294967296', '9007199254740993', '1e9', '0x1f', 'NaN', '']);

function section(random: Random): string {
  const n = (): string => number(random);
  const place = `f;${random.pick(['FOLDER/program.py', 'a.py', '', '<string>', '/dev/zero', 'FOLDER'])}:1-${n()}~#${n()} ${random.pick(['FOR_ITER', 'NOP', 'LOAD_FAST', '__proto__'])}`;
  const named = (name: string, body: string): string => {
    const end = random.chance(90) ? `[${n()}] ${name}}\n` : '';
    return `[${n()}] {${name}\n${body}\n${end}`;
  };
  return random.pick([
    () => named('jit-log-opt-loop', trace(random, `# Loop ${n()} (${place}) : loop with ${n()} ops`, place)),
    () => named('jit-log-opt-bridge', trace(random, `# bridge out of Guard 0x${n()} with ${n()} ops`, place)),
    () => named('jit-backend-counts', several(random.below(6), () => count(random)).join('\n')),
    () =>
      named(
        'jit-summary',
        `Tracing:      \t${n()}\t0.0055\nabort: trace too long:\t${n()}\nTotal # of loops:\t${n()}\nTotal # of bridges:\t${n()}`,
      ),
    () => named('jit-abort-longest-function', `found new longest: ${place} ${n()}`),
    () => named('jit-tracing', `~~~ ABORTING TRACING ${random.pick(['bad loop', 'trace too long', 'constructor', ''])}`),
    () => named(random.pick(['__proto__', 'jit-optimize', 'gc-minor', 'constructor']), 'anything'),
  ])();
}

const count = (random: Random): string =>
  `${random.pick(['entry ', 'bridge ', 'TargetToken(', 'loop ', ''])}${number(random)}${random.pick([')', ''])}:${number(random)}`;

function trace(random: Random, head: string, place: string): string {
  const n = (): string => number(random);
  const lines = several(random.between(0, 25), () =>
    random.pick([
      `+${n()}: label(p0, i1, descr=TargetToken(${n()}))`,
      `debug_merge_point(${n()}, ${n()}, '${place}')`,
      `+${n()}: guard_${random.pick(['true', 'class', 'nonnull', 'constructor'])}(i${n()}, descr=<Guard0x${n()}>) [p0, None]`,
      `i${n()} = int_add(i${n()}, ${n()})`,
      `p${n()} = new_with_vtable(descr=<SizeDescr ${n()}>)`,
      `setfield_gc(p${n()}, i1, descr=<FieldS ${random.pick(['a.b.W_IntObject.inst_intval', '__proto__', '.'])} 8 pure>)`,
      `p${n()} = call_may_force_r(ConstClass(${random.pick(['grow', 'toString', 'valueOf', ''])}), p0, descr=<Callr 8 r EF=${n()}>)`,
      `p${n()} = call_assembler_r(p0, descr=<Loop${n()}>)`,
      `jump(p0, i1, descr=TargetToken(${n()}))`,
      `finish(p${n()})`,
      '--end of the loop--',
      '',
    ]),
  );
  return [head, '[p0, i1]', ...lines].join('\n');
}
