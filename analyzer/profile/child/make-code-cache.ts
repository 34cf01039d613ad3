/** Making a code cache: the guest's thread runs a program, then hands over what V8 compiled. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Script } from 'node:vm';
import { limitsOf } from '../../vm/sandbox/limits';
import { StopBlock } from '../../vm/sandbox/stop-block';
import type { Job } from './frames';
import { startThread } from './watchdog';

/** In the guest's thread: any message on `port` asks for the cache. */
export function sendCodeCache(script: Script, port: MessagePort): void {
  port.on('message', () => port.postMessage(script.createCachedData()));
}

/** In the main thread: runs `program` in `guestBundle` and writes the cache to `file`. Standard error tells of a failure. */
export function makeCodeCache(guestBundle: string, program: string, file: string): void {
  // A thread with a cache would only hand back the old one.
  rmSync(file, { force: true });
  // Apart from the guest's own messages, of which the job is the first.
  const { port1: here, port2: there } = new MessageChannel();
  const guest = startThread({ stop: new StopBlock().memory, bundle: guestBundle, cachePort: there }, null);
  guest.on('error', (error) => {
    process.stderr.write(`no code cache for ${guestBundle}: ${error.message}\n`);
    process.exit(1);
  });
  guest.on('message', () => here.postMessage('done'));
  here.on('message', (cache: Uint8Array) => {
    writeFileSync(file, cache);
    process.exit(0);
  });
  const job: Job = {
    source: readFileSync(program, 'utf8'),
    path: '/warm-up.py',
    args: [],
    stdin: '',
    jit: {},
    limits: limitsOf('profile'),
    profiling: true,
    events: 'counts',
    readable: [],
    searchPath: [],
    packages: [],
    overlay: [],
    timeLimit: 0,
    residentLimit: Infinity,
  };
  guest.postMessage(job);
}
