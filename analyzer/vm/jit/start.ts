/** Connects the JIT to a run. */
import type { Limits, VmOptions } from '../api';
import { opcodeInfo } from '../compile/opcodes';
import { onInvalidate } from '../runtime/quasi';
import { vm } from '../runtime/vm';
import { JitDriver } from './driver';
import { setOpcodeNames } from './recorder/metainterp';

export interface RunningJit {
  /** The counts go out: the last ones when the run is over. */
  finish(): void;
}

/** Polls between two counts events: some seconds. */
const POLLS = 1000;

/** Null when the JIT is off. */
export function startJit(options: VmOptions, limits: Limits): RunningJit | null {
  if (options.jit === 'off') return null;
  setOpcodeNames((opcode) => opcodeInfo[opcode]?.name ?? String(opcode));
  onInvalidate.hook = null;
  const { traces, recorded, code } = limits;
  const setting = { max_traces: traces, max_recorded: recorded, max_code: code, ...options.jit };
  const driver = new JitDriver(setting, options.onEvent, options.traceText);
  vm.jit = driver;
  // Now and then the counts so far, so that a run that is stopped keeps its profile.
  const { poll } = options;
  let left = POLLS;
  vm.poll = (operations, ahead) => {
    if (--left === 0) {
      left = POLLS;
      driver.finish();
    }
    return poll(operations, ahead);
  };
  return driver;
}
