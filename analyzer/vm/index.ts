/**
 * The embedded tracing VM: runs one program to its end. The parser must be loaded before (`loadSyntax`), because a run is synchronous.
 */
import './library/all';
import type { GuestFailure, RunResult, VmOptions } from './api';
import { resetAppFunctions } from './library/appfunctional';
import { resetDrivers } from './library/jitdrivers';
import { resetNativeLoops } from './library/native-loops';
import { makeModule } from './library/define';
import { resetIdentities } from './library/protocols/comparison';
import { clock } from './library/clock';
import { host } from './library/host';
import { finalizeAll } from './library/modules/collect';
import { output } from './library/text/streams';
import { builtinsState } from './machine/direct';
import { dictGetStr, dictSetStr, newModuleDict } from './runtime/dicts';
import { GuestError, stopping, StopRun } from './runtime/errors';
import { resetTicks, W_Module, wrapCode, type W_Code } from './runtime/functions';
import { hooks } from './runtime/hooks';
import { compileGuest } from './runtime/importing/guest-code';
import { countStartup, resetImportTicks } from './runtime/importing/import-ticks';
import { installImports, sources } from './runtime/importing/imports';
import { blocks } from './runtime/blocks';
import { execute, loadInterpreter } from './runtime/interpreter';
import { exceptionLine, formatException } from './runtime/tracebacks/traceback';
import { resetSubclasses, typeOf } from './runtime/types';
import { newStr, tupleItems, w_None, type W, type W_Exception } from './runtime/values';
import { vm } from './runtime/vm';
import { asBig } from './library/numbers';
import { strOf } from './library/text/text';
import { startJit } from './jit/start';
import { matching } from './library/regex/match';
import { limitsOf } from './sandbox/limits';

export type * from './api';

let loaded = false;

/** Bytes of host stack for one host run inside another, with what the native between them may take. */
const STACK_PER_NESTING = 24_000;
const NESTING_AT_LEAST = 220;

const nestingLimit = (stack = 0): number => Math.max(NESTING_AT_LEAST, Math.floor(stack / STACK_PER_NESTING));

/** Runs a program. Never throws: whatever happens is an outcome. */
export function runProgram(options: VmOptions): RunResult {
  if (!loaded) {
    loadInterpreter();
    loaded = true;
  }
  vm.reset();
  resetIdentities();
  resetTicks();
  resetAppFunctions();
  resetDrivers();
  resetImportTicks();
  resetNativeLoops();
  resetSubclasses();
  sources.clear();
  const limits = limitsOf('profile', options.limits);
  vm.operationLimit = limits.operations;
  vm.recursionLimit = limits.recursion;
  vm.frameLimit = limits.frames;
  blocks.largest = limits.block;
  blocks.integerBits = limits.integer;
  blocks.unasked = 0;
  matching.steps = limits.regex;
  vm.nestingLimit = nestingLimit(options.hostStack);
  vm.poll = options.poll;
  vm.interrupted = options.interrupted ?? (() => false);
  stopping.told = options.onStop ?? (() => undefined);
  output.write = options.stdout;
  output.writeError = options.stderr;
  output.limit = limits.output;
  output.written = 0;
  output.stdin = options.stdin;
  output.at = 0;
  output.more = options.readStdin ?? null;
  clock.reset(options.clock ?? null);
  const modules = new Map<string, W_Module>();
  installImports({
    modules,
    library: options.library ?? null,
    files: options.files,
    searchPath: options.searchPath,
    packages: options.packages ?? [],
    argv: [options.path, ...options.args],
    profiling: options.profiling,
    missing: new Set(),
    extensions: new Map(),
  });
  const builtins = makeModule('builtins') as W_Module;
  modules.set('builtins', builtins);
  dictSetStr(host.modules, 'builtins', builtins);
  builtinsState.dict = builtins.dict;
  host.environment = options.environment ?? [];
  const jit = startJit(options, limits);
  try {
    countStartup();
    return runMain(options, modules);
  } catch (e) {
    if (e instanceof StopRun) return { outcome: e.outcome, exitStatus: 1, failure: null, operations: vm.operations };
    if (e instanceof RangeError && /call stack/i.test(e.message)) return failed(options, 'RecursionError', 'the host stack is exhausted');
    throw e;
  } finally {
    jit?.finish();
    vm.jit = null;
  }
}

