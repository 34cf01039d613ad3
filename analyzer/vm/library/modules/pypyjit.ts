/**
 * pypyjit: what a program may say to PyPy's JIT. Under another Python the import fails, and programs expect that; here it is there, because the run
 * models PyPy. Source: pypy/module/pypyjit/interp_jit.py (residual_call, set_param); rpython/rlib/jit.py (set_user_param).
 */
import { PYPY_PARAMETERS } from '../../../targets';
import { typeError, valueError } from '../../runtime/errors';
import { hooks } from '../../runtime/hooks';
import { strText, w_None, type W } from '../../runtime/values';
import { vm } from '../../runtime/vm';
import { defineModule } from '../define';
import { asBig } from '../numbers';

function setParameter(name: string, value: number): void {
  if (!PYPY_PARAMETERS.some((row) => row.name === name)) throw valueError(`no JIT parameter '${name}'`);
  vm.jit?.setParameter(name, value);
}

/** "off", "default", or "name=value,name=value". */
function setParameters(text: string): void {
  if (text === 'off') {
    setParameter('threshold', -1);
    setParameter('function_threshold', -1);
    return;
  }
  if (text === 'default') {
    for (const { name, default: value } of PYPY_PARAMETERS) setParameter(name, value);
    return;
  }
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [name = '', value = ''] = part.split('=').map((one) => one.trim());
    if (!/^-?\d{1,9}$/.test(value)) throw valueError('error in JIT parameters string');
    setParameter(name, Number(value));
  }
}

defineModule('pypyjit', (m) => {
  /** Calls without the JIT looking inside. */
  m.raw('residual_call', (args, keywords) => {
    if (args.length === 0) throw typeError('residual_call() missing 1 required positional argument: w_callable');
    return hooks.call(args[0], args.slice(1), keywords);
  });
  m.raw('set_param', (args, keywords) => {
    if (args.length > 1) throw typeError(`set_param() takes at most 1 non-keyword argument, ${args.length} given`);
    if (args.length === 1) setParameters(strText(args[0]) ?? '');
    for (const [name, value] of keywords ?? []) setParameter(name, numberOf(value));
    return w_None;
  });
});

function numberOf(w: W): number {
  const n = asBig(w);
  if (n === null) throw typeError('a JIT parameter is an int');
  return Number(n);
}
