import { describe, expect, test } from 'vitest';
import { ConstPtr, InputArg, Operation, type Trace } from '../../ir';
import { parseTrace } from '../../text';
import { TestRegistry } from '../../text/testing';
import type { CompiledTrace } from '..';
import { TestEngine } from '../testing/engine';
import { compileToJavaScript, showJavaScript } from '.';

const OPTIONS = { maxSize: 48_000, inline: () => false };

function compiled(trace: Trace, engine = new TestEngine({ engine: 'interpreter' })): { trace: CompiledTrace; engine: TestEngine } {
  return { trace: engine.backend.compileLoop({ ...trace, token: engine.world.loop(1) }), engine };
}

function generate(text: string): string {
  const engine = new TestEngine({ engine: 'interpreter' });
  const { trace } = compiled(parseTrace(text, engine.world), engine);
  return showJavaScript(trace, engine.backend.machine, OPTIONS).join('\n---\n');
}

describe('generated code', () => {
  test('a loop', () => {
    expect(
      generate(
        `[i0, f1]
        f2 = float_neg(f1)
        label(i0, f2, descr=TargetToken(10))
        i3 = int_and(i0, 255)
        i4 = int_lt(i3, 200)
        guard_true(i4, descr=<Guard0x1>) [i0, None, f2]
        i5 = int_add_ovf(i0, 1)
        guard_no_overflow(descr=<Guard0x2>) [f2]
        jump(i5, f2, descr=TargetToken(10))`,
      ),
    ).toMatchInlineSnapshot(`
      "let s=0,e,x0=0,y0=null,z0=0,x1=0,v0=0,v1=0,v2=0;
      X:{
      z0=F[0];if(z0!==z0)z0=R[0];
      x1=F[1];
      if(n<=0){
      v0=z0;
      v1=x1;
      v2=-v1;
      }else if(n===1){
      v0=z0;
      v2=x1;
      }
      L:for(;;){
      if(--k0[0]===0){k1.reenter(0);
      if(typeof v0==='number')x0=v0;else{x0=NaN;y0=v0;}
      x1=v2;
      s=64;e=k2;break X;
      }
      const v3=typeof v0==='number'?v0&255:k3(v0,255);
      if(!(v3<200)){
      if(typeof v0==='number')x0=v0;else{x0=NaN;y0=v0;}
      x1=v2;
      s=2;e=k4;break X;
      }
      let v4;
      if(typeof v0!=='number'||!((v4=v0+1)<=9007199254740991&&v4>=-9007199254740991)){v4=k5(v0,1);
      if(k6.overflow){
      x0=v2;
      s=1;e=k7;break X;
      }
      }
      if((U[0]-=1)<=0){
      if(typeof v4==='number')x0=v4;else{x0=NaN;y0=v4;}
      x1=v2;
      s=2;e=k8;break X;
      }
      v0=v4;
      continue L;
      }
      }
      F[0]=x0;
      R[0]=y0;
      F[1]=x1;
      return e;"
    `);
  });

  test('bounds decide the form', () => {
    const body = (op: string): string =>
      generate(`[i0, p1]\ni2 = int_and(i0, 255)\ni3 = strlen(p1)\n${op}\nfinish(i9)`)
        .split('\n')
        .find((line) => line.startsWith('const v4='))!;
    expect(body('i9 = int_add(i2, i3)')).toBe('const v4=v2+v3;');
    expect(body('i9 = int_mul(i2, i2)')).toBe('const v4=v2*v2;');
    expect(body('i9 = int_xor(i2, 7)')).toBe('const v4=v2^7;');
    expect(body('i9 = int_lshift(i2, 4)')).toBe('const v4=v2*16;');
    expect(body('i9 = int_rshift(i2, 4)')).toBe('const v4=v2>>4;');
    expect(body('i9 = int_rshift(i3, 4)')).toBe('const v4=Math.floor(v3/16);');
    expect(body('i9 = int_mod(i2, 10)')).toBe('const v4=v2%10;');
    expect(body('i9 = int_rshift(i0, 4)')).toBe("const v4=typeof v0==='number'?Math.floor(v0/16):k1(v0,4);");
  });

  test('holds nothing of the guest program but numbers', () => {
    const evil = '");process.exit(1);("';
    const arg = new InputArg('r', 0);
    const trace: Trace = {
      inputargs: [arg],
      ops: [
        new Operation('ptr_eq', [arg, new ConstPtr(evil, evil)]),
        new Operation('debug_merge_point', []),
        new Operation('finish', [new ConstPtr({ name: evil }, evil)]),
      ],
    };
    trace.ops[1].at = { path: evil, line: 1, function: evil, firstLine: 1, offset: 0, opcode: 'NOP' };
    const { trace: made, engine } = compiled(trace);
    const [text] = showJavaScript(made, engine.backend.machine, OPTIONS);
    expect(text.split('\n')).toEqual([
      'let s=0,e,y0=null,v0=null;',
      'X:{',
      'y0=R[0];',
      'v0=y0;',
      'const v1=v0===k0?1:0;',
      'y0=k1;',
      's=1;e=k2;break X;',
      '}',
      'R[0]=y0;',
      'return e;',
    ]);
  });

  test('a name of the scope may not hide one of ours', () => {
    const engine = new TestEngine({ engine: 'interpreter' }, new TestRegistry(), { scope: [['k1', null]] });
    const { trace } = compiled(parseTrace('[i0]\nfinish(i0)', engine.world), engine);
    expect(() => compileToJavaScript(trace, engine.backend.machine, OPTIONS)).toThrow('the name k1 is taken');
  });
});

