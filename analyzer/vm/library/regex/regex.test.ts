import { describe, expect, it } from 'vitest';
import { vm } from '../../runtime/vm';
import { compileRegex, matchAt, type Subject } from './match';
import { parseRegex, RegexError } from './parse';

const subject = (text: string): Subject => ({ length: text.length, at: (i) => text.charCodeAt(i) });
function groups(pattern: string, text: string, full = false): (string | null)[] | null {
  const regex = parseRegex(pattern, 0, false);
  const r = matchAt(compileRegex(regex), subject(text), 0, text.length, full);
  return r === null ? null : Array.from({ length: regex.groups + 1 }, (_, i) => (r[i * 2] < 0 ? null : text.slice(r[i * 2], r[i * 2 + 1])));
}

describe('the regular expression engine', () => {
  it('takes the first alternative that lets the rest match', () => {
    expect(groups('(a|ab)(c|bcd)', 'abcd')).toEqual(['abcd', 'a', 'bcd']);
    expect(groups('a|ab', 'ab', true)).toEqual(['ab']);
  });
  it('gives back what a greedy run took, and nothing from a possessive one', () => {
    expect(groups('a*ab', 'aaab')).toEqual(['aaab']);
    expect(groups('a*+ab', 'aaab')).toBeNull();
    expect(groups('(?>a*)ab', 'aaab')).toBeNull();
  });
  it('ends loops whose body matches nothing', () => {
    expect(groups('(a*)*b', 'aab')).toEqual(['aab', '']);
  });
  it('looks ahead and behind', () => {
    expect(groups('a(?=b)', 'ab')).toEqual(['a']);
    expect(groups('ab(?<!xb)', 'ab')).toEqual(['ab']);
    expect(() => parseRegex('(?<=a*)b', 0, false)).toThrow(RegexError);
  });
  it('needs no host stack for a long text', () => {
    expect(groups('(?:a|b)*c', `${'ab'.repeat(50_000)}c`)?.[0]).toHaveLength(100_001);
  });
  it('counts exponential backtracking against the budget', () => {
    vm.reset();
    vm.operationLimit = 200_000;
    expect(() => groups('(a+)+$', `${'a'.repeat(40)}b`)).toThrow(expect.objectContaining({ outcome: 'operation-limit' }) as Error);
    vm.reset();
  });
});
