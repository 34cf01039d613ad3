import { expect, it } from 'vitest';
import { readToml } from '../../analyzer/workspace';
import { ignoringFile } from './ignore-comment';
import { ignoringInProject } from './ignore-project';

it.each([
  ['', '[tool.jitlens]\nignore = ["JIT101"]\n'],
  ['[project]\nname = "x"', '[project]\nname = "x"\n\n[tool.jitlens]\nignore = ["JIT101"]\n'],
  ['[tool.jitlens]\ntargets = ["pypy"]\n', '[tool.jitlens]\nignore = ["JIT101"]\ntargets = ["pypy"]\n'],
  ['[tool.jitlens]\nignore = ["JIT4"]\n', '[tool.jitlens]\nignore = ["JIT101", "JIT4"]\n'],
  ['[tool.jitlens]\nignore = []\n[x]\nignore = [1]\n', '[tool.jitlens]\nignore = ["JIT101"]\n[x]\nignore = [1]\n'],
])('writes a rule into %j', (before, after) => {
  const { line, character, newText } = ignoringInProject(before, 'JIT101');
  const lines = before.split('\n');
  lines[line] = lines[line]!.slice(0, character) + newText + lines[line]!.slice(character);
  expect(lines.join('\n')).toBe(after);
  const read = readToml(after);
  expect(typeof read === 'object' && read?.configuration.disable).toContain('JIT101');
});

it.each([
  ['x = 1\n', 0],
  ['#!/usr/bin/env python\nx = 1\n', 1],
  ['#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n', 2],
  ['# coding: latin-1\nx', 1],
])('silences a file above its first statement: %j', (text, line) => {
  expect(ignoringFile(text, 'JIT101')).toEqual({ line, newText: '# jitlens: ignore-file[JIT101]\n' });
});