describe('size', () => {
  const long = (n: number): string =>
    `[i0, p1]\n${Array.from({ length: n }, (_, k) => `i${k + 2} = getfield_gc_i(p1, descr=<FieldS Node.inst_value>)\nguard_value(i${k + 2}, ${k}, descr=<Guard0x${k + 1}>) [i0, p1, i${k + 2}]`).join('\n')}\nfinish(i0)`;

  test('a long trace becomes several functions, none above the limit', () => {
    const engine = new TestEngine({ engine: 'interpreter' });
    const { trace } = compiled(parseTrace(long(4000), engine.world), engine);
    const made = compileToJavaScript(trace, engine.backend.machine, OPTIONS);
    expect(made.functions).toBeGreaterThan(3);
    expect(made.size).toBeLessThan(54_000);
  });

  test('bridges go inside only while there is room', () => {
    const engine = new TestEngine({ engine: 'javascript', inlineBridgeAfter: 1, maxBytecode: 3000 });
    engine.loop(1, '[i0, p1]\nguard_true(i0, descr=<Guard0xffff1>) [i0, p1]\nguard_nonnull(p1, descr=<Guard0xffff2>) [i0]\nfinish(1)');
    const large = engine.bridge(0xffff1, long(200));
    const small = engine.bridge(0xffff2, '[i0]\nfinish(2)');
    engine.run(1, 0, engine.world.node({ value: 5 }));
    // Nothing fits in for the first crossing: the next two are awaited.
    for (let i = 0; i < 2; i++) engine.run(1, 1, null);
    expect([large.host, small.host?.id]).toEqual([null, 1]);
    expect(engine.show(engine.run(1, 1, null))).toBe('finish 2');
  });
});

test('busy bridges move into their loop, and theirs with them', () => {
  const engine = new TestEngine({ engine: 'javascript', inlineBridgeAfter: 4 });
  engine.loop(
    1,
    `[i0]
    label(i0, descr=TargetToken(10))
    i1 = int_lt(i0, 1000)
    guard_true(i1, descr=<Guard0x1>) [i0]
    i2 = int_and(i0, 3)
    i3 = int_ne(i2, 1)
    guard_true(i3, descr=<Guard0x2>) [i0, i2]
    i4 = int_add(i0, 1)
    jump(i4, descr=TargetToken(10))`,
  );
  const outer = engine.bridge(
    2,
    '[i0, i1]\ni2 = int_and(i0, 4)\nguard_false(i2, descr=<Guard0x3>) [i0]\ni3 = int_add(i0, 1)\njump(i3, descr=TargetToken(10))',
  );
  const inner = engine.bridge(3, '[i0]\ni1 = int_add(i0, 2)\njump(i1, descr=TargetToken(10))');
  for (let i = 0; i < 6; i++) expect(engine.show(engine.run(1, 0))).toBe('guard 1 [1000]');
  expect([outer.host?.id, inner.host?.id]).toEqual([1, 1]);
  expect([outer.entries, inner.entries]).toEqual([6 * 250, 6 * 125]);
});
