/**
 * A backtracking matcher with an explicit stack, so that long texts need no host stack, and every step counts against the run's
 * budget: a pattern that takes exponential time ends as an operation or time limit. Semantics: CPython's _sre.
 */
import { StopRun } from '../../runtime/errors';
import { vm } from '../../runtime/vm';
import { isAsciiWord, isWord, lower, type At, type Node, type Regex, type Test } from './parse';

export interface Subject {
  readonly length: number;
  at(i: number): number;
}

type Step =
  | { readonly op: 'one'; readonly test: Test }
  | { readonly op: 'run'; readonly test: Test; readonly min: number; readonly max: number; readonly mode: 'greedy' | 'lazy' | 'possessive' }
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'set'; readonly register: number; readonly value: number }
  | {
      readonly op: 'loop';
      readonly count: number;
      readonly last: number;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
      readonly body: number;
      readonly out: number;
    }
  | { readonly op: 'at'; readonly where: At }
  | { readonly op: 'same'; readonly group: number; readonly ignoreCase: boolean }
  | { readonly op: 'look'; readonly program: Step[]; readonly behind: number; readonly negative: boolean }
  | { readonly op: 'atomic'; readonly program: Step[] }
  | { readonly op: 'if'; readonly group: number; readonly otherwise: number }
  | { readonly op: 'match' };

export interface Program {
  readonly steps: Step[];
  readonly registers: number;
  /** Says what the first character must be, when that is certain. */
  readonly first: Test | null;
}

/** Registers: two per group (0 is the whole match), then the counters of loops. */
export function compileRegex(regex: Regex): Program {
  let registers = (regex.groups + 1) * 2;
  const emit = (node: Node, out: Step[]): void => {
    switch (node.kind) {
      case 'one':
        out.push({ op: 'one', test: node.test });
        return;
      case 'sequence':
        for (const item of node.items) emit(item, out);
        return;
      case 'either': {
        const jumps: number[] = [];
        node.items.forEach((item, i) => {
          if (i === node.items.length - 1) return emit(item, out);
          const split = out.length;
          out.push({ op: 'match' });
          emit(item, out);
          jumps.push(out.length);
          out.push({ op: 'match' });
          out[split] = { op: 'split', first: split + 1, second: out.length };
        });
        for (const j of jumps) out[j] = { op: 'jump', to: out.length };
        return;
      }
      case 'group':
        out.push({ op: 'save', slot: node.number * 2 });
        emit(node.body, out);
        out.push({ op: 'save', slot: node.number * 2 + 1 });
        return;
      case 'repeat':
        return emitRepeat(node, out);
      case 'at':
        out.push({ op: 'at', where: node.where });
        return;
      case 'same':
        out.push({ op: 'same', group: node.group, ignoreCase: node.ignoreCase });
        return;
      case 'look':
        out.push({ op: 'look', program: closed(node.body), behind: node.behind, negative: node.negative });
        return;
      case 'atomic':
        out.push({ op: 'atomic', program: closed(node.body) });
        return;
      case 'if': {
        const test = out.length;
        out.push({ op: 'match' });
        emit(node.yes, out);
        const jump = out.length;
        out.push({ op: 'match' });
        out[test] = { op: 'if', group: node.group, otherwise: out.length };
        emit(node.no, out);
        out[jump] = { op: 'jump', to: out.length };
      }
    }
  };
  const closed = (node: Node): Step[] => {
    const program: Step[] = [];
    emit(node, program);
    program.push({ op: 'match' });
    return program;
  };
  const emitRepeat = (node: Node & { kind: 'repeat' }, out: Step[]): void => {
    const { body, min, max, mode } = node;
    if (body.kind === 'one') return void out.push({ op: 'run', test: body.test, min, max, mode });
    if (mode === 'possessive') return void out.push({ op: 'atomic', program: closed({ ...node, mode: 'greedy' }) });
    const count = registers++;
    const last = registers++;
    out.push({ op: 'set', register: count, value: 0 }, { op: 'set', register: last, value: -1 });
    const loop = out.length;
    out.push({ op: 'match' });
    emit(body, out);
    out.push({ op: 'jump', to: loop });
    out[loop] = { op: 'loop', count, last, min, max, lazy: mode === 'lazy', body: loop + 1, out: out.length };
  };
  const steps = closed(regex.root);
  let i = 0;
  while (steps[i].op === 'save') i++;
  const head = steps[i];
  const first = head.op === 'one' ? head.test : head.op === 'run' && head.min > 0 ? head.test : null;
  return { steps, registers, first };
}

interface Choice {
  readonly step: number;
  at: number;
  readonly registers: number[];
  /** A greedy run gives back characters down to `least`; a lazy one takes more up to `most`. */
  readonly least: number;
  readonly most: number;
  readonly test: Test | null;
}

/** Steps that one match may take (a pattern like (a+)+ takes exponentially many), and those that the running one has left. */
export const matching = { steps: Infinity, left: Infinity };

/** A search, or a match at one position, begins. */
export function startMatching(): void {
  matching.left = matching.steps;
}

/** Runs a program at a position. The registers of the match, or null. `end` bounds the text; `full`: it must end there; `advance`: it must not be empty. */
export function matchAt(program: Program, text: Subject, from: number, end: number, full: boolean, advance = false): number[] | null {
  const registers = new Array<number>(program.registers).fill(-1);
  const stop = run(program.steps, text, from, end, registers, full, advance ? from : -1);
  if (stop === null) return null;
  stop.registers[0] = from;
  stop.registers[1] = stop.at;
  return stop.registers;
}

