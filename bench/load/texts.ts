/** Texts of any length that look like programs: those of the repository, again and again, under names of their own. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

export interface Texts {
  /** A module of some 30 to 200 lines; `index` tells which. */
  readonly module: (index: number) => string;
  /** A file of so many lines. */
  readonly file: (lines: number) => string;
}

export function pythonTexts(root: string): Texts {
  const folders = ['fixtures/seeds', 'fixtures/rules'];
  const programs = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.py'))
      .sort()
      .map((name) => readFileSync(path.join(root, folder, name), 'utf8')),
  );
  const module = (index: number): string => programs[index % programs.length]!.replace(/\bdef (\w+)/g, `def $1_${index}`);
  return { module, file: (lines) => ofLines(module, lines) };
}

export function ofLines(module: (index: number) => string, lines: number): string {
  const all: string[] = [];
  for (let index = 0; all.length < lines; index++) for (const line of `${module(index)}\n`.split('\n')) all.push(line);
  return `${all.slice(0, lines).join('\n')}\n`;
}
