import { describe, expect, it } from 'vitest';
import '../../library/all';
import { PYPY } from '../../../targets';
import { allBuiltins, builtinModuleNames, makeModule } from '../../library/define';
import { ConstPtr } from '../ir';
import { builtinEffect } from './effects';

for (const name of builtinModuleNames()) makeModule(name);
const natives = [...new Map(allBuiltins.map((b) => [b.qualname, b])).values()];
const rowsOf = (qualname: string) => {
  const name = qualname.replace(/\.__new__$/, '');
  return (['builtin', 'method', 'library'] as const).flatMap((kind) => PYPY.calls!.lookup(kind, name));
};

describe('the effect of a builtin', () => {
  it('comes from a row of the call table, which every builtin has, with evidence', () => {
    for (const { qualname } of natives) {
      const rows = rowsOf(qualname);
      expect(rows.length, `${qualname} has no row in targets/pypy-calls`).toBeGreaterThan(0);
      for (const row of rows) expect(row.evidence, qualname).not.toBe('');
    }
  });

  it('is of a class that the table gives it', () => {
    for (const b of natives) {
      const known = new Set(rowsOf(b.qualname).map((row) => row.class));
      expect(known.has(builtinEffect(b, []).callClass), b.qualname).toBe(true);
    }
  });

  it('may force where the class says so, and nowhere else', () => {
    for (const b of natives) {
      const { effect, callClass } = builtinEffect(b, []);
      if (/^(inline|inline\+helper|helper|pure call)$/.test(callClass)) expect(effect === 5 || /locals|vars|dir|eval|exec|_getframe/.test(b.qualname), b.qualname).toBe(true);
      else expect(effect, b.qualname).toBe(7);
    }
  });

  const native = (name: string) => natives.find((b) => b.qualname === name)!;
  const value = (w: unknown) => new ConstPtr(w, 'ptr');
  it.each([
    ['list.pop', [null], 'inline'],
    ['str.strip', ['a b', 'a'], 'opaque'],
    ['str.split', ['a b', ' '], 'helper'],
    ['str.startswith', ['abc', 'a'], 'pure call'],
    ['math.gcd', [4, 6], 'helper'],
    ['hash', [3], 'inline'],
  ])('of %s depends on its arguments', (name, args, wanted) => {
    expect(builtinEffect(native(name), args.map(value)).callClass).toBe(wanted);
  });
});
