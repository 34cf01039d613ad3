/**
 * Malformed messages to a language server: bad JSON, bad headers, wrong parameters, wrong order, huge ones.
 *
 * A step a line, as JSON: `{"bytes": ...}` is written as it is (one character a byte), anything else is sent as a message.
 */
import type { Fuzzer } from '../fuzzer';
import { anyValue, damaged, ODD_NAMES, Random, several } from '../random';
import { COMMANDS } from '../../server/protocol';
import { ailment, HOT, innerFailure, lastWords, startServer } from './conversation';

export function messagesFuzzer(): Fuzzer {
  return {
    name: 'messages',
    what: 'bad JSON, bad headers, wrong parameters, wrong order and huge messages to the language server',
    make: (seed) => {
      const random = new Random(seed);
      const greeting = random.chance(80) ? [initialize(random)] : [];
      return [...greeting, ...several(random.between(1, 40), () => step(random))].map((one) => JSON.stringify(one)).join('\n');
    },
    async complaint(input) {
      const server = startServer();
      try {
        for (const line of input.split('\n')) {
          const sent = JSON.parse(line) as Record<string, unknown>;
          if (typeof sent['bytes'] === 'string') server.process.stdin.write(Buffer.from(sent['bytes'], 'latin1'));
          else server.send(sent);
        }
        const ill = (await ailment(server)) ?? innerFailure(server.received);
        return ill ?? (server.alive ? null : `the server has ended: ${lastWords(server)}`);
      } finally {
        server.process.kill('SIGKILL');
        await server.exited();
      }
    },
  };
}

const initialize = (random: Random): object => ({
  id: 1_000_000,
  method: 'initialize',
  params: random.chance(70) ? { capabilities: {}, rootUri: random.pick([null, 'file:///fuzz', 'x:y', '%']) } : anyValue(random),
});

const URIS = ['file:///fuzz/a.py', 'file:///fuzz/b.py', 'untitled:Untitled-1', 'file:///fuzz/a.ipynb#1', 'file://%', 'constructor', ''];
const REQUESTS = ['hover', 'codeLens', 'codeAction', 'diagnostic', 'inlayHint', 'definition', '__proto__'].map(
  (name) => `textDocument/${name}`,
);
const NOTIFICATIONS = [
  'textDocument/didOpen',
  'textDocument/didChange',
  'textDocument/didClose',
  'textDocument/didSave',
  'notebookDocument/didOpen',
  'notebookDocument/didChange',
  'notebookDocument/didClose',
  'workspace/didChangeConfiguration',
  'workspace/didChangeWorkspaceFolders',
  'workspace/didChangeWatchedFiles',
  'window/workDoneProgress/cancel',
  '$/cancelRequest',
  '$/setTrace',
  '$/progress',
  'initialized',
  'jitlens/trustGranted',
];

function step(random: Random): object {
  const kind = random.below(20);
  if (kind < 4) return { bytes: badBytes(random) };
  if (kind < 6) return { id: odd(random), method: random.pick([...REQUESTS, 'initialize', 'unknown']), params: anyValue(random) };
  if (kind === 6)
    return random.pick([
      { id: odd(random), result: anyValue(random) },
      { id: 1, error: anyValue(random) },
      { params: 1 },
      { method: 5 },
      {},
    ]);
  if (kind === 7) return { id: random.below(50), method: 'workspace/executeCommand', params: command(random) };
  if (kind === 8 && random.chance(10)) return { id: 5, method: 'shutdown' };
  if (kind < 12) return { method: random.pick(NOTIFICATIONS), params: anyValue(random) };
  if (kind < 16)
    return {
      method: 'textDocument/didOpen',
      params: {
        textDocument: { uri: random.pick(URIS), languageId: 'python', version: 1, text: random.pick([HOT, '', 'x = (', '('.repeat(5000)]) },
      },
    };
  if (kind < 18)
    return {
      method: 'textDocument/didChange',
      params: {
        textDocument: { uri: random.pick(URIS), version: random.pick([2, 1, -1, 2 ** 31]) },
        contentChanges: several(random.below(3), () => change(random)),
      },
    };
  const position = place(random);
  const context = random.chance(50)
    ? { diagnostics: random.pick([[], [{}], [{ range: {}, code: 'JIT101', source: 'jitlens' }], anyValue(random)]) }
    : anyValue(random);
  return {
    id: random.below(1000),
    method: random.pick(REQUESTS),
    params: { textDocument: { uri: random.pick(URIS) }, position, range: { start: place(random), end: place(random) }, context },
  };
}

const odd = (random: Random): unknown => random.pick([1, 1, -1, 0.5, 'x', '', null, {}, [], true, 2 ** 53]);

const place = (random: Random): unknown =>
  random.chance(80) ? { line: random.pick([0, 3, 4, 2147483647]), character: random.pick([0, 9, 99_999, 2147483647]) } : anyValue(random);

const change = (random: Random): unknown =>
  random.chance(80)
    ? { range: { start: place(random), end: place(random) }, text: random.pick(['', 'x', '\n', '"""', HOT]) }
    : anyValue(random);

/** Nothing that names a program outside the sandbox: `engine` is never `pypy` with a command that exists. */
function command(random: Random): object {
  const options = random.chance(50)
    ? {
        timeLimit: random.pick([0.2, 0, -1, 'x', 1e9]),
        limits: random.pick([{ operations: 1000 }, { operations: 0 }, { __proto__: 1 }, 5]),
      }
    : {
        configuration: anyValue(random),
        target: random.pick(['pypy', 'cpython3.14', 5]),
        arguments: anyValue(random),
        stdin: anyValue(random),
      };
  const name = random.chance(90) ? random.pick(Object.values(COMMANDS)) : random.pick(ODD_NAMES);
  const args = random.pick([
    [random.pick(URIS), random.chance(50) ? options : place(random), options],
    [random.pick(['JIT101', 'JIT999', ''])],
    several(random.below(4), () => anyValue(random)),
  ]);
  return { command: name, arguments: random.chance(90) ? args : anyValue(random) };
}

/** Bytes that are no message, and messages whose headers lie about them. */
function badBytes(random: Random): string {
  const body = random.pick([
    '{"jsonrpc":"2.0","id":7,"method":"textDocument/hover"}',
    '{{{{',
    'null',
    '[]',
    '[{"jsonrpc":"2.0","method":"initialized"}]',
    '"text"',
    '\xff\xfe\x00',
    '['.repeat(20_000),
    `{"jsonrpc":"2.0","method":"x","params":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    `{"jsonrpc":"2.0","id":8,"method":"${'m'.repeat(200_000)}"}`,
    `{"jsonrpc":"2.0","id":9,"method":"textDocument/hover","params":{"__proto__":{"x":1},"constructor":1}}`,
    '{"jsonrpc":"2.0","id":10,"method":"textDocument/hover","params":{"textDocument":{"uri":"\\ud800"}}}',
  ]);
  const length = random.pick([body.length, body.length, body.length, body.length - 1, Math.max(0, body.length - 9)]);
  const header = random.pick([
    `Content-Length: ${length}\r\n\r\n`,
    `Content-Length: ${length}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n`,
    `content-length:${length}\r\n\r\n`,
    `Content-Length: -5\r\n\r\n`,
    `Content-Length: 99999999999999\r\n\r\n`,
    `Content-Length: x\r\n\r\n`,
    `Content-Type: x\r\n\r\n`,
    `\r\n\r\n`,
    `Content-Length: ${length}\n\n`,
    ``,
  ]);
  return random.chance(85) ? header + body : damaged(random, header + body, 3);
}