function failed(options: VmOptions, type: string, message: string): RunResult {
  options.stderr(`${type}: ${message}\n`);
  return {
    outcome: 'failed',
    exitStatus: 1,
    failure: { type, message, path: options.path, line: 0, column: 0 },
    operations: vm.operations,
  };
}

function runMain(options: VmOptions, modules: Map<string, W_Module>): RunResult {
  let code: ReturnType<typeof compileGuest>;
  try {
    code = compileGuest(options.source, options.path);
  } catch (e) {
    if (!(e instanceof GuestError)) throw e;
    const result = uncaught(e.exception, options);
    const [, line, column] = tupleItems(e.exception.args[1] ?? w_None) ?? [];
    const failure = result.failure === null ? null : { ...result.failure, line: Number(line ?? 0), column: Number(column ?? 0) };
    return { ...result, failure };
  }
  const name = options.moduleName ?? '__main__';
  const main = new W_Module(name, newModuleDict());
  for (const known of new Set(['__main__', name])) {
    modules.set(known, main);
    dictSetStr(host.modules, known, main);
  }
  dictSetStr(main.dict, '__name__', newStr(name));
  dictSetStr(main.dict, '__doc__', w_None);
  dictSetStr(main.dict, '__package__', w_None);
  dictSetStr(main.dict, '__spec__', w_None);
  dictSetStr(main.dict, '__loader__', w_None);
  dictSetStr(main.dict, '__cached__', w_None);
  dictSetStr(main.dict, '__file__', newStr(options.path));
  dictSetStr(main.dict, '__builtins__', modules.get('builtins') as W_Module);
  let result: RunResult;
  try {
    execute(wrapCode(code), main.dict, main.dict);
    result = { outcome: 'finished', exitStatus: 0, failure: null, operations: vm.operations };
  } catch (e) {
    if (!(e instanceof GuestError)) throw e;
    result = uncaught(e.exception, options);
  }
  finish(options);
  return { ...result, operations: vm.operations };
}

/** What Python does after the program's last line: waits for its threads, calls what atexit holds, writes files that are open. */
function finish(options: VmOptions): void {
  const threading = dictGetStr(host.modules, 'threading');
  const steps = [
    ...(threading === undefined ? [] : [() => void hooks.call(hooks.getattr(threading, '_shutdown'), [])]),
    ...host.atExit,
    finalizeAll,
    ...host.atEnd,
  ];
  for (const step of steps) {
    try {
      step();
    } catch (e) {
      if (!(e instanceof GuestError)) throw e;
      uncaught(e.exception, options);
    }
  }
}

function uncaught(e: W_Exception, options: VmOptions): RunResult {
  if (typeOf(e).mro.some((t) => t.name === 'SystemExit')) {
    const { status, message } = exitStatus(hooks.findattr(e, 'code') ?? w_None);
    if (message !== '') options.stderr(`${message}\n`);
    return { outcome: 'finished', exitStatus: status, failure: null, operations: vm.operations };
  }
  options.stderr(formatException(e, (path) => sources.get(path) ?? null));
  // As a shell sees a program that SIGINT has ended.
  const status = typeOf(e).mro.some((t) => t.name === 'KeyboardInterrupt') ? 130 : 1;
  return { outcome: 'failed', exitStatus: status, failure: failureOf(e, options.path), operations: vm.operations };
}

function exitStatus(code: W): { status: number; message: string } {
  if (code === w_None) return { status: 0, message: '' };
  const n = asBig(code);
  if (n !== null) return { status: Number(BigInt.asUintN(8, n)), message: '' };
  return { status: 1, message: strOf(code) };
}

/** Where it was raised: the innermost line of the program itself. */
function failureOf(e: W_Exception, path: string): GuestFailure {
  let line = 0;
  for (let tb = e.traceback; tb !== null; tb = tb.next) {
    const { code } = tb.code as W_Code;
    if (code.filename === path) line = code.lineAt(tb.unit * 2);
  }
  const text = exceptionLine(e).trimEnd();
  const type = typeOf(e).name;
  return { type, message: text.startsWith(`${type}: `) ? text.slice(type.length + 2) : text === type ? '' : text, path, line, column: 0 };
}
