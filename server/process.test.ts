/** The server as a process: cancellation, bursts of edits, broken streams, clients that vanish. Driven over stdio. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ServerProcess, bundleServer } from './testing/server-process';
import type { Message } from './testing/server-process';

let bundle = '';
let server: ServerProcess;

beforeAll(async () => {
  bundle = await bundleServer('server/testing/double-main.ts');
});

afterEach(async () => {
  await server.stop();
});

async function start(capabilities: object = {}): Promise<void> {
  server = new ServerProcess(bundle);
  await server.request('initialize', { capabilities });
  server.notify('initialized', {});
}

function open(text: string, uri = 'file:///demo.py'): void {
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text } });
}

const profile = (uri = 'file:///demo.py', more: object = {}): number =>
  server.ask('workspace/executeCommand', { command: 'jitlens.profileFile', arguments: [uri], ...more });

const progress = (message: Message, kind: string): boolean =>
  message.method === '$/progress' && (message.params as { value: { kind: string } }).value.kind === kind;

/** A message's answer and how many ms it took to come. */
async function timed(id: number): Promise<{ readonly answer: Message; readonly ms: number }> {
  const started = performance.now();
  const answer = await server.answer(id);
  return { answer, ms: performance.now() - started };
}

describe('cancelling a run', () => {
  it.each(['forever', 'deaf'])('by $/cancelRequest is answered within 100 ms (%s)', async (takes) => {
    await start();
    open(`# takes: ${takes}\n`);
    const id = profile('file:///demo.py', { workDoneToken: 7 });
    await server.until((message) => progress(message, 'report'), 'a report');
    server.notify('$/cancelRequest', { id });
    const { answer, ms } = await timed(id);
    expect(answer.error?.code).toBe(-32800);
    expect(ms).toBeLessThan(100);
    await server.until((message) => progress(message, 'end'), 'the end of the progress');
  });

  it.each([
    ['forever', 'gives what was seen so far'],
    ['deaf', 'gives up waiting for it'],
  ])('by the progress is answered within 100 ms (%s: %s)', async (takes) => {
    await start({ window: { workDoneProgress: true } });
    open(`# takes: ${takes}\n`);
    const id = profile();
    const begun = await server.until((message) => progress(message, 'begin'), 'the beginning of a progress the server made');
    await server.until((message) => progress(message, 'report'), 'a report');
    server.notify('window/workDoneProgress/cancel', { token: (begun.params as { token: string }).token });
    const { answer, ms } = await timed(id);
    if (takes === 'deaf') expect(answer.error?.code).toBe(-32800);
    else expect(answer.result).toMatchObject({ outcome: 'cancelled' });
    expect(ms).toBeLessThan(100);
  });

  it('works while the run waits for another', async () => {
    await start();
    open('# takes: forever\n', 'file:///one.py');
    open('x = 1\n', 'file:///two.py');
    const one = profile('file:///one.py');
    const two = profile('file:///two.py');
    server.notify('$/cancelRequest', { id: two });
    expect((await server.answer(two)).error?.code).toBe(-32800);
    server.notify('$/cancelRequest', { id: one });
    expect((await server.answer(one)).error?.code).toBe(-32800);
    expect((await server.answer(profile('file:///two.py'))).result).toMatchObject({ outcome: 'finished' });
  });

  it('is what a newer run of the same file does to an older one', async () => {
    await start();
    open('# takes: forever\n');
    const older = profile();
    await server.request('textDocument/codeLens', { textDocument: { uri: 'file:///demo.py' } });
    const newer = profile();
    expect((await server.answer(older)).result ?? (await server.answer(older)).error).toMatchObject({ outcome: 'cancelled' });
    server.notify('$/cancelRequest', { id: newer });
    await server.answer(newer);
  });
});

describe('a run', () => {
  it('that cannot be started is a clear error, and the next one works', async () => {
    await start();
    open('# fails\n');
    expect((await server.answer(profile())).error).toMatchObject({ message: 'the program could not be started' });
    server.notify('textDocument/didChange', {
      textDocument: { uri: 'file:///demo.py', version: 2 },
      contentChanges: [{ text: 'x = 1\n' }],
    });
    expect((await server.answer(profile())).result).toMatchObject({ outcome: 'finished' });
  });

  it('profiles the text in the editor, though the client never answers about progress', async () => {
    server = new ServerProcess(bundle);
    server.answers.set('window/workDoneProgress/create', undefined);
    await server.request('initialize', { capabilities: { window: { workDoneProgress: true } } });
    open('sorted([]) # verdict: confirmed 3\n');
    expect((await server.answer(profile())).result).toMatchObject({ findings: [{ status: 'confirmed', line: 1 }] });
  });
});