function run(
  steps: readonly Step[],
  text: Subject,
  from: number,
  end: number,
  start: number[],
  full: boolean,
  forbidden = -1,
): { at: number; registers: number[] } | null {
  const choices: Choice[] = [];
  let registers = start;
  let at = from;
  let pc = 0;
  for (;;) {
    if (--vm.fuel <= 0) vm.refuel();
    if (--matching.left < 0) throw new StopRun('operation-limit');
    const step = steps[pc];
    let good = true;
    switch (step.op) {
      case 'one':
        good = at < end && step.test(text.at(at));
        if (good) {
          at++;
          pc++;
        }
        break;
      case 'run': {
        const { test, min, max, mode } = step;
        const limit = Math.min(end, at + (mode === 'lazy' ? min : max));
        const begin = at;
        while (at < limit && test(text.at(at))) at++;
        vm.fuel -= (at - begin) >> 2;
        good = at - begin >= min;
        if (!good) break;
        pc++;
        if (mode === 'greedy' && at > begin + min)
          choices.push({ step: pc, at: at - 1, registers: registers.slice(), least: begin + min, most: -1, test: null });
        else if (mode === 'lazy')
          choices.push({ step: pc, at, registers: registers.slice(), least: -1, most: Math.min(end, begin + max), test });
        break;
      }
      case 'split':
        choices.push({ step: step.second, at, registers: registers.slice(), least: -1, most: -1, test: null });
        pc = step.first;
        break;
      case 'jump':
        pc = step.to;
        break;
      case 'save':
        registers[step.slot] = at;
        pc++;
        break;
      case 'set':
        registers[step.register] = step.value;
        pc++;
        break;
      case 'loop': {
        const done = registers[step.count];
        // An iteration that matched nothing ends the loop.
        if (done >= step.min && registers[step.last] === at) {
          pc = step.out;
          break;
        }
        if (done < step.min) {
          registers[step.count] = done + 1;
          registers[step.last] = at;
          pc = step.body;
        } else if (done >= step.max) pc = step.out;
        else if (step.lazy) {
          const again = registers.slice();
          again[step.count] = done + 1;
          again[step.last] = at;
          choices.push({ step: step.body, at, registers: again, least: -1, most: -1, test: null });
          pc = step.out;
        } else {
          choices.push({ step: step.out, at, registers: registers.slice(), least: -1, most: -1, test: null });
          registers[step.count] = done + 1;
          registers[step.last] = at;
          pc = step.body;
        }
        break;
      }
      case 'at':
        good = holds(step.where, text, at, end);
        pc++;
        break;
      case 'same': {
        const [a, b] = [registers[step.group * 2], registers[step.group * 2 + 1]];
        good = a >= 0 && b >= 0 && at + (b - a) <= end;
        for (let i = a; good && i < b; i++) {
          const [x, y] = [text.at(i), text.at(at + i - a)];
          good = x === y || (step.ignoreCase && lower(x) === lower(y));
        }
        if (good) {
          at += b - a;
          pc++;
        }
        break;
      }
      case 'look': {
        const begin = step.behind < 0 ? at : at - step.behind;
        const found = begin < 0 ? null : run(step.program, text, begin, step.behind < 0 ? end : at, registers.slice(), false);
        good = (found !== null) !== step.negative;
        if (good && found !== null && !step.negative) registers = found.registers;
        pc++;
        break;
      }
      case 'atomic': {
        const found = run(step.program, text, at, end, registers.slice(), false);
        good = found !== null;
        if (found !== null) {
          ({ at, registers } = found);
          pc++;
        }
        break;
      }
      case 'if':
        pc = registers[step.group * 2 + 1] >= 0 ? pc + 1 : step.otherwise;
        break;
      case 'match':
        if ((!full || at === end) && at !== forbidden) return { at, registers };
        good = false;
    }
    if (good) continue;
    const choice = nextChoice(choices, text);
    if (choice === null) return null;
    ({ at } = choice);
    pc = choice.step;
    registers = choice.registers;
  }
}

/** The most recent choice that still has something to try. */
function nextChoice(choices: Choice[], text: Subject): { step: number; at: number; registers: number[] } | null {
  for (;;) {
    const c = choices[choices.length - 1];
    if (c === undefined) return null;
    if (c.least >= 0) {
      const at = c.at--;
      if (at === c.least) choices.pop();
      return { step: c.step, at, registers: c.registers.slice() };
    }
    if (c.test !== null) {
      if (c.at >= c.most || !c.test(text.at(c.at))) {
        choices.pop();
        continue;
      }
      c.at++;
      return { step: c.step, at: c.at, registers: c.registers.slice() };
    }
    choices.pop();
    return c;
  }
}

function holds(where: At, text: Subject, at: number, end: number): boolean {
  switch (where) {
    case 'start':
      return at === 0;
    case 'text-end':
      return at === end;
    case 'end':
      return at === end || (at === end - 1 && text.at(at) === 10);
    case 'line-start':
      return at === 0 || text.at(at - 1) === 10;
    case 'line-end':
      return at === end || text.at(at) === 10;
    default: {
      const word = where.includes('ascii') ? isAsciiWord : isWord;
      const boundary = (at > 0 && word(text.at(at - 1))) !== (at < end && word(text.at(at)));
      return boundary !== where.startsWith('no');
    }
  }
}
