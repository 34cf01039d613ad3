#!/usr/bin/env node
/**
 * The `jitlens` command: hands the arguments to a sub-command and exits with its status.
 *
 * `run` is what people wait for, with a program that may be over at once: it is in this bundle, and all else in one beside it
 * (dist/cli-commands.js), ten times as large.
 */
import { runCommand } from './profile/commands';
import { asksForHelp, callCommand } from './cli/call-command';
import type { CommandIo } from './cli/io';

async function answer(args: readonly string[], io: CommandIo): Promise<number | null> {
  const [name, ...rest] = args;
  if (name === 'run' && !asksForHelp(rest)) return callCommand(name, () => runCommand(rest, io), io);
  return (await import('./cli/dispatch')).dispatch(args, io);
}

// A reader that goes away (`jitlens check | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// Where a program is run, Ctrl-C ends the run and prints what was learned; another one ends the process. With `run` the first one is the program's.
const interrupted = new AbortController();
const interrupt = new AbortController();
const end = (): void => interrupted.abort();
if (['profile', 'trace'].includes(process.argv[2] ?? '')) process.once('SIGINT', end);
else if (process.argv[2] === 'run')
  process.once('SIGINT', () => {
    process.once('SIGINT', end);
    interrupt.abort();
  });

void answer(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  stdin: () => readAll(process.stdin),
  cwd: process.cwd(),
  signal: interrupted.signal,
  interrupt: interrupt.signal,
}).then((status) => {
  // The server keeps running: it gives no status until its connection ends.
  if (status !== null) process.exitCode = status;
});

async function readAll(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}
