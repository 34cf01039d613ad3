/**
 * Entry point of the guest's thread (dist/profiler-guest.js): the real VM, with the parser in WebAssembly, since ending a thread in
 * which native tree-sitter runs aborts the whole process. Its package is part of the bundle, and so of the code cache.
 */
import * as webTreeSitter from 'web-tree-sitter';
import { loadSyntax } from '../../syntax';
import { runProgram } from '../../vm';
import { startGuestThread } from './guest-thread';

void startGuestThread(async () => {
  await loadSyntax({ engine: 'wasm', webTreeSitter });
  return runProgram;
});
