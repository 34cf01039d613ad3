/** One sitting with a language server: start, first result, hovers, an hour of typing. */
import { spawn } from 'node:child_process';
import { createMessageConnection } from 'vscode-languageserver/node';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { MessageConnection } from 'vscode-languageserver/node';
import { processorTime, residentMemory } from './process-figures';
import type { Compared } from './servers';

export interface Figures {
  /** Milliseconds by the wall clock and of processor time, from the start of the process to the answer to `initialize`. */
  readonly activation: readonly [wall: number, processor: number];
  /** From opening the file to the first result about it. */
  readonly firstResult: readonly [wall: number, processor: number];
  /** Milliseconds by the wall clock. */
  readonly hoverMedian: number;
  readonly hover95: number;
  /** Processor time of one keystroke with what the server does about it, in ms. */
  readonly keystroke: number;
  /** Resident megabytes after warm-up, and how many more after an hour of typing at the same pace. */
  readonly memory: number;
  readonly memorySlope: number;
}

/** Keystrokes of a fast typist in an hour. */
const HOUR = 18_000;
const HOVERS = 200;
const CAPABILITIES = { textDocument: { hover: { contentFormat: ['markdown'] }, publishDiagnostics: { relatedInformation: true } } };

export async function sit(server: Compared, keystrokes: number): Promise<Figures> {
  const [command, ...args] = server.command;
  const started = performance.now();
  const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const pid = child.pid!;
  const diagnosed = new Promise<void>((resolve) => connection.onNotification('textDocument/publishDiagnostics', () => resolve()));
  connection.onRequest('workspace/configuration', () => [{}]);
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.listen();
  try {
    const used = (): number => processorTime(pid);
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: CAPABILITIES });
    const activation = [performance.now() - started, used()] as const;
    await connection.sendNotification('initialized', {});

    const uri = `file://${server.file}`;
    const [openedAt, openedUsed] = [performance.now(), used()];
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: server.languageId, version: 1, text: server.text },
    });
    if (server.firstResult === 'diagnostics') await diagnosed;
    else await connection.sendRequest(server.firstResult, { textDocument: { uri } });
    const firstResult = [performance.now() - openedAt, used() - openedUsed] as const;

    const hovers = await hoverTimes(connection, uri, server.text);
    return {
      activation,
      firstResult,
      hoverMedian: share(hovers, 0.5),
      hover95: share(hovers, 0.95),
      ...(await typing(connection, uri, server, keystrokes, pid)),
    };
  } finally {
    connection.dispose();
    child.kill();
  }
}

async function hoverTimes(connection: MessageConnection, uri: string, text: string): Promise<number[]> {
  const words = [...text.matchAll(/[A-Za-z_]\w+/g)].map(({ index }) => index);
  const lines = text.split('\n');
  const times: number[] = [];
  for (let hover = 0; hover < HOVERS; hover++) {
    const offset = words[Math.floor((hover * words.length) / HOVERS)]!;
    const line = text.slice(0, offset).split('\n').length - 1;
    const character = offset - lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
    const asked = performance.now();
    await connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } });
    times.push(performance.now() - asked);
  }
  return times.sort((a, b) => a - b);
}

/** Types one line letter by letter at the end of the file, takes it back, and again; every tenth keystroke is followed by a hover. */
async function typing(connection: MessageConnection, uri: string, server: Compared, keystrokes: number, pid: number) {
  const line = server.text.split('\n').length - 1;
  const warmUp = Math.floor(keystrokes / 3);
  let version = 1;
  let written = 0;
  let memory = 0;
  const before = processorTime(pid);
  for (let stroke = 0; stroke < keystrokes; stroke++) {
    const back = written === server.typed.length;
    const range = { start: { line, character: back ? 0 : written }, end: { line, character: written } };
    const text = back ? '' : server.typed.charAt(written);
    written = back ? 0 : written + 1;
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range, text }],
    });
    if (stroke % 10 === 9)
      await connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 0 } });
    if (stroke === warmUp) memory = residentMemory(pid);
  }
  const measured = keystrokes - warmUp;
  const memorySlope = ((residentMemory(pid) - memory) / measured) * HOUR;
  return { keystroke: (processorTime(pid) - before) / keystrokes, memory, memorySlope };
}

function share(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
