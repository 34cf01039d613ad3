/** sys. Source: Python's library reference, "sys"; the version is the one whose semantics the VM has. */
import { error, exceptionType, GuestError, newException, typeError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { newSet, W_Dict } from '../../runtime/dicts';
import { frameView, shownFrame } from '../../runtime/functions';
import { newList } from '../../runtime/lists';
import { typeOf } from '../../runtime/types';
import { newStr, newTuple, strText, tupleItems, w_False, w_None, w_True, W_Exception, W_Float, type W } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import { builtinModuleNames, defineModule } from '../define';
import { host } from '../host';
import { extraRoots } from '../../runtime/lifetime';
import { argument, intArgument } from '../native';
import { digitLimit } from '../numbers';
import { pythonModuleNames } from '../python/registry';
import { structSequence } from '../struct-sequence';
import { sources } from '../../runtime/importing/guest-code';
import { formatException } from '../../runtime/tracebacks/traceback';
import { reprOf } from '../text/text';
import { standardFile } from './files/standard-streams';

const unraisableArguments = structSequence('sys', 'UnraisableHookArgs', ['exc_type', 'exc_value', 'exc_traceback', 'err_msg', 'object']);
const versionInfo = structSequence('sys', 'version_info', ['major', 'minor', 'micro', 'releaselevel', 'serial']);
const floatInfo = structSequence('sys', 'float_info', [
  'max',
  'max_exp',
  'max_10_exp',
  'min',
  'min_exp',
  'min_10_exp',
  'dig',
  'mant_dig',
  'epsilon',
  'radix',
  'rounds',
]);
const intInfo = structSequence('sys', 'int_info', [
  'bits_per_digit',
  'sizeof_digit',
  'default_max_str_digits',
  'str_digits_check_threshold',
]);
const hashInfo = structSequence('sys', 'hash_info', [
  'width',
  'modulus',
  'inf',
  'nan',
  'imag',
  'algorithm',
  'hash_bits',
  'seed_bits',
  'cutoff',
]);
const flags = structSequence('sys', 'flags', [
  'debug',
  'inspect',
  'interactive',
  'optimize',
  'dont_write_bytecode',
  'no_user_site',
  'no_site',
  'ignore_environment',
  'verbose',
  'bytes_warning',
  'quiet',
  'hash_randomization',
  'isolated',
  'dev_mode',
  'utf8_mode',
  'warn_default_encoding',
  'safe_path',
  'int_max_str_digits',
  'gil',
  'thread_inherit_context',
  'context_aware_warnings',
]);
const asyncgenHooksType = structSequence('sys', 'asyncgen_hooks', ['firstiter', 'finalizer']);
const threadInfo = structSequence('sys', 'thread_info', ['name', 'lock', 'version']);
const implementationInfo = structSequence('sys', 'implementation', ['name', 'version', 'hexversion', 'cache_tag']);

/** The frame `depth` calls above the native that asks. */
function frameAt(depth: number): W {
  let f = shownFrame(vm.visibleFrame());
  for (let i = 0; i < depth && f !== null; i++) f = shownFrame(f.back);
  if (f === null) throw valueError('call stack is not deep enough');
  return frameView(f);
}

function exceptionInfo(): W {
  const e = vm.handled;
  return e === null ? newTuple([w_None, w_None, w_None]) : newTuple([typeOf(e), e, e.traceback ?? w_None]);
}

defineModule('sys', (m) => {
  m.set('version_info', versionInfo.make([3, 14, 0, 'final', 0]));
  m.set('version', newStr('3.14.0 (main, Oct  7 2025, 00:00:00) [JIT Lens]'));
  m.set('hexversion', 0x030e00f0);
  m.set('api_version', 1013);
  m.set('copyright', '');
  m.set('platform', 'linux');
  m.set('byteorder', 'little');
  m.set('maxsize', 9223372036854775807n);
  m.set('maxunicode', 0x10ffff);
  m.set('executable', newStr('/usr/bin/python3'));
  m.set('prefix', '/usr');
  m.set('exec_prefix', '/usr');
  m.set('base_prefix', '/usr');
  m.set('base_exec_prefix', '/usr');
  m.set('float_repr_style', 'short');
  m.set('dont_write_bytecode', w_True);
  m.set('argv', newList(host.argv.map((a) => newStr(a))));
  m.set('orig_argv', newList(host.argv.map((a) => newStr(a))));
  m.set('path', host.path);
  m.set('path_hooks', newList([]));
  m.set('meta_path', newList([]));
  m.set('path_importer_cache', new W_Dict());
  m.set('modules', host.modules);
  m.set('warnoptions', newList([]));
  m.set('builtin_module_names', newTuple(builtinModuleNames().map((n) => newStr(n))));
  m.set('stdlib_module_names', hostNames());
  m.set('stdin', standardFile('stdin'));
  m.set('stdout', standardFile('stdout'));
  m.set('stderr', standardFile('stderr'));
  m.set('__stdin__', standardFile('stdin'));
  m.set('__stdout__', standardFile('stdout'));
  m.set('__stderr__', standardFile('stderr'));
  m.set(
    'float_info',
    floatInfo.make(
      [1.7976931348623157e308, 1024, 308, 2.2250738585072014e-308, -1021, -307, 15, 53, 2.220446049250313e-16, 2, 1].map((x, i) =>
        [0, 3, 8].includes(i) ? new W_Float(x) : x,
      ),
    ),
  );
  m.set('int_info', intInfo.make([30, 4, 4300, 640]));
  m.set('hash_info', hashInfo.make([64, 2305843009213693951n, 314159, 0, 1000003, 'siphash13', 64, 128, 0]));
  m.set('flags', flags.make([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, w_False, 1, 0, w_False, 4300, 1, 0, 0]));
  m.set('implementation', implementation());

  m.def('exit', 0, 1, (code) => {
    throw new GuestError(newException(exceptionType('SystemExit'), code === undefined ? [] : [code]));
  });
  m.def('getrecursionlimit', 0, 0, () => vm.recursionLimit);
  m.def('setrecursionlimit', 1, 1, (n) => {
    const limit = intArgument(n);
    if (limit < 1) throw valueError('recursion limit must be greater or equal than 1');
    // Guest frames live in host memory: a program that asks for a million gets a RecursionError before the host runs out.
    vm.recursionLimit = Math.min(limit, vm.frameLimit);
    return w_None;
  });
  m.def('_getframe', 0, 1, (depth) => frameAt(depth === undefined ? 0 : intArgument(depth)));
  m.def('exc_info', 0, 0, exceptionInfo);
  m.def('exception', 0, 0, () => vm.handled ?? w_None);
  m.def('intern', 1, 1, (s) => s);
  m.def('getrefcount', 1, 1, () => 2);
  m.raw('getsizeof', () => 64);
  m.def('getdefaultencoding', 0, 0, () => 'utf-8');
  m.def('getfilesystemencoding', 0, 0, () => 'utf-8');
  m.def('getfilesystemencodeerrors', 0, 0, () => 'surrogateescape');
  m.def('getswitchinterval', 0, 0, () => new W_Float(0.005));
  m.def('setswitchinterval', 1, 1, () => w_None);
  // Kept and given back, never called: what is traced would not be what is compiled.
  for (const what of ['trace', 'profile']) {
    let kept: W = w_None;
    extraRoots.push(() => kept);
    m.def(`set${what}`, 1, 1, (w) => ((kept = w), w_None));
    m.def(`get${what}`, 0, 0, () => kept);
    m.def(`_set${what}allthreads`, 1, 1, () => w_None);
  }
  m.def('_clear_type_descriptors', 1, 1, () => w_None);
  m.set('monitoring', hooks.importModule('_monitoring', w_None, 0, w_None));
  m.def('is_finalizing', 0, 0, () => w_False);
  digitLimit.value = 4300;
  m.def('get_int_max_str_digits', 0, 0, () => digitLimit.value);
  m.raw('set_int_max_str_digits', (args, keywords) => {
    const given = argument(args, 0, keywords, 'maxdigits');
    if (given === undefined) throw typeError("set_int_max_str_digits() missing required argument 'maxdigits' (pos 1)");
    const most = intArgument(given);
    if (most !== 0 && most < 640) throw valueError('maxdigits must be 0 or larger than 640');
    digitLimit.value = most;
    return w_None;
  });
  for (const name of ['displayhook', '__displayhook__']) {
    m.def(name, 1, 1, (w) => {
      if (w === w_None) return w_None;
      const builtins = hooks.importModule('builtins', w_None, 0, w_None);
      hooks.setattr(builtins, '_', w_None);
      const stdout = hooks.findattr(hooks.importModule('sys', w_None, 0, w_None), 'stdout');
      if (stdout === null) throw error('RuntimeError', 'lost sys.stdout');
      hooks.call(hooks.getattr(stdout, 'write'), [newStr(`${reprOf(w)}\n`)]);
      hooks.setattr(builtins, '_', w);
      return w_None;
    });
  }
  for (const name of ['excepthook', '__excepthook__']) {
    m.def(name, 3, 3, (_type, value) => {
      if (value instanceof W_Exception)
        hooks.call(hooks.getattr(hooks.getattr(hooks.importModule('sys', w_None, 0, w_None), 'stderr'), 'write'), [
          newStr(formatException(value, (path) => sources.get(path) ?? null)),
        ]);
      return w_None;
    });
  }
  m.raw('audit', () => w_None);
  m.def('addaudithook', 1, 1, () => w_None);
  m.raw('breakpointhook', () => w_None);
  m.def('_get_cpu_count_config', 0, 0, () => -1);
  m.set('platlibdir', 'lib');
  m.set('abiflags', '');
  m.set('pycache_prefix', w_None);
  m.set('_xoptions', new W_Dict());
  m.set('_git', newTuple(['jitlens', '', '']));
  m.set('_framework', '');
  m.set('_base_executable', newStr('/usr/bin/python3'));
  m.set('_stdlib_dir', newStr('/usr/lib/python3.14'));
  const unraisableHook = (given: W): W => {
    const message = hooks.getattr(given, 'err_msg');
    const object = hooks.getattr(given, 'object');
    const stderr = hooks.getattr(hooks.importModule('sys', w_None, 0, w_None), 'stderr');
    const head = `${message === w_None ? 'Exception ignored in' : (strText(message) ?? '')}${object === w_None ? '' : ` ${reprOf(object)}`}:\n`;
    const value = hooks.getattr(given, 'exc_value');
    const text = value instanceof W_Exception ? formatException(value, (path) => sources.get(path) ?? null) : '';
    hooks.call(hooks.getattr(stderr, 'write'), [newStr(head + text)]);
    return w_None;
  };
  for (const name of ['unraisablehook', '__unraisablehook__']) m.def(name, 1, 1, unraisableHook);
  // What natives give it: an exception that cannot be raised where it happened.
  m.def('_unraisable', 3, 3, (exception, message, object) => {
    const given = unraisableArguments.make([typeOf(exception), exception, (exception as W_Exception).traceback ?? w_None, message, object]);
    return hooks.call(hooks.getattr(hooks.importModule('sys', w_None, 0, w_None), 'unraisablehook'), [given]);
  });
  m.set('UnraisableHookArgs', unraisableArguments.type);
  m.def('_getframemodulename', 0, 1, (depth) => {
    const f = frameAt(depth === undefined ? 0 : intArgument(depth));
    return (
      hooks.findattr(hooks.getattr(f, 'f_globals'), '__name__') ??
      hooks.call(hooks.getattr(hooks.getattr(f, 'f_globals'), 'get'), ['__name__'])
    );
  });
  m.def('_is_interned', 1, 1, () => w_True);
  m.def('_is_immortal', 1, 1, () => w_False);
  m.def('getallocatedblocks', 0, 0, () => 0);
  m.raw('getunicodeinternedsize', () => 0);
  m.def('get_coroutine_origin_tracking_depth', 0, 0, () => 0);
  m.def('set_coroutine_origin_tracking_depth', 1, 1, () => w_None);
  let asyncgenHooks: W = newTuple([w_None, w_None]);
  extraRoots.push(() => asyncgenHooks);
  m.def('get_asyncgen_hooks', 0, 0, () => asyncgenHooksType.make(tupleItems(asyncgenHooks) as W[]));
  m.raw('set_asyncgen_hooks', (args, keywords) => {
    const [first, last] = tupleItems(asyncgenHooks) as W[];
    asyncgenHooks = newTuple([args[0] ?? keywords?.get('firstiter') ?? first, args[1] ?? keywords?.get('finalizer') ?? last]);
    return w_None;
  });
  m.def('_clear_internal_caches', 0, 0, () => w_None);
  m.def('_current_frames', 0, 0, () => {
    const frames = new W_Dict();
    hooks.setitem(frames, hooks.call(hooks.getattr(hooks.importModule('_thread', w_None, 0, w_None), 'get_ident'), []), frameAt(0));
    return frames;
  });
  m.def('_current_exceptions', 0, 0, () => new W_Dict());
  m.def('is_stack_trampoline_active', 0, 0, () => w_False);
  m.def('getdlopenflags', 0, 0, () => 2);
  m.set('thread_info', threadInfo.make(['pthread', 'semaphore', newStr('NPTL 2.36')]));
  m.def('_clear_type_cache', 0, 0, () => w_None);
  m.def('_is_gil_enabled', 0, 0, () => w_True);
  m.def('call_tracing', 2, 2, () => {
    throw error('NotImplementedError', 'call_tracing');
  });
});

/** Top-level modules of the library. */
const hostNames = (): W =>
  newSet(
    [
      ...new Set([
        ...builtinModuleNames(),
        ...pythonModuleNames(),
        ...(host.library?.files() ?? []).map((file) => file.replace(/(\/.*|\.py)$/, '')),
      ]),
    ]
      .filter((n) => !n.includes('.'))
      .sort()
      .map((n) => newStr(n)),
    true,
  );

function implementation(): W {
  return implementationInfo.make(['jitlens', versionInfo.make([3, 14, 0, 'final', 0]), 0x030e00f0, 'jitlens-314']);
}
