/** A backend over the test world, for tests that run every engine. */
import type { Concrete, LoopToken, TargetToken } from '../../ir';
import { parseTrace } from '../../text';
import { TEST_SCOPE, TestFloat, TestNode, TestOpaque, TestRegistry } from '../../text/testing';
import { explainErrors, verifyTrace } from '../../verify';
import { Backend, type BackendHooks, type BackendPolicy, type CompiledTrace, type Exit } from '..';

/** Stands for the runtime's guest errors. */
export class TestGuestError extends Error {
  constructor(readonly exception: Concrete) {
    super('guest error');
  }
}

/** All ways to run traces; each must give the same exits, values, heap and counts. */
export const ENGINES: Readonly<Record<string, Partial<BackendPolicy>>> = {
  interpreter: { engine: 'interpreter' },
  javascript: { engine: 'javascript', inlineBridgeAfter: 0 },
  'javascript with inlined bridges': { engine: 'javascript', inlineBridgeAfter: 1 },
  'both, promoted at once': { engine: 'auto', promoteAfter: 3, inlineBridgeAfter: 4 },
};

export class TestEngine {
  readonly world: TestRegistry;
  readonly backend: Backend;
  polls = 0;

  constructor(policy: Partial<BackendPolicy>, world = new TestRegistry(), hooks: Partial<BackendHooks> = {}, fuel?: Int32Array) {
    this.world = world;
    this.backend = new Backend(
      {
        isGuestError: (e) => e instanceof TestGuestError,
        exceptionOf: (e) => (e as TestGuestError).exception,
        callAssembler: (token) => {
          const { machine } = this.backend;
          const exit = machine.describe(this.backend.enter(token));
          if (exit.kind === 'finish') return exit.value;
          if (exit.kind === 'guard') throw new Error('the callee left through a guard');
          machine.pending = new TestGuestError(exit.error);
          return null;
        },
        poll: () => {
          this.polls++;
          this.backend.machine.fuel[0] = 1000;
        },
        degraded: (what) => {
          throw new Error(what);
        },
        scope: TEST_SCOPE,
        ...hooks,
      },
      fuel ? { policy, fuel } : { policy },
    );
  }

  loop(number: number, text: string): LoopToken {
    const token = this.world.loop(number);
    this.backend.compileLoop({ ...this.parse(text), token });
    return token;
  }

  bridge(guard: number, text: string): CompiledTrace {
    return this.backend.compileBridge(this.world.guard(guard), this.parse(text));
  }

  run(target: number | LoopToken | TargetToken, ...args: Concrete[]): Exit {
    return this.backend.execute(typeof target === 'number' ? this.world.loop(target) : target, args);
  }

  /** The exit in short: `finish 5`, `guard 3 [1, 2]`. */
  show(exit: Exit): string {
    if (exit.kind === 'finish') return `finish ${showValue(exit.value)}`;
    if (exit.kind === 'exception') return `exception ${showValue(exit.error)}`;
    const pending = exit.exception === null ? '' : ` pending ${showValue((exit.exception as TestGuestError).exception)}`;
    return `guard ${exit.guard.id} [${exit.values.map(showValue).join(', ')}]${pending}`;
  }

  private parse(text: string): ReturnType<typeof parseTrace> {
    const trace = parseTrace(text, this.world);
    const errors = verifyTrace(trace);
    if (errors.length > 0) throw new Error(explainErrors(trace, errors));
    return trace;
  }
}

/** Tells 1 from 1n, 0 from -0 and objects by their fields. */
export function showValue(v: Concrete): string {
  if (typeof v === 'bigint') return `${v}n`;
  if (Object.is(v, -0)) return '-0';
  if (v instanceof TestOpaque) return v.label;
  if (Array.isArray(v)) return `[${v.map(showValue).join(' ')}]`;
  if (v instanceof TestFloat) return `float(${showValue(v.floatval)})`;
  if (v instanceof TestNode) return `${v.vtable}(${[v.value, v.next, v.weight, v.tag, v.length, v.version].map(showValue).join(' ')})`;
  return String(v);
}
