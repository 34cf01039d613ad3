/** Connects the JIT to a run. */
import type { VmOptions } from '../api';
import { opcodeInfo } from '../compile/opcodes';
import { onInvalidate } from '../runtime/quasi';
import { vm } from '../runtime/vm';
import { JitDriver } from './driver';
import { setOpcodeNames } from './recorder/metainterp';

export interface RunningJit {
  /** The run is over: last counts go out. */
  finish(): void;
}

/** Null when the JIT is off. */
export function startJit(options: VmOptions): RunningJit | null {
  if (options.jit === 'off') return null;
  setOpcodeNames((opcode) => opcodeInfo[opcode]?.name ?? String(opcode));
  onInvalidate.hook = null;
  const driver = new JitDriver(options.jit, options.onEvent ?? (() => undefined), options.traceText);
  vm.jit = driver;
  return driver;
}
