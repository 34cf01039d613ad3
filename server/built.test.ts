/** The server as it ships (`dist/server.js`, with the real analyzer and profiler), driven over stdio. `npm test` builds it first. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../scripts/install.mjs';
import type { ProfileJson } from './services/profile';
import { ServerProcess } from './testing/server-process';

const bundle = path.join(root, 'dist/server.js');
const built = existsSync(bundle) && existsSync(path.join(root, 'dist/profiler-guest.js'));
const program = path.join(root, 'fixtures/seeds/data_driven.py');
const uri = pathToFileURL(program).href;
const source = readFileSync(program, 'utf8');

/** Its main guard must not run when a function is. */
const FUNCTIONS = `import os, sys

# jitlens: run print(input(), os.environ['COLOR'], __name__, sys.argv[1:], sep=' ', end=chr(10) if total(range(5000)) else '')
def total(items):
    result = 0
    for item in items:
        result += item
    return result

class TestTotal:
    def test_total(self):
        assert total([1, 2]) == 3

if __name__ == '__main__':
    raise SystemExit(1)
`;

let server: ServerProcess;

/** An editor like Neovim: it does not pull, and wants progress. */
const capabilities = { textDocument: { hover: { contentFormat: ['markdown'] } }, window: { workDoneProgress: true } };

describe.skipIf(!built)('the built server', () => {
  beforeEach(async () => {
    server = new ServerProcess(bundle);
    await server.request('initialize', { capabilities, rootUri: pathToFileURL(root).href });
    server.notify('initialized', {});
  });

  afterEach(async () => {
    await server.stop();
  });

  const open = (text: string): void =>
    server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text } });
  const profile = (options: object = {}): number =>
    server.ask('workspace/executeCommand', { command: 'jitlens.profileFile', arguments: [uri, options], workDoneToken: 'run' });

  it('finds the branches of the seed program and explains them', async () => {
    open(source);
    expect(await server.diagnostics(uri, 1)).toMatchObject([
      { source: 'jitlens', code: 'JIT201', range: { start: { line: 24, character: 4 } } },
    ]);
    const hover = await server.request('textDocument/hover', { textDocument: { uri }, position: { line: 24, character: 6 } });
    expect((hover.result as { contents: { value: string } }).contents.value).toMatch(/\*\*JIT201\*\*[^]*What to do[^]*Why it matters/);
    const explained = await server.request('workspace/executeCommand', { command: 'jitlens.explain', arguments: ['JIT201'] });
    expect(explained.result).toMatchObject({ code: 'JIT201', markdown: expect.stringContaining('## Why a tracing JIT cares') as string });
  });

  it('profiles the text in the editor, not the file', async () => {
    open(source.replace('print("total', 'print("sum of the unsaved text'));
    // Hundreds of bridges: seconds of work, and many of them on a busy machine.
    const answer = await server.answer(profile({ timeLimit: 100 }), 110);
    const result = answer.result as ProfileJson;
    expect(result).toMatchObject({ version: 1, path: program, target: 'pypy', engine: 'vm', outcome: 'finished', exitStatus: 0 });
    expect(result.stdout).toMatch(/^sum of the unsaved text \d+/);
    expect(result.findings.map(({ code }) => code)).toContain('JIT201');
    const kinds = server.received.flatMap(({ method, params }) =>
      method === '$/progress' ? [(params as { value: { kind: string } }).value.kind] : [],
    );
    expect(kinds[0]).toBe('begin');
    await server.until(
      ({ method, params }) => method === '$/progress' && (params as { value: { kind: string } }).value.kind === 'end',
      'the end of the progress',
    );
  }, 120_000);

  it('kills an endless program within 100 ms of its cancellation', async () => {
    open('while True:\n    pass\n');
    const id = profile();
    await server.until(
      ({ method, params }) => method === '$/progress' && (params as { value: { kind: string } }).value.kind === 'report',
      'a report',
    );
    const started = performance.now();
    server.notify('$/cancelRequest', { id });
    expect((await server.answer(id)).error?.code).toBe(-32800);
    expect(performance.now() - started).toBeLessThan(100);
    // The next run is not held up by the one that was killed.
    server.notify('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ text: 'print(1)\n' }] });
    expect((await server.answer(profile())).result).toMatchObject({ outcome: 'finished', stdout: '1\n' });
  });

  it('runs a function by its line, with input and environment, and a test again and again', async () => {
    open(FUNCTIONS);
    const run = (command: string, ...args: unknown[]): number =>
      server.ask('workspace/executeCommand', { command, arguments: [uri, ...args] });
    const input = { stdin: 'typed\n', environment: { COLOR: 'grün' }, arguments: ['first'] };
    const { result } = await server.answer(run('jitlens.profileFunction', { line: 4, character: 8 }, input), 60);
    expect(result).toMatchObject({
      outcome: 'finished',
      stdout: "typed grün data_driven ['first']\n",
      answer: expect.stringMatching(/with total in \d+ % of it/) as string,
    });
    // The same again is not run again: it comes with the time it took.
    const again = await server.answer(run('jitlens.profileFunction', { line: 4, character: 8 }, input));
    expect((again.result as ProfileJson).times).toEqual((result as ProfileJson).times);
    const tested = await server.answer(run('jitlens.profileTest', 'TestTotal.test_total'), 60);
    expect(tested.result).toMatchObject({ outcome: 'finished', stdout: '', summary: { loops: expect.any(Number) as number } });
    expect((tested.result as ProfileJson).summary.loops).toBeGreaterThan(0);
    expect((await server.answer(run('jitlens.profileTest', 'TestTotal.test_gone'))).error?.message).toMatch(/no test TestTotal.test_gone/);
  }, 120_000);

  it('ends a program at its time limit, with what was seen', async () => {
    open('while True:\n    pass\n');
    expect((await server.answer(profile({ timeLimit: 0.5 }))).result).toMatchObject({ outcome: 'time-limit' });
  });

  it('says for which targets there is nothing to run', async () => {
    open(source);
    expect((await server.answer(profile({ target: 'cpython3.14' }))).error?.message).toMatch(/no engine models/);
    expect((await server.answer(profile({ engine: 'pypy' }))).error?.message).toMatch(
      /outside the sandbox: options.pypy must name its command/,
    );
  });

  it('survives programs that do not parse, run away or are no Python at all', async () => {
    for (const [version, text] of [
      'def f(:\n  x',
      '\0\u{1F600}\ud800',
      '('.repeat(20_000),
      `x = ${'1+'.repeat(60_000)}1`,
      '\\',
      '"""',
    ].entries()) {
      if (version === 0) open(text);
      else server.notify('textDocument/didChange', { textDocument: { uri, version: version + 1 }, contentChanges: [{ text }] });
      expect(await server.diagnostics(uri, version + 1)).toEqual([]);
    }
  });
});