describe('edits', () => {
  it('sent in a burst end in the diagnostics of the last version, and none is of an older text than it says', async () => {
    await start();
    open('x = 1\n');
    for (let version = 2; version <= 101; version++) {
      server.notify('textDocument/didChange', {
        textDocument: { uri: 'file:///demo.py', version },
        contentChanges: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'sorted(x)\n' }],
      });
    }
    expect(await server.diagnostics('file:///demo.py', 101)).toHaveLength(100);
    for (const message of server.received.filter(({ method }) => method === 'textDocument/publishDiagnostics')) {
      const { version, diagnostics } = message.params as { version: number; diagnostics: unknown[] };
      expect(diagnostics).toHaveLength(version - 1);
    }
  });

  it('before the answer to initialize are not lost', async () => {
    server = new ServerProcess(bundle);
    server.ask('initialize', { capabilities: {} });
    server.notify('initialized', {});
    open('sorted(x)\n');
    expect(await server.diagnostics('file:///demo.py', 1)).toHaveLength(1);
  });

  it('with positions far outside the text are clamped', async () => {
    await start();
    open('x = 1');
    server.notify('textDocument/didChange', {
      textDocument: { uri: 'file:///demo.py', version: 2 },
      contentChanges: [{ range: { start: { line: 90, character: 0 }, end: { line: 1, character: 900 } }, text: '\nsorted(x)' }],
    });
    expect(await server.diagnostics('file:///demo.py', 2)).toMatchObject([{ range: { start: { line: 1, character: 0 } } }]);
  });
});

describe('parameters of any shape', () => {
  const METHODS = ['hover', 'codeLens', 'codeAction', 'diagnostic', 'didOpen', 'didChange', 'didClose'].map(
    (name) => `textDocument/${name}`,
  );
  const OTHERS = [
    'workspace/executeCommand',
    'workspace/didChangeConfiguration',
    'window/workDoneProgress/cancel',
    '$/cancelRequest',
    '$/setTrace',
  ];
  const document = { uri: 'file:///demo.py', version: 2, languageId: 'python', text: 'x' };
  const SHAPES = [
    ...[undefined, null, 5, 'text', [], [[]], {}, { textDocument: null }, { textDocument: [] }, { textDocument: document }],
    ...[
      { textDocument: document, position: {} },
      { textDocument: document, contentChanges: [null] },
      { command: 5 },
      { settings: [] },
      { token: {} },
    ],
    ...[{ textDocument: document, range: { start: { line: 1e9, character: 1e9 }, end: { line: 0, character: 0 } }, context: 5 }],
    ...[{ textDocument: { uri: '\0' } }, { textDocument: { uri: 'file://%zz/%' }, position: { line: 0, character: 0 } }],
    ...[{ textDocument: { ...document, uri: 'file://host/%2F' } }, { __proto__: null, textDocument: { uri: 'constructor' } }],
  ];

  it('get an answer, and the server lives on', async () => {
    await start();
    open('sorted(x)\n');
    for (const method of [...METHODS, ...OTHERS]) {
      for (const params of SHAPES) {
        const id = server.ask(method, params);
        const answer = await server.answer(id);
        if (answer.error !== undefined)
          expect(answer.error.code, `${method} ${JSON.stringify(params)}: ${answer.error.message}`).not.toBe(-32603);
        server.send({ method, params });
      }
    }
    open('sorted(x)\n', 'file:///last.py');
    expect(await server.diagnostics('file:///last.py', 1)).toHaveLength(1);
  });
});

describe('the stream', () => {
  it.each([
    ['a header without a length', 'Content-Type: x\r\n\r\n'],
    ['a length that is no number', 'Content-Length: many\r\n\r\n'],
    ['a length beyond all bounds', 'Content-Length: 9999999999\r\n\r\n'],
    ['text that is no JSON', 'Content-Length: 7\r\n\r\n{{{{{{{'],
    ['JSON that is no message', 'Content-Length: 4\r\n\r\nnull'],
    ['a body without a header', '{"jsonrpc":"2.0","method":"initialized"}'],
    ['a length that is too short', 'Content-Length: 9\r\n\r\n{"jsonrpc":"2.0","method":"initialized"}'],
    ['much noise', 'x'.repeat(300_000)],
    ['a message with an odd id', 'Content-Length: 44\r\n\r\n{"jsonrpc":"2.0","id":{},"method":"unknown"}'],
  ])('may hold %s', async (_, bytes) => {
    await start();
    server.sendBytes(bytes);
    open('sorted(x)\n');
    expect((await server.request('textDocument/codeLens', { textDocument: { uri: 'file:///demo.py' } })).result).toEqual([]);
  });
});

describe('the beginning', () => {
  it.each([[undefined], [null], [[]], ['x'], [{}], [{ capabilities: null }], [{ capabilities: 'x' }]])(
    'may be sent with %j',
    async (params) => {
      server = new ServerProcess(bundle);
      expect((await server.request('initialize', params)).result).toMatchObject({ serverInfo: { name: 'jitlens' } });
      open('sorted(x)\n');
      expect(await server.diagnostics('file:///demo.py', 1)).toHaveLength(1);
    },
  );

  it('happens once', async () => {
    await start();
    open('sorted(x)\n');
    expect((await server.request('initialize', { capabilities: {} })).error).toMatchObject({ code: -32600 });
    expect((await server.request('textDocument/codeLens', { textDocument: { uri: 'file:///demo.py' } })).result).toEqual([]);
  });
});

describe('the end', () => {
  it('after shutdown is status 0', async () => {
    await start();
    await server.request('shutdown');
    server.notify('exit');
    expect(await server.exited()).toBe(0);
  });

  it('without shutdown is status 1', async () => {
    await start();
    server.notify('exit');
    expect(await server.exited()).toBe(1);
  });

  it('comes when the client closes the stream in the middle of a run', async () => {
    await start();
    open('# takes: forever\n');
    profile('file:///demo.py', { workDoneToken: 1 });
    await server.until((message) => progress(message, 'report'), 'a report');
    server.process.stdin.end();
    expect(await server.exited()).toBe(1);
  });
});
