/**
 * Loading a bundle with what V8 made of it before: the code cache beside it (`profiler-guest.VERSION.cache`), written by the build.
 *
 * V8 compiles a function when it is first called, which for the VM is most of a short run's start. A cache made after a program has run holds
 * the bytecode of all that was called. V8 itself refuses one of another version, other flags or another source; the bundle is then
 * compiled as ever. What a program does is the same with and without.
 */
import { readFileSync } from 'node:fs';
import { createRequire, wrap } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

/** Where the code cache of a bundle lies. The name tells versions and processors apart, whatever V8 itself would notice. */
export function codeCacheOf(bundle: string): string {
  return bundle.replace(/(\.js)?$/, `.${process.versions.v8}-${process.arch}.cache`);
}

/** Runs a CommonJS bundle, from its code cache where that fits. Gives the script, for a new cache to be made of it. */
export function runBundle(bundle: string): Script {
  const cachedData = readIfThere(codeCacheOf(bundle));
  // A bundle is ASCII (scripts/build.mjs): there is nothing to decode.
  const script = new Script(wrap(readFileSync(bundle, 'latin1')), { filename: bundle, ...(cachedData !== null && { cachedData }) });
  const module = { exports: {} };
  const run = script.runInThisContext() as (...parts: unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(bundle), module, bundle, path.dirname(bundle));
  return script;
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
