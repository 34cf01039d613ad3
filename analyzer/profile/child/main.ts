/**
 * Entry point of the profiler's child process (dist/profiler-child.js), and of the guest's thread in it, which runs the guest's bundle.
 *
 *     profiler-child.js GUEST MEGABYTES             one job, from the host that started it
 *     profiler-child.js --code-cache GUEST PROGRAM  writes GUEST's code cache after running PROGRAM (the build does)
 */
import { isMainThread, workerData } from 'node:worker_threads';
import { codeCacheOf, runBundle } from './code-cache';
import type { ThreadData } from './watchdog';

async function main(): Promise<void> {
  // What the other thread needs of Node.js takes as long to load as the rest.
  if (!isMainThread) {
    const { bundle, cachePort } = workerData as ThreadData;
    const script = runBundle(bundle);
    if (cachePort !== null) (await import('./make-code-cache')).sendCodeCache(script, cachePort);
    return;
  }
  const [first = '', second = '', third = ''] = process.argv.slice(2);
  if (first === '--code-cache') (await import('./make-code-cache')).makeCodeCache(second, third, codeCacheOf(second));
  else await (await import('./watchdog')).startWatchdog(first, Number(second));
}

void main();
