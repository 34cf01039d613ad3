/** Traces as long as trace_limit allows, and beyond: linear time, no deep recursion. */
import { describe, expect, it } from 'vitest';
import { JitLoopToken, defaultParameters, optimizeLoop } from '.';
import { World, loop, record } from './testing/optimize';

const INTVAL = 'descr=<FieldS W_IntObject.inst_intval pure>';

/** A loop of `n` increments of a boxed int, each with its checks, as a recorder gives them. */
function increments(n: number): string {
  const lines = ['[p0]'];
  for (let i = 0; i < n; i++) {
    lines.push(
      `guard_nonnull(p${i}) [p${i}]`,
      `guard_class(p${i}, ConstClass(W_IntObject)) [p${i}]`,
      `i${i} = getfield_gc_i(p${i}, ${INTVAL})`,
      `i${i + 50000} = int_add_ovf(i${i}, 1)`,
      `guard_no_overflow() [p${i}]`,
      `p${i + 1} = new_with_vtable(descr=<SizeDescr 16 W_IntObject>)`,
      `setfield_gc(p${i + 1}, i${i + 50000}, ${INTVAL})`,
    );
  }
  lines.push(`jump(p${n}) [p${n}]`);
  return lines.join('\n');
}

describe('long traces', () => {
  it('closes a loop of 7,000 recorded operations', () => {
    const { trace } = loop(increments(1000), new World(), [1]);
    expect(trace.ops.filter((op) => op.name === 'new_with_vtable')).toHaveLength(0);
    expect(trace.ops.filter((op) => op.name === 'int_add_ovf' || op.name === 'int_add')).toHaveLength(2000);
    expect(trace.target!.index).toBe(1);
  });

  it('takes time in proportion to the length', () => {
    const cpu = (n: number): number => {
      const trace = record(increments(n), new World(), [1]);
      const best = Array.from({ length: 3 }, () => {
        const start = process.cpuUsage();
        optimizeLoop(trace, new JitLoopToken(1), defaultParameters());
        return process.cpuUsage(start).user;
      });
      return Math.min(...best);
    };
    cpu(500);
    const [short, long] = [cpu(1000), cpu(4000)];
    // Four times the length; a quadratic optimizer needs sixteen times the time.
    expect(long / short).toBeLessThan(10);
  });

  it('carries a chain of 1,500 virtual objects around the loop', () => {
    const n = 1500;
    const lines = ['[i0, p0]'];
    for (let i = 1; i <= n; i++) {
      lines.push(
        `p${i} = new_with_vtable(descr=<SizeDescr 56 Node>)`,
        `setfield_gc(p${i}, ${i === 1 ? 'ConstPtr(null)' : `p${i - 1}`}, descr=<FieldP Node.inst_next>)`,
      );
      lines.push(`setfield_gc(p${i}, i0, descr=<FieldS Node.inst_value>)`);
    }
    lines.push('i9000 = int_add_ovf(i0, 1)', `guard_no_overflow() [p${n}]`, `jump(i9000, p${n}) [p${n}]`);
    const { trace } = loop(lines.join('\n'), new World(), [0, null]);
    expect(trace.target!.index).toBe(1);
    expect(trace.ops.filter((op) => op.name === 'new_with_vtable').length).toBe(0);
    expect(trace.statistics.virtuals).toBe(2 * n);
  });

  it('hoists a chain of 3,000 invariant operations', () => {
    const lines = ['[i0, i1]'];
    for (let i = 2; i < 3002; i++)
      lines.push(`i${i} = int_xor(i${i - 1}, i${i === 2 ? 1 : i - 2})`.replace('int_xor(i1, i1)', 'int_mul(i1, 3)'));
    lines.push('i9000 = int_add(i0, i3001)', 'i9001 = int_lt(i9000, 100)', 'guard_true(i9001) [i9000, i1]', 'jump(i9000, i1) [i9000, i1]');
    const { trace } = loop(lines.join('\n'), new World(), [0, 5]);
    expect(trace.target!.index).toBe(1);
    const label = trace.ops.findLastIndex((op) => op.name === 'label');
    // Only the last sixteen of a kind are looked at, so most of the chain is done again.
    expect(trace.ops.length - label).toBeGreaterThan(2900);
  });
});
