#!/usr/bin/env node
/** The `jitlens` command: hands the arguments to a sub-command and exits with its status. */
import { dispatch } from './cli/dispatch';

// A reader that goes away (`jitlens check | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// Where a program is run, the first Ctrl-C ends the run and prints what was learned; a second one ends the process.
const interrupted = new AbortController();
if (['profile', 'run', 'trace'].includes(process.argv[2] ?? '')) process.once('SIGINT', () => interrupted.abort());

void dispatch(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  stdin: () => readAll(process.stdin),
  cwd: process.cwd(),
  signal: interrupted.signal,
}).then((status) => {
  // The server keeps running: it gives no status until its connection ends.
  if (status !== null) process.exitCode = status;
});

async function readAll(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}
