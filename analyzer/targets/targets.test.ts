import { describe, expect, it } from 'vitest';
import { CALL_CLASSES, CONSTRUCTS, PYPY, PYPY_PARAMETERS, TARGETS, parameterDefault, targetNamed } from '.';

describe('the registry of targets', () => {
  it('finds targets by name, and nothing else', () => {
    expect(TARGETS.map((target) => target.name)).toEqual(['pypy', 'cpython3.13', 'cpython3.14', 'cpython3.15']);
    expect(targetNamed('cpython3.14')?.frontEnd).toBe('project');
    expect(targetNamed('constructor')).toBeNull();
  });

  it('says a sentence about every parameter and construct of every target', () => {
    for (const target of TARGETS) {
      for (const parameter of target.parameters) expect(parameter.meaning.length, parameter.name).toBeGreaterThan(15);
      for (const construct of CONSTRUCTS) expect(target.constructs[construct].because.length, construct).toBeGreaterThan(15);
    }
  });

  it('has the thresholds that PyPy documents', () => {
    expect(parameterDefault(PYPY, 'threshold')).toBe(1039);
    expect(parameterDefault(PYPY, 'no such parameter')).toBeUndefined();
    expect(new Set(PYPY_PARAMETERS.map((parameter) => parameter.name)).size).toBe(PYPY_PARAMETERS.length);
  });
});

describe('the call table of PyPy', () => {
  const calls = PYPY.calls!;

  it('has every measured construct once, with a class and evidence', () => {
    const seen = new Set<string>();
    for (const row of calls.rows) {
      expect(CALL_CLASSES).toContain(row.class);
      expect(row.evidence).not.toBe('');
      if (!row.evidence.startsWith('micro-program')) continue;
      expect(seen.has(row.evidence), row.evidence).toBe(false);
      seen.add(row.evidence);
    }
    expect([...seen].filter((evidence) => evidence.includes(' m')).length).toBe(372);
  });

  it.each([
    ['library', 'math.gcd', '', 'helper'],
    ['library', 'math.hypot', '', 'opaque'],
    ['library', 'struct.unpack_from', 'constant format', 'inline'],
    ['library', 'struct.unpack_from', 'varying format', 'opaque'],
    ['builtin', 'sorted', 'anything', 'opaque'],
    ['builtin', 'list', 'tuple', 'opaque'],
    ['method', 'list.extend', 'list', 'opaque'],
    ['method', 'str.split', '', 'helper'],
  ] as const)('knows %s %s (%s) as %s', (kind, name, when, callClass) => {
    expect(calls.find(kind, name, when)?.class).toBe(callClass);
  });

  it('does not guess where the condition decides', () => {
    expect(calls.find('builtin', 'list', 'something else')).toBeNull();
    expect(calls.find('builtin', 'no_such_builtin', '')).toBeNull();
  });
});
